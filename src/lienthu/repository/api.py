"""REST: this room's operations."""

from lienthu.repository import deposit_api, sheet_api, transcript_api, tus_api, version_api
from lienthu.repository.learning import api as learning_api
from lienthu.repository.projects import api as projects_api
from lienthu.repository.routing import router
from lienthu.repository.stories import api as stories_api

__all__ = [
    "deposit_api",
    "learning_api",
    "projects_api",
    "router",
    "sheet_api",
    "stories_api",
    "transcript_api",
    "tus_api",
    "version_api",
]
