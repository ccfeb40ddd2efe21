"""Union entries as MARC: the record whose title the entry took, with the holdings of every library in 852."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lienthu.catalogue.models import Item, SourceRecord
from lienthu.catalogue.queries import items_of_records, public_marc
from lienthu.marc.record import Field, Record
from lienthu.registry.models import Library
from lienthu.union.models import Entry, Member

_PAGE = 500


def entries(library_ids: Collection[int] | None = None) -> Iterator[tuple[str, Record]]:
    """(public identifier, record) of all entries that hold an active record, in pages: memory stays flat."""
    codes = dict(Library.objects.values_list("id", "code"))
    last = 0
    while page := list(Entry.objects.filter(state=Entry.State.ACTIVE, id__gt=last).order_by("id")[:_PAGE]):
        last = page[-1].id
        members: dict[int, list[SourceRecord]] = {}
        found = Member.objects.filter(entry__in=page, record__state=SourceRecord.State.ACTIVE).select_related("record")
        for member in found.order_by("record_id"):
            members.setdefault(member.entry_id, []).append(member.record)
        items = items_of_records([record.id for records in members.values() for record in records])
        for entry in page:
            records = members.get(entry.id, [])
            if records and (library_ids is None or any(one.library_id in library_ids for one in records)):
                yield entry.public_id, _record(entry, records, items, codes)


def _record(entry: Entry, records: list[SourceRecord], items: dict[int, list[Item]], codes: dict[int, str]) -> Record:
    owner = entry.fields.get("title", {}).get("s")
    marc = public_marc(next((record for record in records if record.id == owner), records[0]))
    # 003 names whose number 001 was; 852 and 9xx are one library's own.
    kept = [one for one in marc.fields if one.tag not in ("001", "003", "852") and one.tag < "900"]
    held = [field for record in records for field in _holdings(record.library_id, items.get(record.id, []), codes)]
    return Record(marc.leader, [Field("001", entry.public_id), *kept, *held])


def _holdings(library_id: int, items: list[Item], codes: dict[int, str]) -> Iterator[Field]:
    """One 852 for each place of a library: $a code, $b location, $h call number, $j accession numbers."""
    places: dict[tuple[str, str], list[str]] = {} if items else {("", ""): []}
    for item in items:
        numbers = places.setdefault((item.location, item.call_number), [])
        if item.accession_no:
            numbers.append(item.accession_no)
    for (location, call_number), numbers in places.items():
        parts = [("a", codes[library_id]), ("b", location), ("h", call_number), *(("j", number) for number in numbers)]
        yield Field("852", "", "  ", [(name, text) for name, text in parts if text])
