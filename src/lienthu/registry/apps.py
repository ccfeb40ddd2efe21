from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "lienthu.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthu.registry import events, sentences  # noqa: F401, PLC0415 - both register on import
