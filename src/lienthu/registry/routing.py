"""The room's one router; `api.py`, `api_agencies.py` and `api_areas.py` put their operations into it."""

from ninja import Router

router = Router(tags=["registry"])
