"""Packages that live without this house: OCFL, BagIt and METS, written whole, judged rightly, safe against kill -9."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import orjson
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from lienthu.kernel.errors import Invalid, NotFound, Unavailable
from lienthu.kernel.models import AuditEntry
from lienthu.repository.actions.change_access import Terms
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.export_objects import export_objects
from lienthu.repository.models import AccessRule, DigitalObject, ObjectFile
from lienthu.repository.preservation import bagit, content, mets, ocfl, ocfl_check
from lienthu.repository.preservation.naming import safe
from lienthu.repository.rules.access import Level, Restriction
from lienthu.repository.stores import MASTERS
from lienthu.repository.tests.helpers import SYSTEM, command, handed_over, jpeg, pdf, published

pytestmark = pytest.mark.usefixtures("desk")
NAMES = ["Sử thi Đăk Nông 1.jpg", "Sử thi Đăk Nông 2.jpg"]


@pytest.fixture
def found() -> DigitalObject:
    return published({NAMES[0]: jpeg(300, 200, 1), NAMES[1]: jpeg(300, 200, 2)})


def everything(folder: Path, format: str) -> tuple[int, int, int]:
    done = export_objects(actor=SYSTEM, objects=DigitalObject.objects.all(), folder=folder, format=format)
    return done.written, done.unchanged, len(done.faults)


def codes(place: Path) -> set[str]:
    return {fault.code for fault in ocfl_check.check(place)}


def only(root: Path) -> Path:
    (place,) = ocfl_check.objects_in(root)
    return place


def test_the_layout_is_the_one_of_extension_0003() -> None:
    # The examples of the extension's own page.
    assert ocfl.place_of("object-01") == Path("3c0/ff4/240/object-01")
    assert ocfl.place_of("..hor/rib:le-$id") == Path("487/326/d8c/%2e%2ehor%2frib%3ale-%24id")
    long = "..Hor/rib:lè-$id"
    assert ocfl.place_of(long).name == "%2e%2eHor%2frib%3al%c3%a8-%24id"


def test_an_ocfl_object_holds_the_masters_byte_for_byte(found: DigitalObject, tmp_path: Path) -> None:
    root = tmp_path / "ocfl"
    assert everything(root, "ocfl") == (1, 0, 0)
    place = only(root)
    assert place == root / ocfl.place_of(f"ark:/99999/{found.public_id}")
    assert codes(place) == set()
    for file in found.files.all():
        assert (place / "v1/content/masters" / file.name).read_bytes() == MASTERS.path(file.sha256).read_bytes()
    assert sorted(one.name for one in root.iterdir() if one.is_file()) == ["0=ocfl_1.1", "ocfl_layout.json"]
    assert not (root / "extensions/lienthu-staging").exists()


def test_again_without_a_change_no_version_is_made(found: DigitalObject, tmp_path: Path) -> None:
    assert everything(tmp_path, "ocfl") == (1, 0, 0)
    ObjectFile.objects.update(checked_at="2026-11-01T00:00:00Z")  # a reading changes nothing of the object
    assert everything(tmp_path, "ocfl") == (0, 1, 0)


def test_a_change_is_a_version_that_stores_only_what_is_new(found: DigitalObject, tmp_path: Path) -> None:
    everything(tmp_path, "ocfl")
    describe(actor=SYSTEM, object_id=found.pk, said={"title": "Tên khác", "kind": "book"}, version=found.version)
    assert everything(tmp_path, "ocfl") == (1, 0, 0)
    place = only(tmp_path)
    inventory = json.loads((place / "inventory.json").read_bytes())
    assert (inventory["head"], sorted(inventory["versions"])) == ("v2", ["v1", "v2"])
    assert sorted(one.name for one in (place / "v2/content").rglob("*") if one.is_file()) == [
        "description.json",
        "mets.xml",
    ]
    assert codes(place) == set()


@pytest.mark.parametrize("moment", ["before the inventory", "between sidecar and inventory", "while copying"])
def test_killed_at_any_moment_it_goes_on(
    found: DigitalObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    everything(tmp_path, "ocfl")
    describe(actor=SYSTEM, object_id=found.pk, said={"title": "Tên khác", "kind": "book"}, version=found.version)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if moment == "before the inventory":
            patch.setattr(ocfl, "_crown", killed)
        elif moment == "while copying":
            patch.setattr(ocfl, "_copied", killed)
        else:
            plain = Path.replace

            def replace(path: Path, target: Path) -> Path:
                if path.name == ".inventory.json.new":
                    raise KeyboardInterrupt
                return plain(path, target)

            patch.setattr(Path, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            everything(tmp_path, "ocfl")
    everything(tmp_path, "ocfl")
    place = only(tmp_path)
    assert not [one for one in place.iterdir() if one.name.startswith(".")]
    assert codes(place) == set()
    assert json.loads((place / "inventory.json").read_bytes())["head"] == "v2"


def broken(place: Path, what: str) -> None:
    inventory = json.loads((place / "inventory.json").read_bytes())
    if what == "E092":
        path = place / f"v1/content/masters/{NAMES[0]}"
        data = bytearray(path.read_bytes())
        data[9] ^= 1
        path.write_bytes(data)
    elif what == "E023":
        (place / "v1/content/more.txt").write_text("x")
    elif what == "E001":
        (place / "more.txt").write_text("x")
    elif what == "E003":
        (place / "0=ocfl_object_1.1").unlink()
    elif what == "E007":
        (place / "0=ocfl_object_1.1").write_text("ocfl_object_1.0\n")
    elif what == "E058":
        (place / "inventory.json.sha512").unlink()
    elif what == "E060":
        (place / "inventory.json").write_text((place / "inventory.json").read_text() + "\n")
    elif what == "E033":
        (place / "inventory.json").write_text("{")
    elif what == "E063":
        (place / "inventory.json").unlink()
    elif what == "E010":
        shutil.rmtree(place / "v1")
    else:
        edits = {
            "E036": lambda: inventory.pop("head"),
            "E037": lambda: inventory.update(id=""),
            "E040": lambda: inventory.update(head="v7"),
            "E041": lambda: inventory.pop("manifest"),
            "E050": lambda: inventory["versions"]["v1"]["state"].update({"ab" * 64: ["x"]}),
            "E052": lambda: next(iter(inventory["versions"]["v1"]["state"].values())).append("../x"),
            "E095": lambda: next(iter(inventory["versions"]["v1"]["state"].values())).append("masters"),
            "E107": lambda: inventory["versions"]["v1"]["state"].popitem(),
            "E049": lambda: inventory["versions"]["v1"].update(created="hôm nay"),
            "E025": lambda: inventory.update(digestAlgorithm="md5"),
        }
        edits[what]()
        data = orjson.dumps(inventory)
        for folder in (place, place / "v1"):
            (folder / "inventory.json").write_bytes(data)
            (folder / "inventory.json.sha512").write_text(f"{hashlib.sha512(data).hexdigest()} inventory.json\n")


@pytest.mark.parametrize(
    "what",
    [
        "E001",
        "E003",
        "E007",
        "E010",
        "E023",
        "E025",
        "E033",
        "E036",
        "E037",
        "E040",
        "E041",
        "E049",
        "E050",
        "E052",
        "E058",
        "E060",
        "E063",
        "E092",
        "E095",
        "E107",
    ],
)
def test_each_fault_of_an_ocfl_object_is_named_with_its_code(found: DigitalObject, tmp_path: Path, what: str) -> None:
    everything(tmp_path, "ocfl")
    place = only(tmp_path)
    broken(place, what)
    assert what in codes(place)


def test_a_damaged_master_is_not_handed_on_and_the_rest_goes_on(found: DigitalObject, tmp_path: Path) -> None:
    handed_over({"khác.jpg": jpeg(300, 200, 9)}, title="Khác")
    path = MASTERS.path(found.files.get(position=1).sha256)
    path.write_bytes(path.read_bytes() + b"x")
    for format in ("ocfl", "bagit"):
        assert everything(tmp_path / format, format) == (1, 0, 1)
    assert len(list(ocfl_check.objects_in(tmp_path / "ocfl"))) == 1
    assert [one.name for one in (tmp_path / "bagit").iterdir() if not one.name.startswith(".")] == [
        DigitalObject.objects.get(title="Khác").public_id
    ]


def test_a_bag_is_whole_and_keeps_vietnamese_names(found: DigitalObject, tmp_path: Path) -> None:
    assert everything(tmp_path, "bagit") == (1, 0, 0)
    assert everything(tmp_path, "bagit") == (0, 1, 0)
    bag = tmp_path / found.public_id
    assert bagit.check(bag) == []
    assert (bag / "data/masters" / NAMES[0]).read_bytes() == MASTERS.path(
        found.files.get(position=1).sha256
    ).read_bytes()
    info = (bag / "bag-info.txt").read_text()
    assert f"External-Identifier: ark:/99999/{found.public_id}\n" in info
    assert "External-Description: Lịch sử Đăk Nông\n" in info
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def change(bag: Path, what: str) -> None:
    first = bag / "data/masters" / NAMES[0]
    manifest = bag / "manifest-sha256.txt"
    if what == "repository.bag_file_changed":
        first.write_bytes(first.read_bytes()[:-1] + b"x")
    elif what == "repository.bag_file_missing":
        first.unlink()
    elif what == "repository.bag_file_not_listed":
        (bag / "data/more").write_text("x")
    elif what == "repository.bag_not_declared":
        (bag / "bagit.txt").write_text("BagIt-Version: one\n")
    elif what == "repository.bag_without_payload":
        manifest.unlink()
    elif what == "repository.bag_line":
        manifest.write_text(manifest.read_text() + f"{'0' * 64}  data/../../etc/passwd\n")
    else:
        info = bag / "bag-info.txt"
        info.write_text(info.read_text().replace("Payload-Oxum: ", "Payload-Oxum: 1"))


@pytest.mark.parametrize(
    "what",
    ["file_changed", "file_missing", "file_not_listed", "not_declared", "without_payload", "line", "oxum"],
)
def test_each_fault_of_a_bag_is_named(found: DigitalObject, tmp_path: Path, what: str) -> None:
    everything(tmp_path, "bagit")
    bag = tmp_path / found.public_id
    change(bag, f"repository.bag_{what}")
    assert f"repository.bag_{what}" in {fault.code for fault in bagit.check(bag)}


def test_a_bag_whose_names_are_decomposed_is_the_same_bag(found: DigitalObject, tmp_path: Path) -> None:
    import unicodedata  # noqa: PLC0415

    everything(tmp_path, "bagit")
    bag = tmp_path / found.public_id
    for name in NAMES:
        (bag / "data/masters" / name).rename(bag / "data/masters" / unicodedata.normalize("NFD", name))
    assert bagit.check(bag) == []


def test_a_state_secret_is_never_exported(found: DigitalObject, tmp_path: Path) -> None:
    AccessRule.objects.filter(object=found).update(restriction=Restriction.SECRET)
    DigitalObject.objects.filter(id=found.pk).update(gate=found.gate + 1)
    assert everything(tmp_path, "ocfl") == (0, 0, 0)


def test_the_commands_export_judge_and_are_noted(
    found: DigitalObject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(tmp_path / "ra")
    assert command("preserve", "export", "--all", root, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"written": 1, "unchanged": 0, "faults": []}
    assert command("preserve", "export", f"ark:/99999/{found.public_id}", str(tmp_path / "b"), "--format", "bagit") == 0
    assert command("preserve", "check", root) == 0
    assert command("preserve", "check", str(tmp_path / "b" / found.public_id)) == 0
    broken(only(Path(root)), "E092")
    capsys.readouterr()
    assert command("preserve", "check", root, "--json") == 1
    assert [one["fault"] for one in json.loads(capsys.readouterr().out)] == ["E092", "E093"]
    with pytest.raises(Invalid, match="export_what"):
        command("preserve", "export", root)
    (tmp_path / "c").mkdir()
    with pytest.raises(NotFound, match="not_a_package"):
        command("preserve", "check", str(tmp_path / "c"))
    assert [
        entry.data["format"] for entry in AuditEntry.objects.filter(code="repository.exported").order_by("number")
    ] == [
        "ocfl",
        "bagit",
    ]


SPACES = {"m": mets.METS, "p": mets.PREMIS, "dc": mets.DC, "x": mets.XLINK}


def read(client: Client, found: DigitalObject) -> etree._Element:
    answer = client.get(f"/vi/read/{found.public_id}/mets.xml")
    assert answer.status_code == 200
    return etree.fromstring(answer.content)


def test_mets_lists_pages_files_and_what_happened(client: Client) -> None:
    found = published({"sách.pdf": pdf("Một", "Hai")})
    said = {"title": "Sách", "kind": "book", "creators": "An", "rights": "CC-BY", "contents": "2 Chương hai"}
    describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version)
    root = read(client, found)
    file = found.files.get()
    assert root.xpath("string(//dc:title)", namespaces=SPACES) == "Sách"
    assert root.xpath("//m:file/@CHECKSUM", namespaces=SPACES) == [file.sha256]
    assert root.xpath("//p:messageDigest/text()", namespaces=SPACES) == [file.sha256]
    assert root.xpath("//m:structMap[@TYPE='PHYSICAL']//m:div[@TYPE='page']/@ORDER", namespaces=SPACES) == ["1", "2"]
    assert root.xpath("//m:structMap[@TYPE='LOGICAL']//m:div/@LABEL", namespaces=SPACES) == ["Chương hai"]
    assert root.xpath("//m:smLink/@x:to", namespaces=SPACES) == ["P2"]
    kinds = set(root.xpath("//p:eventType/text()", namespaces=SPACES))
    assert kinds == {
        "ingestion",
        "virus check",
        "format identification",
        "message digest calculation",
        "creation",
        "dissemination",
    }
    assert root.xpath("//p:licenseDocumentationIdentifierValue/text()", namespaces=SPACES) == [
        "http://creativecommons.org/licenses/by/4.0/"
    ]
    ids = root.xpath("//@ID")
    assert len(ids) == len(set(ids))
    refs = " ".join(root.xpath("//@FILEID | //@ADMID | //@DMDID")).split()
    assert set(refs) <= set(ids)


def test_the_last_reading_of_a_master_is_an_event(client: Client, found: DigitalObject) -> None:
    found.files.filter(position=2).update(checked_at="2026-11-20T03:00:00Z", is_sound=False)
    root = read(client, found)
    event = root.xpath("//p:event[p:eventType='fixity check']", namespaces=SPACES)[0]
    assert event.xpath("string(p:eventDateTime)", namespaces=SPACES) == "2026-11-20T10:00:00+07:00"
    assert event.xpath("string(.//p:eventOutcome)", namespaces=SPACES) == "fail"


def test_of_a_closed_object_only_the_description_is_given(client: Client) -> None:
    found = published({NAMES[0]: jpeg(300, 200, 1)}, Terms(Level.RECORD))
    root = read(client, found)
    assert root.xpath("string(//dc:title)", namespaces=SPACES) == "Lịch sử Đăk Nông"
    text = etree.tostring(root, encoding="unicode")
    file = found.files.get()
    assert file.sha256 not in text
    assert NAMES[0] not in text
    assert root.xpath("//m:file | //m:div[@TYPE='page']", namespaces=SPACES) == []


def test_of_an_unpublished_object_there_is_nothing(client: Client) -> None:
    handed_over({"1.jpg": jpeg()})
    assert client.get(f"/vi/read/{DigitalObject.objects.get().public_id}/mets.xml").status_code == 404


@given(st.text(max_size=300))
def test_names_of_files_are_safe_and_stay_so(name: str) -> None:
    made = safe(name)
    assert made not in ("", ".", "..")
    assert "/" not in made
    assert "\\" not in made
    assert len(made.encode()) <= 200
    assert safe(made) == made


def test_a_copy_that_differs_is_refused(tmp_path: Path) -> None:
    part = content.Part("a", "0" * 64, 1, b"x")
    with (tmp_path / "a").open("wb") as out, pytest.raises(Unavailable, match="master_damaged"):
        part.copy(out)
