"""REST: this room's operations."""

from lienthu.repository import deposit_api, sheet_api, tus_api
from lienthu.repository.routing import router

__all__ = ["deposit_api", "router", "sheet_api", "tus_api"]
