"""Two libraries: each sees and changes its own."""

from __future__ import annotations

import pytest

from lienthu.catalogue.actions.review_restriction import keep_restricted, release_record
from lienthu.catalogue.actions.start_import import start_import
from lienthu.catalogue.models import ImportBatch, RestrictionCase, SourceRecord
from lienthu.catalogue.queries import (
    active_records,
    batch_for,
    batches_for,
    cases_for,
    export_records,
    items_of_records,
    public_marc,
    source_for,
)
from lienthu.catalogue.tests.helpers import book, hand_in, librarian, library, marc_file
from lienthu.kernel import outbox
from lienthu.kernel.actor import ANONYMOUS
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import Permission
from lienthu.marc.record import Field

pytestmark = pytest.mark.django_db
REVIEW = Permission.RESTRICTION_REVIEW


def secret(number: str = "A1", level: str = "2") -> bytes:
    return marc_file(book(number, "Tài liệu mật", copies="HK00001", secrecy=level))


def test_a_librarian_imports_into_the_own_library_only() -> None:
    mine, other = library("A"), library("B")
    for actor, where in ((librarian(mine), other), (ANONYMOUS, mine), (librarian(mine, permission=REVIEW), mine)):
        with pytest.raises(Refused):
            start_import(actor=actor, library=where, filename="a.mrc", chunks=[secret()])
    assert ImportBatch.objects.count() == 0
    batch = start_import(actor=librarian(mine), library=mine, filename="a.mrc", chunks=[secret()])
    assert list(batches_for(librarian(mine))) == [batch]
    assert list(batches_for(librarian(other))) == []
    with pytest.raises(NotFound):
        batch_for(librarian(other), batch.public_id)


def test_a_restricted_record_is_nowhere_but_in_the_review() -> None:
    mine, other = library("A"), library("B")
    hand_in(secret(), mine)
    record = SourceRecord.objects.get()
    assert list(active_records()) == list(export_records()) == []
    assert items_of_records([record.id]) == {}
    with pytest.raises(NotFound):
        source_for(librarian(mine, permission=Permission.CATALOGUE_VIEW), record.id)
    assert [case.record_id for case in cases_for(librarian(mine, permission=REVIEW))] == [record.id]
    assert list(cases_for(librarian(other, permission=REVIEW))) == []


def test_release_shows_the_record_and_is_audited(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = library("A"), library("B")
    hand_in(secret(), mine)
    case = RestrictionCase.objects.get()
    with pytest.raises(Refused):
        release_record(actor=librarian(other, permission=REVIEW), case=case, reason="Đã giải mật")
    with pytest.raises(Invalid):
        release_record(actor=librarian(mine, permission=REVIEW), case=case, reason="  ")
    assert list(active_records()) == []
    told: list[list[int]] = []
    monkeypatch.setattr(outbox, "publish", lambda _kind, payload: told.append(payload["records"]))
    release_record(actor=librarian(mine, permission=REVIEW), case=case, reason="Đã giải mật")
    assert [record.id for record in active_records()] == [case.record_id]
    assert told == [[case.record_id]]
    assert AuditEntry.objects.filter(code="catalogue.restriction_released").count() == 1
    with pytest.raises(Conflict):
        keep_restricted(actor=librarian(mine, permission=REVIEW), case=case, reason="Đổi ý kiến")


@pytest.mark.parametrize(("level", "state"), [("2", "active"), ("1", "active"), ("3", "restricted")])
def test_a_release_holds_up_to_the_reviewed_level(level: str, state: str) -> None:
    mine = library("A")
    hand_in(secret(), mine)
    release_record(actor=librarian(mine, permission=REVIEW), case=RestrictionCase.objects.get(), reason="Đã giải mật")
    hand_in(secret(level=level) + b"\n", mine)
    assert SourceRecord.objects.get().state == state


def test_a_kept_record_stays_until_the_reviewer_releases_it() -> None:
    mine = library("A")
    hand_in(secret(), mine)
    keep_restricted(actor=librarian(mine, permission=REVIEW), case=RestrictionCase.objects.get(), reason="Còn mật")
    hand_in(secret(level="0"), mine)
    assert SourceRecord.objects.get().state == "restricted"
    release_record(actor=librarian(mine, permission=REVIEW), case=RestrictionCase.objects.get(), reason="Đã giải mật")
    assert SourceRecord.objects.get().state == "active"


def test_an_open_case_is_lifted_when_the_library_says_so() -> None:
    hand_in(secret())
    hand_in(secret(level="0"))
    assert (SourceRecord.objects.get().state, RestrictionCase.objects.get().state) == ("active", "lifted")


def test_staff_names_never_leave() -> None:
    record = book("A1", "Một")
    record.fields += [Field("911", "", "  ", [("a", "Nguyễn Thị Lan")]), Field("912", "", "  ", [("a", "Y Phôn")])]
    hand_in(marc_file(record))
    stored = SourceRecord.objects.get()
    assert "Nguyễn Thị Lan".encode() in bytes(stored.marc)
    assert {field.tag for field in public_marc(stored).fields} & {"911", "912"} == set()
