"""The general education curriculum of 2018: which subject is taught in which grade (`curriculum.json` names its
source)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson
from django.utils.translation import get_language

GRADES = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class Subject:
    code: str
    vi: str
    en: str
    grades: tuple[int, ...]

    def __str__(self) -> str:
        return self.en if get_language() == "en" else self.vi


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads((files("lienthu.repository.learning") / "curriculum.json").read_bytes())
    return data


@cache
def subjects() -> dict[str, Subject]:
    return {
        one["code"]: Subject(one["code"], one["vi"], one["en"], tuple(one["grades"])) for one in _data()["subjects"]
    }


def name() -> str:
    return str(_data()["name_en"] if get_language() == "en" else _data()["name"])


def source() -> str:
    return str(_data()["source"])


def taught(subject_codes: list[str], grades: list[int]) -> list[tuple[str, int]]:
    """Subject and grade together, where the curriculum has them."""
    return [(code, grade) for code in subject_codes for grade in grades if grade in subjects()[code].grades]
