"""The room's one router; `api.py` and `api_agencies.py` put their operations into it."""

from ninja import Router

router = Router(tags=["registry"])
