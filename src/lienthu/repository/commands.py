"""The commands of this room."""

from __future__ import annotations

from lienthu.repository.fixity_commands import COMMANDS as FIXITY
from lienthu.repository.preservation_commands import COMMANDS as PRESERVATION

COMMANDS = [*FIXITY, *PRESERVATION]
