"""The date in the province. Rules get it passed in; actions and queries ask here."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    return timezone.localdate()
