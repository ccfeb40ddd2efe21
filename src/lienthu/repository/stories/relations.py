"""Relations as pages show them: from a document to what it has to do with, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from lienthu.catalogue.models import Authority
from lienthu.repository import gate
from lienthu.repository.gate import Visitor
from lienthu.repository.models import DigitalObject, Relation
from lienthu.repository.models.things import WAY_WORDS
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.relations import MEANINGS
from lienthu.repository.rules.relations import Relation as Way
from lienthu.repository.rules.stories import Words
from lienthu.repository.stories.shown import said
from lienthu.union.models import Entry
from lienthu.union.queries import public_fields

_MOST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """One line: how, with what, where that is known from."""

    id: int
    way: Way
    word: str
    name: str
    url: str
    end: str
    source: str

    @property
    def terms(self) -> tuple[str, ...]:
        return MEANINGS[self.way].terms


def of_object(visitor: Visitor, found: DigitalObject) -> list[Told]:
    """What it has to do with; ends that this visitor may not know of are left out."""
    rows = list(found.relations.select_related("authority__root", "thing", "other").order_by("kind", "id")[:_MOST])
    entries = _entries([row.entry for row in rows if row.entry])
    others = [row.other for row in rows if row.other]
    decisions = gate.decisions_for(visitor, others)
    told = []
    for row in rows:
        if row.other and not decisions[row.other.pk].allows(Surface.RECORD):
            continue
        if (named := _named(row, entries)) is not None:
            told.append(_line(row, *named))
    return told


def _named(row: Relation, entries: dict[str, str]) -> tuple[str, str, str] | None:
    """Name, address, kind of the other end; None for what is not shown."""
    if row.entry:
        name = entries.get(row.entry, "")
        return (name, _address("discovery:record", row.entry), "entry") if name else None
    if row.authority:
        stands: Authority = row.authority.root or row.authority
        return stands.heading, _address("discovery:authority", stands.public_id), stands.kind
    if row.thing:
        if not row.thing.is_shown:
            return None
        title = said(Words(row.thing.title, row.thing.title_en)).text
        return title, reverse("repository:thing", args=[row.thing.public_id]), row.thing.kind
    if row.other:
        return row.other.title, reverse("repository:read", args=[row.other.public_id]), "object"
    return None


def _address(name: str, public_id: str) -> str:
    """Of a page in a room above this one; empty where that room is not installed."""
    try:
        return reverse(name, args=[public_id])
    except NoReverseMatch:
        return ""


def _line(row: Relation, name: str, url: str, end: str) -> Told:
    way = Way(row.kind)
    return Told(row.pk, way, str(WAY_WORDS[way]), name, url, end, row.source)


def _entries(named: Sequence[str]) -> dict[str, str]:
    """Identifier → title of those that everybody may see."""
    found = list(Entry.objects.filter(public_id__in=named))
    fields = public_fields(found)
    return {one.public_id: str(fields[one.pk].get("title", "")) for one in found if fields.get(one.pk)}


@dataclass(frozen=True, slots=True)
class Back:
    """A document that has to do with what a page is about."""

    object: DigitalObject
    words: list[str]
    open: bool


def back(visitor: Visitor, relations: Iterable[Relation]) -> list[Back]:
    """The documents at the other side of these, each once, as far as this visitor may know of them."""
    by_object: dict[int, list[str]] = {}
    found: dict[int, DigitalObject] = {}
    for row in relations:
        found[row.object_id] = row.object
        words = by_object.setdefault(row.object_id, [])
        if (word := str(WAY_WORDS[Way(row.kind)])) not in words:
            words.append(word)
    decisions = gate.decisions_for(visitor, list(found.values()))
    return [
        Back(one, by_object[pk], decisions[pk].allows(Surface.IMAGE))
        for pk, one in found.items()
        if decisions[pk].allows(Surface.RECORD)
    ]


def to_entry(public_ids: Sequence[str]) -> Iterable[Relation]:
    return Relation.objects.filter(entry__in=public_ids).select_related("object").order_by("id")[:_MOST]


def to_authority(authority: Authority) -> Iterable[Relation]:
    from_merged = Authority.objects.filter(root=authority).values("id")
    direct = Relation.objects.filter(authority=authority) | Relation.objects.filter(authority__in=from_merged)
    return direct.select_related("object").order_by("id")[:_MOST]


def to_thing(thing_id: int) -> Iterable[Relation]:
    return Relation.objects.filter(thing_id=thing_id).select_related("object").order_by("id")[:_MOST]


def to_object(object_id: int) -> Iterable[Relation]:
    return Relation.objects.filter(other_id=object_id).select_related("object").order_by("id")[:_MOST]
