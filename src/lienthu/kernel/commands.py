"""The shape of a `lienthu` command. Each room lists its own in `<room>/commands.py` as `COMMANDS`."""

from __future__ import annotations

import argparse
import sys
from abc import ABC, abstractmethod
from typing import Any, ClassVar

import orjson

DONE, FINDINGS, FAILED = 0, 1, 2


class Command(ABC):
    """`name` may hold two words (`match pairs`). `--json` is added for all of them.

    `run` returns the exit code: 0 done, 1 done with rejected rows or findings. A `LienThuError` becomes one
    sentence on stderr and exit code 2.
    """

    name: ClassVar[str]
    help: ClassVar[str]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:  # noqa: B027 - many have none
        """Adds the command's own arguments."""

    @abstractmethod
    def run(self, args: argparse.Namespace) -> int: ...

    def out(self, text: str = "") -> None:
        sys.stdout.write(text + "\n")

    def out_json(self, value: Any) -> None:
        sys.stdout.write(orjson.dumps(value, default=str).decode() + "\n")

    def err(self, text: str) -> None:
        sys.stderr.write(text + "\n")
