"""Published objects to documents of the index of page texts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.utils import timezone

from lienthu.discovery import analysis
from lienthu.discovery.engines.pages import PageDocument, PageWriter
from lienthu.repository.doors import doors_of
from lienthu.repository.models import DigitalObject, PageText
from lienthu.repository.passages import passages_of

_CHUNK: Final = 500
MAX_TEXT: Final = 100_000


def write_objects(writer: PageWriter, object_ids: Sequence[int]) -> set[date]:
    """All their pages anew. Answers the days on which who may read them changes by itself."""
    there = DigitalObject.objects.in_bulk(object_ids)
    turns: set[date] = set()
    for object_id in object_ids:
        frame = _frame(there.get(object_id), turns)
        writer.replace_object(object_id, _all_of(there[object_id], frame) if frame else ())
    return turns


def write_pages(writer: PageWriter, page_ids: Sequence[int]) -> None:
    rows = PageText.objects.filter(page__in=page_ids).values_list("page_id", "text", "page__object_id")
    texts = {page: (whole, of) for page, whole, of in rows}
    there = DigitalObject.objects.in_bulk({of for _, of in texts.values()})
    frames = {number: _frame(found, set()) for number, found in there.items()}
    for page_id in page_ids:
        whole, of = texts.get(page_id, ("", 0))
        frame = frames.get(of)
        writer.replace_page(page_id, _page(frame, page_id, whole) if frame and whole else None)


def _frame(found: DigitalObject | None, turns: set[date]) -> PageDocument | None:
    """What all pages of an object have in common; None when nobody may read any of them."""
    if found is None:
        return None
    doors, until = doors_of(found, timezone.localdate())
    if until:
        turns.add(until)
    if not doors:
        return None
    texts = {
        "title": analysis.terms(found.title),
        "creator": analysis.terms(" ".join(found.creators)),
        "subject": analysis.terms(" ".join(found.subjects)),
    }
    ordinal = until.toordinal() if until else None
    year = found.year if found.year and found.year > 0 else None
    return PageDocument(0, found.pk, found.gate, doors, texts, ordinal, year)


def _all_of(found: DigitalObject, frame: PageDocument) -> Iterator[PageDocument]:
    yield from _pages(frame)
    for passage in passages_of(found):
        yield _page(frame, passage.number, passage.text)


def _pages(frame: PageDocument) -> Iterator[PageDocument]:
    rows = PageText.objects.filter(page__object=frame.object).exclude(text="").order_by("page__position")
    for page_id, whole in rows.values_list("page_id", "text").iterator(_CHUNK):
        yield _page(frame, page_id, whole)


def _page(frame: PageDocument, page_id: int, whole: str) -> PageDocument:
    texts = {**frame.texts, "all": analysis.terms(whole[:MAX_TEXT])}
    return dataclasses.replace(frame, page=page_id, texts=texts)
