"""Shapes of REST operations."""

from __future__ import annotations

from enum import Enum

from pydantic import WithJsonSchema


def one_of(values: type[Enum]) -> WithJsonSchema:
    """The values where they are used: OpenAPI has one place for each name, and many enumerations are called `Kind`."""
    return WithJsonSchema({"type": "string", "enum": [one.value for one in values]})
