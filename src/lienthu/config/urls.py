"""Addresses: the rooms' pages under a language, the rest without one."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from lienthu.config import pages, views
from lienthu.config.api import api
from lienthu.config.rooms import modules

_HOUSE = [
    path("jobs", pages.job_list, name="jobs"),
    path("jobs/<str:public_id>", pages.job, name="job"),
    path("jobs/<str:public_id>/change", pages.change_job, name="change_job"),
    path("audit", pages.audit_log, name="audit"),
]
_PAGES = {room: module for room, module in modules("urls").items() if room != "config"}

urlpatterns = [
    path("api/v1/", api.urls),
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
    *[path("", include(module.root_urlpatterns)) for module in _PAGES.values() if hasattr(module, "root_urlpatterns")],
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("", include((_HOUSE, "config"))),
        *[path("", include((module.urlpatterns, module.app_name))) for module in _PAGES.values()],
    ),
]

handler400 = "lienthu.config.views.unreadable"
handler404 = "lienthu.config.views.not_found"
#: Asked for by allauth when one address or account tries too often.
handler429 = views.too_many
handler500 = "lienthu.config.views.failed"
