from __future__ import annotations

from django.urls import path

from lienthu.catalogue.views import batches, copies, numbers, prints, restrictions, title_codes, upload

app_name = "catalogue"
urlpatterns = [
    path("cataloguing", batches.overview, name="overview"),
    path("cataloguing/upload", upload.upload, name="upload"),
    path("cataloguing/restrictions", restrictions.overview, name="restrictions"),
    path("cataloguing/restrictions/<int:case_id>", restrictions.decide, name="decide"),
    path("cataloguing/copies", copies.overview, name="copies"),
    path("cataloguing/copies/list", copies.listed, name="copies_listed"),
    path("cataloguing/copies/change", copies.act, name="change_copies"),
    path("cataloguing/copies/record/<int:record_id>", copies.of_record, name="copies_of"),
    path("cataloguing/copies/acts/<str:public_id>", copies.one_act, name="copies_act"),
    path("cataloguing/copies/acts/<str:public_id>/undo", copies.undo, name="undo_act"),
    path("cataloguing/copies/<str:public_id>", copies.one, name="copy"),
    path("cataloguing/copies/<str:public_id>/change", copies.change, name="change_copy"),
    path("cataloguing/numbers", numbers.overview, name="numbers"),
    path("cataloguing/numbers/new", numbers.begin, name="begin_series"),
    path("cataloguing/numbers/<int:series_id>/reserve", numbers.reserve, name="reserve_numbers"),
    path("cataloguing/numbers/<int:series_id>/end", numbers.end, name="end_series"),
    path("cataloguing/prints", prints.overview, name="prints"),
    path("cataloguing/title-codes", title_codes.table, name="title_codes"),
    path("cataloguing/title-codes/learn", title_codes.learn, name="title_code_learn"),
    path("cataloguing/title-codes/forget", title_codes.forget, name="title_code_forget"),
    path("cataloguing/<str:public_id>", batches.one, name="batch"),
    path("cataloguing/<str:public_id>/progress", batches.progress, name="progress"),
    path("cataloguing/<str:public_id>/columns", upload.columns, name="columns"),
    path("cataloguing/<str:public_id>/go-on", batches.go_on, name="go_on"),
    path("cataloguing/<str:public_id>/report", batches.download, name="report"),
]
