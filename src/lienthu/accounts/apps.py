from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "lienthu.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthu.accounts import codes, signals  # noqa: F401, PLC0415 - registers what this room says
        from lienthu.accounts.queries import count_people  # noqa: PLC0415 - needs the app registry
        from lienthu.kernel.permissions import Permission  # noqa: PLC0415
        from lienthu.registry import impact  # noqa: PLC0415
        from lienthu.ui import nav  # noqa: PLC0415

        impact.count_with("people", _("People with a role there"), count_people)
        nav.staff(nav.NavItem("accounts:me", _("My account"), "user", None, order=5, key="m"))
        nav.staff(
            nav.NavItem(
                "accounts:people", _("People and roles"), "users", Permission.ACCOUNTS_MANAGE, order=80, key="p"
            )
        )
