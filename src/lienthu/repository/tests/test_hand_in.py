"""Folders and bags: what is handed in at once, by the command; what is judged wrong before anything is stored."""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest

from lienthu.kernel import jobs
from lienthu.kernel.errors import LienThuError
from lienthu.kernel.models import Job
from lienthu.kernel.sentences import sentence
from lienthu.registry.models import Agency, AgencyVersion, Area, AreaVersion, LibraryVersion
from lienthu.repository import bags
from lienthu.repository.actions import hand_in as action
from lienthu.repository.deposit_commands import DepositFolder
from lienthu.repository.models import Deposit, DepositFile, DigitalObject
from lienthu.repository.preservation import bagit
from lienthu.repository.stores import MASTERS, QUARANTINE
from lienthu.repository.tests.helpers import BAD, CLEAR, SYSTEM, jpeg, library

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def agency(db: None) -> Agency:
    made = Agency.objects.create(code="BAO-DN")
    AgencyVersion.objects.create(agency=made, name="Báo Đắk Nông", kind="press", valid_from=dt.date(2020, 1, 1))
    area = Area.objects.create()
    AreaVersion.objects.create(
        area=area, code="68", name="Lâm Đồng", level="province", kind="tinh", valid_from=dt.date(2020, 1, 1)
    )
    LibraryVersion.objects.create(
        library=library(),
        name="Thư viện tỉnh",
        name_key="",
        name_fold="",
        kind="province",
        area=area,
        valid_from=dt.date(2020, 1, 1),
    )
    return made


def folder(at: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_bytes(data)
    return at


def payload(at: Path) -> list[Path]:
    return sorted(one for one in (at / "data").rglob("*") if one.is_file())


def bag(at: Path, files: dict[str, bytes] | None = None) -> Path:
    folder(at, files or {"số 1/1.jpg": jpeg(), "số 1/2.jpg": jpeg(shade=1), "số 2/1.jpg": jpeg(shade=2)})
    (at / "data").mkdir()
    for one in [one for one in at.iterdir() if one.name != "data"]:
        one.rename(at / "data" / one.name)
    (at / "bagit.txt").write_text(bagit.DECLARATION)
    (at / "bag-info.txt").write_text("Contact-Name: Trần Thị Bình,\n  thư ký\nExternal-Description: Báo 1975\n")
    for kind in ("sha256", "md5"):
        lines = [
            f"{hashlib.new(kind, one.read_bytes()).hexdigest()}  {one.relative_to(at).as_posix()}\n"
            for one in payload(at)
        ]
        (at / f"manifest-{kind}.txt").write_text("".join(lines))
    return at


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any], str]:
    command, parser = DepositFolder(), argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    command.add_arguments(parser)
    try:
        code = command.run(parser.parse_args([*map(str, arguments), "--agency", "BAO-DN", "--json"]))
    except LienThuError as error:
        code = 2
        command.err(sentence(error.code, error.params))
    said = capsys.readouterr()
    return code, orjson.loads(said.out) if said.out else {}, said.err.strip()


def test_a_bag_becomes_a_document_a_folder(agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = run(capsys, bag(tmp_path / "bao"))
    assert (code, said["state"], said["bag"], said["taken"], said["refused"]) == (0, "done", True, 3, [])
    assert list(DigitalObject.objects.order_by("id").values_list("title", "page_count")) == [("số 1", 2), ("số 2", 1)]
    made = Deposit.objects.get()
    assert (made.title, made.agency, made.clearance) == ("Báo 1975", agency, "Trần Thị Bình, thư ký")
    assert sorted(said["objects"]) == sorted(DigitalObject.objects.values_list("public_id", flat=True))


def test_the_same_bag_again_deposits_nothing(
    agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(capsys, bag(tmp_path / "bao"))[1]
    before = (Deposit.objects.count(), DepositFile.objects.count(), DigitalObject.objects.count(), Job.objects.count())
    code, again, _ = run(capsys, tmp_path / "bao")
    assert (code, again["known"], again["deposit"]) == (0, True, first["deposit"])
    assert before == (
        Deposit.objects.count(),
        DepositFile.objects.count(),
        DigitalObject.objects.count(),
        Job.objects.count(),
    )


def test_killed_in_the_middle_it_goes_on(
    agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, added = action.add_file, []

    def add(**given: Any) -> DepositFile:
        if len(added) == 2:
            raise KeyboardInterrupt
        added.append(given["name"])
        return plain(**given)

    with monkeypatch.context() as patched:
        patched.setattr(action, "add_file", add)
        with pytest.raises(KeyboardInterrupt):
            run(capsys, bag(tmp_path / "bao"))
    assert (Deposit.objects.get().state, DepositFile.objects.count()) == ("open", 2)
    code, said, _ = run(capsys, tmp_path / "bao")
    assert (code, said["taken"], Deposit.objects.count(), DepositFile.objects.count()) == (0, 3, 1, 3)


def _missing(at: Path) -> None:
    (at / "data/số 1/1.jpg").unlink()


def _changed(at: Path) -> None:
    path = at / "data/số 1/1.jpg"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def _added(at: Path) -> None:
    (at / "data/thêm.jpg").write_bytes(b"x")


def _fetch(at: Path) -> None:
    (at / "fetch.txt").write_text("https://example.org/x.jpg 3 data/x.jpg\n")


def _fetch_outside(at: Path) -> None:
    (at / "fetch.txt").write_text("https://example.org/x.jpg 3 ../../x.jpg\n")


def _outside(at: Path) -> None:
    manifest = at / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text() + f"{'0' * 64}  data/../../passwd\n")


def _link(at: Path) -> None:
    (at / "data/liên kết.jpg").symlink_to("/etc/passwd")


def _no_version(at: Path) -> None:
    (at / "bagit.txt").write_bytes(b"\xff\xfe\x00 nonsense")


def _no_manifest(at: Path) -> None:
    (at / "manifest-sha256.txt").unlink()
    (at / "manifest-md5.txt").unlink()


@pytest.mark.parametrize(
    "harm", [_missing, _changed, _added, _fetch, _fetch_outside, _outside, _link, _no_version, _no_manifest]
)
def test_a_bag_that_is_not_valid_is_refused_whole(
    agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: Any
) -> None:
    harm(bag(tmp_path / "bao"))
    code, said, error = run(capsys, tmp_path / "bao")
    assert (code, said) == (2, {})
    assert "\n" not in error
    assert len(error) > 10
    assert (Deposit.objects.count(), QUARANTINE.root.exists(), MASTERS.root.exists()) == (0, False, False)


def test_a_folder_with_faults_is_taken_without_them(
    agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"1.jpg": jpeg(), "2.jpg": b"MZ" * 300, "3.jpg": b"", ".ẩn": b"x", "Thumbs.db": b"x"}
    at = folder(tmp_path / "f", files)
    (at / "nối.jpg").symlink_to("/etc/passwd")
    code, said, _ = run(capsys, at, "--cleared-by", "Lê Văn Cao, trưởng phòng", "--title", "Ảnh")
    assert (code, said["taken"], said["skipped"]) == (1, 1, [".ẩn", "Thumbs.db", "nối.jpg"])
    assert {one["path"] for one in said["refused"]} == {"2.jpg", "3.jpg"}
    assert Deposit.objects.get().title == "Ảnh"


def test_of_a_hundred_files_with_three_faults_three_are_named(
    agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {f"{n:03}.jpg": jpeg(40, 30, shade=n) for n in range(100)}
    files |= {"007.jpg": files["007.jpg"] + BAD, "050.jpg": b"MZ" * 99, "099.jpg": b"%PDF-1.7 nothing"}
    code, said, _ = run(capsys, folder(tmp_path / "f", files))
    assert (code, said["files"], said["taken"]) == (1, 100, 97)
    assert [one["path"] for one in said["refused"]] == ["007.jpg", "050.jpg", "099.jpg"]
    assert DigitalObject.objects.get().page_count == 97


@pytest.mark.parametrize("what", ["none", "file", "empty"])
def test_nothing_to_hand_in(agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "empty").mkdir()
    code, said, error = run(capsys, tmp_path / what)
    assert (code, said, Deposit.objects.count()) == (2, {}, 0)
    assert "\n" not in error


def test_an_unknown_agency_gets_one_sentence(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tmp_path)[0] == 2


def test_a_file_that_is_being_written_is_refused(agency: Agency, tmp_path: Path) -> None:
    package = bags.read(folder(tmp_path / "f", {"1.jpg": b"abc"}))
    (tmp_path / "f/1.jpg").write_bytes(b"abd")
    result = action.hand_in(actor=SYSTEM, package=package, library_id=library().pk, agency=agency, clearance=CLEAR)
    assert (result.faults["1.jpg"][0], DepositFile.objects.count()) == ("repository.changed_on_the_way", 0)
    assert hashlib.sha256(b"abd").hexdigest() not in [path.name for path in QUARANTINE.root.rglob("*")]
    jobs.drain()
