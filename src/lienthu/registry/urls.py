from __future__ import annotations

from django.urls import path

from lienthu.registry.views import agencies, areas, public, staff

app_name = "registry"
urlpatterns = [
    path("libraries", public.libraries, name="directory"),
    path("library/<str:identifier>", public.library, name="library"),
    path("agencies", agencies.agencies, name="agencies"),
    path("agency/<str:code>", agencies.agency, name="agency"),
    path("registry/agencies/new", agencies.open_new, name="open_agency"),
    path("registry/agencies/<str:code>/change", agencies.change, name="change_agency"),
    path("registry/agencies/<str:code>/merge", agencies.merge, name="merge_agency"),
    path("registry", staff.overview, name="staff"),
    path("registry/new", staff.open_new, name="open"),
    path("registry/areas", areas.areas, name="areas"),
    path("registry/areas/new", areas.open_new, name="open_area"),
    path("registry/areas/<str:public_id>", areas.area, name="area"),
    path("registry/areas/<str:public_id>/change", areas.change, name="change_area"),
    path("registry/areas/<str:public_id>/merge", areas.merge, name="merge_area"),
    path("registry/areas/<str:public_id>/transfer", areas.transfer, name="transfer_area"),
    path("registry/areas/<str:public_id>/split", areas.split, name="split_area"),
    path("registry/areas/<str:public_id>/abolish", areas.abolish, name="abolish_area"),
    path("registry/library/<str:identifier>", staff.one, name="one"),
    path("registry/library/<str:identifier>/change", staff.change, name="change"),
    path("registry/library/<str:identifier>/correct/<int:version_id>", staff.correct, name="correct"),
    path("registry/library/<str:identifier>/services", staff.services, name="services"),
    path("registry/library/<str:identifier>/merge", staff.merge, name="merge"),
    path("registry/library/<str:identifier>/split", staff.split, name="split"),
    path("registry/library/<str:identifier>/close", staff.close, name="close"),
    path("registry/library/<str:identifier>/identifiers", staff.identify, name="identify"),
]
