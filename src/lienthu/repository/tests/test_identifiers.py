"""ARKs: they lead to the object, say what it is, and stay when it is gone; rights are chosen from the two lists."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel.errors import Invalid
from lienthu.repository import identifiers, rights
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.models import AccessRule, DigitalObject
from lienthu.repository.rules.access import Level, Restriction
from lienthu.repository.rules.states import Act
from lienthu.repository.tests.helpers import SYSTEM, handed_over, jpeg, library, pdf, published

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def found() -> DigitalObject:
    made = published({"1.pdf": pdf("Một", "Hai", "Ba")})
    said = {
        "title": "Sử thi Ot N'drông",
        "kind": "book",
        "creators": "Điểu Kâu\nĐỗ Hồng Kỳ",
        "date_text": "1993",
        "rights": "CC-BY",
    }
    describe(actor=SYSTEM, object_id=made.pk, said=said, version=made.version)
    made.refresh_from_db()
    return made


def ark(found: DigitalObject, rest: str = "") -> str:
    return f"/ark:/99999/{found.public_id}{rest}"


def withdraw(found: DigitalObject) -> None:
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.WITHDRAW, note="Người giữ quyền phản đối")


def test_it_leads_to_the_object_and_to_a_page(client: Client, found: DigitalObject) -> None:
    assert client.get(ark(found)).headers["Location"].endswith(f"/read/{found.public_id}")
    assert client.get(ark(found, "/p2")).headers["Location"].endswith(f"/read/{found.public_id}?page=2")


def test_hyphens_capitals_and_the_new_form_are_the_same_identifier(client: Client, found: DigitalObject) -> None:
    name = found.public_id
    for address in (f"/ark:99999/{name}", f"/ark:/99999/{name[:4]}-{name[4:]}", f"/ark:/99999/{name.upper()}"):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("rest", ["/x", "/p0", "/p2/x", "x", "/p99999999"])
def test_what_is_no_identifier_is_not_found(client: Client, found: DigitalObject, rest: str) -> None:
    assert client.get(ark(found, rest)).status_code == 404


def test_another_houses_number_is_not_answered_for(client: Client, found: DigitalObject) -> None:
    assert client.get(f"/ark:/12345/{found.public_id}").status_code == 404


def test_it_says_what_it_names(client: Client, found: DigitalObject) -> None:
    said = client.get(ark(found, "?info"))
    assert (said.status_code, said.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert said.content.decode().splitlines()[:6] == [
        "erc:",
        "who: Điểu Kâu; Đỗ Hồng Kỳ",
        "what: Sử thi Ot N'drông",
        "when: 1993",
        f"where: http://testserver{ark(found)}",
        "rights: http://creativecommons.org/licenses/by/4.0/",
    ]
    assert client.get(ark(found), RAW_URI=f"{ark(found)}?").content == said.content
    assert client.get(ark(found, "??")).content == said.content


def test_a_draft_has_no_identifier_yet_for_the_public(client: Client) -> None:
    handed_over({"1.jpg": jpeg()})
    made = DigitalObject.objects.get()
    assert client.get(ark(made)).status_code == 404
    assert client.get(ark(made, "?info")).status_code == 404
    assert signed_in(library()).get(ark(made)).status_code == 302


def test_a_withdrawn_object_leaves_a_tombstone_that_tells_nothing_of_it(client: Client, found: DigitalObject) -> None:
    withdraw(found)
    for address in (ark(found), ark(found, "/p2"), ark(found, "?info"), f"/vi/read/{found.public_id}"):
        answer = client.get(address)
        text = answer.content.decode()
        assert answer.status_code == 410
        assert "ndrông" not in text.lower()
        assert "Điểu Kâu" not in text
        assert "phản đối" not in text
        assert found.public_id in text


def test_a_state_secret_leaves_no_tombstone(client: Client, found: DigitalObject) -> None:
    withdraw(found)
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Xem lại")
    AccessRule.objects.filter(object=found, is_over=False).update(restriction=Restriction.SECRET)
    DigitalObject.objects.filter(id=found.pk).update(gate=found.gate + 1)
    for address in (ark(found), ark(found, "?info"), f"/vi/read/{found.public_id}"):
        assert client.get(address).status_code == 404


def test_a_closed_object_says_what_it_is_and_no_more(client: Client) -> None:
    made = published({"1.jpg": jpeg()}, Terms(Level.RECORD))
    assert client.get(ark(made, "?info")).status_code == 200
    assert client.get(ark(made)).status_code == 302


def test_the_reading_page_says_how_to_cite_the_open_page(client: Client, found: DigitalObject) -> None:
    page = client.get(f"/vi/read/{found.public_id}?page=2").content.decode()
    cited = re.search(r'id="cite"[^>]*>([^<]*)<', page)
    assert cited is not None
    assert cited[1].startswith("Điểu Kâu, Đỗ Hồng Kỳ. Sử thi Ot N&#x27;drông. 1993. Tr. 2. ")
    assert f"http://testserver{ark(found, '/p2')} (đọc ngày " in cited[1]


def test_the_number_is_a_setting(settings: LazySettings, client: Client, found: DigitalObject) -> None:
    settings.ARK_NAAN = "84123"
    assert identifiers.ark_of(found, 3) == f"ark:/84123/{found.public_id}/p3"
    assert client.get(f"/ark:/84123/{found.public_id}").status_code == 302
    assert client.get(ark(found)).status_code == 404


def test_rights_are_shown_with_their_words_and_their_address(client: Client, found: DigitalObject) -> None:
    page = client.get(f"/vi/read/{found.public_id}").content.decode()
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in page
    manifest = client.get(f"/iiif/presentation/3/{found.public_id}/manifest").json()
    assert manifest["rights"] == "http://creativecommons.org/licenses/by/4.0/"
    assert {"none": [f"ark:/99999/{found.public_id}"]} in [one["value"] for one in manifest["metadata"]]


def test_rights_outside_the_lists_are_refused(found: DigitalObject) -> None:
    with pytest.raises(Invalid, match="no_such_rights"):
        describe(actor=SYSTEM, object_id=found.pk, said={"title": "T", "rights": "mine"}, version=found.version)
    found.refresh_from_db()
    assert (found.title, found.rights) == ("Sử thi Ot N'drông", "CC-BY")


def test_the_lists_are_whole_and_fit_their_column() -> None:
    assert (len(rights.STATEMENTS), len(rights.LICENCES)) == (12, 8)
    assert max(map(len, rights.RIGHTS)) <= 20
    assert [code for code, one in rights.RIGHTS.items() if one.reuse] == list(rights.LICENCES)
