"""Suggestions while a reader types: titles, authors, subjects. Two cheap questions to the engine, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lienthu import text
from lienthu.discovery import analysis, spelling, withheld
from lienthu.discovery.engines.base import Engine, Heading

LIMIT: Final = 8
MAX_LENGTH: Final = 80
LOOKED_AT: Final = 24


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`field`: title, creator or subject; `id` names the entry of a title."""

    text: str
    field: str
    count: int = 0
    id: str = ""


def suggest(typed: str, *, limit: int = LIMIT, engine: Engine | None = None) -> list[Suggestion]:
    engine = engine or withheld.reading()
    typed = text.clean(typed[:MAX_LENGTH])
    found = _suggest(engine, typed, limit)
    if not found and (meant := spelling.typed_off(typed)):
        found = _suggest(engine, meant, limit)
    return found


def _suggest(engine: Engine, typed: str, limit: int) -> list[Suggestion]:
    exact, folded = analysis.terms(typed)
    if len(folded) < 2:
        return []
    headings = _best(engine.headings(folded, limit=LOOKED_AT), exact, typed)
    titles = [
        Suggestion(brief.full_title, "title", id=brief.id) for brief in engine.titles(folded.split(), limit=LOOKED_AT)
    ]
    titles = _distinct(sorted(titles, key=lambda item: exact not in analysis.terms(item.text)[0]))
    shown = _distinct([Suggestion(heading.text, heading.field, heading.count) for heading in headings])
    share = max(limit - len(titles), limit // 2)
    return [*shown[:share], *titles][:limit]


def _best(headings: list[Heading], exact: str, typed: str) -> list[Heading]:
    """With accents typed, headings that start exactly so stand first."""
    if not text.has_marks(typed):
        return headings
    return sorted(headings, key=lambda heading: not analysis.terms(heading.text)[0].startswith(exact))


def _distinct(items: list[Suggestion]) -> list[Suggestion]:
    return list({(text.exact_key(item.text), item.field): item for item in reversed(items)}.values())[::-1]
