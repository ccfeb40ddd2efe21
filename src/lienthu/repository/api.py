"""REST: this room's operations."""

from lienthu.repository import (
    access_api,
    appraisal_api,
    council_api,
    deposit_api,
    fixity_api,
    object_api,
    page_api,
    removal_api,
    seat_api,
    sheet_api,
    text_api,
    transcript_api,
    tus_api,
    version_api,
)
from lienthu.repository.learning import api as learning_api
from lienthu.repository.projects import api as projects_api
from lienthu.repository.projects import machine_api, plan_api
from lienthu.repository.routing import router
from lienthu.repository.stories import api as stories_api
from lienthu.repository.stories import curating_api, things_api
from lienthu.repository.watching import api as watching_api

__all__ = [
    "access_api",
    "appraisal_api",
    "council_api",
    "curating_api",
    "deposit_api",
    "fixity_api",
    "learning_api",
    "machine_api",
    "object_api",
    "page_api",
    "plan_api",
    "projects_api",
    "removal_api",
    "router",
    "seat_api",
    "sheet_api",
    "stories_api",
    "text_api",
    "things_api",
    "transcript_api",
    "tus_api",
    "version_api",
    "watching_api",
]
