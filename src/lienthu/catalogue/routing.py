"""The router of this room's operations; `api` and `items_api` put them on it."""

from ninja import Router

router = Router(tags=["catalogue"])
