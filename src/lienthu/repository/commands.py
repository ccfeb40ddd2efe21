"""The commands of this room."""

from __future__ import annotations

from lienthu.repository.deposit_commands import COMMANDS as DEPOSITS
from lienthu.repository.fixity_commands import COMMANDS as FIXITY
from lienthu.repository.preservation_commands import COMMANDS as PRESERVATION
from lienthu.repository.projects.commands import COMMANDS as PROJECTS
from lienthu.repository.transcript_commands import TranscriptCommand
from lienthu.repository.watching.commands import COMMANDS as WATCHING

COMMANDS = [*DEPOSITS, *FIXITY, *PRESERVATION, *PROJECTS, TranscriptCommand, *WATCHING]
