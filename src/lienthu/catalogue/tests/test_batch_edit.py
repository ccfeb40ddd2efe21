"""Batch edits: counted first, done once, overtaken records named, taken back exactly."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lienthu.catalogue import batch_jobs
from lienthu.catalogue.actions import edit_batch
from lienthu.catalogue.actions.save_record import save_record
from lienthu.catalogue.batch_queries import counts_of, edit_for, previews
from lienthu.catalogue.models import BatchEdit, ImportBatch, SourceRecord, SourceVersion
from lienthu.catalogue.rules.batch_edit import Operation
from lienthu.catalogue.rules.desk import same_text
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, librarian, library, marc_file, signed_in
from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.models import AuditEntry, Job
from lienthu.kernel.permissions import Permission
from lienthu.marc.record import from_compact

pytestmark = pytest.mark.django_db
NOTE = Operation("add", tag="500", code="a", to="Kiểm tra 2026")
EDITOR_RIGHT = Permission.CATALOGUE_EDIT


def records(count: int, code: str = "TINH") -> list[SourceRecord]:
    hand_in(marc_file(*(book(f"A{n:03d}", f"Sách {n}", copies=f"HK{n:03d}") for n in range(count))), library(code))
    return list(SourceRecord.objects.filter(library__code=code).order_by("id"))


def proposed(operation: Operation = NOTE, selection: dict[str, Any] | None = None, actor: Any = SYSTEM) -> BatchEdit:
    made = edit_batch.propose(
        actor=actor, library_id=library().id, selection=selection or {"by": "all"}, operation=operation
    )
    return worked(made)


def worked(edit: BatchEdit) -> BatchEdit:
    edit.refresh_from_db()
    assert edit.job is not None
    jobs.drain(only=edit.job)
    edit.refresh_from_db()
    return edit


def ran(edit: BatchEdit, actor: Any = SYSTEM) -> BatchEdit:
    edit_batch.run(actor=actor, edit=edit)
    return worked(edit)


def texts() -> dict[int, Any]:
    return {one.pk: from_compact(one.marc) for one in SourceRecord.objects.all()}


def test_counting_changes_nothing_and_shows_what_would_change() -> None:
    records(3)
    before = list(SourceRecord.objects.values())
    edit = proposed()
    assert (edit.state, edit.looked_at, counts_of(edit)) == ("ready", 3, {"waiting": 3})
    assert [[change.new for change in one.changes] for one in previews(edit)] == [["## ‡a Kiểm tra 2026"]] * 3
    assert list(SourceRecord.objects.values()) == before


def test_a_run_changes_every_record_once_and_undo_restores_every_text() -> None:
    records(5)
    before = texts()
    edit = ran(proposed())
    assert (edit.state, counts_of(edit)) == ("done", {"changed": 5})
    assert {one.first("500", "a") for one in texts().values()} == {"Kiểm tra 2026"}
    assert set(SourceVersion.objects.filter(number=2).values_list("origin", "note")) == {("batch", edit.public_id)}
    with pytest.raises(Conflict, match="batch_not_now"):
        edit_batch.run(actor=SYSTEM, edit=edit)
    edit_batch.undo(actor=SYSTEM, edit=edit)
    worked(edit)
    assert (edit.state, counts_of(edit)) == ("undone", {"undone": 5})
    after = texts()
    assert all(same_text(after[pk], marc) for pk, marc in before.items())
    codes = AuditEntry.objects.filter(code__startswith="catalogue.batch").order_by("number")
    assert [(one.code, one.data["records"]) for one in codes] == [
        ("catalogue.batch_edit_started", 5),
        ("catalogue.batch_edit_undone", 5),
    ]


def edit_by_hand(record: SourceRecord) -> None:
    record.refresh_from_db()
    marc = from_compact(record.marc)
    next(marc.all("245")).subfields[0] = ("a", "Sửa tay")  # type: ignore[index]
    save_record(
        actor=SYSTEM, library_id=record.library_id, marc=marc, record_id=record.pk, expected_version=record.version
    )


def test_what_somebody_changed_meanwhile_is_skipped_and_named() -> None:
    first, second, third = records(3)
    edit = proposed()
    edit_by_hand(second)
    ran(edit)
    assert counts_of(edit) == {"changed": 2, "overtaken": 1}
    assert edit.records.get(outcome="overtaken").record_id == second.pk
    edit_by_hand(third)
    edit_batch.undo(actor=SYSTEM, edit=edit)
    worked(edit)
    assert counts_of(edit) == {"undone": 1, "kept": 1, "overtaken": 1}
    now = texts()
    assert (now[second.pk].first("245", "a"), now[third.pk].first("245", "a")) == ("Sửa tay", "Sửa tay")
    assert [now[one.pk].first("500", "a") for one in (first, second, third)] == ["", "", "Kiểm tra 2026"]


def test_a_record_that_would_become_faulty_is_refused_and_the_others_go_on() -> None:
    records(2)
    edit = ran(proposed(Operation("delete_field", tag="245", text="Sách 0")))
    assert counts_of(edit) == {"refused": 1}
    assert edit.records.get().note
    assert set(SourceRecord.objects.values_list("version", flat=True)) == {1}


def test_killed_in_the_middle_it_goes_on_and_does_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    records(5)
    monkeypatch.setattr(batch_jobs, "SAVED_AT_ONCE", 2)
    monkeypatch.setattr(batch_jobs, "COUNTED_AT_ONCE", 2)
    edit = proposed()
    assert edit.records.count() == 5
    edit_batch.run(actor=SYSTEM, edit=edit)
    edit.refresh_from_db()
    assert edit.job is not None
    jobs.run_once(only=edit.job.pk)
    real, calls = batch_jobs._save, []

    def dies(*args: Any) -> None:
        real(*args)
        calls.append(1)
        raise RuntimeError("killed")

    monkeypatch.setattr(batch_jobs, "_save", dies)
    jobs.run_once(only=edit.job.pk)
    assert (calls, SourceRecord.objects.filter(version=2).count()) == ([1], 2)
    monkeypatch.setattr(batch_jobs, "_save", real)
    Job.objects.filter(pk=edit.job.pk).update(run_after=timezone.now())
    worked(edit)
    assert (edit.state, counts_of(edit), edit.job.done) == ("done", {"changed": 5}, 5)
    assert set(SourceRecord.objects.values_list("version", flat=True)) == {2}


def test_cancelled_it_keeps_what_was_done_and_that_can_be_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    records(5)
    monkeypatch.setattr(batch_jobs, "SAVED_AT_ONCE", 2)
    edit = proposed()
    edit_batch.run(actor=SYSTEM, edit=edit)
    edit.refresh_from_db()
    assert edit.job is not None
    jobs.run_once(only=edit.job.pk)
    edit_batch.step(actor=SYSTEM, edit=edit, name="stop")
    worked(edit)
    assert (edit.state, counts_of(edit)) == ("stopped", {"changed": 2, "waiting": 3})
    edit_batch.undo(actor=SYSTEM, edit=edit)
    worked(edit)
    assert counts_of(edit) == {"undone": 2, "waiting": 3}


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        ({"by": "all"}, 3),
        ({"by": "numbers", "value": "A001\nHK002\nkhông có"}, 2),
        ({"by": "all", "where": {"how": "contains", "tag": "245", "code": "a", "text": "Sách 1"}}, 1),
        ({"by": "all", "where": {"how": "missing", "tag": "650"}}, 3),
        ({"by": "import", "value": "khong-co"}, 0),
    ],
)
def test_selections(selection: dict[str, Any], count: int) -> None:
    records(3)
    assert counts_of(proposed(selection=selection)) == ({"waiting": count} if count else {})


def test_an_import_can_be_chosen() -> None:
    records(2)
    batch = hand_in(marc_file(book("B1", "Khác")))
    edit = proposed(selection={"by": "import", "value": batch.public_id})
    assert [one.record.control_no for one in edit.records.select_related("record")] == ["B1"]


@pytest.mark.parametrize(
    "selection",
    [{"by": "magic"}, {"by": "numbers", "value": " "}, {"where": {"how": "x"}}, {"where": {"how": "missing"}}],
)
def test_a_bad_selection_is_refused_and_leaves_nothing(selection: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        proposed(selection=selection)
    assert not BatchEdit.objects.exists()


def test_only_who_edits_the_library_may() -> None:
    records(1)
    with pytest.raises(Refused):
        proposed(actor=librarian(library("GN"), permission=EDITOR_RIGHT))
    mine = librarian(library(), permission=EDITOR_RIGHT)
    edit = proposed(actor=mine)
    with pytest.raises(Refused):
        edit_batch.run(actor=librarian(library(), permission=Permission.CATALOGUE_VIEW), edit=edit)
    assert counts_of(ran(edit, actor=mine)) == {"changed": 1}
    assert SourceVersion.objects.get(number=2).author_label == "Lan"


def test_pages_and_rest() -> None:
    records(2)
    client = signed_in()
    asked = {"library": "TINH", "by": "all", "kind": "add", "tag": "500", "code": "a", "to": "Tặng"}
    assert client.post("/vi/cataloguing/batch-edits", {**asked, "tag": "852"}).status_code == 422
    made = client.post("/vi/cataloguing/batch-edits", asked)
    edit = worked(BatchEdit.objects.get())
    address = made["Location"]
    assert "Thay đổi 2 biểu ghi" in client.get(address).content.decode()
    client.post(f"{address}/go", {"act": "run"})
    worked(edit)
    assert "đã đổi" in client.get(address).content.decode()
    stranger = signed_in(library("GN"), "hoa")
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/go", {"act": "undo"}).status_code == 404
    body = {"library": "TINH", "operation": {"kind": "fix", "fix": "trimmed"}}
    answer = client.key().post("/api/v1/batch-edits", body, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (202, "counting")
    undone = client.key().post(f"/api/v1/batch-edits/{edit.public_id}/undo", {}, content_type="application/json")
    assert undone.json()["state"] == "undoing"
    assert client.get("/vi/cataloguing/batch-edits").status_code == 200


def test_the_page_offers_what_it_asks_for_in_words() -> None:
    records(2)
    batch = ImportBatch.objects.get()
    client = signed_in()
    page = client.get("/vi/cataloguing/batch-edits").content.decode()
    assert '<option value="245">Nhan đề' in page
    assert f'<option value="{batch.public_id}">a.mrc' in page
    means = client.get("/vi/cataloguing/batch-edits/fields/done", {"tag": "020"}).content.decode()
    assert '<datalist id="done-codes">' in means and '<option value="c">Giá, điều kiện mua</option>' in means
    assert client.get("/vi/cataloguing/batch-edits/fields/where", {"where_tag": "x"}).status_code == 200
    asked = {"library": "TINH", "by": "import", "value_import": batch.public_id, "kind": "fix", "fix": "trimmed"}
    assert client.post("/vi/cataloguing/batch-edits", asked).status_code == 302
    assert BatchEdit.objects.get().selection["value"] == batch.public_id


def test_the_page_asks_the_same_number_of_questions_whatever_it_shows() -> None:
    client = signed_in()
    asked = []
    for count in (2, 12):
        records(count)
        edit = proposed(Operation("add", tag="500", code="a", to=f"Lần {count}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/vi/cataloguing/batch-edits/{edit.public_id}")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_an_edit_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        edit_for(SYSTEM, "zzz")
