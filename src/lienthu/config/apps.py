from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "lienthu.config"
    label = "config"
