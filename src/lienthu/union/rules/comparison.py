"""Two descriptions side by side: the fields that decide first, each with what it adds to the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lienthu.union.rules.weights import HOLD, WEIGHTS

#: The finding's class (what stands before the dot of its code) → the fields it looked at.
FIELDS_OF: Final[dict[str, tuple[str, ...]]] = {
    "title": ("title",), "remainder": ("remainder",), "part": ("parts",), "part_name": ("parts",),
    "grade": ("title",), "kind": ("remainder", "title"), "name": ("creators", "responsibility"),
    "body": ("creators", "responsibility"), "translator": ("responsibility",), "edition": ("edition",),
    "year": ("year",), "publisher": ("publisher",), "pages": ("extent",), "size": ("size",), "carrier": ("carrier",),
    "level": ("format",), "isbn": ("isbns",), "issn": ("issns",), "serial": ("year",), "language": ("languages",),
    "series": ("series",),
}  # fmt: skip
ORDER: Final = (
    "title", "remainder", "parts", "creators", "responsibility", "edition", "publisher", "place", "year", "extent",
    "size", "isbns", "issns", "series", "languages", "format", "carrier", "subjects", "classes",
)  # fmt: skip
CLASSES: Final = (
    "title", "remainder", "part", "name", "edition", "publisher", "year", "pages", "isbn", "evidence", "cluster",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    weight: float

    @property
    def holds(self) -> bool:
        return self.weight == HOLD

    @property
    def decides(self) -> bool:
        return self.holds or self.weight < 0


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both sides; `decides` when a finding about it holds the pair or speaks against it."""

    field: str
    left: Any
    right: Any
    findings: tuple[Finding, ...]

    @property
    def differs(self) -> bool:
        return bool(self.left != self.right)

    @property
    def decides(self) -> bool:
        return any(finding.decides for finding in self.findings)


def findings(reasons: Sequence[str], weights: Mapping[str, float] = WEIGHTS) -> list[Finding]:
    """What decides first: what holds, then what speaks against, then what speaks for."""
    found = [Finding(code, weights.get(code, 0.0)) for code in reasons]
    return sorted(found, key=lambda one: (not one.holds, one.weight >= 0, -abs(one.weight)))


def reason_class(reasons: Sequence[str]) -> str:
    """The class of the reason that makes the pair a question."""
    first = next(iter(findings(reasons)), None)
    name = first.code.partition(".")[0] if first else ""
    return {"part_name": "part", "body": "name", "translator": "name", "size": "pages", "issn": "isbn"}.get(name, name)


def compared(
    left: Mapping[str, Any], right: Mapping[str, Any], reasons: Sequence[str], weights: Mapping[str, float] = WEIGHTS
) -> tuple[list[Row], list[Finding]]:
    """The rows in the order a person needs them, and the findings about the pair as a whole."""
    by_field: dict[str, list[Finding]] = {}
    whole = []
    for finding in findings(reasons, weights):
        fields = FIELDS_OF.get(finding.code.partition(".")[0], ())
        shown = next((name for name in fields if left.get(name) or right.get(name)), "")
        if shown:
            by_field.setdefault(shown, []).append(finding)
        else:
            whole.append(finding)
    rows = [
        Row(name, left.get(name, ""), right.get(name, ""), tuple(by_field.get(name, ())))
        for name in ORDER
        if left.get(name) or right.get(name)
    ]
    rows.sort(key=lambda row: (not row.decides, not (row.differs and row.findings), not row.findings))
    return rows, whole
