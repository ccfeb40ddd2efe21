"""New masters for a published document: a new version; the old one stays under its own address, never open wider."""

from __future__ import annotations

import io
import itertools
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client
from lxml import etree

from lienthu.accounts.actors import person
from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.ids import sealed
from lienthu.kernel.models import AuditEntry
from lienthu.repository import identifiers, versions
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.deposit import add_file, close_deposit
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.export_objects import export_objects
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.actions.remove import remove_for_good, report_mistake
from lienthu.repository.actions.renew import keep_back, open_renewal, part_ways
from lienthu.repository.models import AccessRule, DigitalObject, ObjectFile, Removal
from lienthu.repository.preservation import bagit, events, mets, ocfl, ocfl_check
from lienthu.repository.queries import with_words
from lienthu.repository.rules.access import Level, Place, Restriction, Surface
from lienthu.repository.rules.states import Act
from lienthu.repository.stores import MASTERS
from lienthu.repository.tests.helpers import CLEAR, SYSTEM, jpeg, library, published
from lienthu.repository.tests.readers import clients
from lienthu.repository.tests.test_doors import set_rule
from lienthu.repository.views.words import described

pytestmark = pytest.mark.usefixtures("desk")
REASON = "Quét lại ở 600 dpi"
SPACES = {"m": mets.METS, "x": mets.XLINK}


def on_its_way(found: DigitalObject, *files: bytes) -> DigitalObject:
    deposit = open_renewal(actor=SYSTEM, object_id=found.pk, clearance=CLEAR, reason=REASON)
    for number, data in enumerate(files, 1):
        add_file(actor=SYSTEM, deposit=deposit, name=f"{number}.jpg", chunks=[data])
    close_deposit(actor=SYSTEM, deposit=deposit)
    jobs.drain()
    return DigitalObject.objects.get(deposited__deposit=deposit, deposited__name="1.jpg")


def renewed(found: DigitalObject, *files: bytes) -> DigitalObject:
    """Its earlier version."""
    candidate = on_its_way(found, *files)
    move_on(actor=SYSTEM, object_id=candidate.pk, act=Act.SUBMIT)
    move_on(actor=SYSTEM, object_id=candidate.pk, act=Act.PUBLISH)
    found.refresh_from_db()
    candidate.refresh_from_db()
    return candidate


@pytest.fixture
def document() -> DigitalObject:
    return published({"1.jpg": jpeg(), "2.jpg": jpeg(shade=120)})


def test_new_masters_take_the_place_of_the_old_which_stay(document: DigitalObject, client: Client) -> None:
    old_masters = list(document.files.order_by("position").values_list("sha256", flat=True))
    old_page = document.pages.get(position=1).pk
    old_image = client.get(f"/iiif/image/3/{sealed(old_page)}/full/200,138/0/default.jpg").content
    old = renewed(document, jpeg(1500, 1000, 40), jpeg(shade=60), jpeg(shade=80))
    assert (document.edition, document.page_count, old.edition, old.page_count) == (2, 3, 1, 2)
    assert (old.state, old.current_id, document.state) == ("earlier", document.pk, "published")
    assert list(old.files.order_by("position").values_list("sha256", flat=True)) == old_masters
    assert all(MASTERS.holds(sha256) for sha256 in old_masters)
    assert client.get(f"/iiif/image/3/{sealed(old_page)}/full/200,138/0/default.jpg").content == old_image
    page = client.get(f"/vi/read/{document.public_id}").content.decode()
    assert f"/vi/read/{old.public_id}" in page and REASON in page
    earlier = client.get(f"/vi/read/{old.public_id}").content.decode()
    assert f"/vi/read/{document.public_id}" in earlier and "notice--info" in earlier
    assert old.public_id not in client.get("/vi/read").content.decode()
    data = client.get(f"/api/v1/objects/{old.public_id}/versions").json()
    assert [(one["version"], one["pages"], one["reason"]) for one in data["versions"]] == [(2, 3, REASON), (1, 2, "")]
    assert data["is_version_of"] == identifiers.ark_of(document)


def test_identifiers_say_which_version(document: DigitalObject, client: Client) -> None:
    plain = identifiers.ark_of(document)
    page = client.get(f"/vi/read/{document.public_id}").content.decode()
    assert f"http://testserver/{plain}/p1" in page and f"{plain}/p1.v" not in page
    old = renewed(document, jpeg(shade=60))
    third = renewed(document, jpeg(shade=61))
    assert [one.edition for one in versions.earlier(document)] == [1, 2]
    assert identifiers.ark_of(old) == f"{plain}.v1"
    there = {
        plain: document,
        f"{plain}.v3": document,
        f"{plain}.v1": old,
        f"{plain}.v2": third,
    }
    for ark, leads_to in there.items():
        answer = client.get(f"/{ark}")
        assert (answer.status_code, leads_to.public_id in answer["Location"]) == (302, True), ark
    assert client.get(f"/{plain}/p2.v1")["Location"].endswith(f"{old.public_id}?page=2")
    assert client.get(f"/{plain}.v9").status_code == 404
    assert f"{plain}/p1.v3" in client.get(f"/vi/read/{document.public_id}").content.decode()
    assert f"{plain}/p1.v1" in client.get(f"/vi/read/{old.public_id}").content.decode()


def addresses(found: DigitalObject) -> dict[Surface, str]:
    page = sealed(found.pages.get(position=1).pk)
    return {
        Surface.RECORD: f"/vi/read/{found.public_id}",
        Surface.IMAGE: f"/iiif/image/3/{page}/0,0,512,512/512,512/0/default.jpg",
        Surface.TEXT: f"/iiif/search/2/{found.public_id}?q=voi",
        Surface.DOWNLOAD: f"/vi/read/{found.public_id}/page/1.jpg",
    }


def opened(client: Client, found: DigitalObject) -> set[Surface]:
    asked = {"accept": "application/json"}
    return {one for one, address in addresses(found).items() if client.get(address, headers=asked).status_code == 200}


def test_an_earlier_version_is_never_open_wider_than_the_newest(document: DigitalObject) -> None:
    old = renewed(document, jpeg(shade=60))
    readers = clients()
    classes = [Restriction.NONE, Restriction.CONTENT, Restriction.RARE]
    for level, restriction, place in itertools.product(Level, classes, Place):
        set_rule(document, level, restriction, place)
        for who, client in readers.items():
            assert opened(client, old) == opened(client, document), (level, restriction, place, who)
    keep_back(actor=SYSTEM, object_id=old.pk, back=True)
    set_rule(document, Level.DOWNLOAD, Restriction.NONE, Place.ANYWHERE)
    assert {who: opened(client, old) for who, client in readers.items()} == {who: set() for who in readers}
    assert f"/vi/read/{old.public_id}" not in readers["stranger"].get(f"/vi/read/{document.public_id}").content.decode()
    keep_back(actor=SYSTEM, object_id=old.pk, back=False)
    assert opened(readers["stranger"], old) == opened(readers["stranger"], document) != set()
    move_on(actor=SYSTEM, object_id=document.pk, act=Act.WITHDRAW, note="Có sai sót")
    assert all(not opened(client, old) for client in readers.values())


def test_what_stands_against_new_masters(document: DigitalObject, staff: Client) -> None:
    with pytest.raises(Invalid, match="reason_needed"):
        open_renewal(actor=SYSTEM, object_id=document.pk, clearance=CLEAR, reason="")
    candidate = on_its_way(document, jpeg(shade=60))
    with pytest.raises(Conflict, match="renewal_under_way"):
        open_renewal(actor=SYSTEM, object_id=document.pk, clearance=CLEAR, reason=REASON)
    elsewhere = person(signed_in(library("GN"), "hoa").user)
    with pytest.raises(Refused):
        open_renewal(actor=elsewhere, object_id=document.pk, clearance=CLEAR, reason=REASON)
    assert Client().get(f"/vi/read/{candidate.public_id}").status_code == 404
    move_on(actor=SYSTEM, object_id=candidate.pk, act=Act.SUBMIT)
    move_on(actor=SYSTEM, object_id=document.pk, act=Act.WITHDRAW, note="Có sai sót")
    with pytest.raises(Conflict, match="renewed_not_published"):
        move_on(actor=SYSTEM, object_id=candidate.pk, act=Act.PUBLISH)
    with pytest.raises(Conflict, match="renewed_not_published"):
        open_renewal(actor=SYSTEM, object_id=document.pk, clearance=CLEAR, reason=REASON)


def test_new_masters_that_were_none_become_a_document_of_their_own(document: DigitalObject, staff: Client) -> None:
    candidate = on_its_way(document, jpeg(shade=60))
    desk = f"/vi/repository/objects/{candidate.public_id}"
    assert f"{desk}/part-ways" in staff.get(desk).content.decode()
    staff.post(f"{desk}/part-ways")
    candidate.refresh_from_db()
    assert (candidate.current_id, candidate.state) == (None, "draft")
    assert open_renewal(actor=SYSTEM, object_id=document.pk, clearance=CLEAR, reason=REASON).pk
    with pytest.raises(Conflict, match="not_in_this_state"):
        part_ways(actor=SYSTEM, object_id=document.pk)


def test_an_earlier_version_follows_and_is_not_changed_itself(document: DigitalObject) -> None:
    old = renewed(document, jpeg(shade=60))
    with pytest.raises(Conflict, match="earlier_follows"):
        change_access(actor=SYSTEM, object_id=old.pk, terms=Terms(Level.DOWNLOAD), reason="Mở rộng thêm")
    with pytest.raises(Conflict, match="earlier_follows"):
        describe(actor=SYSTEM, object_id=old.pk, said=described(old) | {"title": "Khác"}, version=old.version)
    with pytest.raises(Conflict):
        move_on(actor=SYSTEM, object_id=old.pk, act=Act.WITHDRAW, note="Có sai sót")
    with pytest.raises(NotFound):
        keep_back(actor=SYSTEM, object_id=document.pk, back=True)


def test_what_was_changed_meanwhile_on_both_sides_stays(document: DigitalObject) -> None:
    candidate = on_its_way(document, jpeg(shade=60))
    said = described(document) | {"creators": "Nguyễn Văn An"}
    describe(actor=SYSTEM, object_id=document.pk, said=said, version=document.version, reason="Đúng tên")
    said = described(candidate) | {"contents": "1 Chương một"}
    describe(actor=SYSTEM, object_id=candidate.pk, said=said, version=candidate.version)
    move_on(actor=SYSTEM, object_id=candidate.pk, act=Act.SUBMIT)
    move_on(actor=SYSTEM, object_id=candidate.pk, act=Act.PUBLISH)
    document.refresh_from_db()
    candidate.refresh_from_db()
    assert (document.creators, document.contents) == (["Nguyễn Văn An"], [{"page": 1, "label": "Chương một"}])
    assert (candidate.creators, candidate.contents) == (["Nguyễn Văn An"], [])


def test_each_version_is_found_by_its_own_words(document: DigitalObject) -> None:
    candidate = on_its_way(document, jpeg(shade=60))
    said = described(candidate) | {"title": "Tên mới"}
    describe(actor=SYSTEM, object_id=candidate.pk, said=said, version=candidate.version)
    for act in (Act.SUBMIT, Act.PUBLISH):
        move_on(actor=SYSTEM, object_id=candidate.pk, act=act)
    every = DigitalObject.objects.all()
    found = {words: list(with_words(every, words)) for words in (document.title, "ten moi")}
    assert found == {document.title: [candidate], "ten moi": [document]}


def test_packages_and_fixity_follow(document: DigitalObject, tmp_path: Path) -> None:
    old_masters = set(document.files.values_list("sha256", flat=True))
    old = renewed(document, jpeg(shade=60))
    everything = DigitalObject.objects.all()
    root = tmp_path / "ocfl"
    done = export_objects(actor=SYSTEM, objects=everything, folder=root, format="ocfl")
    assert (done.written, done.faults) == (1, [])
    place = root / ocfl.place_of(identifiers.ark_of(document))
    inventory = orjson.loads((place / "inventory.json").read_bytes())
    assert list(inventory["versions"]) == ["v1", "v2"]
    assert inventory["versions"]["v2"]["message"].endswith("version 2 of the masters")
    assert ocfl_check.check(place) == []
    again = export_objects(actor=SYSTEM, objects=everything, folder=root, format="ocfl")
    assert (again.written, again.unchanged) == (0, 1)
    renewed(document, jpeg(shade=62))
    export_objects(actor=SYSTEM, objects=everything, folder=root, format="ocfl")
    inventory = orjson.loads((place / "inventory.json").read_bytes())
    assert list(inventory["versions"]) == ["v1", "v2", "v3"]
    said = mets.document(old, mets.Scope()).decode()
    assert f"<dcterms:isVersionOf>{identifiers.ark_of(document)}<" in said
    assert f"<dcterms:replaces>{identifiers.ark_of(old)}<" in mets.document(document, mets.Scope()).decode()
    watched = ObjectFile.objects.filter(role="master").values_list("sha256", flat=True)
    assert old_masters <= set(watched)


def test_a_bag_is_of_one_version_or_of_all(document: DigitalObject, tmp_path: Path) -> None:
    first = list(document.files.order_by("position").values_list("sha256", flat=True))
    old, folder = renewed(document, jpeg(shade=60)), tmp_path / "bags"
    newest = document.files.get().sha256
    held = {"": [newest], "1": first, "2": [newest], "all": [*first, newest]}
    names = {"": "", "1": ".v1", "2": ".v2", "all": ".all"}
    for version, masters in held.items():
        done = export_objects(
            actor=SYSTEM, objects=DigitalObject.objects.all(), folder=folder, format="bagit", version=version
        )
        assert (done.written, done.faults) == (1, [])
        bag = folder / f"{document.public_id}{names[version]}"
        assert bagit.check(bag) == []
        lines = (bag / "manifest-sha256.txt").read_text().splitlines()
        assert [line[:64] for line in lines if "/masters/" in line] == masters
    whole = etree.parse(str(folder / f"{document.public_id}.all/data/metadata/mets.xml"))
    links = whole.xpath("//m:div[@TYPE='version']/m:mptr/@x:href", namespaces=SPACES)
    assert links == ["../v1/metadata/mets.xml", "../v2/metadata/mets.xml"]
    assert all((folder / f"{document.public_id}.all/data/metadata" / link).is_file() for link in links)
    info = (folder / f"{document.public_id}.v1/bag-info.txt").read_text()
    assert f"External-Identifier: {identifiers.ark_of(old)}\n" in info
    for version, code in {"9": "no_such_version", "x": "which_version"}.items():
        done = export_objects(
            actor=SYSTEM, objects=DigitalObject.objects.all(), folder=folder, format="bagit", version=version
        )
        assert [error.code for _one, error in done.faults] == [f"repository.{code}"]
    with pytest.raises(Invalid, match="ocfl_holds_all"):
        export_objects(actor=SYSTEM, objects=DigitalObject.objects.all(), folder=folder, format="ocfl", version="1")
    assert sorted(one.name for one in folder.iterdir()) == sorted(document.public_id + one for one in names.values())


def test_the_archives_package_is_of_each_version(document: DigitalObject, tmp_path: Path) -> None:
    renewed(document, jpeg(shade=60))
    folder = tmp_path / "aip"
    for version, packages in {"": 1, "1": 2, "all": 2}.items():
        done = export_objects(
            actor=SYSTEM, objects=DigitalObject.objects.all(), folder=folder, format="aip", version=version
        )
        assert (done.faults, len(list(folder.iterdir()))) == ([], packages)


def events_of(found: DigitalObject) -> list[tuple[str, str]]:
    return [(one.kind, one.detail) for one in events.of(found, files=False)]


def test_each_version_says_what_happened_to_it(document: DigitalObject) -> None:
    assert events_of(document) == [("dissemination", "")]
    published_at = document.published_at
    old = renewed(document, jpeg(shade=60))
    one, two = "version 1 of the masters", "version 2 of the masters"
    assert events_of(document) == [("dissemination", one), ("replacement", two)]
    assert events_of(old) == [("dissemination", one), ("replacement", f"by {two}")]
    assert [event.at for event in events.of(old, files=False)] == [published_at, old.replaced_at]
    ingested = {file for event in events.of(old) if event.kind == "ingestion" for file in event.files}
    assert ingested == set(old.files.values_list("sha256", flat=True))
    for version in (old, document):
        made = {event.kind: event.at for event in events.of(version)}
        assert made["ingestion"] <= made["creation"]


def test_ocfl_keeps_versions_apart_whatever_they_share(document: DigitalObject, tmp_path: Path) -> None:
    everything = DigitalObject.objects.all()
    renewed(document, jpeg())  # the first page alone: less than version 1 held
    renewed(document, jpeg(), jpeg(shade=120))  # and back again
    renewed(document, jpeg(shade=9))
    export_objects(actor=SYSTEM, objects=everything, folder=tmp_path, format="ocfl")
    place = tmp_path / ocfl.place_of(identifiers.ark_of(document))
    inventory = orjson.loads((place / "inventory.json").read_bytes())
    masters = [
        sorted(path for paths in inventory["versions"][f"v{number}"]["state"].values() for path in paths)
        for number in range(1, 5)
    ]
    pages = [[path for path in paths if path.startswith("masters/")] for paths in masters]
    assert [len(one) for one in pages] == [2, 1, 2, 1]
    assert (inventory["head"], ocfl_check.check(place)) == ("v4", [])
    again = export_objects(actor=SYSTEM, objects=everything, folder=tmp_path, format="ocfl")
    assert (again.written, again.unchanged) == (0, 1)


def opened_bag(answer: Any, folder: Path) -> list[bagit.Fault]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as box:
        box.extractall(folder)
    (bag,) = folder.iterdir()
    return bagit.check(bag)


def test_the_desk_and_rest_hand_out_bags(
    document: DigitalObject, staff: Client, client: Client, tmp_path: Path
) -> None:
    old = renewed(document, jpeg(shade=60))
    desk, rest = f"/vi/repository/objects/{document.public_id}", f"/api/v1/objects/{document.public_id}"
    assert f"{desk}/bag.zip" in staff.get(desk).content.decode()
    for number, address in enumerate((f"{desk}/bag.zip", f"{desk}/bag.zip?version=1", f"{rest}/bag?version=all")):
        answer = staff.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip"), address
        assert opened_bag(answer, tmp_path / "bags" / str(number)) == []
    assert (tmp_path / "bags/1" / f"{document.public_id}.v1/data/masters/1.jpg").read_bytes() == MASTERS.path(
        old.files.get(position=1).sha256
    ).read_bytes()
    assert AuditEntry.objects.filter(code="repository.exported").count() == 3
    assert staff.get(f"{rest}/bag?version=7").status_code == 404
    assert staff.get(f"{rest}/bag?version=x").status_code == 422
    assert client.get(f"{rest}/bag").status_code == 401
    AccessRule.objects.filter(object=old).update(restriction=Restriction.SECRET, is_over=False)
    DigitalObject.objects.filter(pk=old.pk).update(gate=old.gate + 1)
    assert staff.get(f"{rest}/bag?version=1").status_code == 404
    path = MASTERS.path(document.files.get().sha256)
    path.unlink()
    assert staff.get(f"{rest}/bag").status_code == 503
    assert staff.get(f"{desk}/bag.zip")["Location"] == desk
    assert AuditEntry.objects.filter(code="repository.exported").count() == 3


def test_mets_of_a_chosen_version_passes_its_gate(document: DigitalObject, client: Client) -> None:
    old = renewed(document, jpeg(shade=60))
    page, rest = f"/vi/read/{document.public_id}/mets.xml", f"/api/v1/objects/{document.public_id}/mets"
    for address in (page, rest):
        first = etree.fromstring(client.get(f"{address}?version=1").content)
        assert first.get("OBJID") == identifiers.ark_of(old)
        assert len(first.findall(".//m:file", SPACES)) == 2
        whole = etree.fromstring(client.get(f"{address}?version=all").content)
        assert whole.xpath("//m:mptr/@x:href", namespaces=SPACES) == [
            f"/vi/read/{one.public_id}/mets.xml" for one in (old, document)
        ]
        assert client.get(f"{address}?version=3").status_code == 404
        assert client.get(f"{address}?version=a").status_code == 422
    keep_back(actor=SYSTEM, object_id=old.pk, back=True)
    assert client.get(f"{page}?version=1").status_code == 404
    whole = etree.fromstring(client.get(f"{page}?version=all").content)
    assert whole.xpath("//m:mptr/@x:href", namespaces=SPACES) == [page]


def test_a_secret_goes_with_all_its_versions(document: DigitalObject, client: Client) -> None:
    masters = set(document.files.values_list("sha256", flat=True))
    old = renewed(document, jpeg(shade=60))
    masters |= set(document.files.values_list("sha256", flat=True))
    reporter, reviewer = (person(signed_in(library(), name).user) for name in ("mai", "hung"))
    removal = report_mistake(actor=reporter, found=document)
    assert (opened(client, old), opened(client, document)) == (set(), set())
    remove_for_good(actor=reviewer, removal=removal)
    assert not DigitalObject.objects.filter(pk__in=[old.pk, document.pk]).exists()
    assert not any(MASTERS.holds(sha256) for sha256 in masters)
    assert Removal.objects.get().state == Removal.State.REMOVED


def test_an_earlier_version_that_holds_a_secret_closes_alone(document: DigitalObject, client: Client) -> None:
    old = renewed(document, jpeg(shade=60))
    report_mistake(actor=person(signed_in(library(), "mai").user), found=old)
    assert opened(client, old) == set()
    assert Surface.IMAGE in opened(client, document)


def test_the_desk_hands_in_new_masters(document: DigitalObject, staff: Client) -> None:
    address = f"/vi/repository/objects/{document.public_id}"
    assert f"{address}/renew" in staff.get(address).content.decode()
    assert staff.get(f"{address}/renew").status_code == 200
    form = {"reason": REASON, "secrets": "no", "may_share": "yes", "answers": "Nguyễn Văn An"}
    assert staff.post(f"{address}/renew", form | {"secrets": "yes"}).status_code == 422
    there = staff.post(f"{address}/renew", form)
    assert "/vi/repository/deposits/" in there["Location"]
    assert staff.post(f"{address}/renew", form).status_code == 422
    old = renewed(published({"9.jpg": jpeg(shade=9)}), jpeg(shade=60))
    assert old.current is not None
    desk = f"/vi/repository/objects/{old.current.public_id}"
    assert staff.get(f"/vi/repository/objects/{old.public_id}")["Location"] == desk
    staff.post(f"/vi/repository/objects/{old.public_id}/keep-back", {"back": "yes"})
    old.refresh_from_db()
    assert old.is_kept_back
    assert staff.get(desk).status_code == 200
