"""Digitisation projects: lists from the catalogue, lots and jobs, machines, files that find their job, acceptance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lienthu.accounts.actors import person
from lienthu.catalogue.models import Item
from lienthu.catalogue.tests.helpers import hand_in as import_file
from lienthu.catalogue.tests.helpers import marc_file, signed_in
from lienthu.kernel import audit, jobs
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.marc.record import Field, Record
from lienthu.repository.actions.remove import remove_for_good, report_mistake
from lienthu.repository.models import (
    DigitalObject,
    JobDelivery,
    Project,
    RegisterEntry,
    Selection,
    SelectionLine,
    WorkJob,
    WorkLot,
    WorkStep,
)
from lienthu.repository.projects import queries
from lienthu.repository.projects.actions import deliveries, inspect, machines, plan, register, selections, work
from lienthu.repository.projects.coverage import coverage
from lienthu.repository.projects.rules.legal import Criterion, Kind
from lienthu.repository.projects.rules.machines import Shift
from lienthu.repository.projects.rules.steps import Act, Lot, Stage
from lienthu.repository.queries import with_words
from lienthu.repository.tests import workshop as shop
from lienthu.repository.tests.helpers import SYSTEM, handed_over, library
from lienthu.text import fold
from lienthu.union.models import Entry

pytestmark = pytest.mark.usefixtures("desk")


def record(
    number: str, title: str, year: str, *, store: str = "Kho mượn", subject: str = "", copies: int = 1
) -> Record:
    fields = [
        Field("001", number),
        Field("100", "", "0 ", [("a", "Nguyễn Văn An")]),
        Field("245", "", "10", [("a", title)]),
        Field("260", "", "  ", [("a", "H. :"), ("b", "Văn hóa,"), ("c", year)]),
        Field("300", "", "  ", [("a", "120 tr.")]),
    ]
    fields += [Field("650", "", " 4", [("a", subject)])] if subject else []
    fields += [Field("852", "", "  ", [("b", store), ("j", f"{number}.{n}")]) for n in range(copies)]
    return Record("00000nam a2200000 a 4500", fields)


def catalogue() -> None:
    local = record("A1", "Luật tục M'Nông", "1998", store="Kho Địa chí")
    import_file(marc_file(local, record("A2", "Đại Nam thực lục", "1909"), record("A3", "Toán 6", "2015")))
    import_file(
        marc_file(record("B1", "Toán 6", "2015"), record("B2", "Truyện xa", "1960")), library("GN"), name="b.mrc"
    )
    for code in "CDE":
        import_file(marc_file(record(f"{code}1", "Toán 6", "2015")), library(code), name=f"{code}.mrc")
    jobs.drain()


def selected(**said: Any) -> Selection:
    made = selections.start_selection(actor=SYSTEM, library_id=library().pk, name="Ưu tiên 2026", **said)
    jobs.drain()
    made.refresh_from_db()
    return made


# Selection lists


def test_a_list_holds_the_librarys_titles_with_the_reasons_in_their_order() -> None:
    catalogue()
    Item.objects.filter(record__control_no="A1").update(status="damaged")
    made = selected()
    assert made.state == Selection.State.OPEN
    rows = list(made.lines.order_by("place").values_list("title", "score", "reasons", "pages", "libraries"))
    assert rows == [
        ("Luật tục M'Nông", 65, [["local_history", 30, 0], ["only", 20, 1], ["condition", 15, 1]], 120, 1),
        ("Đại Nam thực lục", 50, [["ancient", 30, 1909], ["only", 20, 1]], 120, 1),
    ]
    assert made.lines.get(place=1).store == "Kho Địa chí"


def test_weights_are_the_lists_own_and_the_list_is_no_longer_than_asked() -> None:
    catalogue()
    made = selected(weights={"local_history": 0, "only": 1, "ancient": 50}, most=1)
    assert list(made.lines.values_list("title", "score")) == [("Đại Nam thực lục", 51)]
    with pytest.raises(Invalid):
        selected(most=0)


def test_people_reorder_leave_out_add_and_confirm() -> None:
    catalogue()
    made = selected()
    first, second = made.lines.order_by("place")
    selections.move_line(actor=SYSTEM, line_id=second.pk, place=1)
    assert list(made.lines.order_by("place").values_list("id", flat=True)) == [second.pk, first.pk]
    with pytest.raises(Invalid, match="left_out_reason"):
        selections.decide_line(actor=SYSTEM, line_id=first.pk, choice="out")
    selections.decide_line(actor=SYSTEM, line_id=first.pk, choice="out", said="đã có bản số ở nơi khác")
    assert selections.choose_best(actor=SYSTEM, selection=made, number=9) == 1
    selections.confirm_selection(actor=SYSTEM, selection=made, decision="QĐ 12/QĐ-TVT")
    with pytest.raises(Conflict, match="selection_fixed"):
        selections.decide_line(actor=SYSTEM, line_id=first.pk, choice="in")
    with pytest.raises(Conflict, match="selection_fixed"):
        selections.confirm_selection(actor=SYSTEM, selection=made)
    assert AuditEntry.objects.filter(code="repository.selection_confirmed").count() == 1


def test_a_title_that_another_library_has_can_be_added() -> None:
    catalogue()
    made = selected()
    far = next(one for one in Entry.objects.filter(state="active") if one.fields["title"]["v"] == "Truyện xa")
    line = selections.add_title(actor=SYSTEM, selection=made, entry=f"/vi/record/{far.public_id}")
    assert (line.title, line.choice, line.place) == ("Truyện xa", "in", 3)
    with pytest.raises(Conflict, match="selected_already"):
        selections.add_title(actor=SYSTEM, selection=made, entry=far.public_id)


def test_what_was_digitised_is_not_listed_again() -> None:
    catalogue()
    line = selected().lines.get(title="Luật tục M'Nông")
    DigitalObject.objects.create(library=library(), title="x", entry=line.entry)
    assert [one.title for one in selected().lines.all()] == ["Đại Nam thực lục"]
    assert selected(with_digitised=True).lines.count() == 2


# The register


def document(**more: Any) -> register.Document:
    said: dict[str, Any] = {"title": "Sắc phong", "kind": Kind.ANCIENT, "criteria": [Criterion.AGE], "year": 1900}
    return register.Document(**(said | {"decision": "QĐ 7/QĐ-SVHTTDL", "decided_on": dt.date(2025, 3, 1)} | more))


def test_the_register_numbers_documents_and_strikes_them_with_a_reason() -> None:
    _client, actor = shop.staff()
    one = register.enter_document(actor=actor, library_id=library().pk, said=document())
    two = register.enter_document(
        actor=actor, library_id=library().pk, said=document(kind=Kind.RARE, criteria=[Criterion.AUTOGRAPH], year=None)
    )
    assert (one.number, two.number) == (1, 2)
    with pytest.raises(Invalid, match="register_too_young"):
        register.enter_document(actor=actor, library_id=library().pk, said=document(year=2000))
    with pytest.raises(Refused):
        register.enter_document(actor=actor, library_id=library("GN").pk, said=document())
    register.strike_out(actor=actor, document=two, reason="không đủ tiêu chí")
    with pytest.raises(Conflict):
        register.strike_out(actor=actor, document=two, reason="không đủ tiêu chí")
    assert (coverage(actor).documents, coverage(actor).percent) == (1, 0)


def test_a_registered_document_weighs_more_and_counts_once_it_is_digitised() -> None:
    catalogue()
    line = selected().lines.get(title="Đại Nam thực lục")
    said = document(title=line.title, year=1909, entry=line.entry)
    register.enter_document(actor=SYSTEM, library_id=library().pk, said=said)
    with pytest.raises(Conflict, match="register_already"):
        register.enter_document(actor=SYSTEM, library_id=library().pk, said=said)
    assert selected().lines.get(entry=line.entry).score == line.score + 25
    DigitalObject.objects.create(library=library(), title="x", entry=line.entry, page_count=3)
    assert coverage(SYSTEM).percent == 100


# Projects, lots, jobs


def test_a_projects_code_is_its_own() -> None:
    made = shop.project("dc26")
    assert made.code == "DC26"
    with pytest.raises(Conflict, match="project_code_taken"):
        shop.project("DC26")
    for wrong in ("ĐC", "A", "A-1"):
        with pytest.raises(Invalid, match="project_code"):
            shop.project(wrong)


def test_titles_of_a_confirmed_list_become_jobs_once() -> None:
    catalogue()
    chosen = selected()
    made = shop.project()
    lot, _none = shop.lot_with(made, 0)
    with pytest.raises(Conflict, match="selection_not_confirmed"):
        plan.put_selected(actor=SYSTEM, lot=lot, selection=chosen)
    selections.choose_best(actor=SYSTEM, selection=chosen, number=2)
    selections.confirm_selection(actor=SYSTEM, selection=chosen)
    chosen.refresh_from_db()
    put = plan.put_selected(actor=SYSTEM, lot=lot, selection=chosen)
    assert [(job.number, job.title, job.pages) for job in put] == [
        (1, "Đại Nam thực lục", 120),
        (2, "Luật tục M'Nông", 120),
    ]
    assert put[1].call_number.startswith("Kho Địa chí")
    assert plan.put_selected(actor=SYSTEM, lot=lot, selection=chosen) == []
    assert plan.put_by_hand(actor=SYSTEM, lot=lot, title="Ảnh cũ").code.startswith("DC26-0003-")


def test_a_plan_changes_only_for_who_saw_the_last_one() -> None:
    made = shop.project()
    plan.change_plan(actor=SYSTEM, project=made, said=shop.SAID, version=1)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        plan.change_plan(actor=SYSTEM, project=made, said=shop.SAID, version=1)


# Steps


def test_of_two_at_once_one_wins() -> None:
    _client, lan = shop.staff()
    _other, minh = shop.staff("minh")
    _lot, (job,) = shop.lot_with(shop.project())
    work.act_on(actor=lan, job=job, act=Act.START, version=1)
    with pytest.raises(Conflict, match="job_moved_meanwhile"):
        work.act_on(actor=minh, job=job, act=Act.START, version=1)
    with pytest.raises(Conflict, match="job_in_hand"):
        work.act_on(actor=minh, job=job, act=Act.FINISH, version=2)
    assert WorkStep.objects.count() == 1
    job.refresh_from_db()
    assert (job.holder_name, job.stage) == ("lan", Stage.PREPARE)


def test_scanning_needs_a_machine_that_is_calibrated_and_free() -> None:
    _client, lan = shop.staff()
    made = shop.project()
    _lot, (job,) = shop.lot_with(made)
    shop.walk(lan, job, None, Stage.SCAN)
    with pytest.raises(Conflict, match="job_needs_machine"):
        shop.step(lan, job, Act.START)
    lapsed = shop.scanner_machine(today() - dt.timedelta(1), "Máy cũ")
    with pytest.raises(Conflict, match="machine_lapsed"):
        shop.step(lan, job, Act.START, machine=lapsed.public_id)
    with pytest.raises(NotFound):
        shop.step(lan, job, Act.START, machine="zzzzzzzzz")
    fit = shop.scanner_machine()
    other = shop.project("ANH")
    for shift in Shift:
        machines.book(actor=lan, machine=fit, project=other, day=today(), shift=shift)
    with pytest.raises(Conflict, match="machine_booked"):
        shop.step(lan, job, Act.START, machine=fit.public_id)
    for booking in list(fit.bookings.all()):
        machines.give_back(actor=lan, booking=booking)
    assert shop.step(lan, job, Act.START, machine=fit.public_id).machine == fit


def test_a_machine_is_booked_once_and_not_after_its_calibration_lapses() -> None:
    _client, lan = shop.staff()
    made = shop.project()
    fit = shop.scanner_machine(today() + dt.timedelta(2))
    tomorrow = today() + dt.timedelta(1)
    machines.book(actor=lan, machine=fit, project=made, day=tomorrow, shift=Shift.MORNING)
    with pytest.raises(Conflict, match="booked_already"):
        machines.book(actor=lan, machine=fit, project=made, day=tomorrow, shift=Shift.MORNING)
    with pytest.raises(Conflict, match="machine_lapsed") as refused:
        machines.book(actor=lan, machine=fit, project=made, day=today() + dt.timedelta(3), shift=Shift.MORNING)
    assert refused.value.params["machine"] == fit.name
    machines.end_machine(actor=lan, machine=fit, reason="hỏng đèn, chờ thay")
    with pytest.raises(Conflict, match="machine_ended"):
        machines.book(actor=lan, machine=fit, project=made, day=today(), shift=Shift.MORNING)


# Files find their job


def test_a_folder_with_the_jobs_code_is_attached_and_checked() -> None:
    _client, lan = shop.staff()
    _lot, (job, other) = shop.lot_with(shop.project(), 2)
    shop.walk(lan, job, shop.scanner_machine(), Stage.DELIVER)
    with pytest.raises(Conflict, match="job_not_in_hand"):
        shop.step(lan, job, Act.FINISH)
    shop.step(lan, job, Act.START)
    with pytest.raises(Conflict, match="job_without_files"):
        shop.step(lan, job, Act.FINISH)
    shop.hand_in(job)
    job.refresh_from_db()
    delivery = JobDelivery.objects.get()
    assert (delivery.deviations, delivery.files, delivery.pages) == ([], 2, 2)
    assert job.object is not None and job.object.title == job.title
    assert list(with_words(DigitalObject.objects.all(), fold(job.title))) == [job.object]
    assert shop.step(lan, job, Act.FINISH).stage == Stage.SHELVE
    assert not WorkJob.objects.get(pk=other.pk).has_files


def test_deviations_are_named_file_by_file_and_passed_only_with_a_reason() -> None:
    _client, lan = shop.staff()
    _lot, (job,) = shop.lot_with(shop.project())
    shop.walk(lan, job, shop.scanner_machine(), Stage.DELIVER)
    code = job.code
    handed_over(
        {
            f"{code}/{code}_0001.tif": shop.tiff(dpi=150),
            f"{code}/{code}_0002.tif": shop.tiff(90, bands=1),
            f"{code}/{code}_0004.tif": shop.tiff(30),
        },
        arrangement="folders",
    )
    found = JobDelivery.objects.get()
    assert sorted((name, said.removeprefix("repository.capture_")) for name, said, _params in found.deviations) == [
        ("", "missing"),
        (f"{code}_0001.tif", "dpi"),
        (f"{code}_0002.tif", "grey"),
    ]
    shop.step(lan, job, Act.START)
    with pytest.raises(Conflict, match="job_deviates"):
        shop.step(lan, job, Act.FINISH)
    job.refresh_from_db()
    with pytest.raises(Invalid, match="reason_needed"):
        work.let_pass(actor=lan, job=job, reason="", version=job.version)
    work.let_pass(actor=lan, job=job, reason="bản gốc chỉ có ba trang", version=job.version)
    assert shop.step(lan, job, Act.FINISH).stage == Stage.SHELVE


def test_files_of_another_library_or_of_a_wrong_code_belong_to_no_job() -> None:
    made = shop.project()
    _lot, (job,) = shop.lot_with(made)
    Project.objects.filter(pk=made.pk).update(library=library("GN"))
    shop.hand_in(job)
    handed_over({"DC26-0001-0/1.tif": shop.tiff()}, arrangement="folders", title="Lô khác")
    assert not JobDelivery.objects.exists()


def test_a_folder_with_a_wrong_code_is_told_and_attached_by_hand() -> None:
    _client, lan = shop.staff()
    made = shop.project()
    _lot, (job, other) = shop.lot_with(made, 2)
    handed_over({"DC26-0001-0/1.tif": shop.tiff()}, arrangement="folders", title="Lô gõ sai")
    (stray,) = queries.strays(made)
    assert stray.folder == "DC26-0001-0"
    with pytest.raises(NotFound):
        deliveries.attach_by_hand(actor=lan, job=job, document="zzzzzzzzz")
    deliveries.attach_by_hand(actor=lan, job=job, document=f"/vi/repository/objects/{stray.object.public_id}")
    job.refresh_from_db()
    assert (job.object, job.has_files, queries.strays(made)) == (stray.object, True, [])
    with pytest.raises(Conflict, match="delivered_already"):
        deliveries.attach_by_hand(actor=lan, job=job, document=stray.object.public_id)
    with pytest.raises(Conflict, match="delivered_elsewhere"):
        deliveries.attach_by_hand(actor=lan, job=other, document=stray.object.public_id)


def test_a_document_removed_for_good_leaves_no_word_here() -> None:
    _client, lan = shop.staff()
    _other, minh = shop.staff("minh")
    _lot, (job,) = shop.lot_with(shop.project())
    shop.hand_in(job)
    job.refresh_from_db()
    assert job.object is not None
    removal = report_mistake(actor=lan, found=job.object)
    remove_for_good(actor=minh, removal=removal)
    job.refresh_from_db()
    assert (job.title, job.call_number, job.object, job.has_files) == ("—", "", None, False)


# Acceptance


def delivered(pages: int = 2, titles: int = 1, **said: Any) -> tuple[Any, WorkLot, list[WorkJob]]:
    _client, lan = shop.staff()
    lot, made = shop.lot_with(shop.project(**said), titles)
    machine = shop.scanner_machine()
    for job in made:
        shop.walk(lan, job, machine, Stage.DELIVER)
        shop.hand_in(job, pages)
        shop.walk(lan, job, machine)
    return lan, lot, made


def test_a_lot_is_inspected_by_others_and_accepted_by_its_sample() -> None:
    lan, lot, (job,) = delivered(3)
    _client, minh = shop.staff("minh")
    found = inspect.draw_sample(actor=minh, lot=lot, seed=7)
    assert (found.pages, found.size, found.accept, found.letter) == (3, 3, 0, "E")
    with pytest.raises(Conflict, match="lot_not_now"):
        inspect.draw_sample(actor=minh, lot=lot)
    with pytest.raises(Refused, match="inspects_own_work"):
        inspect.judge_page(actor=lan, inspection=found, number=1)
    with pytest.raises(Conflict, match="job_in_inspection"):
        shop.step(lan, job, Act.START)
    for number in (1, 2):
        inspect.judge_page(actor=minh, inspection=found, number=number)
    with pytest.raises(Conflict, match="sample_unfinished"):
        inspect.decide_lot(actor=minh, inspection=found, accept=True)
    inspect.judge_page(actor=minh, inspection=found, number=3)
    inspect.decide_lot(actor=minh, inspection=found, accept=True)
    lot.refresh_from_db()
    assert lot.state == Lot.ACCEPTED
    with pytest.raises(Conflict, match="lot_decided_already"):
        inspect.judge_page(actor=minh, inspection=found, number=1, faults=["blurred"])
    assert shop.walk(lan, job, None, Stage.DONE).stage == Stage.DONE


def test_a_returned_lot_is_redone_and_inspected_again() -> None:
    lan, lot, (bad, fine) = delivered(2, 2)
    _client, minh = shop.staff("minh")
    found = inspect.draw_sample(actor=minh, lot=lot, seed=1)
    for page in found.sample.all():
        inspect.judge_page(
            actor=minh, inspection=found, number=page.number, faults=["blurred"] if page.job_id == bad.pk else []
        )
    with pytest.raises(Conflict, match="sample_too_bad"):
        inspect.decide_lot(actor=minh, inspection=found, accept=True)
    with pytest.raises(Invalid, match="reason_needed"):
        inspect.decide_lot(actor=minh, inspection=found, accept=False)
    inspect.decide_lot(actor=minh, inspection=found, accept=False, reason="ảnh mờ ở tài liệu thứ nhất")
    bad.refresh_from_db()
    fine.refresh_from_db()
    lot.refresh_from_db()
    assert (bad.stage, bad.has_files, fine.stage, fine.has_files) == (Stage.SCAN, False, Stage.CHECK, True)
    assert queries.figures(lot.project).outlook.done == 0
    with pytest.raises(Conflict, match="lot_unfinished"):
        inspect.draw_sample(actor=minh, lot=lot)
    machine = shop.scanner_machine(name="Máy quét 2")
    shop.walk(lan, bad, machine)
    shop.walk(lan, fine, machine)
    again = inspect.draw_sample(actor=minh, lot=lot)
    assert (again.round, again.pages) == (2, 4)
    assert JobDelivery.objects.filter(job=bad).count() == 2


def test_of_two_inspectors_the_first_judges_a_page() -> None:
    _lan, lot, _jobs = delivered()
    _one, minh = shop.staff("minh")
    _two, hoa = shop.staff("hoa")
    found = inspect.draw_sample(actor=minh, lot=lot)
    inspect.judge_page(actor=minh, inspection=found, number=1, faults=["cut"])
    with pytest.raises(Conflict, match="page_judged_already"):
        inspect.judge_page(actor=hoa, inspection=found, number=1)
    assert inspect.judge_page(actor=minh, inspection=found, number=1).is_bad is False
    with pytest.raises(Invalid, match="no_such_fault"):
        inspect.judge_page(actor=minh, inspection=found, number=1, faults=["khong-co"])
    with pytest.raises(NotFound):
        inspect.judge_page(actor=minh, inspection=found, number=99)


# Figures


def test_figures_are_sums_of_rows() -> None:
    _lan, lot, _jobs = delivered(2, 2)
    made = lot.project
    found = queries.figures(made)
    assert (found.outlook.done, found.jobs, found.delivered) == (4, 2, 2)
    assert found.minutes == sum(WorkStep.objects.values_list("minutes", flat=True)) == 2 * 5 * 30
    assert found.spent.people == 300_000
    assert found.spent.machines == 20_000  # two scans of half an hour
    assert (found.plan_page_cost, found.page_cost) == (20_000, 80_000)
    assert [one.pages for one in found.by_stage] == [4, 4, 4, 4, 4]
    assert queries.finished_by_day(made, Stage.SCAN) == {today(): 4}


def test_a_contractors_pages_are_paid_by_the_page() -> None:
    _client, lan = shop.staff()
    lot, (job,) = shop.lot_with(shop.project(), contractor="Công ty Số hóa Tây Nguyên", page_price=2_500)
    shop.walk(lan, job, None, minutes=0)
    assert queries.figures(lot.project).spent.contracts == 5_000


def test_the_boards_queries_do_not_grow_with_jobs(django_assert_num_queries: Any) -> None:
    made = shop.project()
    shop.lot_with(made, 3)
    with django_assert_num_queries(8):
        queries.board(made)
    shop.lot_with(made, 9)
    with django_assert_num_queries(8):
        queries.board(made)


def test_a_closed_project_stands_still() -> None:
    _client, lan = shop.staff()
    made = shop.project()
    lot, (job,) = shop.lot_with(made)
    held = shop.step(lan, job, Act.START)
    with pytest.raises(Conflict, match="project_busy"):
        plan.close_project(actor=SYSTEM, project=made)
    shop.step(lan, held, Act.PUT_DOWN)
    plan.close_project(actor=SYSTEM, project=made)
    for attempt in (
        lambda: shop.step(lan, job, Act.START),
        lambda: plan.put_by_hand(actor=SYSTEM, lot=lot, title="Thêm"),
        lambda: plan.close_project(actor=SYSTEM, project=made),
    ):
        with pytest.raises(Conflict, match="project_closed"):
            attempt()


def test_every_audit_code_of_this_work_is_written_with_its_fields() -> None:
    written = set(AuditEntry.objects.values_list("code", flat=True))
    assert written <= set(audit.registered())


def test_another_library_sees_nothing() -> None:
    made = shop.project()
    _lot, (job,) = shop.lot_with(made)
    stranger = person(signed_in(library("GN"), "xa").user)
    assert not queries.projects_of(stranger).exists()
    with pytest.raises(NotFound):
        queries.job_named(stranger, job.code)
    with pytest.raises(Refused):
        work.act_on(actor=stranger, job=job, act=Act.START, version=1)
    assert not RegisterEntry.objects.exists() and not SelectionLine.objects.exists()
