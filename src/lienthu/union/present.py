"""Entries as plain data for the API and the command, and the names of their fields."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from lienthu.union.queries import EntryPage, MemberView
from lienthu.union.rules.weights import WEIGHTS
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


def label(name: str) -> str:
    return gettext(LABELS[name])


def entry(page: EntryPage) -> dict[str, Any]:
    return {
        "id": page.entry.public_id,
        "state": page.entry.state,
        "fields": [
            {
                "name": field.name,
                "value": field.value,
                "sources": list(field.sources),
                "others": [{"source": source, "value": value} for source, value in field.others],
            }
            for field in page.fields
        ],
        "members": [_member(member) for member in page.members],
        "editions": [
            {"id": one.public_id, "title": one.title, "year": one.year, "edition": one.edition, "records": one.size}
            for one in page.editions
        ],
        "decisions": [
            {"id": one.id, "kind": one.kind, "one": list(one.one), "other": list(one.other), "author": one.author,
             "note": one.note, "at": one.decided_at.isoformat(), "stands": one.stands, "takes_back": one.takes_back}
            for one in page.decisions
        ],
    }  # fmt: skip


def _member(member: MemberView) -> dict[str, Any]:
    return {
        "record": member.record_id,
        "library": member.library.code if member.library else None,
        "control_no": member.control_no,
        "matched_with": member.evidence.witness,
        "score": member.evidence.score,
        "reasons": [{"code": code, "weight": WEIGHTS[code], "text": reason(code)} for code in member.evidence.reasons],
    }
