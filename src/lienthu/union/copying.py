"""What the desk may copy: entries by ISBN, with the description whose title it took. Fills `catalogue.known_books`."""

from __future__ import annotations

from collections.abc import Iterable

from lienthu.catalogue.known_books import KnownBook
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries import public_marc
from lienthu.kernel.errors import NotFound
from lienthu.marc.fields import Bib
from lienthu.union.models import Entry, MatchKey, Member
from lienthu.union.queries import resolve
from lienthu.union.rules.keys import isbn_key

_MOST_ENTRIES = 20


class UnionBooks:
    def by_isbn(self, isbn: str) -> list[KnownBook]:
        clusters = MatchKey.objects.filter(key=isbn_key(isbn)).values_list("entry_id", flat=True)[:_MOST_ENTRIES]
        members = Member.objects.filter(cluster_id__in=list(clusters), record__state=SourceRecord.State.ACTIVE)
        having = {
            member.entry_id
            for member in members.select_related("record")
            if any(one.value == isbn for one in Bib(public_marc(member.record)).isbns)
        }
        return list(_books(Entry.objects.filter(id__in=having, state=Entry.State.ACTIVE).order_by("id")))

    def by_key(self, key: str) -> KnownBook | None:
        try:
            entry = resolve(key)
        except NotFound:
            return None
        return next(iter(_books([entry])), None)


def _books(entries: Iterable[Entry]) -> Iterable[KnownBook]:
    """An entry with no active record is not there: what was restricted a moment ago is not copied."""
    known = {entry.pk: entry for entry in entries}
    members: dict[int, list[Member]] = {}
    shown = Member.objects.filter(entry_id__in=known, record__state=SourceRecord.State.ACTIVE)
    for member in shown.select_related("record").order_by("-merit", "-record_id"):
        members.setdefault(member.entry_id, []).append(member)
    for entry_id, found in members.items():
        owner = known[entry_id].fields.get("title", {}).get("s")
        best = next((one for one in found if one.record_id == owner), found[0])
        libraries = {one.library_id for one in found}
        yield KnownBook(known[entry_id].public_id, public_marc(best.record), len(libraries))
