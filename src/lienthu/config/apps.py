from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "lienthu.config"
    label = "config"

    def ready(self) -> None:
        from lienthu.kernel.permissions import Permission  # noqa: PLC0415 - after the apps are loaded
        from lienthu.ui import nav  # noqa: PLC0415

        nav.staff(
            nav.NavItem("config:jobs", _("Work in progress"), "activity", Permission.JOBS_VIEW, order=85, key="w")
        )
        nav.staff(nav.NavItem("config:audit", _("Audit log"), "audit", Permission.AUDIT_VIEW, order=90, key="a"))
