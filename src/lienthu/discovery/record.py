"""One entry as its page shows it: description, copies by library, ways onward. Restricted records never come here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Min, When
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from lienthu.catalogue.models import Item, SourceRecord
from lienthu.discovery import labels
from lienthu.discovery.analysis import publisher_name
from lienthu.discovery.entries import is_on_shelf
from lienthu.kernel.errors import NotFound
from lienthu.marc.fields import public_copy
from lienthu.marc.record import Record, from_compact
from lienthu.registry import queries as registry
from lienthu.registry.queries import LibraryCard
from lienthu.text import sort_key
from lienthu.ui.formats import count
from lienthu.ui.shapes import Copy, LibraryHoldings, Link
from lienthu.union import words
from lienthu.union.models import Entry
from lienthu.union.queries import public_fields

COPY_STATUS = {
    "on_loan": gettext_noop("On loan"),
    "lost": gettext_noop("Lost"),
    "missing": gettext_noop("Missing"),
    "withdrawn": gettext_noop("Withdrawn"),
    "damaged": gettext_noop("Damaged"),
    "in_repair": gettext_noop("Being repaired"),
    "on_order": gettext_noop("On order"),
    "not_for_loan": gettext_noop("Read on site"),
    "in_processing": gettext_noop("Being processed"),
    "on_rotation": gettext_noop("On tour"),
}


EDITIONS = 50
#: Places and states of one library's copies that the page lists.
SHELVES = 30


@dataclass(frozen=True, slots=True)
class Edition:
    id: str
    title: str
    about: str
    year: int


@dataclass(frozen=True, slots=True)
class RecordPage:
    entry: Entry
    data: dict[str, Any]
    records: tuple[SourceRecord, ...]
    holdings: tuple[LibraryHoldings, ...]
    copies: int
    on_shelf: int
    editions: tuple[Edition, ...]

    def value(self, name: str) -> Any:
        return self.data.get(name, {}).get("v") or ""

    @property
    def title(self) -> str:
        return str(self.value("title") or "—")

    @property
    def subtitle(self) -> str:
        parts = [str(part) for part in self.value("parts") or ()]
        return ": ".join(filter(None, (str(self.value("remainder")), ". ".join(parts))))

    @property
    def full_title(self) -> str:
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def summary(self) -> str:
        return str(self.value("summary"))

    @property
    def year_text(self) -> str:
        return str(self.value("year"))

    @property
    def creators(self) -> list[str]:
        return list(self.value("creators") or ())

    @property
    def best(self) -> SourceRecord:
        """The record whose title the entry took: the one to hand out."""
        owner = self.data.get("title", {}).get("s")
        return next((record for record in self.records if record.id == owner), self.records[0])

    @property
    def marc(self) -> Record:
        """Without the staff's names (911, 912)."""
        return public_copy(from_compact(self.best.marc))


def resolve(public_id: str) -> Entry:
    """The entry that stands for this address now; merged ones lead on, in as many steps as it takes."""
    # PostgreSQL refuses the NUL character in any text.
    entry = Entry.objects.filter(public_id=public_id.lower().replace("\x00", "")[:12]).first()
    for _step in range(20):
        if entry is None or entry.merged_into_id is None:
            break
        entry = Entry.objects.filter(id=entry.merged_into_id).first()
    if entry is None or entry.state != Entry.State.ACTIVE:
        raise NotFound("discovery.no_such_record")
    return entry


def load(entry: Entry, near: str = "") -> RecordPage:
    active = SourceRecord.State.ACTIVE
    records = SourceRecord.objects.filter(union_member__entry=entry, state=active).order_by("id")
    found = tuple(records)
    if not found:
        raise NotFound("discovery.no_such_record")
    shelves = _shelves(entry)
    holdings = _holdings(found, shelves, near)
    others = Entry.objects.filter(work_key=entry.work_key, state=Entry.State.ACTIVE).exclude(id=entry.id)
    editions = list(others.order_by("-id")[:EDITIONS])
    data = public_fields([entry, *editions])
    lines = [edition_of(other.public_id, data[other.id], data[entry.id]) for other in editions if data[other.id]]
    return RecordPage(
        entry=entry,
        data=data[entry.id],
        records=found,
        holdings=holdings,
        copies=sum(shelf.copies for shelf in shelves),
        on_shelf=sum(shelf.copies for shelf in shelves if shelf.is_on_shelf),
        editions=tuple(sorted(lines, key=lambda line: (-line.year, line.id))),
    )


class Shelf(NamedTuple):
    """Copies of one library that stand together in one state: counted by the database, however many they are. In a
    rotation box they are at a library or on their way to one."""

    library_id: int
    at_library_id: int | None
    to_library_id: int | None
    call_number: str
    place: str
    status: str
    copies: int

    @property
    def is_on_shelf(self) -> bool:
        return is_on_shelf(self.status, is_guest=self.at_library_id is not None)

    def stands_at(self, library_id: int) -> bool:
        return library_id == (self.at_library_id or self.library_id)


def _shelves(entry: Entry) -> list[Shelf]:
    items = Item.objects.held().filter(record__union_member__entry=entry, record__state=SourceRecord.State.ACTIVE)
    place = Case(When(store="", then=F("location")), default=F("store"))
    counted = items.values_list(
        "library_id", "at_library_id", "box__to_library_id", "call_number", place, "status"
    ).annotate(n=Count("id"), first=Min("id"))
    return [Shelf(*row[:7]) for row in counted.order_by("library_id", "first")]


def _holdings(records: Sequence[SourceRecord], shelves: Sequence[Shelf], near: str) -> tuple[LibraryHoldings, ...]:
    by_library: dict[int, list[Shelf]] = {record.library_id: [] for record in records}
    for shelf in shelves:
        by_library.setdefault(shelf.library_id, []).append(shelf)
        if shelf.at_library_id is not None:
            by_library.setdefault(shelf.at_library_id, []).append(shelf)
    cards = registry.cards({*by_library, *(shelf.to_library_id for shelf in shelves if shelf.to_library_id)})
    home = labels.cards().get(near)

    def order(pair: tuple[int, list[Shelf]]) -> tuple[object, ...]:
        card = cards.get(pair[0])
        on_shelf = any(shelf.is_on_shelf and shelf.stands_at(pair[0]) for shelf in pair[1])
        away = labels.distance(home, card) if home else 0.0
        return (card is None or card.code != near, not on_shelf, away, sort_key(card.name) if card else "")

    ordered = sorted(by_library.items(), key=order)
    return tuple(_holding(cards[library_id], own, cards) for library_id, own in ordered if library_id in cards)


def _name(card: LibraryCard | None) -> str:
    return "" if card is None else (card.name_en if get_language() == "en" else "") or card.name


def _holding(card: LibraryCard, shelves: Sequence[Shelf], cards: Mapping[int, LibraryCard]) -> LibraryHoldings:
    on_shelf = sum(shelf.copies for shelf in shelves if shelf.is_on_shelf and shelf.stands_at(card.id))
    if not shelves:
        status, kind = _("Ask the library"), "info"
    elif not any(shelf.stands_at(card.id) for shelf in shelves):
        status, kind = _("On tour now"), "info"
    elif on_shelf:
        status, kind = _("%(count)s on the shelf") % {"count": count(on_shelf)}, "good"
    else:
        status, kind = _("Not on the shelf now"), "warn"
    return LibraryHoldings(
        library=_name(card),
        status=status,
        kind=kind,
        url=reverse("registry:library", args=[card.public_id]),
        place=card.area_name,
        copies=[_copy(shelf, card.id, cards) for shelf in shelves[:SHELVES]],
        more=sum(shelf.copies for shelf in shelves[SHELVES:]),
    )


def _copy(shelf: Shelf, library_id: int, cards: Mapping[int, LibraryCard]) -> Copy:
    """As the library tells of it: its guest, its own copy on tour, or one that stands here."""
    status, kind, place = _("On the shelf"), "good", shelf.place
    if shelf.at_library_id == library_id:
        place = _("On tour here, belongs to %(name)s") % {"name": _name(cards.get(shelf.library_id))}
        if not shelf.is_on_shelf:
            status, kind = _(COPY_STATUS[shelf.status]), "warn"
    elif shelf.at_library_id is not None:
        status, kind = _("On tour at %(name)s") % {"name": _name(cards.get(shelf.at_library_id))}, "info"
    elif shelf.to_library_id and shelf.status == "on_rotation":
        status, kind = _("On its way to %(name)s") % {"name": _name(cards.get(shelf.to_library_id))}, "info"
    elif shelf.status in COPY_STATUS:
        status, kind = _(COPY_STATUS[shelf.status]), "info" if shelf.status == "not_for_loan" else "warn"
    return Copy(shelf.call_number, place, status, kind, shelf.copies)


def search_link(label: str, field: str, value: str) -> Link:
    """A heading as a way onward: a search for exactly this."""
    query = urlencode({field: value})
    return Link(label, f"{reverse('discovery:search')}?{query}")


def facts(page: RecordPage) -> list[tuple[str, Any]]:
    """The description, name and value; empty ones are left out by the component."""
    publisher = publisher_name(str(page.value("publisher")))
    published = ", ".join(str(part) for part in (publisher, page.value("date")) if part)
    place = page.value("place")
    return [
        (_("Edition"), page.value("edition")),
        (_("Published"), f"{place}: {published}" if place and published else published or place),
        (_("Extent"), "; ".join(filter(None, (str(page.value("extent")), str(page.value("size")))))),
        (_("Series"), "; ".join(page.value("series") or ())),
        (_("Language"), ", ".join(words.language_name(code) for code in page.value("languages") or ())),
        (_("Translated from"), ", ".join(words.language_name(c) for c in page.value("original_languages") or ())),
        (_("Other titles"), "; ".join(page.value("other_titles") or ())),
        ("ISBN", ", ".join(page.value("isbns") or ())),
        ("ISSN", ", ".join(page.value("issns") or ())),
        (_("Classification"), words.shown("classes", page.value("classes") or ())),
    ]


def edition_of(public_id: str, data: dict[str, Any], this: dict[str, Any]) -> Edition:
    """Another edition in one line: the year, then what tells it from this one."""

    def said(of: dict[str, Any], name: str) -> str:
        value = of.get(name, {}).get("v") or ""
        if name == "languages":
            return ", ".join(words.language_name(code) for code in value)
        return publisher_name(str(value)) if name == "publisher" else str(value)

    year = said(data, "year") or said(data, "date")
    differs = [name for name in ("edition", "publisher", "extent", "languages") if said(data, name) != said(this, name)]
    about = ", ".join(filter(None, [year, *(said(data, name) for name in differs)]))
    return Edition(public_id, said(data, "title") or "—", about, int(said(data, "year") or 0))


def cover_seed(public_id: str, data: dict[str, Any]) -> dict[str, str]:
    """What a generated cover is drawn from."""

    def value(name: str) -> Any:
        return data.get(name, {}).get("v") or ""

    classes = [each.partition(" ")[2] or each for each in value("classes") or ()]
    return {
        "title": str(value("title") or "—"),
        "creator": next(iter(value("creators") or ()), ""),
        "year": str(value("year")),
        "kind": str(value("format")),
        "class_no": classes[0] if classes else "",
        "seed": public_id,
    }
