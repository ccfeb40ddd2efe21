"""Rules of digitisation work: codes, priorities, samples, specification, steps, forecast."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.repository.projects.rules import capture, legal, priority, progress, sampling, steps
from lienthu.repository.projects.rules.capture import Picture, Spec
from lienthu.repository.projects.rules.codes import is_project_code, job_code, page_name, page_number, recognised
from lienthu.repository.projects.rules.legal import Criterion, Kind
from lienthu.repository.projects.rules.machines import MachineFacts
from lienthu.repository.projects.rules.machines import fault as machine_fault
from lienthu.repository.projects.rules.priority import Facts, Ground
from lienthu.repository.projects.rules.sampling import AQLS, Count, Plan, accepts, draw, plan_for
from lienthu.repository.projects.rules.steps import Act, Hand, Lot, Stage

PROJECTS = st.from_regex(r"[A-Z][A-Z0-9]{1,11}", fullmatch=True)
NUMBERS = st.integers(1, 99_999)


# Codes


@given(PROJECTS, NUMBERS)
def test_a_code_is_found_again_in_names(project: str, number: int) -> None:
    code = job_code(project, number)
    for name in (code, code.lower(), f"{code} (2)", f"lo 3/{code}/trang", page_name(code, 7), f"Scan_{code}_0001.TIF"):
        assert recognised(name) == code
    assert page_number(page_name(code, 12), code) == 12


@given(PROJECTS, NUMBERS, st.data())
def test_one_wrong_character_belongs_to_no_other_job(project: str, number: int, data: st.DataObject) -> None:
    code = job_code(project, number)
    at = data.draw(st.sampled_from([place for place, letter in enumerate(code) if letter != "-"]))
    wrong = data.draw(st.sampled_from([one for one in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if one != code[at]]))
    assert recognised(code[:at] + wrong + code[at + 1 :]) != code
    assert recognised(f"x {code[:at]}{wrong}{code[at + 1 :]} y") == ""


def test_codes_say_no_more_than_a_file_system_takes() -> None:
    assert [is_project_code(code) for code in ("DC26", "A1", "A", "2A", "ĐC26", "DC-26", "A" * 13)] == [
        True, True, False, False, False, False, False,
    ]  # fmt: skip
    assert (page_number("0012.tif", "DC26-0001-X"), page_number("bia.tif", "DC26-0001-X")) == (12, None)


# Priorities


def test_what_speaks_for_a_title_is_told_with_its_weight() -> None:
    facts = Facts(year=1920, is_local=True, libraries=1, poor=2, demand=4)
    found = priority.reasons(facts, 2026)
    assert [(one.ground, one.points) for one in found] == [
        (Ground.LOCAL_HISTORY, 30), (Ground.ANCIENT, 30), (Ground.ONLY, 20), (Ground.CONDITION, 15), (Ground.DEMAND, 8),
    ]  # fmt: skip
    assert priority.score(found) == 103
    assert priority.reasons(Facts(year=2015, libraries=9), 2026) == []
    assert [one.ground for one in priority.reasons(Facts(year=1970, libraries=3), 2026)] == [Ground.OLD, Ground.FEW]


@given(st.dictionaries(st.sampled_from([one.value for one in Ground]), st.integers(-500, 500)))
def test_weights_stay_within_bounds(said: dict[str, int]) -> None:
    weights = priority.weights_from(said)
    assert set(weights) == set(Ground)
    assert all(0 <= weight <= priority.MOST_WEIGHT for weight in weights.values())


def test_local_history_and_rarity_are_known_by_store_subject_and_title() -> None:
    assert priority.is_local_history(["Kho Địa chí"], [])
    assert priority.is_local_history([], ["M'Nông -- Phong tục"])
    assert priority.is_local_history([], [], "Đắk Nông xưa và nay")
    assert not priority.is_local_history(["Kho mượn"], ["Toán học"], "Toán 6")
    assert priority.is_kept_as_rare(["Kho quý hiếm"]) and not priority.is_kept_as_rare(["Kho đọc"])
    assert (priority.pages_of("312tr. : ảnh ; 21cm"), priority.pages_of("XII, 45 p."), priority.pages_of("1 DVD")) == (
        312, 45, 0,
    )  # fmt: skip


# The register


@pytest.mark.parametrize(
    ("kind", "criteria", "year", "code"),
    [
        (Kind.ANCIENT, [Criterion.AGE], 1900, None),
        (Kind.ANCIENT, [Criterion.AGE], 1927, "repository.register_too_young"),
        (Kind.ANCIENT, [Criterion.AGE], None, "repository.register_too_young"),
        (Kind.ANCIENT, [Criterion.UNIQUE], 1900, "repository.register_criteria"),
        (Kind.RARE, [Criterion.AUTOGRAPH], None, None),
        (Kind.RARE, [Criterion.EVENT, Criterion.UNIQUE], 1945, None),
        (Kind.RARE, [Criterion.EVENT], 1945, "repository.register_rare_needs"),
        (Kind.RARE, [Criterion.UNIQUE], 1945, "repository.register_rare_needs"),
        (Kind.RARE, [], 1945, "repository.register_criteria"),
        (Kind.COLLECTION, [Criterion.COLLECTION], None, None),
        (Kind.COLLECTION, [Criterion.AGE], 1800, "repository.register_criteria"),
    ],
)
def test_a_document_fits_the_law(kind: Kind, criteria: list[Criterion], year: int | None, code: str | None) -> None:
    assert legal.fault(kind, criteria, year, 2026) == code


# Samples

#: Lot → letter and acceptance number of AQL 1.0 and 4.0, as they stand in tables 1 and 2-A, arrows followed.
TABLE = [
    (8, Plan("E", 8, 0), Plan("B", 3, 0)),
    (15, Plan("E", 13, 0), Plan("B", 3, 0)),
    (50, Plan("E", 13, 0), Plan("E", 13, 1)),
    (90, Plan("E", 13, 0), Plan("E", 13, 1)),
    (150, Plan("E", 13, 0), Plan("F", 20, 2)),
    (280, Plan("H", 50, 1), Plan("G", 32, 3)),
    (500, Plan("H", 50, 1), Plan("H", 50, 5)),
    (1_200, Plan("J", 80, 2), Plan("J", 80, 7)),
    (3_200, Plan("K", 125, 3), Plan("K", 125, 10)),
    (10_000, Plan("L", 200, 5), Plan("L", 200, 14)),
    (35_000, Plan("M", 315, 7), Plan("M", 315, 21)),
    (150_000, Plan("N", 500, 10), Plan("M", 315, 21)),
    (500_000, Plan("P", 800, 14), Plan("M", 315, 21)),
    (500_001, Plan("Q", 1_250, 21), Plan("M", 315, 21)),
]


@pytest.mark.parametrize(("lot", "strict", "mild"), TABLE)
def test_plans_are_those_of_the_standard(lot: int, strict: Plan, mild: Plan) -> None:
    assert (plan_for(lot, "1.0"), plan_for(lot, "4.0")) == (strict, mild)


def test_letters_change_where_the_standard_changes_them() -> None:
    firsts = (2, 9, 16, 26, 51, 91, 151, 281, 501, 1_201, 3_201, 10_001, 35_001, 150_001, 500_001)
    assert "".join(map(sampling.letter_for, firsts)) == "ABCDEFGHJKLMNPQ"


@given(st.integers(1, 2_000_000), st.sampled_from(AQLS))
def test_a_sample_is_never_larger_than_its_lot(lot: int, aql: str) -> None:
    plan = plan_for(lot, aql)
    assert 1 <= plan.size <= lot
    assert 0 <= plan.accept < plan.reject


@given(st.integers(1, 1_000_000), st.integers(0, 1_000_000), st.sampled_from(AQLS))
def test_a_larger_lot_asks_for_no_smaller_sample(lot: int, more: int, aql: str) -> None:
    small, large = plan_for(lot, aql), plan_for(lot + more, aql)
    assert small.size <= large.size
    assert small.accept <= large.accept


@given(st.integers(1, 1_000_000), st.sampled_from(list(itertools.pairwise(AQLS))))
def test_a_stricter_quality_accepts_no_worse_a_share(lot: int, aqls: tuple[str, str]) -> None:
    strict, mild = (plan_for(lot, aql) for aql in aqls)
    assert strict.accept / strict.size <= mild.accept / mild.size + 1e-9 or strict.accept <= mild.accept


@given(st.integers(2, 3_000), st.integers(0, 2**31))
def test_the_same_seed_draws_the_same_pages(lot: int, seed: int) -> None:
    pages = list(range(100, 100 + lot))
    drawn = draw(pages, plan_for(lot).size, seed)
    assert drawn == draw(list(reversed(pages)), plan_for(lot).size, seed)
    assert len(drawn) == len(set(drawn)) == plan_for(lot).size
    assert set(drawn) <= set(pages)


@given(st.integers(0, 80), st.integers(0, 30), st.integers(0, 3))
def test_acceptance_is_monotone(looked_at: int, bad: int, critical: int) -> None:
    """One more bad page never makes a returned lot an accepted one."""
    plan = Plan("J", 80, 2)
    before = accepts(plan, Count(looked_at, bad, critical))
    after = accepts(plan, Count(looked_at, bad + 1, critical))
    assert not (before is False and after is not False)
    assert not (before is None and after is True)


def test_a_critical_page_returns_the_lot_alone() -> None:
    plan = Plan("J", 80, 2)
    assert accepts(plan, Count(10, 1, 1)) is False
    assert accepts(plan, Count(80, 2)) is True
    assert accepts(plan, Count(80, 3)) is False
    assert accepts(plan, Count(79, 2)) is None


# The specification


def deviating(*pictures: Picture, spec: Spec | None = None, pages: int = 0) -> list[tuple[str, str]]:
    found = capture.deviations(pictures, spec or Spec(), CODE, pages)
    return [(one.name, one.code.removeprefix("repository.capture_")) for one in found]


CODE = job_code("DC26", 42)
GOOD = {"mime": "image/tiff", "dpi": 300.0, "profile": "sRGB"}


def named(number: int, **more: object) -> Picture:
    return Picture(page_name(CODE, number), **(GOOD | more))  # type: ignore[arg-type]


def test_each_file_is_held_to_the_specification() -> None:
    assert deviating(named(1), named(2)) == []
    assert deviating(named(1, dpi=299.72)) == []
    assert deviating(named(1, dpi=200.0)) == [(page_name(CODE, 1), "dpi")]
    assert deviating(named(1, dpi=0)) == [(page_name(CODE, 1), "without_dpi")]
    assert deviating(named(1, is_colour=False, profile="")) == [(page_name(CODE, 1), "grey")]
    assert deviating(named(1, profile="Adobe RGB (1998)")) == [(page_name(CODE, 1), "profile")]
    assert deviating(named(1, mime="image/jpeg")) == [(page_name(CODE, 1), "format")]
    assert deviating(named(1), spec=Spec(bits=16)) == [(page_name(CODE, 1), "bits")]
    assert deviating(named(1), spec=Spec(target=True)) == [("", "target")]
    target = Picture(f"{CODE}_target.tif", **GOOD)  # type: ignore[arg-type]
    assert deviating(named(1), target, spec=Spec(target=True)) == []


def test_missing_doubled_and_foreign_pages_are_told_by_their_names() -> None:
    assert deviating(named(1), named(3), named(6)) == [("", "missing"), ("", "missing")]
    found = capture.deviations([named(1), named(3), named(6)], Spec(), CODE)
    assert [one.params["pages"] for one in found] == ["2", "4–5"]
    assert deviating(named(1), named(2), pages=3) == [("", "missing")]
    twice = Picture(f"{CODE}_0001 (2).tif", **GOOD)  # type: ignore[arg-type]
    assert deviating(named(1), twice, named(2)) == []
    again = Picture(f"{CODE}-1.tif", **GOOD)  # type: ignore[arg-type]
    assert deviating(named(1), again, named(2)) == [("", "twice")]
    other = job_code("DC26", 43)
    foreign = Picture(page_name(other, 2), **GOOD)  # type: ignore[arg-type]
    assert deviating(named(1), foreign) == [(page_name(other, 2), "foreign")]
    plain = [Picture("bia.tif", **GOOD)]  # type: ignore[arg-type]
    assert deviating(*plain, pages=4) == [("", "fewer")]


# Steps


def fault(act: Act, stage: Stage, back: Stage = Stage.SCAN, reason: str = "", **facts: object) -> str:
    has_machine = bool(facts.pop("machine", False))
    found = steps.fault(act, steps.Facts(stage, **facts), Hand(7, has_machine, reason), back)  # type: ignore[arg-type]
    return found.code.removeprefix("repository.") if found else ""


def test_a_job_is_taken_in_hand_before_it_is_finished() -> None:
    assert fault(Act.START, Stage.PREPARE) == ""
    assert fault(Act.FINISH, Stage.PREPARE) == "job_not_in_hand"
    assert fault(Act.FINISH, Stage.PREPARE, holder=7) == ""
    assert fault(Act.START, Stage.PREPARE, holder=7) == "job_in_your_hand"
    assert fault(Act.FINISH, Stage.PREPARE, holder=8) == "job_in_hand"
    assert fault(Act.START, Stage.DONE) == "job_done"
    assert fault(Act.START, Stage.SCAN) == "job_needs_machine"
    assert fault(Act.START, Stage.SCAN, machine=True) == ""
    assert fault(Act.START, Stage.SCAN, is_own=False) == ""


def test_nothing_is_delivered_without_files_or_with_deviations() -> None:
    assert fault(Act.FINISH, Stage.DELIVER, holder=7) == "job_without_files"
    assert fault(Act.FINISH, Stage.DELIVER, holder=7, has_files=True, deviations=3) == "job_deviates"
    assert fault(Act.FINISH, Stage.DELIVER, holder=7, has_files=True, is_checked=False) == "job_being_checked"
    assert fault(Act.FINISH, Stage.DELIVER, holder=7, has_files=True) == ""


def test_originals_wait_for_acceptance_and_inspected_lots_stand_still() -> None:
    assert fault(Act.START, Stage.SHELVE) == "job_waits_for_lot"
    assert fault(Act.START, Stage.SHELVE, lot=Lot.ACCEPTED) == ""
    assert fault(Act.START, Stage.CHECK, lot=Lot.INSPECTED) == "job_in_inspection"
    assert fault(Act.BACK, Stage.CHECK, reason="mờ hai trang") == ""
    assert fault(Act.BACK, Stage.CHECK, reason="mờ") == "reason_needed"
    assert fault(Act.BACK, Stage.CHECK, back=Stage.DELIVER, reason="mờ hai trang") == "job_not_back"
    assert fault(Act.BACK, Stage.PREPARE, reason="mờ hai trang") == "job_not_back"


@given(st.sampled_from(list(Act)), st.sampled_from(list(Stage)), st.sampled_from(list(Stage)))
def test_no_act_leads_out_of_the_workshop_or_past_a_step(act: Act, stage: Stage, back: Stage) -> None:
    if fault(act, stage, back=back, reason="vì thế", holder=7, has_files=True):
        return
    after = steps.leads_to(act, stage, back)
    assert steps.STAGES.index(after) - steps.STAGES.index(stage) <= 1
    if act is Act.BACK:
        assert steps.STAGES.index(after) < steps.STAGES.index(stage)


def test_a_machine_whose_calibration_lapsed_does_nothing() -> None:
    day = dt.date(2026, 11, 20)
    assert machine_fault(MachineFacts("A2", dt.date(2026, 11, 20)), day) is None
    assert machine_fault(MachineFacts("A2", dt.date(2026, 11, 19)), day) == (
        "repository.machine_lapsed", {"machine": "A2", "until": "19/11/2026"},
    )  # fmt: skip
    assert machine_fault(MachineFacts("A2", None), day) == ("repository.machine_uncalibrated", {"machine": "A2"})
    assert machine_fault(MachineFacts("A2", day, is_ended=True), day) == ("repository.machine_ended", {"machine": "A2"})


# Forecast and money

PLAN = progress.Plan(dt.date(2026, 11, 2), dt.date(2026, 11, 27), 2_000, 40_000_000)  # four weeks, Monday to Friday


def test_the_plan_wants_the_same_of_each_working_day() -> None:
    assert progress.working_days(PLAN.starts, PLAN.ends) == 20
    assert [progress.due(PLAN, dt.date(2026, 11, day)) for day in (1, 2, 6, 8, 13, 27, 30)] == [
        0, 100, 500, 500, 1_000, 2_000, 2_000,
    ]  # fmt: skip


def test_the_end_follows_from_the_pace_of_the_last_days() -> None:
    done = {dt.date(2026, 11, day): 80 for day in (2, 3, 4, 5, 6)}
    view = progress.outlook(PLAN, done, dt.date(2026, 11, 6))
    assert (view.done, view.due, view.pace) == (400, 500, 80.0)
    assert view.ends == dt.date(2026, 12, 4)  # twenty working days more
    assert view.days_late == 7
    assert progress.outlook(PLAN, {}, dt.date(2026, 11, 6)).ends is None
    whole = {dt.date(2026, 11, 5): 2_000}
    assert progress.outlook(PLAN, whole, dt.date(2026, 11, 6)).ends == dt.date(2026, 11, 5)


@given(st.dictionaries(st.dates(dt.date(2026, 11, 1), dt.date(2026, 11, 30)), st.integers(0, 500)), st.integers(1, 300))
def test_more_work_never_ends_later(done: dict[dt.date, int], more: int) -> None:
    day = dt.date(2026, 11, 30)
    before = progress.outlook(PLAN, done, day)
    after = progress.outlook(PLAN, done | {day: done.get(day, 0) + more}, day)
    if before.ends and after.ends and after.pace >= before.pace:
        assert after.ends <= max(before.ends, day)


def test_what_a_page_costs() -> None:
    money = progress.spent(600, 60_000, [(300, 20_000)], [(1_000, 2_500)])
    assert (money.people, money.machines, money.contracts, money.total) == (600_000, 100_000, 2_500_000, 3_200_000)
    assert (progress.per_page(money.total, 1_600), progress.per_page(1, 0)) == (2_000, None)
