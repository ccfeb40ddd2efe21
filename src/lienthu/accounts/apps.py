from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lienthu.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthu.accounts import codes  # noqa: F401, PLC0415 - registers what this room says
