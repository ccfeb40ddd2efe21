"""Lists every address and operation with what it requires (`python -m tests.permission_table` renews the table)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Row:
    path: str
    methods: str
    requirement: str


def rows() -> list[Row]:
    from django.urls import get_resolver  # noqa: PLC0415 - after django.setup

    from lienthu.config.api import api, operations  # noqa: PLC0415

    found = set(_views(get_resolver().url_patterns, ""))
    for path, operation in operations(api):
        found.add(Row("/api/v1" + path, ",".join(sorted(operation.methods)), _requirement(operation.view_func)))
    return sorted(found)


def _views(patterns: list[Any], prefix: str) -> Iterator[Row]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            if not route.startswith("api/v1"):
                yield from _views(pattern.url_patterns, route)
            continue
        yield Row("/" + route, "*", _requirement(pattern.callback))


def _requirement(view: Any) -> str:
    from lienthu.kernel.access import access_of  # noqa: PLC0415

    requirement = access_of(view)
    return str(requirement) if requirement is not None else f"({view.__module__.split('.')[0]})"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    for row in rows():
        sys.stdout.write(f"{row.path}\t{row.methods}\t{row.requirement}\n")
