"""The commands of this room."""

from __future__ import annotations

from lienthu.repository.fixity_commands import COMMANDS as FIXITY

COMMANDS = [*FIXITY]
