from __future__ import annotations

from django.urls import path

from lienthu.catalogue.views import batches, restrictions, upload

app_name = "catalogue"
urlpatterns = [
    path("cataloguing", batches.overview, name="overview"),
    path("cataloguing/upload", upload.upload, name="upload"),
    path("cataloguing/restrictions", restrictions.overview, name="restrictions"),
    path("cataloguing/restrictions/<int:case_id>", restrictions.decide, name="decide"),
    path("cataloguing/<str:public_id>", batches.one, name="batch"),
    path("cataloguing/<str:public_id>/progress", batches.progress, name="progress"),
    path("cataloguing/<str:public_id>/columns", upload.columns, name="columns"),
    path("cataloguing/<str:public_id>/go-on", batches.go_on, name="go_on"),
    path("cataloguing/<str:public_id>/report", batches.download, name="report"),
]
