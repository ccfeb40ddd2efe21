from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.permissions import Permission


class RegistryConfig(AppConfig):
    name = "lienthu.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthu.registry import events, jobs, sentences  # noqa: F401, PLC0415 - they register on import
        from lienthu.ui import nav  # noqa: PLC0415 - needs the app registry

        nav.reader(nav.NavItem("registry:directory", _("Libraries"), "building", order=20))
        nav.staff(
            nav.NavItem("registry:staff", _("Libraries"), "building", Permission.REGISTRY_EDIT, order=20, key="l")
        )
