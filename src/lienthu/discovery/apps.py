from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "lienthu.discovery"
    label = "discovery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthu.discovery import events, jobs, panels, sentences  # noqa: F401, PLC0415 - register on import
        from lienthu.discovery.pages import wiring  # noqa: F401, PLC0415 - as above
