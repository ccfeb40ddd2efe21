"""IIIF beside the pictures: descriptions that keep what they promise, manifests old and new, search, authorization."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lienthu.kernel.ids import sealed
from lienthu.repository import iiif_auth
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.describe import describe
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Level, Place
from lienthu.repository.tests.helpers import SYSTEM, jpeg, pdf, published
from lienthu.repository.tests.test_media import SPOKEN
from lienthu.repository.tests.test_recordings import wav

pytestmark = pytest.mark.usefixtures("desk")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def found() -> DigitalObject:
    made = published({"1.pdf": pdf("Voi rừng Bản Đôn", "Nghề dệt thổ cẩm")})
    said = {
        "title": made.title,
        "kind": "book",
        "contents": "1 Mở đầu\n2 Nghề",
        "creators": "Nguyễn An",
        "description": "Một cuốn sách",
        "rights": "CC-BY",
    }
    describe(actor=SYSTEM, object_id=made.pk, said=said, version=made.version, reason="Bổ sung mô tả")
    return made


@pytest.fixture
def reader(db: None) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_user("an", password="x" * 20), backend=BACKEND)
    return client


def closed_to_all_but_the_reader(found: DigitalObject) -> None:
    user = get_user_model().objects.get(username="an").pk
    terms = Terms(Level.READ, place=Place.NAMED, readers={user: "Giấy giới thiệu"})
    change_access(actor=SYSTEM, object_id=found.pk, terms=terms, reason="Thử từng mức")


def well_formed(part: Any) -> list[str]:
    """Presentation 3.0 as far as it asks for something everywhere (`scripts/iiif-validate` tries the whole schema):
    what has a type has an address, words are in lists by language. The addresses of all that is not shown twice."""
    if isinstance(part, list):
        return [name for one in part for name in well_formed(one)]
    if not isinstance(part, dict):
        return []
    names = []
    if part.get("type") in ("Manifest", "Canvas", "AnnotationPage", "Annotation", "Range") and len(part) > 2:
        names.append(part["id"])
    if "type" in part:
        assert part["id"].startswith("http://testserver/")
    for name in ("label", "value", "summary", "heading", "note", "confirmLabel"):
        assert all(isinstance(words, list) for words in part.get(name, {}).values())
    if part.get("type") == "Canvas" and len(part) > 2:
        assert part["width"] > 0
        assert part["height"] > 0
    return names + [name for one in part.values() for name in well_formed(one)]


def image_of(found: DigitalObject) -> str:
    return sealed(found.pages.get(position=1).pk)


def test_both_manifests_are_what_their_versions_ask_for(found: DigitalObject, reader: Client) -> None:
    closed_to_all_but_the_reader(found)  # with the services of authorization in it
    new = reader.get(f"/iiif/presentation/3/{found.public_id}/manifest")
    names = well_formed(new.json())
    assert len(names) == len(set(names))
    contexts = [f"http://iiif.io/api/{name}/context.json" for name in ("auth/2", "presentation/3", "image/3")]
    info = reader.get(f"/iiif/image/3/{image_of(found)}/info.json").json()
    assert (new.json()["@context"], info["@context"]) == (contexts[:2], [contexts[0], contexts[2]])
    services = [one.get("type") or one["@type"] for one in new.json()["service"]]
    assert services == ["SearchService2", "SearchService1"]
    old = reader.get(f"/iiif/presentation/2/{found.public_id}/manifest").json()
    (sequence,) = old["sequences"]
    image = sequence["canvases"][1]["images"][0]
    assert (old["@context"], old["@type"], len(sequence["canvases"])) == (
        "http://iiif.io/api/presentation/2/context.json",
        "sc:Manifest",
        2,
    )
    assert (image["motivation"], image["on"]) == ("sc:painting", sequence["canvases"][1]["@id"])
    assert image["resource"]["service"]["@id"].endswith(f"/iiif/image/2/{sealed(found.pages.get(position=2).pk)}")
    assert [(one["label"], len(one["canvases"])) for one in old["structures"]] == [("Mở đầu", 1), ("Nghề", 1)]
    assert old["license"] == "http://creativecommons.org/licenses/by/4.0/"


def test_the_older_search_answers_about_the_canvases_that_are_shown(found: DigitalObject) -> None:
    for path, version in ((found.public_id, 3), (f"{found.public_id}/2", 2)):
        body = Client().get(f"/iiif/search/1/{path}?q=voi").json()
        (hit,) = body["resources"]
        assert (body["@type"], hit["resource"]["chars"], body["within"]["total"]) == ("sc:AnnotationList", "Voi", 1)
        assert f"/iiif/presentation/{version}/{found.public_id}/canvas/1#xywh=" in hit["on"]
        assert body["hits"][0]["annotations"] == [hit["@id"]]
        assert body["@id"].endswith(f"/iiif/search/1/{path}?q=voi")


@pytest.mark.parametrize("version", ["2", "3"])
def test_a_description_promises_what_is_kept(version: str) -> None:
    found = published({"1.jpg": jpeg(6000, 5000)})
    image = image_of(found)
    body = Client().get(f"/iiif/image/{version}/{image}/info.json").json()
    limits = body if version == "3" else body["profile"][1]
    most = {name: limits[name] for name in ("maxWidth", "maxHeight", "maxArea")}
    assert most == {"maxWidth": 10_000, "maxHeight": 10_000, "maxArea": 25_000_000}
    assert max(one["width"] * one["height"] for one in body["sizes"]) <= most["maxArea"]
    for size in body["sizes"]:
        address = f"/iiif/image/{version}/{image}/full/{size['width']},{size['height']}/0/default.jpg"
        assert Client().get(address).status_code == 200
    beyond = f"/iiif/image/{version}/{image}/full/6000,5000/0/default.jpg"
    assert Client().get(beyond).status_code == 400


def test_the_probe_tells_and_the_token_opens_nothing_else(found: DigitalObject, reader: Client) -> None:
    closed_to_all_but_the_reader(found)
    image = image_of(found)
    probe = f"/iiif/auth/2/probe/{image}"
    assert Client().get(probe).json()["status"] == 401
    said = reader.get("/iiif/auth/2/token?messageId=7&origin=https://viewer.example")
    body = said.context["body"]
    assert (body["type"], body["messageId"], body["expiresIn"]) == ("AuthAccessToken2", "7", 300)
    assert "frame-ancestors https://viewer.example" in said["Content-Security-Policy"]
    assert not said.has_header("X-Frame-Options")
    bearer = {"authorization": f"Bearer {body['accessToken']}"}
    assert Client().get(probe, headers=bearer).json()["status"] == 200
    tile = f"/iiif/image/3/{image}/full/max/0/default.jpg"
    assert Client().get(tile, headers=bearer | {"accept": "application/json"}).status_code == 401


def test_a_token_that_is_old_or_guessed_names_nobody(
    found: DigitalObject, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_to_all_but_the_reader(found)
    probe = f"/iiif/auth/2/probe/{image_of(found)}"
    token = reader.get("/iiif/auth/2/token?origin=http://localhost:3000").context["body"]["accessToken"]
    for guessed in (token[:-2] + "xx", "iiif_", "iiif_a:b:c"):
        assert Client().get(probe, headers={"authorization": f"Bearer {guessed}"}).json()["status"] == 401
    monkeypatch.setattr(iiif_auth, "LIFETIME", -1)
    assert Client().get(probe, headers={"authorization": f"Bearer {token}"}).json()["status"] == 401
    monkeypatch.undo()
    get_user_model().objects.update(is_active=False)
    assert Client().get(probe, headers={"authorization": f"Bearer {token}"}).json()["status"] == 401


@pytest.mark.parametrize("origin", ["", "javascript:alert(1)", "https://a.example; script-src *", "https://a/b", "*"])
def test_a_token_goes_to_a_named_site_only(db: None, origin: str) -> None:
    asked = Client().get("/iiif/auth/2/token", {"origin": origin, "messageId": "1"})
    assert asked.status_code == 422


def test_who_is_not_signed_in_gets_no_token_but_the_way_to_sign_in(db: None) -> None:
    said = Client().get("/iiif/auth/2/token?messageId=7&origin=https://viewer.example")
    assert said.context["body"] == {
        "@context": "http://iiif.io/api/auth/2/context.json",
        "type": "AuthAccessTokenError2",
        "profile": "missingAspect",
        "messageId": "7",
    }
    window = Client().get("/iiif/auth/2/access?origin=https://viewer.example")
    assert (window.status_code, "login" in window["Location"]) == (302, True)


def test_the_window_of_the_sign_in_says_that_it_may_be_closed(reader: Client) -> None:
    assert "data-close" in reader.get("/iiif/auth/2/access").content.decode()


def test_a_probe_may_be_asked_from_other_sites(found: DigitalObject) -> None:
    answer = Client().options(f"/iiif/auth/2/probe/{image_of(found)}")
    assert (answer.status_code, answer["Access-Control-Allow-Headers"], answer["Access-Control-Allow-Origin"]) == (
        204,
        "Authorization",
        "*",
    )


def test_what_is_open_has_no_probe(found: DigitalObject, reader: Client) -> None:
    def services(body: dict[str, Any]) -> list[str]:
        image = body["items"][0]["items"][0]["items"][0]["body"]
        return [one["type"] for one in image["service"]]

    manifest, info = f"/iiif/presentation/3/{found.public_id}/manifest", f"/iiif/image/3/{image_of(found)}/info.json"
    assert services(Client().get(manifest).json()) == ["ImageService3"]
    assert "service" not in Client().get(info).json()
    closed_to_all_but_the_reader(found)
    assert services(reader.get(manifest).json()) == ["ImageService3", "AuthProbeService2"]
    assert reader.get(info).json()["service"][0]["type"] == "AuthProbeService2"


def test_the_collection_asks_as_often_for_many_as_for_one(
    found: DigitalObject, django_assert_max_num_queries: Any
) -> None:
    page = found.pages.first()
    assert page is not None
    for number in range(20):
        made = DigitalObject.objects.create(
            library=found.library, title=f"Sách {number}", state="published", published_at=found.created_at
        )
        made.rules.create(level="read", reason="Thử", made_by="test")
        page.pk, page.object, page.position = None, made, 1
        page.save()
    with django_assert_max_num_queries(9):
        shown = Client().get("/vi/read").content.decode()
    assert shown.count("/iiif/image/") == 21


def test_a_closed_recording_has_a_probe_that_tells_who_would_hear_it(reader: Client) -> None:
    sound = published({"ghi âm.wav": wav(2.5)})
    address = f"/iiif/presentation/3/{sound.public_id}/manifest"

    def body_of() -> dict[str, Any]:
        found: dict[str, Any] = reader.get(address).json()["items"][0]["items"][0]["items"][0]["body"]
        return found

    def told(client: Client, probe: str, **headers: str) -> int:
        return int(client.get(probe, headers=headers).json()["status"])

    assert "service" not in body_of()
    closed_to_all_but_the_reader(sound)
    (service,) = body_of()["service"]
    probe = f"/iiif/auth/2/probe/{sound.public_id}/media/1"
    assert (service["id"], service["type"]) == (f"http://testserver{probe}", "AuthProbeService2")
    assert (told(reader, probe), told(Client(), probe)) == (200, 401)
    token = reader.get("/iiif/auth/2/token?origin=https://viewer.example").context["body"]["accessToken"]
    assert told(Client(), probe, authorization=f"Bearer {token}") == 200
    asked = {"accept": "application/json", "authorization": f"Bearer {token}"}
    played = f"/vi/read/{sound.public_id}/media/1"
    assert [one.get(played, headers=asked).status_code for one in (reader, Client())] == [200, 401]
    beyond = probe.replace("media/1", "media/7")
    assert (reader.get(beyond).status_code, told(Client(), beyond)) == (404, 401)


def test_a_viewer_on_another_site_may_read_what_is_open_and_no_more() -> None:
    sound = published({"ghi âm.wav": wav(2.5), "ghi âm.vtt": SPOKEN.encode()})
    for address in ("media/2", "media/2/transcript"):
        answer = Client().get(f"/vi/read/{sound.public_id}/{address}", headers={"origin": "https://viewer.example"})
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
        assert not answer.has_header("Access-Control-Allow-Credentials")
