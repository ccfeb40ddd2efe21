"""From the operator to the reader: who may take which step, how a council decides, what is told of what is gone."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, LienThuError, Refused
from lienthu.kernel.ids import sealed
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import Permission
from lienthu.registry.kinds import AgencyKind
from lienthu.registry.models import Agency, AgencyVersion
from lienthu.repository.actions import councils
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.councils import Member
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.move_on import Farewell, move_on
from lienthu.repository.actions.publish_many import faults_of, publish_many
from lienthu.repository.appraisal_minutes import minutes_pdf
from lienthu.repository.appraisal_queries import facts_of
from lienthu.repository.models import (
    Case,
    Council,
    Deposit,
    DepositFile,
    DigitalObject,
    Page,
    Sitting,
    Step,
    Tombstone,
    Vote,
)
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.council import Choice, Seat
from lienthu.repository.rules.states import CHECKS, Act
from lienthu.repository.tests.helpers import SYSTEM, library, published

pytestmark = pytest.mark.django_db
ALL = tuple(check for checks in CHECKS.values() for check in checks)
PEOPLE = {"operator": "keep", "cataloguer": "keep", "one": "review", "two": "review", "three": "review"}
KEEP = frozenset({Permission.REPOSITORY_KEEP})
BOTH = KEEP | {Permission.REPOSITORY_REVIEW}


def person(name: str, rights: frozenset[Permission] = BOTH, code: str = "TINH") -> Actor:
    user, _ = get_user_model().objects.get_or_create(username=name, defaults={"display_name": name})
    where = library(code).pk
    return Actor(ActorKind.PERSON, name, user.pk, frozenset(Grant(right, where) for right in rights))


def team() -> dict[str, Actor]:
    return {name: person(name, KEEP if right == "keep" else BOTH) for name, right in PEOPLE.items()}


def draft(title: str = "Sử thi M'Nông", *, armed: bool = False) -> DigitalObject:
    """An object without pages that may be handed on; `armed`: a unit handed it over."""
    made = DigitalObject.objects.create(library=library(), title=title, state=DigitalObject.State.DRAFT)
    change_access(actor=SYSTEM, object_id=made.pk, terms=Terms(Level.READ), reason="Thuộc về công chúng")
    if armed:
        agency, is_new = Agency.objects.get_or_create(code="BQP")
        if is_new:
            AgencyVersion.objects.create(
                agency=agency, name="Bộ Chỉ huy", kind=AgencyKind.ARMED_FORCES, valid_from="2004-01-01"
            )
        deposit = Deposit.objects.create(library=library(), agency=agency, title=title, clearance="x", made_by="x")
        DepositFile.objects.create(deposit=deposit, name="1", size=1, sha256="0" * 64, object=made)
    return made


def council(people: dict[str, Actor], *, quorum: int = 2) -> Council:
    seats = {"one": Seat.CHAIR, "two": Seat.SECRETARY, "three": Seat.MEMBER}
    members = [Member(people[name].user_id or 0, seat, "Phó giám đốc") for name, seat in seats.items()]
    return councils.set_up_council(
        actor=people["one"],
        library_id=library().pk,
        name="Hội đồng thẩm định",
        decision="QĐ 12/QĐ-TVT ngày 02/11/2026",
        quorum=quorum,
        members=members,
    )


def submitted(found: DigitalObject, people: dict[str, Actor]) -> None:
    move_on(actor=people["operator"], object_id=found.pk, act=Act.HAND_ON, checks=ALL)
    move_on(actor=people["cataloguer"], object_id=found.pk, act=Act.SUBMIT, checks=ALL)


def sat(found: DigitalObject, people: dict[str, Actor], votes: dict[str, Choice]) -> Sitting:
    """A council that meets on the document, votes and closes."""
    sitting = councils.open_sitting(actor=people["one"], council=council(people), held_on=today())
    assert councils.put_before(actor=people["one"], sitting=sitting, object_ids=[found.pk]) == 1
    case = Case.objects.get(sitting=sitting)
    for name, choice in votes.items():
        councils.cast_vote(actor=people[name], case=case, choice=choice, reason=f"Ý kiến của {name}")
    return councils.close_sitting(actor=people["two"], sitting=sitting, remarks="Họp tại phòng đọc.")


YES = {"one": Choice.PUBLISH, "two": Choice.PUBLISH}
NO = {"one": Choice.RETURN, "two": Choice.RETURN, "three": Choice.PUBLISH}


def test_from_the_operator_to_the_reader() -> None:
    people, found = team(), draft()
    submitted(found, people)
    sat(found, people, YES)
    move_on(actor=people["three"], object_id=found.pk, act=Act.PUBLISH, checks=ALL)
    found.refresh_from_db()
    assert (found.state, found.published_at is not None) == ("published", True)
    steps = list(found.steps.order_by("id").values_list("act", "by"))
    assert steps == [("hand_on", "operator"), ("submit", "cataloguer"), ("publish", "three")]
    codes = set(AuditEntry.objects.values_list("code", flat=True))
    assert {f"repository.{code}" for code in ("council_set_up", "sitting_opened", "voted", "sitting_closed")} <= codes


def test_nobody_publishes_or_votes_on_what_they_handed_in() -> None:
    people, found = team(), draft()
    move_on(actor=people["one"], object_id=found.pk, act=Act.HAND_ON, checks=ALL)
    move_on(actor=people["cataloguer"], object_id=found.pk, act=Act.SUBMIT, checks=ALL)
    sitting = councils.open_sitting(actor=people["one"], council=council(people), held_on=today())
    councils.put_before(actor=people["one"], sitting=sitting, object_ids=[found.pk])
    case = Case.objects.get()
    with pytest.raises(Refused, match="own_submission"):
        councils.cast_vote(actor=people["one"], case=case, choice=Choice.PUBLISH)
    for name in ("two", "three"):
        councils.cast_vote(actor=people[name], case=case, choice=Choice.PUBLISH)
    councils.close_sitting(actor=people["one"], sitting=sitting)
    with pytest.raises(Conflict, match="own_submission"):
        move_on(actor=people["one"], object_id=found.pk, act=Act.PUBLISH, checks=ALL)
    assert (Vote.objects.count(), DigitalObject.objects.get().state) == (2, "review")
    move_on(actor=people["two"], object_id=found.pk, act=Act.PUBLISH, checks=ALL)


def test_without_a_council_an_access_or_a_checklist_nothing_is_published() -> None:
    people, found = team(), draft()
    with pytest.raises(Conflict, match="checks_open"):
        move_on(actor=people["operator"], object_id=found.pk, act=Act.HAND_ON, checks=ALL[:2])
    submitted(found, people)
    for checks in ((), ALL):
        with pytest.raises(Conflict, match="not_approved"):
            move_on(actor=people["three"], object_id=found.pk, act=Act.PUBLISH, checks=checks)
    with pytest.raises(Refused):
        move_on(actor=people["operator"], object_id=found.pk, act=Act.PUBLISH, checks=ALL)
    with pytest.raises(Refused):
        move_on(actor=person("guest", BOTH, "GN"), object_id=found.pk, act=Act.PUBLISH, checks=ALL)
    assert (Step.objects.count(), DigitalObject.objects.get().state) == (2, "review")


def test_what_the_council_does_not_want_goes_back_with_its_reasons() -> None:
    people, found = team(), draft()
    submitted(found, people)
    sitting = sat(found, people, NO)
    found.refresh_from_db()
    last = found.steps.latest("id")
    assert (found.state, last.act, sitting.cases.get().outcome) == ("describing", "return", "returned")
    assert last.note == "Ý kiến của one (one); Ý kiến của two (two)"
    move_on(actor=people["cataloguer"], object_id=found.pk, act=Act.SUBMIT, checks=ALL)
    with pytest.raises(Conflict, match="not_approved"):
        move_on(actor=people["three"], object_id=found.pk, act=Act.PUBLISH, checks=ALL)


def test_a_yes_holds_for_what_was_voted_on_only() -> None:
    people, found = team(), draft()
    submitted(found, people)
    sat(found, people, YES)
    move_on(actor=people["one"], object_id=found.pk, act=Act.RETURN, note="Thiếu trang bìa")
    move_on(actor=people["cataloguer"], object_id=found.pk, act=Act.SUBMIT, checks=ALL)
    assert facts_of([found])[found.pk].approved is False


def test_a_description_does_not_change_before_the_council_and_not_silently_before_readers() -> None:
    people, found = team(), draft()
    submitted(found, people)
    said = {"title": "Sử thi Ot Ndrong", "kind": "book", "year": 1997}
    with pytest.raises(Conflict, match="before_the_council"):
        describe(actor=people["cataloguer"], object_id=found.pk, said=said, version=1)
    sat(found, people, YES)
    move_on(actor=people["three"], object_id=found.pk, act=Act.PUBLISH, checks=ALL)
    with pytest.raises(Invalid, match="reason_needed"):
        describe(actor=people["cataloguer"], object_id=found.pk, said=said, version=1, reason="  a ")
    assert DigitalObject.objects.get().title == "Sử thi M'Nông"
    describe(actor=people["cataloguer"], object_id=found.pk, said=said, version=1, reason="Đúng tên trên bìa")
    found.refresh_from_db()
    kept = found.descriptions.get()
    assert (found.title, found.year, found.version) == ("Sử thi Ot Ndrong", 1997, 2)
    assert (kept.version, kept.values["title"], kept.changed, kept.by) == (
        1, "Sử thi M'Nông", ["title", "year"], "cataloguer",
    )  # fmt: skip
    last = found.steps.latest("id")
    assert (last.act, last.note, last.by) == ("revised", "Đúng tên trên bìa", "cataloguer")
    describe(actor=people["cataloguer"], object_id=found.pk, said=said, version=2)  # nothing new: no reason, no step
    assert (DigitalObject.objects.get().version, found.descriptions.count()) == (2, 1)


def test_material_of_the_armed_forces_needs_two_persons() -> None:
    people, found = team(), draft(armed=True)
    submitted(found, people)
    with pytest.raises(Conflict, match="not_approved"):
        move_on(actor=people["two"], object_id=found.pk, act=Act.CONFIRM, checks=ALL)
    sat(found, people, YES)
    with pytest.raises(Conflict, match="second_person"):
        move_on(actor=people["three"], object_id=found.pk, act=Act.PUBLISH, checks=ALL)
    move_on(actor=people["three"], object_id=found.pk, act=Act.CONFIRM, checks=ALL)
    with pytest.raises(Conflict, match="second_person"):
        move_on(actor=people["three"], object_id=found.pk, act=Act.PUBLISH, checks=ALL)
    move_on(actor=people["two"], object_id=found.pk, act=Act.PUBLISH, checks=ALL)
    assert DigitalObject.objects.get().state == "published"
    assert faults_of(people["two"], [draft("Khác")])  # one that nobody of them handed over needs no second person
    assert facts_of([draft("Khác nữa")]).popitem()[1].needs_two is False


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quorum": 1}, "council_quorum"),
        ({"quorum": 4}, "council_quorum"),
        ({"decision": ""}, "council_needs_decision"),
        ({"name": " "}, "title_needed"),
        ({"members": 2}, "council_too_small"),
        ({"chairs": 2}, "council_one_chair"),
        ({"chairs": 0}, "council_one_chair"),
        ({"twice": True}, "council_member_twice"),
    ],
)
def test_a_council_is_set_up_by_its_rules(change: dict[str, Any], code: str) -> None:
    people = team()
    ids = [people[name].user_id or 0 for name in ("one", "two", "three")][: change.get("members", 3)]
    if change.get("twice"):
        ids[2] = ids[1]
    members = [Member(user, Seat.CHAIR if n < change.get("chairs", 1) else Seat.MEMBER) for n, user in enumerate(ids)]
    with pytest.raises(Invalid, match=code):
        councils.set_up_council(
            actor=people["one"],
            library_id=library().pk,
            name=change.get("name", "Hội đồng"),
            decision=change.get("decision", "QĐ 1"),
            quorum=change.get("quorum", 2),
            members=members,
        )
    assert Council.objects.count() == 0


def test_a_closed_sitting_and_an_ended_council_take_nothing_more() -> None:
    people, found = team(), draft()
    submitted(found, people)
    sitting = sat(found, people, {"one": Choice.PUBLISH})
    case = Case.objects.get()
    assert (case.outcome, DigitalObject.objects.get().state) == ("no_quorum", "review")
    with pytest.raises(Conflict, match="sitting_closed"):
        councils.cast_vote(actor=people["two"], case=case, choice=Choice.PUBLISH)
    with pytest.raises(Conflict, match="sitting_closed"):
        councils.close_sitting(actor=people["two"], sitting=sitting)
    with pytest.raises(Refused):
        councils.cast_vote(actor=person("four"), case=case, choice=Choice.PUBLISH)
    again = councils.open_sitting(actor=people["one"], council=sitting.council, held_on=today())
    with pytest.raises(Conflict, match="council_sits"):
        councils.end_council(actor=people["one"], council=sitting.council)
    assert councils.put_before(actor=people["one"], sitting=again, object_ids=[found.pk, found.pk]) == 1
    assert councils.put_before(actor=people["one"], sitting=again, object_ids=[found.pk]) == 0
    councils.close_sitting(actor=people["one"], sitting=again)
    councils.end_council(actor=people["one"], council=sitting.council)
    with pytest.raises(Conflict, match="council_ended"):
        councils.open_sitting(actor=people["one"], council=sitting.council, held_on=today())


def test_minutes_say_who_voted_how_and_why() -> None:
    people, found = team(), draft()
    submitted(found, people)
    data = minutes_pdf(sat(found, people, NO))
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())
    for part in ("Hội đồng thẩm định", "QĐ 12/QĐ-TVT", "Sử thi M'Nông", "Ý kiến của one", "Họp tại phòng đọc."):
        assert part in text


def test_many_are_published_at_once_and_what_cannot_is_told() -> None:
    people = team()
    good, other, unapproved = draft("Một"), draft("Hai"), draft("Ba")
    for one in (good, other, unapproved):
        submitted(one, people)
    sitting = councils.open_sitting(actor=people["one"], council=council(people), held_on=today())
    councils.put_before(actor=people["one"], sitting=sitting, object_ids=[good.pk, other.pk])
    for case in sitting.cases.all():
        for name in ("one", "two"):
            councils.cast_vote(actor=people[name], case=case, choice=Choice.PUBLISH)
    councils.close_sitting(actor=people["one"], sitting=sitting)
    objects = list(DigitalObject.objects.order_by("id"))
    against = faults_of(people["three"], objects)
    assert [fault.code if fault else "" for fault in against.values()] == ["", "", "repository.not_approved"]
    job = publish_many(actor=people["three"], objects=objects, checks=ALL)
    move_on(actor=people["two"], object_id=other.pk, act=Act.PUBLISH, checks=ALL)  # somebody is faster
    jobs.drain()
    job.refresh_from_db()
    assert job.result == {
        "published": 1,
        "left": [[other.pk, "repository.not_in_this_state", {"state": str(DigitalObject.State.PUBLISHED.label)}]],
    }
    assert [one.state for one in DigitalObject.objects.order_by("id")] == ["published", "published", "review"]
    assert Step.objects.filter(act="publish").count() == 2


def test_a_publication_that_is_cut_short_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The step is written, then the worker dies: nothing is left of it, and the next one does it again."""
    people, found = team(), draft()
    submitted(found, people)
    sat(found, people, YES)
    found.refresh_from_db()
    job = publish_many(actor=people["three"], objects=[found], checks=ALL)
    whole = jobs.Run._fenced_update
    calls: list[int] = []

    def dies(self: jobs.Run, **values: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        whole(self, **values)

    monkeypatch.setattr(jobs.Run, "_fenced_update", dies)
    jobs.run_once(only=job.pk)
    assert (DigitalObject.objects.get().state, Step.objects.filter(act="publish").count()) == ("review", 0)
    type(job).objects.update(run_after=job.created_at)
    jobs.drain()
    assert (DigitalObject.objects.get().state, Step.objects.filter(act="publish").count()) == ("published", 1)


@pytest.mark.parametrize(
    ("says", "status", "title", "reason"),
    [("all", 410, True, True), ("fact", 410, False, False), ("nothing", 404, False, False)],
)
@pytest.mark.usefixtures("desk")
def test_what_is_withdrawn_leaves_a_tombstone(says: str, status: int, title: bool, reason: bool) -> None:
    found = published()
    image = sealed(Page.objects.get().pk)
    move_on(
        actor=SYSTEM,
        object_id=found.pk,
        act=Act.WITHDRAW,
        note="Gia đình tác giả yêu cầu",
        farewell=Farewell("rights", says),
    )
    client = Client(headers={"accept": "application/json"})
    answers = {
        client.get(address).status_code
        for address in (
            f"/iiif/presentation/3/{found.public_id}/manifest",
            f"/iiif/search/2/{found.public_id}?q=a",
            f"/iiif/image/3/{image}/info.json",
            f"/iiif/image/2/{image}/full/max/0/default.jpg",
            f"/vi/read/{found.public_id}/file/1",
        )
    }
    page = Client().get(f"/vi/read/{found.public_id}")
    text = page.content.decode()
    assert (answers, page.status_code) == ({status}, status)
    assert ("Lịch sử Đăk Nông" in text, "Gia đình tác giả yêu cầu" in text) == (title, reason)
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.REOPEN, note="Được phép lại")
    assert Client().get(f"/vi/read/{found.public_id}").status_code == status  # until it is published again
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.SUBMIT)
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.PUBLISH)
    assert Client().get(f"/vi/read/{found.public_id}").status_code == 200


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Hãy cho biết vì sao rút và công chúng được biết gì."),
        ({"ground": "rights"}, "Hãy cho biết vì sao rút và công chúng được biết gì."),
        ({"ground": "rights", "says": "everything"}, "Hãy cho biết vì sao rút và công chúng được biết gì."),
        ({"ground": "rights", "says": "all", "replaced_by": "x" * 13}, "Không có tài liệu đã công bố xxxxxxxxxxxxx."),
    ],
)
@pytest.mark.usefixtures("desk")
def test_nothing_is_withdrawn_until_it_is_said_what_the_public_is_told(
    staff: Client, said: dict[str, str], sentence: str
) -> None:
    found = published()
    address = f"/vi/repository/objects/{found.public_id}"
    answer = staff.post(f"{address}/move", {"act": "withdraw", "note": "Gia đình yêu cầu", **said}, follow=True)
    assert sentence in answer.content.decode()
    found.refresh_from_db()
    assert (found.state, Tombstone.objects.count()) == ("published", 0)
    told = {"ground": "rights", "says": "all"}
    staff.post(f"{address}/move", {"act": "withdraw", "note": "Gia đình yêu cầu", **told})
    stone = Tombstone.objects.get()
    assert (stone.ground, stone.says, stone.reason) == ("rights", "all", "Gia đình yêu cầu")
    desk = staff.get(address).content.decode()
    assert "Cho công chúng biết</b>: Nhan đề, căn cứ, lý do và ngày. Chủ sở hữu quyền yêu cầu." in desk


@pytest.mark.parametrize("farewell", [Farewell("nonsense"), Farewell("other", "x"), Farewell(replaced_by="zzzzzzzzz")])
def test_a_farewell_names_what_there_is(farewell: Farewell) -> None:
    found = draft()
    DigitalObject.objects.update(state="published")
    with pytest.raises(Invalid):
        move_on(actor=SYSTEM, object_id=found.pk, act=Act.WITHDRAW, note="Nhầm lẫn", farewell=farewell)
    assert DigitalObject.objects.get().state == "published"


class Appraisal(RuleBasedStateMachine):
    """Anybody tries anything in any order. What was refused changed nothing; what is published was handed in by some,
    approved as it is, and published by others."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.people = team()
        self.council = council(self.people)
        self.objects = [draft("Thường").pk, draft("Quân sự", armed=True).pk]
        self.sitting = councils.open_sitting(actor=self.people["one"], council=self.council, held_on=today())

    def tried(self, act: Any) -> None:
        before = self.whole()
        try:
            with transaction.atomic():
                act()
        except LienThuError:
            assert self.whole() == before

    def whole(self) -> list[Any]:
        tables = (DigitalObject, Step, Case, Vote, AuditEntry)
        return [list(model._default_manager.order_by("pk").values_list()) for model in tables]

    @rule(
        which=st.integers(0, 1),
        who=st.sampled_from(sorted(PEOPLE)),
        act=st.sampled_from(list(Act)),
        checks=st.sampled_from([ALL, ALL, ()]),
    )
    def moves(self, which: int, who: str, act: Act, checks: tuple[str, ...]) -> None:
        pk = self.objects[which]
        self.tried(lambda: move_on(actor=self.people[who], object_id=pk, act=act, note="Vì lý do", checks=checks))

    @rule(which=st.integers(0, 1))
    def comes_before_the_council(self, which: int) -> None:
        """Straight there, so that most runs see votes."""
        pk = self.objects[which]
        for who, act in (("operator", Act.HAND_ON), ("cataloguer", Act.SUBMIT)):
            self.tried(lambda who=who, act=act: move_on(actor=self.people[who], object_id=pk, act=act, checks=ALL))
        self.tried(lambda: councils.put_before(actor=self.people["two"], sitting=self.sitting, object_ids=self.objects))

    @rule(who=st.sampled_from(sorted(PEOPLE)), choice=st.sampled_from([Choice.PUBLISH, *Choice]))
    def votes(self, who: str, choice: Choice) -> None:
        for case in Case.objects.order_by("id"):
            self.tried(lambda case=case: councils.cast_vote(
                actor=self.people[who], case=case, choice=choice, reason="Vì lý do"
            ))  # fmt: skip

    @rule()
    def closes(self) -> None:
        self.tried(lambda: councils.close_sitting(actor=self.people["one"], sitting=self.sitting))
        self.sitting.refresh_from_db()
        if self.sitting.closed_at:
            self.sitting = councils.open_sitting(actor=self.people["one"], council=self.council, held_on=today())

    @rule(which=st.integers(0, 1), title=st.sampled_from(["Một", "Hai"]), reason=st.sampled_from(["", "Sửa tên"]))
    def is_described(self, which: int, title: str, reason: str) -> None:
        found = DigitalObject.objects.get(pk=self.objects[which])
        said = {"title": title, "kind": "book"}
        self.tried(lambda: describe(
            actor=self.people["cataloguer"], object_id=found.pk, said=said, version=found.version, reason=reason
        ))  # fmt: skip

    @invariant()
    def nobody_published_alone(self) -> None:
        for pk in getattr(self, "objects", ()):
            found = DigitalObject.objects.get(pk=pk)
            submitters: set[int | None] = set()
            confirmed: set[int | None] = set()
            submission, state = 0, "draft"
            for step in found.steps.order_by("id"):
                match step.act:
                    case "hand_on" | "submit":
                        submitters.add(step.person_id)
                        submission, confirmed = (step.pk, set()) if step.act == "submit" else (submission, confirmed)
                    case "confirm":
                        confirmed.add(step.person_id)
                    case "reopen":
                        submitters = set()
                    case "publish":
                        assert step.person_id not in submitters
                        assert Case.objects.filter(submission=submission, outcome="approved").count() == 1
                        assert pk == self.objects[0] or confirmed - {step.person_id}
                if step.act != "revised":
                    ends = {"hand_on": "describing", "submit": "review", "confirm": "review", "publish": "published"}
                    ends |= {"withdraw": "withdrawn", "reopen": "draft"}
                    back = {"review": "describing", "describing": "draft"}
                    state = back[state] if step.act == "return" else ends[step.act]
            assert found.state == state


def test_appraisal_in_any_order() -> None:
    run_state_machine_as_test(
        Appraisal,
        settings=settings(
            max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
