"""Open educational resources: licences that fit, remixes as a tree, one shared record that several schools use."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace

import pytest
from django.test import Client

from lienthu.accounts.actors import person
from lienthu.accounts.models import User
from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.actions.teach import Said, describe_learning, start_using, stop_using
from lienthu.repository.learning import curriculum, queries
from lienthu.repository.models import DigitalObject, Learning, LearningTopic, SchoolUse
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.open_licences import OPEN, REMIXED, fault
from lienthu.repository.rules.states import Act
from lienthu.repository.rules.words import searchable
from lienthu.repository.tests.helpers import SYSTEM, jpeg, library, published

SAID = Said("exercise", ("khtn", "ls-dl"), (6, 7), minutes=45)


def document(title: str, rights: str = "CC-BY-SA", shade: int = 1) -> DigitalObject:
    found = published({f"{shade}.jpg": jpeg(shade=shade)})
    DigitalObject.objects.filter(pk=found.pk).update(
        title=title, rights=rights, search_text=searchable({"title": title})
    )
    found.refresh_from_db()
    return found


def resource(title: str = "Núi lửa", said: Said = SAID, rights: str = "CC-BY-SA", shade: int = 1) -> Learning:
    found = document(title, rights, shade)
    return describe_learning(actor=SYSTEM, object_id=found.pk, said=said)


def test_licences_that_a_resource_may_have_and_a_remix_may_keep() -> None:
    assert {licence for licence in OPEN if not fault(licence)} == set(OPEN)
    assert fault("CC-BY-ND") == fault("CC-BY-NC-ND") == "repository.licence_forbids_changes"
    assert fault("InC") == fault("") == "repository.licence_not_open"
    fits = {pair for pair in itertools.product(OPEN, OPEN) if not fault(pair[1], pair[0])}
    assert fits == {(parent, child) for parent, children in REMIXED.items() for child in children}
    assert fault("CC-BY", "CC-BY-SA") == "repository.licence_contradicts_parent"
    assert fault("CC-BY", "CC-BY-NC") == "repository.licence_contradicts_parent"
    assert fault("CC-BY-SA", "CC-BY-NC-SA") == "repository.licence_contradicts_parent"
    assert fault("CC-BY", "CC-BY-ND") == "repository.parent_forbids_changes"
    assert fault("CC-BY", "InC") == "repository.parent_not_open"


def test_the_curriculum_has_its_subjects_and_grades() -> None:
    subjects = curriculum.subjects()
    assert len(subjects) == 29
    assert all(set(one.grades) <= set(curriculum.GRADES) for one in subjects.values())
    assert subjects["ls-dl"].grades == (4, 5, 6, 7, 8, 9)
    assert curriculum.taught(["khtn", "toan"], [5, 6]) == [("khtn", 6), ("toan", 5), ("toan", 6)]
    assert "32/2018/TT-BGDĐT" in curriculum.source()


@pytest.mark.usefixtures("desk")
class TestDescribing:
    def test_it_is_found_by_subject_and_grade(self, client: Client) -> None:
        one = resource()
        resource("Bài hát ru", Said("recording", ("am-nhac",), (10,)), "CC0", 2)
        assert set(LearningTopic.objects.filter(learning=one).values_list("subject", "grade")) == {
            ("khtn", 6),
            ("khtn", 7),
            ("ls-dl", 6),
            ("ls-dl", 7),
        }
        found = {
            "subject=khtn": {"Núi lửa"},
            "subject=khtn&grade=7": {"Núi lửa"},
            "subject=khtn&grade=10": set(),
            "grade=10": {"Bài hát ru"},
            "kind=exercise": {"Núi lửa"},
            "licence=CC0": {"Bài hát ru"},
            "q=núi": {"Núi lửa"},
            "q=bai+hat": {"Bài hát ru"},
            "subject=nonsense&grade=99": {"Núi lửa", "Bài hát ru"},
        }
        for query, titles in found.items():
            page = client.get(f"/vi/read/learning?{query}").content.decode()
            assert {title for title in ("Núi lửa", "Bài hát ru") if f">{title}</a>" in page} == titles, query
            listed = client.get(f"/api/v1/learning?{query}").json()["items"]
            assert {row["title"] for row in listed} == titles, query

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            (replace(SAID, subjects=()), "repository.no_such_subject"),
            (replace(SAID, subjects=("phep-thuat",)), "repository.no_such_subject"),
            (replace(SAID, grades=()), "repository.no_such_grade"),
            (replace(SAID, grades=(13,)), "repository.no_such_grade"),
            (replace(SAID, grades=(1,)), "repository.not_taught_then"),
            (replace(SAID, kind="magic"), "repository.no_such_learning_kind"),
            (replace(SAID, parent="zzzzzzzzz"), "repository.no_such_learning"),
        ],
    )
    def test_what_cannot_be_said(self, said: Said, code: str) -> None:
        with pytest.raises(Invalid, match=code):
            resource(said=said)
        assert not Learning.objects.exists()

    def test_a_closed_licence_is_refused_and_stays_refused(self) -> None:
        with pytest.raises(Invalid, match="licence_forbids_changes"):
            resource(rights="CC-BY-ND")
        one = resource(shade=3)
        found = one.object
        said = {"title": found.title, "kind": found.kind, "rights": "InC"}
        with pytest.raises(Invalid, match="licence_not_open"):
            describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version, reason="Đổi quyền")
        found.refresh_from_db()
        assert found.rights == "CC-BY-SA"

    def test_two_who_describe_it_lose_nothing(self) -> None:
        one = resource()
        with pytest.raises(Conflict, match="changed_meanwhile"):
            describe_learning(actor=SYSTEM, object_id=one.object_id, said=SAID)
        describe_learning(actor=SYSTEM, object_id=one.object_id, said=replace(SAID, grades=(8,)), version=1)
        assert set(LearningTopic.objects.values_list("grade", flat=True)) == {8}
        elsewhere = person(signed_in(library("GN"), "hoa").user)
        with pytest.raises(Refused):
            describe_learning(actor=elsewhere, object_id=one.object_id, said=SAID, version=2)


@pytest.mark.usefixtures("desk")
class TestRemixes:
    def test_a_remix_keeps_a_licence_that_fits(self) -> None:
        first = resource()
        said = replace(SAID, parent=first.object.public_id, changes="Rút gọn")
        with pytest.raises(Invalid, match="licence_contradicts_parent"):
            resource("Làm lại", said, "CC-BY", 2)
        second = describe_learning(actor=SYSTEM, object_id=document("Làm lại", shade=3).pk, said=said)
        assert (second.parent, second.parent_licence) == (first, "CC-BY-SA")
        found = second.object
        said_anew = {"title": found.title, "kind": found.kind, "rights": "CC-BY"}
        with pytest.raises(Invalid, match="licence_contradicts_parent"):
            describe(actor=SYSTEM, object_id=found.pk, said=said_anew, version=found.version, reason="Đổi quyền")
        with pytest.raises(Invalid, match="remix_of_itself"):
            describe_learning(
                actor=SYSTEM, object_id=first.object_id, said=replace(SAID, parent=found.public_id), version=1
            )

    def test_the_family_is_a_tree_of_what_is_published(self, client: Client) -> None:
        first = resource("Bản đầu")
        child = resource("Bản hai", replace(SAID, parent=first.object.public_id), shade=2)
        resource("Bản ba", replace(SAID, parent=child.object.public_id), shade=3)
        hidden = resource("Bản rút", replace(SAID, parent=first.object.public_id), shade=4)
        move_on(actor=SYSTEM, object_id=hidden.object_id, act=Act.WITHDRAW, note="Có sai sót")
        told = [(one.learning.object.title, one.depth, one.is_this) for one in queries.family(child)]
        assert told == [("Bản đầu", 0, False), ("Bản hai", 1, True), ("Bản ba", 2, False)]
        page = client.get(f"/vi/read/{child.object.public_id}").content.decode()
        assert "Bản ba" in page and "Bản rút" not in page
        data = client.get(f"/api/v1/learning/{child.object.public_id}").json()
        assert data["made_from"] == first.object.public_id


@pytest.mark.usefixtures("desk")
class TestUsing:
    def test_three_schools_use_one_record_and_nobody_is_named(self, client: Client) -> None:
        one = resource()
        for code in ("A", "B", "C"):
            start_using(actor=SYSTEM, learning_id=one.pk, library_id=library(code).pk)
        with pytest.raises(Conflict, match="used_already"):
            start_using(actor=SYSTEM, learning_id=one.pk, library_id=library("A").pk)
        assert client.get("/api/v1/learning").json()["items"][0]["schools"] == 3
        stop_using(actor=SYSTEM, learning_id=one.pk, library_id=library("B").pk)
        with pytest.raises(Conflict, match="not_used"):
            stop_using(actor=SYSTEM, learning_id=one.pk, library_id=library("B").pk)
        assert client.get("/api/v1/learning").json()["items"][0]["schools"] == 2
        start_using(actor=SYSTEM, learning_id=one.pk, library_id=library("B").pk)
        assert (SchoolUse.objects.count(), SchoolUse.objects.filter(until=None).count()) == (4, 3)
        people = {field.related_model for field in SchoolUse._meta.get_fields()} & {User}
        assert people == set()
        assert AuditEntry.objects.filter(code="repository.learning_used").count() == 4

    def test_only_who_answers_for_the_school_says_so(self) -> None:
        one = resource()
        actor = person(signed_in(library("GN"), "hoa").user)
        with pytest.raises(Refused):
            start_using(actor=actor, learning_id=one.pk, library_id=library().pk)
        start_using(actor=actor, learning_id=one.pk, library_id=library("GN").pk)
        with pytest.raises(Refused):
            stop_using(actor=actor, learning_id=one.pk, library_id=library().pk)

    def test_what_is_not_published_is_used_by_nobody(self, client: Client) -> None:
        one = resource()
        move_on(actor=SYSTEM, object_id=one.object_id, act=Act.WITHDRAW, note="Có sai sót")
        with pytest.raises(NotFound):
            start_using(actor=SYSTEM, learning_id=one.pk, library_id=library().pk)
        assert client.get("/api/v1/learning").json()["items"] == []
        assert client.get(f"/api/v1/learning/{one.object.public_id}").status_code == 404


@pytest.mark.usefixtures("desk")
def test_machines_read_lrmi(client: Client) -> None:
    one = resource(said=replace(SAID, outcomes="Nêu được cấu tạo núi lửa\nVẽ được mặt cắt"))
    page = client.get(f"/vi/read/{one.object.public_id}").content.decode()
    said = json.loads(re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)[0])
    assert said["@type"] == ["CreativeWork", "LearningResource"]
    assert said["license"] == "http://creativecommons.org/licenses/by-sa/4.0/"
    assert (said["educationalLevel"], said["timeRequired"]) == (["Lớp 6", "Lớp 7"], "PT45M")
    assert said["educationalAlignment"][0]["targetName"] == "Khoa học tự nhiên"
    assert said["teaches"] == ["Nêu được cấu tạo núi lửa", "Vẽ được mặt cắt"]


@pytest.mark.usefixtures("desk")
def test_a_closed_resource_shows_its_record_and_no_page(client: Client) -> None:
    one = resource()
    change_access(actor=SYSTEM, object_id=one.object_id, terms=Terms(Level.RECORD), reason="Chỉ biểu ghi")
    page = client.get("/vi/read/learning").content.decode()
    assert ("/iiif/image" in page, "Núi lửa" in page) == (False, True)


@pytest.mark.usefixtures("desk")
def test_the_desk_makes_something_teaching_material(staff: Client) -> None:
    found = document("Núi lửa")
    address = f"/vi/repository/objects/{found.public_id}"
    assert f"{address}/learning" in staff.get(address).content.decode()
    assert staff.get(f"{address}/learning").status_code == 200
    form = {"kind": "exercise", "subjects": ["khtn"], "grades": ["6"], "audience": "both"}
    assert staff.post(f"{address}/learning", form | {"grades": ["1"]}).status_code == 422
    assert staff.post(f"{address}/learning", form).status_code == 302
    assert staff.post(f"{address}/learning", form).status_code == 422
    assert staff.post(f"{address}/learning", form | {"version": "1", "grades": ["6", "7"]}).status_code == 302
    assert Learning.objects.get().grades == [6, 7]
    assert staff.get("/vi/repository/learning").status_code == 200
    assert staff.post(f"/vi/read/learning/{found.public_id}/use", {"library": "NOPE"}).status_code == 404
