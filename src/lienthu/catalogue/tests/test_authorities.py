"""Authorities: entered, renamed, merged and apart again, and what that does to the headings of records."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lienthu.catalogue import authority_queries as queries
from lienthu.catalogue.actions.keep_authority import (
    NewAuthority,
    add_name,
    change_authority,
    create_authority,
    remove_name,
    rename_authority,
)
from lienthu.catalogue.actions.link_headings import enter_records
from lienthu.catalogue.actions.merge_authorities import merge_authorities, unmerge_authority
from lienthu.catalogue.actions.propose_authorities import accept_proposal, dismiss_proposal, start_proposing
from lienthu.catalogue.actions.relate_authorities import relate, unrelate
from lienthu.catalogue.models import (
    Authority,
    AuthorityAct,
    AuthorityForm,
    AuthorityProposal,
    AuthorityRelation,
    HeadingUse,
    RecordHeading,
    SourceRecord,
)
from lienthu.catalogue.rules.authority_data import Details, FormRole, RelationKind
from lienthu.catalogue.rules.headings import Kind
from lienthu.catalogue.tests.helpers import SYSTEM, hand_in, librarian, library, marc_file
from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import AuditEntry, Event
from lienthu.kernel.permissions import Permission
from lienthu.marc.record import Field, Record

pytestmark = pytest.mark.django_db
EDITOR = {"permission": Permission.CATALOGUE_AUTHORITIES}


def book(number: str, author: str, dates: str = "", subject: str = "") -> Record:
    fields = [
        Field("001", number),
        Field("100", "", "0 ", [("a", author), *([("d", dates)] if dates else [])]),
        Field("245", "", "10", [("a", f"Sách {number}")]),
    ]
    if subject:
        fields.append(Field("650", "", " 4", [("a", subject)]))
    return Record("00000nam a2200000 a 4500", fields)


def enter(*books: Record) -> list[int]:
    """Hands books in and enters their headings, as the worker does."""
    hand_in(marc_file(*books))
    ids = list(SourceRecord.objects.order_by("id").values_list("id", flat=True))
    enter_records(record_ids=ids)
    return ids


def person(heading: str, *names: str, born: str = "", died: str = "") -> Authority:
    given = tuple((FormRole.PEN_NAME, name) for name in names)
    return create_authority(actor=SYSTEM, data=NewAuthority(Kind.PERSON, heading, given, Details(born, died)))


def subject(heading: str) -> Authority:
    return create_authority(actor=SYSTEM, data=NewAuthority(Kind.SUBJECT, heading))


def links() -> dict[str, str | None]:
    rows = RecordHeading.objects.select_related("authority")
    return {f"{row.text} {row.dates}".strip(): row.authority.heading if row.authority else None for row in rows}


def told() -> set[int]:
    events = Event.objects.filter(kind="catalogue.links_changed")
    return {heading for event in events for heading in event.payload["headings"]}


def test_all_spellings_are_linked_and_no_record_changes(db: None) -> None:
    enter(book("1", "Nam Cao"), book("2", "Trần, Hữu Tri"), book("3", "TRẦN HỮU TRI,"), book("4", "Tran Huu Tri"))
    before = list(SourceRecord.objects.order_by("id").values_list("marc", "version", "digest"))
    person("Nam Cao", "Trần Hữu Tri", died="1951")
    assert links() == {
        "Nam Cao": "Nam Cao",
        "Trần, Hữu Tri": "Nam Cao",
        "TRẦN HỮU TRI": "Nam Cao",
        "Tran Huu Tri": None,
    }
    assert list(SourceRecord.objects.order_by("id").values_list("marc", "version", "digest")) == before


def test_a_record_that_comes_later_is_linked_and_told() -> None:
    person("Nam Cao", "Trần Hữu Tri")
    ids = enter(book("1", "Trần Hữu Tri"), book("2", "Người khác"))
    assert links() == {"Trần Hữu Tri": "Nam Cao", "Người khác": None}
    events = Event.objects.filter(kind="catalogue.links_changed")
    assert [event.payload["records"] for event in events if event.payload["records"]] in ([], [ids[:1]])
    enter_records(record_ids=ids)
    assert HeadingUse.objects.count() == 2


def test_a_withdrawn_record_has_no_heading_that_counts() -> None:
    ids = enter(book("1", "Nam Cao"))
    SourceRecord.objects.update(state=SourceRecord.State.WITHDRAWN)
    enter_records(record_ids=ids)
    assert HeadingUse.objects.count() == 0 and RecordHeading.objects.count() == 1


def test_a_namesake_opens_what_was_linked_and_dates_close_it() -> None:
    enter(book("1", "Nguyễn An"), book("2", "Nguyễn An", "1950-"))
    first = person("Nguyễn An", born="1915", died="1951")
    assert links() == {"Nguyễn An": "Nguyễn An", "Nguyễn An 1950-": None}
    second = person("Nguyễn An, 1950-")
    assert links() == {"Nguyễn An": None, "Nguyễn An 1950-": "Nguyễn An, 1950-"}
    assert RecordHeading.objects.get(dates="").is_open
    change_authority(actor=SYSTEM, authority_id=second.pk, details=Details("1951"), expected_version=None)
    merge_authorities(actor=SYSTEM, loser_id=second.pk, winner_id=first.pk, reason="một người")
    assert links()["Nguyễn An"] == "Nguyễn An"


def test_one_heading_belongs_to_one_authority() -> None:
    person("Nam Cao")
    with pytest.raises(Conflict) as refused:
        person("Cao Nam")
    assert refused.value.code == "catalogue.authority_exists"
    assert Authority.objects.count() == 1 and AuthorityForm.objects.count() == 1
    subject("Nam Cao")


def test_a_rename_keeps_the_old_heading_as_a_name_and_tells_whoever_shows_it() -> None:
    enter(book("1", "Nguyễn Ái Quốc"), book("2", "Hồ Chí Minh"), book("3", "Ai khác"))
    one = person("Nguyễn Ái Quốc", "Hồ Chí Minh")
    Event.objects.all().delete()
    rename_authority(
        actor=SYSTEM,
        authority_id=one.pk,
        heading="Hồ Chí Minh",
        expected_version=1,
        old_as=FormRole.FORMER,
        reason="tên",
    )
    forms = dict(AuthorityForm.objects.values_list("text", "role"))
    assert forms == {"Hồ Chí Minh": "preferred", "Nguyễn Ái Quốc": "former"}
    assert links() == {"Nguyễn Ái Quốc": "Hồ Chí Minh", "Hồ Chí Minh": "Hồ Chí Minh", "Ai khác": None}
    assert told() == set(RecordHeading.objects.filter(authority=one).values_list("pk", flat=True))
    act = AuthorityAct.objects.get(kind="renamed")
    assert (act.before, act.after, act.reason) == ({"heading": "Nguyễn Ái Quốc"}, {"heading": "Hồ Chí Minh"}, "tên")
    assert AuditEntry.objects.filter(code="catalogue.authority_renamed").count() == 1


def test_two_at_once_one_is_told() -> None:
    one = person("Nam Cao")
    rename_authority(actor=SYSTEM, authority_id=one.pk, heading="Nam Cao, 1951", expected_version=1)
    with pytest.raises(Conflict) as refused:
        change_authority(actor=SYSTEM, authority_id=one.pk, details=Details("1915"), expected_version=1)
    assert refused.value.code == "catalogue.authority_overtaken" and refused.value.params == {"person": "test"}
    assert Authority.objects.get().born == ""


def test_merge_leads_on_and_comes_apart_exactly() -> None:
    enter(book("1", "Nam Cao"), book("2", "Trần Hữu Tri"))
    winner, loser, third = person("Nam Cao"), person("Trần Hữu Tri", "Hữu Tri"), person("Tô Hoài")
    relate(actor=SYSTEM, source_id=loser.pk, target_id=third.pk, kind=RelationKind.RELATED)
    relate(actor=SYSTEM, source_id=loser.pk, target_id=winner.pk, kind=RelationKind.RELATED)
    before = (links(), names(loser), names(winner), relations(loser), relations(winner))
    merge_authorities(actor=SYSTEM, loser_id=loser.pk, winner_id=winner.pk, reason="một người")
    shown = queries.view(loser.public_id)
    assert (shown.redirected, shown.authority, [form.text for form in shown.names]) == (
        True,
        winner,
        ["Trần Hữu Tri", "Hữu Tri"],
    )
    assert [(one.way, one.other) for one in shown.relations] == [("related", third)]
    assert links() == {"Nam Cao": "Nam Cao", "Trần Hữu Tri": "Nam Cao"}
    add_name(actor=SYSTEM, authority_id=winner.pk, text="Thuý Rư", role=FormRole.PEN_NAME)
    with pytest.raises(Conflict, match="authority_is_merged"):
        add_name(actor=SYSTEM, authority_id=loser.pk, text="X Y", role=FormRole.VARIANT)
    unmerge_authority(actor=SYSTEM, authority_id=loser.pk, reason="nhầm")
    remove_name(actor=SYSTEM, form_id=AuthorityForm.objects.get(text="Thuý Rư").pk)
    assert (links(), names(loser), names(winner), relations(loser), relations(winner)) == before
    assert list(AuthorityAct.objects.filter(authority=loser).values_list("kind", "reason").order_by("id"))[-2:] == [
        ("merged", "một người"),
        ("unmerged", "nhầm"),
    ]


def names(one: Authority) -> list[str]:
    return [form.text for form in queries.view(one.public_id).forms]


def relations(one: Authority) -> list[tuple[str, str]]:
    return [(each.way, each.other.heading) for each in queries.view(one.public_id).relations]


def test_a_heading_taken_meanwhile_is_said() -> None:
    winner, loser = person("Nam Cao"), person("Trần Hữu Tri")
    merge_authorities(actor=SYSTEM, loser_id=loser.pk, winner_id=winner.pk, reason="x")
    rename_authority(actor=SYSTEM, authority_id=winner.pk, heading="Trần Hữu Tri", expected_version=None)
    with pytest.raises(Conflict) as refused:
        unmerge_authority(actor=SYSTEM, authority_id=loser.pk, reason="x")
    assert refused.value.code == "catalogue.authority_heading_taken"
    rename_authority(actor=SYSTEM, authority_id=winner.pk, heading="Nam Cao", expected_version=None)
    unmerge_authority(actor=SYSTEM, authority_id=loser.pk, reason="x")


def test_broader_concepts_make_no_circle_not_even_by_a_merge() -> None:
    a, b, c, d = (subject(text) for text in ("Văn học", "Thơ", "Thơ tình", "Thi ca"))
    relate(actor=SYSTEM, source_id=b.pk, target_id=a.pk, kind=RelationKind.BROADER)
    relate(actor=SYSTEM, source_id=c.pk, target_id=b.pk, kind=RelationKind.BROADER)
    relate(actor=SYSTEM, source_id=a.pk, target_id=d.pk, kind=RelationKind.BROADER)
    with pytest.raises(Conflict, match="circle"):
        relate(actor=SYSTEM, source_id=a.pk, target_id=c.pk, kind=RelationKind.BROADER)
    with pytest.raises(Conflict, match="circle"):
        merge_authorities(actor=SYSTEM, loser_id=d.pk, winner_id=c.pk, reason="x")
    assert Authority.objects.filter(merged_into=None).count() == 4
    with pytest.raises(Conflict, match="related"):
        relate(actor=SYSTEM, source_id=b.pk, target_id=a.pk, kind=RelationKind.BROADER)
    assert relations(b) == [("broader", "Văn học"), ("narrower", "Thơ tình")]
    unrelate(actor=SYSTEM, relation_id=AuthorityRelation.objects.get(source=b).pk)
    assert relations(b) == [("narrower", "Thơ tình")]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda a, b: merge_authorities(actor=SYSTEM, loser_id=a.pk, winner_id=a.pk, reason="x"), "authority_itself"),
        (lambda a, b: merge_authorities(actor=SYSTEM, loser_id=a.pk, winner_id=b.pk, reason=" "), "authority_reason"),
        (lambda a, b: merge_authorities(actor=SYSTEM, loser_id=a.pk, winner_id=b.pk, reason="x"), "authority_kinds"),
        (lambda a, b: remove_name(actor=SYSTEM, form_id=a.forms.get().pk), "authority_needs_heading"),
        (lambda a, b: add_name(actor=SYSTEM, authority_id=a.pk, text="…", role=FormRole.VARIANT), "authority_no_name"),
        (lambda a, b: add_name(actor=SYSTEM, authority_id=a.pk, text="x" * 301, role=FormRole.VARIANT), "name_long"),
        (lambda a, b: person("Tô Hoài", born="x"), "authority_year"),
        (lambda a, b: unmerge_authority(actor=SYSTEM, authority_id=a.pk, reason="x"), "authority_not_merged"),
    ],
)
def test_what_is_refused_changes_nothing(act: Any, code: str) -> None:
    one, other = person("Nam Cao"), subject("Văn học")
    with pytest.raises((Invalid, Conflict), match=code):
        act(one, other)
    assert (Authority.objects.count(), AuthorityForm.objects.count(), AuthorityAct.objects.count()) == (2, 2, 2)
    assert Authority.objects.filter(merged_into=None).count() == 2


def test_only_who_has_the_right_in_some_library_may() -> None:
    data = NewAuthority(Kind.PERSON, "Nam Cao")
    with pytest.raises(Refused):
        create_authority(actor=librarian(library()), data=data)
    assert create_authority(actor=librarian(library(), **EDITOR), data=data).heading == "Nam Cao"


def test_what_was_done_only_grows() -> None:
    person("Nam Cao")
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        AuthorityAct.objects.update(reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Authority.objects.update(merged_into=Authority.objects.get())


def test_suggestions_by_the_beginning_of_any_name() -> None:
    one = person("Nam Cao", "Trần Hữu Tri")
    person("Nam Trân")
    subject("Nam bộ")
    assert [(s.heading, s.form) for s in queries.suggestions(Kind.PERSON, "tran huu")] == [("Nam Cao", "Trần Hữu Tri")]
    assert [s.heading for s in queries.suggestions(Kind.PERSON, "NAM")] == ["Nam Cao", "Nam Trân"]
    assert [s.public_id for s in queries.suggestions(Kind.PERSON, "Cao, Nam")] == [one.public_id]
    assert queries.suggestions(Kind.PERSON, "n") == [] == queries.suggestions(Kind.BODY, "nam cao")


def propose() -> list[AuthorityProposal]:
    jobs.drain(only=start_proposing(actor=SYSTEM))
    return list(queries.open_proposals().order_by("-records"))


def test_headings_that_look_alike_are_proposed_accepted_or_dismissed() -> None:
    enter(
        book("1", "Nguyễn, Du"), book("2", "Nguyễn Du"), book("3", "Nguyen Du"), book("4", "Nguyễn Du"),
        book("5", "Tô Hoài"), book("6", "TÔ HOÀI"), book("7", "Xuân Diệu"),
    )  # fmt: skip
    first, second = propose()
    assert [(p.name, p.records, p.headings.count()) for p in (first, second)] == [
        ("Nguyễn Du", 4, 3),
        ("Tô Hoài", 2, 2),
    ]
    made = accept_proposal(
        actor=SYSTEM, proposal_id=first.pk, heading="Nguyễn Du", heading_ids=first.headings.values_list("pk", flat=True)
    )
    assert set(links().items()) >= {("Nguyễn, Du", "Nguyễn Du"), ("Nguyen Du", "Nguyễn Du"), ("Tô Hoài", None)}
    dismiss_proposal(actor=SYSTEM, proposal_id=second.pk)
    assert propose() == [] and queries.records_of(made.pk) == 4
    with pytest.raises(Conflict, match="proposal_decided"):
        dismiss_proposal(actor=SYSTEM, proposal_id=second.pk)


def test_a_new_spelling_of_an_authority_is_proposed_for_it() -> None:
    made = person("Nguyễn Du")
    enter(book("1", "Nguyễn, Du"), book("2", "Nguyen Du"))
    (only,) = propose()
    assert only.authority == made
    accept_proposal(
        actor=SYSTEM, proposal_id=only.pk, heading="", heading_ids=only.headings.values_list("pk", flat=True)
    )
    assert Authority.objects.count() == 1 and set(links().values()) == {"Nguyễn Du"}
