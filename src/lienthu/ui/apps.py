from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "lienthu.ui"
    label = "ui"
    verbose_name = _("Design system")

    def ready(self) -> None:
        from lienthu.ui import sentences  # noqa: F401, PLC0415 - they register on import
