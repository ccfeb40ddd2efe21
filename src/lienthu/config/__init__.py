"""Settings, addresses, wiring, the `lienthu` command: the only room that knows all the others."""

import os

# Translatable codes are declared at import time, which asks for settings.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.config.settings")
