"""What a document has to do with records, people, places, events and other documents, there and back."""

from __future__ import annotations

import pytest
from django.test import Client

from lienthu.accounts.actors import person
from lienthu.catalogue.actions.keep_authority import NewAuthority, create_authority
from lienthu.catalogue.rules.headings import Kind
from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.actions.relate import relate, unrelate
from lienthu.repository.models import DigitalObject, Relation
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.states import Act
from lienthu.repository.tests.helpers import SYSTEM, jpeg, library, published
from lienthu.repository.tests.test_stories import thing

pytestmark = pytest.mark.usefixtures("desk")


def related(found: DigitalObject, kind: str, target: str, named: str, source: str = "Trang bìa") -> Relation:
    return relate(actor=SYSTEM, object_id=found.pk, kind=kind, target=target, named=named, source=source)


@pytest.fixture
def document() -> DigitalObject:
    return published({"1.jpg": jpeg()})


@pytest.fixture
def other() -> DigitalObject:
    return published({"2.jpg": jpeg(shade=90)})


def test_a_person_a_thing_and_another_document_lead_there_and_back(
    document: DigitalObject, other: DigitalObject, client: Client
) -> None:
    lord = create_authority(actor=SYSTEM, data=NewAuthority(Kind.PERSON, "N'Trang Lơng"))
    stone = thing()
    DigitalObject.objects.filter(pk=other.pk).update(title="Bản in lại")
    related(document, "about", "authority", "N'Trang Lơng")
    related(document, "depicts", "thing", f"https://x.vn/vi/read/things/{stone.public_id}")
    related(document, "see_also", "object", other.public_id)
    page = client.get(f"/vi/read/{document.public_id}").content.decode()
    for words in (f"/vi/authority/{lord.public_id}", f"/vi/read/things/{stone.public_id}", "Bản in lại", "Trang bìa"):
        assert words in page
    for address in (
        f"/vi/authority/{lord.public_id}",
        f"/vi/read/things/{stone.public_id}",
        f"/vi/read/{other.public_id}",
    ):
        assert f"/vi/read/{document.public_id}" in client.get(address).content.decode(), address
    data = client.get(f"/api/v1/objects/{document.public_id}/relations").json()
    assert {one["kind"] for one in data["relations"]} == {"about", "depicts", "see_also"}
    assert "http://iflastandards.info/ns/lrm/lrmer/R12" in data["relations"][0]["terms"]


def test_what_is_closed_is_not_named_by_relations(
    document: DigitalObject, other: DigitalObject, client: Client
) -> None:
    stone = thing()
    related(document, "depicts", "thing", stone.public_id)
    related(document, "see_also", "object", other.public_id)
    move_on(actor=SYSTEM, object_id=other.pk, act=Act.WITHDRAW, note="Có sai sót")
    data = client.get(f"/api/v1/objects/{document.public_id}/relations").json()
    assert [one["target"] for one in data["relations"]] == ["Đàn đá"]
    assert other.public_id not in client.get(f"/vi/read/{document.public_id}").content.decode()
    change_access(actor=SYSTEM, object_id=document.pk, terms=Terms(Level.RECORD), reason="Chỉ biểu ghi")
    assert document.public_id in client.get(f"/vi/read/things/{stone.public_id}").content.decode()
    move_on(actor=SYSTEM, object_id=document.pk, act=Act.WITHDRAW, note="Có sai sót")
    assert document.public_id not in client.get(f"/vi/read/things/{stone.public_id}").content.decode()
    assert client.get(f"/api/v1/objects/{document.public_id}/relations").status_code == 404


@pytest.mark.parametrize(
    ("kind", "target", "named", "source", "code"),
    [
        ("about", "authority", "Không ai", "Bìa", "catalogue.authority_none_called"),
        ("about", "thing", "zzzzzzzzz", "Bìa", "repository.no_such_thing"),
        ("about", "entry", "zzzzzzzzz", "Bìa", "repository.no_such_entry"),
        ("see_also", "object", "zzzzzzzzz", "Bìa", "repository.no_such_document"),
        ("about", "thing", "zzzzzzzzz", " ", "repository.source_needed"),
        ("loves", "thing", "zzzzzzzzz", "Bìa", "repository.no_such_relation"),
        ("about", "star", "zzzzzzzzz", "Bìa", "repository.no_such_relation"),
    ],
)
def test_what_cannot_be_said_is_refused(
    document: DigitalObject, kind: str, target: str, named: str, source: str, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        related(document, kind, target, named, source)
    assert not Relation.objects.exists()


def test_what_does_not_fit_is_refused_and_nothing_is_said_twice(document: DigitalObject) -> None:
    stone = thing()
    with pytest.raises(Invalid, match="relation_does_not_fit"):
        related(document, "created_by", "thing", stone.public_id)
    with pytest.raises(Invalid, match="related_to_itself"):
        related(document, "see_also", "object", document.public_id)
    made = related(document, "depicts", "thing", stone.public_id)
    with pytest.raises(Conflict, match="related_already"):
        related(document, "depicts", "thing", stone.public_id)
    elsewhere = person(signed_in(library("GN"), "hoa").user)
    with pytest.raises(Refused):
        unrelate(actor=elsewhere, object_id=document.pk, relation_id=made.pk)
    with pytest.raises(Refused):
        relate(
            actor=elsewhere, object_id=document.pk, kind="about", target="thing", named=stone.public_id, source="Bìa"
        )
    unrelate(actor=SYSTEM, object_id=document.pk, relation_id=made.pk)
    with pytest.raises(NotFound):
        unrelate(actor=SYSTEM, object_id=document.pk, relation_id=made.pk)


def test_the_desk_says_and_takes_back(document: DigitalObject, staff: Client) -> None:
    stone = thing()
    address = f"/vi/repository/objects/{document.public_id}/relations"
    form = {"kind": "depicts", "target": "thing", "named": stone.public_id, "source": "Ảnh bìa"}
    assert staff.post(address, form).status_code == 302
    assert staff.post(address, form | {"kind": "created_by"}).status_code == 422
    page = staff.get(address).content.decode()
    assert "Đàn đá" in page and "Ảnh bìa" in page
    staff.post(f"{address}/{Relation.objects.get().pk}/remove")
    assert not Relation.objects.exists()
