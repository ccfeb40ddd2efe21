"""A state secret that came in by mistake: closed at once, removed by two persons, and nothing of it stays."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.db.models import F
from django.test import Client

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.errors import Conflict, NotFound, NotSignedIn, Refused, TooMany
from lienthu.kernel.permissions import Permission
from lienthu.repository import gate, queries
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.remove import (
    MOST_A_DAY,
    MOST_OPEN,
    SPAN,
    dismiss_report,
    remove_for_good,
    report_mistake,
)
from lienthu.repository.gate import Visitor
from lienthu.repository.models import DigitalObject, Removal
from lienthu.repository.rules.access import Level, Surface
from lienthu.repository.tests.helpers import SYSTEM, jpeg, library, pdf, published

pytestmark = pytest.mark.usefixtures("desk")
WORD = "Hồng Hạc"
FILES = {"Hồng Hạc.pdf": pdf("Kế hoạch Hồng Hạc", "Trang hai Hồng Hạc")}


def person(name: str, *rights: Permission) -> Actor:
    user = get_user_model().objects.create_user(name, password="x" * 20)
    grants = frozenset(Grant(right, library().pk) for right in rights)
    return Actor(ActorKind.PERSON, name, user.pk, grants)


@pytest.fixture
def found() -> DigitalObject:
    made = published(FILES, Terms(Level.DOWNLOAD))
    DigitalObject.objects.filter(pk=made.pk).update(description=WORD, subjects=[WORD])
    made.refresh_from_db()
    return made


def everywhere(word: str) -> list[str]:
    """Tables that hold the word in any column."""
    return [
        model._meta.label
        for model in apps.get_models()
        if any(word in str(value) for row in model._default_manager.values_list() for value in row)
    ]


def stored(root: Path) -> list[str]:
    stores = ("uploads", "quarantine", "masters", "pyramids")
    return [path.name for name in stores for path in (root / name).rglob("*") if path.is_file()]


def test_a_reader_closes_it_for_everybody_at_once(found: DigitalObject) -> None:
    reader = person("reader")
    report_mistake(actor=reader, found=found)
    found.refresh_from_db()
    for actor in (reader, person("keeper", *Permission), SYSTEM):
        decision = gate.decision_for(Visitor(actor), found)
        assert not any(decision.allows(surface) for surface in Surface)
        with pytest.raises(NotFound):
            queries.kept_object(actor, found.public_id)
    with pytest.raises(Conflict, match="reported_already"):
        report_mistake(actor=reader, found=found)
    with pytest.raises(Conflict, match="reported_already"):
        change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.READ), reason="mở lại cho bạn đọc")
    assert Removal.objects.count() == 1


def test_nothing_of_it_stays(found: DigitalObject, settings: LazySettings) -> None:
    assert stored(Path(settings.DATA))
    removal = report_mistake(actor=person("reader"), found=found)
    remove_for_good(actor=person("reviewer", Permission.REPOSITORY_REVIEW), removal=removal)
    jobs.drain()
    removal.refresh_from_db()
    assert (stored(Path(settings.DATA)), everywhere(WORD)) == ([], [])
    assert removal.state == "removed"
    assert removal.rows == {"pages": 2, "texts": 2, "files": 1, "deposit_files": 1, "stories": 0}
    assert [one["gone"] for one in removal.removed] == [True] * len(removal.removed)
    assert len(removal.removed) == 3
    assert removal.since <= removal.reported_at
    assert not DigitalObject.objects.exists()


def test_one_person_alone_removes_nothing(found: DigitalObject) -> None:
    both = person("both", Permission.REPOSITORY_REVIEW)
    removal = report_mistake(actor=both, found=found)
    for act in (remove_for_good, dismiss_report):
        with pytest.raises(Refused, match="two_persons"):
            act(actor=both, removal=removal)
        with pytest.raises(Refused, match="not_allowed"):
            act(actor=dataclasses.replace(both, user_id=0, grants=frozenset()), removal=removal)
    assert (DigitalObject.objects.count(), Removal.objects.get().state) == (1, "reported")


def test_a_wrong_report_opens_it_as_it_was(found: DigitalObject) -> None:
    removal = report_mistake(actor=person("reader"), found=found)
    dismiss_report(actor=person("reviewer", Permission.REPOSITORY_REVIEW), removal=removal)
    found.refresh_from_db()
    assert gate.decision_for(Visitor(person("other")), found).allows(Surface.DOWNLOAD)
    with pytest.raises(Conflict, match="report_decided"):
        remove_for_good(actor=person("third", Permission.REPOSITORY_REVIEW), removal=removal)


def test_others_with_the_same_bytes_are_closed_and_keep_them_until_decided(found: DigitalObject) -> None:
    other = published(FILES)
    removal = report_mistake(actor=person("reader"), found=found)
    assert set(Removal.objects.values_list("object_id", flat=True)) == {found.pk, other.pk}
    reviewer = person("reviewer", Permission.REPOSITORY_REVIEW)
    remove_for_good(actor=reviewer, removal=removal)
    assert {one["gone"] for one in Removal.objects.get(pk=removal.pk).removed} == {False}
    remove_for_good(actor=reviewer, removal=Removal.objects.get(object=other))
    assert {one["gone"] for one in Removal.objects.get(object_public_id=other.public_id).removed} == {True}


def test_nobody_closes_a_whole_collection() -> None:
    reader = person("reader")
    for shade in range(MOST_OPEN):
        report_mistake(actor=reader, found=published({"1.jpg": jpeg(30, 20, shade)}))
    last = published({"1.jpg": jpeg(30, 20, 99)})
    with pytest.raises(TooMany, match=r"too_many_reports \{'limit': 5\}"):
        report_mistake(actor=reader, found=last)
    assert (Removal.objects.filter(object=last).count(), last.rules.filter(restriction="b").count()) == (0, 0)
    with pytest.raises(NotSignedIn):
        report_mistake(actor=SYSTEM, found=last)


def test_nobody_closes_the_same_documents_again_and_again(found: DigitalObject) -> None:
    reader, reviewer = person("reader"), person("reviewer", Permission.REPOSITORY_REVIEW)
    for _again in range(MOST_A_DAY):
        dismiss_report(actor=reviewer, removal=report_mistake(actor=reader, found=found))
    client = Client()
    client.force_login(get_user_model().objects.get(username="reader"))
    refused = client.post(f"/vi/read/{found.public_id}/report", headers={"accept": "application/json"})
    said = "Trong một ngày bạn đã báo 10 tài liệu, là mức nhiều nhất. Với tài liệu khác, hãy "
    said += "báo trực tiếp cho thư viện hoặc chờ đến ngày mai."
    assert (refused.status_code, refused.json()["message"]) == (429, said)
    assert said in client.post(f"/vi/read/{found.public_id}/report").content.decode()
    found.refresh_from_db()
    assert gate.decision_for(Visitor(person("other")), found).allows(Surface.DOWNLOAD)
    assert Removal.objects.filter(state="dismissed").count() == Removal.objects.count() == MOST_A_DAY
    report_mistake(actor=dataclasses.replace(reviewer), found=found)
    dismiss_report(actor=person("third", Permission.REPOSITORY_REVIEW), removal=Removal.objects.latest("id"))
    Removal.objects.filter(reporter_id=reader.user_id).update(reported_at=F("reported_at") - SPAN)
    assert report_mistake(actor=reader, found=found).state == "reported"


def test_by_the_pages(found: DigitalObject) -> None:
    reader = Client()
    reader.force_login(get_user_model().objects.create_user("r", password="x" * 20))
    assert "/report" in reader.get(f"/vi/read/{found.public_id}").content.decode()
    assert reader.post(f"/vi/read/{found.public_id}/report").status_code == 302
    assert reader.get(f"/vi/read/{found.public_id}").status_code == 404
    assert reader.post(f"/vi/read/{found.public_id}/report").status_code == 404
    assert reader.get("/vi/repository/removals").status_code == 403
