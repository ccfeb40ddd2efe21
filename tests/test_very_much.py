"""A record with ten thousand copies and an entry of five thousand records: pages cost what a small one's cost, and a
decision about one of them is as exact as ever."""

from __future__ import annotations

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lienthu.catalogue.models import Item, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, Staff, book, hand_in, library, marc_file, signed_in
from lienthu.kernel import jobs
from lienthu.marc import marcjson
from lienthu.marc.record import Field, Record
from lienthu.union.actions.merge import merge
from lienthu.union.actions.unmerge import unmerge
from lienthu.union.models import Entry, Member

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
COPIES, RECORDS = 10_000, 5_000
#: The next page, and what a second page of a list asks.
A_LITTLE = 4


@pytest.fixture
def staff() -> Staff:
    return signed_in(library("TINH"))


def with_copies(number: str, title: str, copies: int) -> Record:
    one = book(number, title)
    one.fields += [Field("852", "", "  ", [("b", "Kho mượn"), ("j", f"{number}{n:06}")]) for n in range(copies)]
    return one


def cost(staff: Staff, address: str) -> tuple[int, int]:
    """Statements and bytes of a page."""
    staff.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = staff.get(address)
    assert answer.status_code == 200, address
    return len(asked), len(answer.content)


def test_a_record_with_ten_thousand_copies(staff: Staff) -> None:
    given = [with_copies("FEW", "Rừng khộp", 60), with_copies("MANY", "Suối đá", COPIES)]
    for one in given:
        hand_in(orjson.dumps(marcjson.to_json(one)), library("TINH"), name="a.json")
    jobs.drain()
    few, many = (SourceRecord.objects.get(control_no=number) for number in ("FEW", "MANY"))
    assert Item.objects.filter(record=many).count() == COPIES
    for name, most in (("record", 400_000), ("history", 200_000), ("copies_of", 300_000)):
        small, large = (cost(staff, reverse(f"catalogue:{name}", args=[one.pk])) for one in (few, many))
        assert large[0] <= small[0] + A_LITTLE, name
        assert large[1] < most, name
    entries = [Member.objects.get(record=one).entry.public_id for one in (few, many)]
    for name in ("discovery:record", "union:members"):
        small, large = (cost(staff, reverse(name, args=[entry])) for entry in entries)
        assert large[0] <= small[0] + A_LITTLE, name
        assert large[1] < 300_000, name
    # The same file again is told from a change, and doubles nothing.
    hand_in(orjson.dumps(marcjson.to_json(given[1])), library("TINH"), name="b.json")
    assert Item.objects.filter(record=many).count() == COPIES
    assert SourceRecord.objects.get(pk=many.pk).version == 1


def test_an_entry_of_five_thousand_records(staff: Staff) -> None:
    hand_in(marc_file(*(book(f"S{n}", "Rừng khộp Nam Tây Nguyên") for n in range(40))), library("GN"))
    hand_in(marc_file(*(book(f"M{n}", "Suối đá Nâm Nung", year="2012") for n in range(RECORDS))), library("GN"))
    jobs.drain()
    small, large = (Member.objects.get(record__control_no=number).entry for number in ("S0", "M0"))
    assert (small.size, large.size) == (40, RECORDS)
    for name in ("discovery:record", "union:members"):
        costs = [cost(staff, reverse(name, args=[entry.public_id])) for entry in (small, large)]
        assert costs[1][0] <= costs[0][0] + A_LITTLE, name
        assert costs[1][1] < 600_000, name
    before = Entry.objects.get(pk=large.pk).data
    one = SourceRecord.objects.get(control_no="M4321")
    with CaptureQueriesContext(connection) as asked:
        own = unmerge(actor=SYSTEM, public_id=large.public_id, record_id=one.pk)
    assert len(asked) < 100
    assert (own.size, Entry.objects.get(pk=large.pk).size) == (1, RECORDS - 1)
    assert list(Member.objects.filter(entry=own.pk).values_list("record_id", flat=True)) == [one.pk]
    merge(actor=SYSTEM, public_id=large.public_id, other=own.public_id)
    again = Entry.objects.get(pk=large.pk)
    assert (again.size, bytes(again.data)) == (RECORDS, bytes(before))
