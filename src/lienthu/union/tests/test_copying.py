"""What the desk finds in the union by ISBN, and what it may copy."""

from __future__ import annotations

import pytest

from lienthu.catalogue.known_books import source
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.tests.helpers import book, hand_in, library, marc_file
from lienthu.kernel import jobs
from lienthu.marc.record import Field
from lienthu.union.models import Member

pytestmark = pytest.mark.django_db
ISBN = "9786040000002"


def shared(number: str, secrecy: str = "") -> bytes:
    record = book(number, "Đất rừng phương Nam", secrecy=secrecy)
    record.fields.insert(1, Field("020", "", "  ", [("a", ISBN)]))
    record.fields.append(Field("911", "", "  ", [("a", "Người biên mục")]))
    return marc_file(record)


def test_an_isbn_leads_to_the_entry_and_its_best_description() -> None:
    for code in ("TINH", "GN"):
        hand_in(shared("A1"), library(code))
    jobs.drain()
    [found] = source().by_isbn(ISBN)
    assert found.libraries == 2
    assert found.marc.first("245", "a") == "Đất rừng phương Nam"
    assert "911" not in {field.tag for field in found.marc.fields}
    again = source().by_key(found.key)
    assert again == found
    assert source().by_isbn("9786040000019") == []
    assert source().by_key("zzz") is None


def test_what_was_restricted_a_moment_ago_is_not_copied() -> None:
    hand_in(shared("A1"), library("TINH"))
    jobs.drain()
    [found] = source().by_isbn(ISBN)
    SourceRecord.objects.update(state=SourceRecord.State.RESTRICTED)
    assert Member.objects.exists()
    assert source().by_isbn(ISBN) == []
    assert source().by_key(found.key) is None
