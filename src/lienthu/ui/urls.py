from __future__ import annotations

from django.urls import path

from lienthu.ui import views

app_name = "ui"
urlpatterns = [
    path("ui", views.style_page, name="style"),
    path("ui/staff", views.style_staff, name="style_staff"),
    path("ui/display", views.set_display, name="display"),
]
