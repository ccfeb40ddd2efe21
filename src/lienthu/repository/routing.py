"""The router of this room's operations; the modules that `api` names put them on it."""

from ninja import Router

router = Router(tags=["repository"])
