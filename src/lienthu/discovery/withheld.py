"""Records that may not be shown any more but still stand in the index: everything that reads it leaves them out.

The catalogue announces them in the transaction that hides them. Until the index has been written anew the
announcement waits for the index consumer, and as long as it waits its records are withheld, parked or not.
"""

from __future__ import annotations

from typing import Final

from lienthu.catalogue.events import RECORDS_HIDDEN
from lienthu.discovery import engines
from lienthu.discovery.engines.base import Engine
from lienthu.kernel.models import Delivery

CONSUMER: Final = "discovery.index"


def reading() -> Engine:
    """The engine for readers."""
    engine = engines.current()
    waiting = Delivery.objects.filter(consumer=CONSUMER, event__kind=RECORDS_HIDDEN)
    records = [record for payload in waiting.values_list("event__payload", flat=True) for record in payload["records"]]
    return engine.without(records) if records else engine
