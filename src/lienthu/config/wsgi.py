"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.config.settings")
_django = get_wsgi_application()

from lienthu.repository.tile_door import TileDoor  # noqa: E402 - its tables are known once Django is set up

application = TileDoor(_django)
# Every view is imported here, once, and not by the first reader of each worker.
_addresses = get_resolver().url_patterns
# What was loaded stays until the end: collections need not look at it (a pause of tens of milliseconds in a page), and
# workers that were forked from here go on sharing its memory.
gc.collect()
gc.freeze()
