"""The `lienthu` command. A setting that cannot be meant is one sentence, not a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import django
from django.core.exceptions import ImproperlyConfigured

FAILED = 2


def main(argv: Sequence[str] | None = None) -> int:
    # The data folder holds people's names, catalogue files and keys: none of it is for other users of the machine.
    os.umask(0o077)
    try:
        django.setup()
        # The rooms ask for the settings when they are imported.
        from lienthu.config.commandline import run  # noqa: PLC0415
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    return run(argv)


if __name__ == "__main__":
    sys.exit(main())
