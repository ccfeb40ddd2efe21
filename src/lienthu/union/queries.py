"""Typed reads of the union, each in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db.models import Q, QuerySet

from lienthu.catalogue.models import Item, SourceRecord
from lienthu.kernel.errors import NotFound
from lienthu.kernel.paging import Page, page
from lienthu.registry.queries import LibraryCard, cards
from lienthu.union.models import Correction, Decision, Entry, Member
from lienthu.union.rules.entry import Source, derive
from lienthu.union.standing import corrections

_MOST_EDITIONS = 50
_MOST_MEMBERS = 500
#: Values of one field that lost, as a page shows them.
_MOST_OTHERS = 20
_MOST_DECISIONS = 100


def resolve(public_id: str) -> Entry:
    """The entry behind an identifier, present or former; one that is gone resolves to its tombstone."""
    # PostgreSQL refuses the NUL character in any text.
    entry = Entry.objects.filter(public_id=public_id.replace("\x00", "")).first()
    while entry is not None and entry.merged_into_id is not None:
        entry = Entry.objects.get(pk=entry.merged_into_id)
    if entry is None:
        raise NotFound("union.no_such_entry", id=public_id[:20])
    return entry


def where_now(records: Collection[int]) -> dict[int, str]:
    """Record → the public identifier of the entry it is shown in; a record that is nowhere is left out. What points
    at an entry as it was named once, and at a record where one is known, asks this first and `resolve` otherwise."""
    return dict(Member.objects.filter(record_id__in=records).values_list("record_id", "entry__public_id"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a record joined: the member it was compared with, the score and its parts. Empty for the first one."""

    witness: int | None = None
    score: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberView:
    record_id: int
    library: LibraryCard | None
    library_id: int
    control_no: str
    evidence: Evidence
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CopyView:
    record_id: int
    library_id: int
    location: str
    call_number: str
    accession_no: str
    status: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of the entry, where it came from and what lost."""

    name: str
    value: Any
    sources: tuple[int, ...]
    others: tuple[tuple[int, Any], ...] = ()
    correction: int | None = None

    @property
    def shown_others(self) -> tuple[tuple[int, Any], ...]:
        return self.others[:_MOST_OTHERS]

    @property
    def more_others(self) -> int:
        return len(self.others) - len(self.shown_others)


@dataclass(frozen=True, slots=True)
class Edition:
    public_id: str
    title: str
    year: int | None
    edition: str
    publisher: str
    size: int


@dataclass(frozen=True, slots=True)
class PersonDecision:
    """One act of the log. `stands` unless it was taken back (or is itself such an act)."""

    id: int
    kind: str
    text: str
    one: tuple[int, ...]
    other: tuple[int, ...]
    note: str
    author: str
    decided_at: Any
    stands: bool
    takes_back: int | None
    moved: tuple[tuple[int, str, str], ...] = ()

    @property
    def can_be_taken_back(self) -> bool:
        return self.stands


@dataclass(frozen=True, slots=True)
class EntryPage:
    """All that a record page shows. `redirected` when the address asked for has become another one. `records`: how many
    there are; `members` are the first of them; `homes`: the library of each record that a field names."""

    entry: Entry
    redirected: bool
    fields: list[FieldView]
    members: list[MemberView]
    records: int
    homes: dict[int, LibraryCard]
    editions: list[Edition]
    decisions: list[PersonDecision] = field(default_factory=list)
    corrections: dict[int, Correction] = field(default_factory=dict)

    def value(self, name: str, default: Any = "") -> Any:
        return next((one.value for one in self.fields if one.name == name), default)


def public_fields(entries: Collection[Entry]) -> dict[int, dict[str, Any]]:
    """Entry → its fields as everybody may see them, in two queries. A record that was restricted or withdrawn a
    moment ago counts no more, even while the union has not heard of it; an entry with no other record has none."""
    ids = [entry.pk for entry in entries if entry.state == Entry.State.ACTIVE]
    members = Member.objects.filter(entry_id__in=ids)
    hidden = set(members.exclude(record__state=SourceRecord.State.ACTIVE).values_list("entry_id", flat=True))
    anew = without_hidden(hidden)
    shown = {entry.pk: entry.fields for entry in entries if entry.pk in ids and entry.pk not in hidden}
    return {entry.pk: {} for entry in entries} | shown | anew


def without_hidden(entry_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The fields of these entries made anew from their active records alone."""
    if not entry_ids:
        return {}
    kept: dict[int, list[Source]] = {entry_id: [] for entry_id in entry_ids}
    clusters: dict[int, set[int]] = {entry_id: {entry_id} for entry_id in entry_ids}
    shown = Member.objects.filter(entry_id__in=entry_ids, record__state=SourceRecord.State.ACTIVE)
    columns = ("entry_id", "cluster_id", "record_id", "merit", "facts")
    for entry_id, cluster_id, record_id, merit, said in shown.values_list(*columns):
        kept[entry_id].append(Source(record_id, merit, orjson.loads(bytes(said))))
        clusters[entry_id].add(cluster_id)
    corrected = corrections(clusters)
    return {
        entry_id: derive(sources, corrected.get(entry_id, ())) if sources else {} for entry_id, sources in kept.items()
    }


def entry_page(public_id: str, most: int = _MOST_MEMBERS) -> EntryPage:
    """Only active records are in it: an entry that has none any more is a bare tombstone. `most`: members shown."""
    entry = resolve(public_id)
    rows = list(_active(entry).select_related("record").order_by("record_id")[:most])
    libraries = cards({row.library_id for row in rows})
    fields = field_views(public_fields([entry])[entry.pk])
    return EntryPage(
        entry=entry,
        redirected=entry.public_id != public_id,
        fields=fields,
        members=[member_view(row, libraries) for row in rows],
        records=_active(entry).count() if len(rows) == most else len(rows),
        homes=_homes(fields, rows, libraries),
        editions=_editions(entry) if rows else [],
        decisions=decisions_about(entry.pk),
        corrections=Correction.objects.in_bulk([one.correction for one in fields if one.correction]),
    )


def members_of(public_id: str, after: str = "", size: int = 50) -> tuple[Entry, list[MemberView], Page[Member], int]:
    """The records of an entry by pages: the entry, this page's members, the page, how many there are."""
    entry = resolve(public_id)
    found = page(_active(entry).select_related("record"), by=("record_id",), after=after, size=size)
    libraries = cards({row.library_id for row in found.items})
    return entry, [member_view(row, libraries) for row in found.items], found, _active(entry).count()


def _active(entry: Entry) -> QuerySet[Member]:
    return Member.objects.filter(entry=entry, record__state=SourceRecord.State.ACTIVE)


def _homes(
    fields: Iterable[FieldView], rows: Iterable[Member], libraries: Mapping[int, LibraryCard]
) -> dict[int, LibraryCard]:
    """Asks only for what the shown members do not tell: a field's record may stand far down a large entry."""
    ids = {record for one in fields for record in (*one.sources, *(other for other, _v in one.shown_others))}
    home = {row.record_id: row.library_id for row in rows if row.record_id in ids}
    if unknown := ids - home.keys():
        home |= dict(Member.objects.filter(record_id__in=unknown).values_list("record_id", "library_id"))
    if strange := set(home.values()) - libraries.keys():
        libraries = {**libraries, **cards(strange)}
    return {record: libraries[library] for record, library in home.items() if library in libraries}


def field_views(data: dict[str, Any]) -> list[FieldView]:
    found = []
    for name, said in data.items():
        sources = said["s"] if isinstance(said["s"], list) else [said["s"]]
        others = tuple((other, value) for other, value in said.get("o", ()))
        found.append(FieldView(name, said["v"], tuple(dict.fromkeys(sources)), others, said.get("c")))
    return found


def member_view(row: Member, libraries: dict[int, LibraryCard]) -> MemberView:
    return MemberView(
        row.record_id,
        libraries.get(row.library_id),
        row.library_id,
        row.record.control_no,
        evidence_of(row),
        orjson.loads(bytes(row.facts)),
    )


def evidence_of(row: Member) -> Evidence:
    if not row.evidence:
        return Evidence()
    witness, score, reasons = orjson.loads(bytes(row.evidence))
    return Evidence(witness, score, tuple(reasons))


def _editions(entry: Entry) -> list[Edition]:
    active = Entry.objects.filter(work_key=entry.work_key, state=Entry.State.ACTIVE).exclude(pk=entry.pk)
    others = list(active.order_by("id")[:_MOST_EDITIONS])
    shown = public_fields(others)
    found = []
    for other in others:
        if not shown[other.pk]:
            continue
        said = {name: one["v"] for name, one in shown[other.pk].items()}
        found.append(
            Edition(
                other.public_id,
                said.get("title", ""),
                said.get("year"),
                said.get("edition", ""),
                said.get("publisher", ""),
                other.size,
            )
        )
    return sorted(found, key=lambda edition: (-(edition.year or 0), edition.public_id))


def decisions_about(entry_id: int) -> list[PersonDecision]:
    """All that people decided about an entry and what was joined to it or left it, the latest first."""
    clusters = set(Member.objects.filter(entry=entry_id).values_list("cluster_id", flat=True)) | {entry_id}
    rows = Decision.objects.filter(Q(entry__in=clusters) | Q(other_entry__in=clusters)).select_related("taken_back_by")
    return [person_decision(one) for one in rows.order_by("-id")[:_MOST_DECISIONS]]


def person_decision(one: Decision) -> PersonDecision:
    stands = one.kind != Decision.Kind.TAKEN_BACK and not hasattr(one, "taken_back_by")
    return PersonDecision(
        one.pk,
        one.kind,
        one.get_kind_display(),
        tuple(one.one),
        tuple(one.other),
        one.note,
        one.author_label,
        one.decided_at,
        stands,
        one.takes_back_id,
        tuple((record, before, after) for record, before, after in one.moved),
    )


@dataclass(frozen=True, slots=True)
class IndexMember:
    record_id: int
    library_id: int
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class IndexSource:
    """One entry as an index needs it. `values` is the entry's fields without their sources; an entry that is not
    active has none and is to be removed. `redirect` names the entry it went to."""

    id: int
    public_id: str
    state: str
    work_key: int
    version: int
    values: dict[str, Any]
    members: tuple[IndexMember, ...]
    copies: tuple[CopyView, ...]
    redirect: int | None = None

    @property
    def is_active(self) -> bool:
        return self.state == Entry.State.ACTIVE


def index_sources(ids: Collection[int]) -> list[IndexSource]:
    """In the order of their ids: three queries however many there are."""
    entries = list(Entry.objects.filter(pk__in=ids).order_by("pk"))
    active = [entry.pk for entry in entries if entry.state == Entry.State.ACTIVE]
    members: dict[int, list[IndexMember]] = {}
    home: dict[int, int] = {}
    rows = Member.objects.filter(entry_id__in=active).order_by("record_id")
    for entry_id, record_id, library_id, said in rows.values_list("entry_id", "record_id", "library_id", "facts"):
        members.setdefault(entry_id, []).append(IndexMember(record_id, library_id, orjson.loads(bytes(said))))
        home[record_id] = entry_id
    copies: dict[int, list[CopyView]] = {}
    items = Item.objects.held().filter(record__union_member__entry_id__in=active).order_by("id")
    for row in items.values_list("record_id", "library_id", "location", "call_number", "accession_no", "status"):
        if row[0] in home:
            copies.setdefault(home[row[0]], []).append(CopyView(*row))
    return [_index_source(entry, members.get(entry.pk, ()), copies.get(entry.pk, ())) for entry in entries]


def _index_source(entry: Entry, members: Iterable[IndexMember], copies: Iterable[CopyView]) -> IndexSource:
    active = entry.state == Entry.State.ACTIVE
    values = {name: said["v"] for name, said in entry.fields.items()} if active else {}
    return IndexSource(
        entry.pk,
        entry.public_id,
        entry.state,
        entry.work_key,
        entry.version,
        values,
        tuple(members),
        tuple(copies),
        entry.merged_into_id,
    )


def find_source(entry: Entry, source: str) -> int:
    """A member named by its record's number or as LIBRARY:CONTROL-NUMBER."""
    records = SourceRecord.objects.filter(union_member__entry=entry)
    code, colon, control_no = source.partition(":")
    if colon:
        found = records.filter(library__code=code.upper(), control_no=control_no).first()
    else:
        found = records.filter(pk=int(source)).first() if source.isdecimal() and len(source) < 19 else None
    if found is None:
        raise NotFound("union.not_a_member", id=entry.public_id, record=source[:80])
    return found.pk
