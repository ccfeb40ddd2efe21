"""Entries as plain data for the API and the command, and the names of their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lienthu.union.model import current_weights
from lienthu.union.queries import EntryPage, MemberView, PersonDecision
from lienthu.union.reviewing import ReviewPair
from lienthu.union.sentences import reason

LABELS = {
    "title": _("Title"),
    "remainder": _("Remainder of title"),
    "parts": _("Part"),
    "other_titles": _("Other titles"),
    "responsibility": _("Responsibility"),
    "creators": _("Creators"),
    "edition": _("Edition"),
    "place": _("Place"),
    "publisher": _("Publisher"),
    "date": _("Date as printed"),
    "year": _("Year"),
    "extent": _("Extent"),
    "size": _("Size"),
    "isbns": _("ISBN"),
    "issns": _("ISSN"),
    "languages": _("Language"),
    "original_languages": _("Original language"),
    "subjects": _("Subjects"),
    "keywords": _("Keywords"),
    "classes": _("Classification"),
    "series": _("Series"),
    "summary": _("Summary"),
    "links": _("Links"),
    "format": _("Kind of document"),
    "carrier": _("Carrier"),
}


_REASON_CLASSES = {
    "title": _("Title"),
    "remainder": _("Remainder of title"),
    "part": _("Part"),
    "grade": _("Grade"),
    "kind": _("Kind of school book"),
    "name": _("Persons and bodies"),
    "edition": _("Edition"),
    "publisher": _("Publisher"),
    "year": _("Year"),
    "pages": _("Extent"),
    "isbn": _("ISBN"),
    "language": _("Language"),
    "series": _("Series"),
    "evidence": _("Too little said"),
    "cluster": _("Fits several entries"),
}


def reason_class(name: str) -> str:
    return gettext(_REASON_CLASSES[name]) if name in _REASON_CLASSES else name


def label(name: str) -> str:
    return gettext(LABELS[name])


def entry(page: EntryPage) -> dict[str, Any]:
    weights = current_weights()
    return {
        "id": page.entry.public_id,
        "state": page.entry.state,
        "fields": [
            {
                "name": field.name,
                "value": field.value,
                "sources": list(field.sources),
                "others": [{"source": source, "value": value} for source, value in field.others],
                "correction": _correction(page, field.correction),
            }
            for field in page.fields
        ],
        "records": page.records,
        "members": [_member(member, weights) for member in page.members],
        "editions": [
            {"id": one.public_id, "title": one.title, "year": one.year, "edition": one.edition, "records": one.size}
            for one in page.editions
        ],
        "decisions": [decision(one) for one in page.decisions],
    }  # fmt: skip


def _correction(page: EntryPage, number: int | None) -> dict[str, Any] | None:
    one = page.corrections.get(number or 0)
    return {"id": one.pk, "reason": one.reason, "at": one.made_at.isoformat()} if one else None


def decision(one: PersonDecision) -> dict[str, Any]:
    return {
        "id": one.id, "kind": one.kind, "one": list(one.one), "other": list(one.other), "author": one.author,
        "note": one.note, "at": one.decided_at.isoformat(), "stands": one.stands, "takes_back": one.takes_back,
        "moved": [list(each) for each in one.moved],
    }  # fmt: skip


def pair(one: ReviewPair, weights: Mapping[str, float]) -> dict[str, Any]:
    return {
        "id": one.pair.pk,
        "records": [one.pair.left_id, one.pair.right_id],
        "entries": [one.left.entry, one.right.entry],
        "score": one.pair.score,
        "benefit": one.pair.benefit,
        "reasons": _reasons(one.pair.reasons, weights),
    }


def _member(member: MemberView, weights: Mapping[str, float]) -> dict[str, Any]:
    return {
        "record": member.record_id,
        "library": member.library.code if member.library else None,
        "control_no": member.control_no,
        "matched_with": member.evidence.witness,
        "score": member.evidence.score,
        "reasons": _reasons(member.evidence.reasons, weights),
    }


def _reasons(codes: Iterable[str], weights: Mapping[str, float]) -> list[dict[str, Any]]:
    return [{"code": code, "weight": weights[code], "text": reason(code)} for code in codes]
