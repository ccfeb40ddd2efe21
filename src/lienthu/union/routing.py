"""The room's part of the REST interface; `api.py` and `quality_api.py` put their operations here."""

from ninja import Router

router = Router(tags=["union"])
