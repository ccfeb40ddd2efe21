"""Which authority each heading stands for: derived from the forms under its key, here and nowhere else.

Whoever adds or takes a form calls `relink` in the same transaction; the consumer of `catalogue.records_changed`
enters the headings of new and changed records. One writer at a time, so that neither misses what the other adds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Q

from lienthu.catalogue.events import announce_entered, announce_links
from lienthu.catalogue.models import AuthorityForm, RecordHeading, SourceRecord
from lienthu.catalogue.rules.headings import Form, Kind, heading_of, resolve
from lienthu.catalogue.rules.record_headings import Said, record_headings
from lienthu.kernel import sql
from lienthu.kernel.sql import among
from lienthu.marc.record import from_compact
from lienthu.text import fold

Key = tuple[str, str]
_GATE = 7_201_121  # any constant: the advisory lock of authorities
_SLICE = 500
_Heading = tuple[str, str, str]


def lock_authorities() -> None:
    """One writer of forms and links at a time. SQLite's IMMEDIATE transaction is that lock already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GATE])


def folded(kind: str, key: str) -> str:
    bare = fold(key)
    return " ".join(sorted(bare.split())) if kind == Kind.PERSON else bare


def forms_under(keys: Collection[Key]) -> dict[Key, list[Form]]:
    """The forms of authorities under each key, merged ones at their root."""
    found: dict[Key, list[Form]] = defaultdict(list)
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, key in keys:
        by_kind[kind].append(key)
    for kind, wanted in by_kind.items():
        for start in range(0, len(wanted), _SLICE):
            rows = AuthorityForm.objects.filter(kind=kind, key__in=wanted[start : start + _SLICE])
            for form in rows.select_related("authority__root").order_by("id"):
                owner = form.authority
                life = owner.life or (owner.root.life if owner.root else "")
                found[kind, form.key].append(Form(owner.stands_for, form.dates, life))
    return found


def relink(keys: Collection[Key]) -> list[int]:
    """Computes the links of all headings under these keys anew; returns the headings whose link changed."""
    if not keys:
        return []
    forms = forms_under(keys)
    changed = []
    for kind, key in sorted(keys):
        for heading in RecordHeading.objects.filter(kind=kind, key=key):
            link = resolve(heading.dates, forms.get((kind, key), ()))
            if (heading.authority_id, heading.is_open) != (link.authority, link.is_open):
                heading.authority_id, heading.is_open = link.authority, link.is_open
                changed.append(heading)
    RecordHeading.objects.bulk_update(changed, ["authority", "is_open"], batch_size=200)
    return [heading.pk for heading in changed]


def enter_records(*, record_ids: Sequence[int], finish: Callable[[], None] = lambda: None) -> None:
    """The headings of these records as they are now; `finish` runs inside the transaction, after the writes."""
    said = _read(record_ids)
    with transaction.atomic():
        lock_authorities()
        ids = _heading_ids({(one.kind.value, one.text, one.dates) for ones in said.values() for one in ones})
        wanted = {
            (ids[one.kind.value, one.text, one.dates][0], record_id, one.role.value)
            for record_id, ones in said.items()
            for one in ones
        }
        where, value = among("record_id", list(record_ids))
        query = f"SELECT heading_id, record_id, role FROM catalogue_headinguse WHERE {where}"  # noqa: S608
        before = {tuple(row) for row in sql.rows(query, [value])}
        sql.many(
            "DELETE FROM catalogue_headinguse WHERE heading_id = %s AND record_id = %s AND role = %s",
            sorted(before - wanted),
        )
        sql.many(
            "INSERT INTO catalogue_headinguse (heading_id, record_id, role) VALUES (%s, %s, %s)",
            sorted(wanted - before),
        )
        linked = {heading_id for heading_id, authority in ids.values() if authority is not None}
        announce_links(records=sorted({record for heading, record, _ in wanted - before if heading in linked}))
        announce_entered(record_ids)
        finish()


def _read(record_ids: Iterable[int]) -> dict[int, list[Said]]:
    """A record that is not active has no heading that counts."""
    where, value = among("id", list(record_ids))
    query = f"SELECT id, state, marc FROM catalogue_sourcerecord WHERE {where}"  # noqa: S608
    return {
        record_id: record_headings(from_compact(bytes(marc))) if state == SourceRecord.State.ACTIVE else []
        for record_id, state, marc in sql.rows(query, [value])
    }


def _heading_ids(wanted: set[_Heading]) -> dict[_Heading, tuple[int, int | None]]:
    """Heading → (id, its authority); those not known yet are entered and linked."""
    known = _known(wanted)
    fresh = sorted(wanted - known.keys())
    if fresh:
        keyed = {one: heading_of(Kind(one[0]), one[1]).key for one in fresh}
        forms = forms_under({(one[0], key) for one, key in keyed.items()})
        rows = []
        for one, key in keyed.items():
            link = resolve(one[2], forms.get((one[0], key), ()))
            rows.append(
                RecordHeading(
                    kind=one[0], text=one[1], dates=one[2], key=key, folded=folded(one[0], key),
                    authority_id=link.authority, is_open=link.is_open,
                )
            )  # fmt: skip
        RecordHeading.objects.bulk_create(rows, batch_size=500)
        known |= {(row.kind, row.text, row.dates): (row.pk, row.authority_id) for row in rows}
    return known


def _known(wanted: Collection[_Heading]) -> dict[_Heading, tuple[int, int | None]]:
    where, value = among("text", sorted({text for _, text, _ in wanted}))
    query = f"SELECT kind, text, dates, id, authority_id FROM catalogue_recordheading WHERE {where}"  # noqa: S608
    found = {(kind, text, dates): (pk, authority) for kind, text, dates, pk, authority in sql.rows(query, [value])}
    return {one: found[one] for one in wanted if one in found}


def headings_of(authority_ids: Collection[int]) -> list[int]:
    return list(RecordHeading.objects.filter(authority_id__in=authority_ids).values_list("pk", flat=True))


def keys_of(authority_ids: Collection[int]) -> set[Key]:
    """Keys of all forms of these authorities and of what was merged into them."""
    forms = AuthorityForm.objects.filter(Q(authority_id__in=authority_ids) | Q(authority__root_id__in=authority_ids))
    return set(forms.values_list("kind", "key"))
