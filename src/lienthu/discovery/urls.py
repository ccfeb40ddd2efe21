from __future__ import annotations

from django.urls import path

from lienthu.discovery.views import authority, covers, home, near, pages, record, results

app_name = "discovery"
urlpatterns = [
    path("", home.home, name="home"),
    path("search", results.results, name="search"),
    path("search/suggest", results.suggestions, name="suggest"),
    path("search/pages", pages.pages, name="pages"),
    path("search/near", near.choose_library, name="near"),
    path("authority/<str:public_id>", authority.authority, name="authority"),
    path("record/<str:public_id>.<str:extension>", record.export, name="export"),
    path("record/<str:public_id>", record.record, name="record"),
]
root_urlpatterns = [path("cover/<str:public_id>.svg", covers.cover, name="discovery-cover")]
