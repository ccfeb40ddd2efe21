"""Watched folders: what is complete is handed over once, what still changes waits, what is wrong is set aside."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from lienthu.kernel import jobs, periodic
from lienthu.kernel.actor import ANONYMOUS
from lienthu.kernel.errors import Conflict, Invalid, Refused, Unavailable
from lienthu.kernel.models import Job
from lienthu.registry.models import Agency
from lienthu.repository.actions import hand_in as handing
from lienthu.repository.actions.watch import unwatch_folder, watch_folder
from lienthu.repository.models import Delivery, Deposit, DigitalObject, WatchedFolder
from lienthu.repository.tests.helpers import SYSTEM, command, jpeg, library
from lienthu.repository.tests.test_hand_in import agency, folder
from lienthu.repository.watching import jobs as watching
from lienthu.repository.watching import places

__all__ = ["agency"]
pytestmark = pytest.mark.usefixtures("desk", "agency")


@pytest.fixture
def top(settings: LazySettings, tmp_path: Path) -> Path:
    made = tmp_path / "share" / "bao"
    made.mkdir(parents=True)
    settings.WATCH_ROOT = str(made.parent)
    return made


@pytest.fixture
def watched(top: Path, agency: Agency) -> WatchedFolder:
    return watch_folder(
        actor=SYSTEM, path="bao", agency=agency, library_id=library().pk, clearance="Ông An, trưởng phòng"
    )


def look() -> None:
    watching.step(WatchedFolder.objects.get())


def an_hour_later() -> None:
    for one in Delivery.objects.filter(state="coming"):
        Delivery.objects.filter(id=one.pk).update(since=one.since - timedelta(hours=1))


def states() -> dict[str, str]:
    return {one.name: one.fault or one.state for one in Delivery.objects.order_by("id")}


def test_a_quiet_folder_becomes_a_deposit_with_its_receipt(watched: WatchedFolder, top: Path) -> None:
    folder(top / "số 1", {"1.jpg": jpeg(), "2.jpg": jpeg(shade=9)})
    look()
    assert states() == {"số 1": "coming"}
    (top / "số 1" / "3.jpg").write_bytes(jpeg(shade=30))
    an_hour_later()
    look()  # a file more: it waits anew
    assert (states(), Deposit.objects.count()) == ({"số 1": "coming"}, 0)
    an_hour_later()
    look()
    assert states() == {"số 1": "screening"}
    jobs.drain()
    look()
    deposit = Deposit.objects.get()
    assert (states(), deposit.state, deposit.files.count()) == ({"số 1": "taken"}, "done", 3)
    assert deposit.clearance == "Ông An, trưởng phòng"
    assert sorted(one.name for one in (top / "_taken" / "số 1").iterdir()) == ["1.jpg", "2.jpg", "3.jpg"]
    sums = (top / "_receipts" / f"số 1-{deposit.public_id}.sha256").read_text()
    assert sums.count(".jpg\n") == 3
    assert "1.jpg" in (top / "_receipts" / f"số 1-{deposit.public_id}.csv").read_text()
    look()
    assert Deposit.objects.count() == 1


def test_a_mark_says_that_it_is_all(watched: WatchedFolder, top: Path) -> None:
    folder(top / "a", {"1.jpg": jpeg(), ".ready": b""})
    folder(top / "b", {"1.jpg": jpeg(shade=8)})
    (top / "b.ready").write_bytes(b"")
    folder(top / "c", {"1.jpg": jpeg(shade=7)})
    look()
    assert states() == {"a": "screening", "b": "screening", "c": "coming"}
    jobs.drain()
    look()
    assert not (top / "b.ready").exists()
    assert DigitalObject.objects.count() == 2


def test_the_same_delivery_again_is_the_same_deposit(watched: WatchedFolder, top: Path) -> None:
    for _time in range(2):
        folder(top / "a", {"1.jpg": jpeg(), ".ready": b""})
        look()
        jobs.drain()
        look()
    assert Deposit.objects.count() == 1
    assert [one.moved_to for one in Delivery.objects.order_by("id")] == ["_taken/a", "_taken/a-2"]


def test_what_cannot_be_taken_is_set_aside_with_a_note(watched: WatchedFolder, top: Path) -> None:
    bag = folder(top / "bag", {"data/1.jpg": jpeg(), ".ready": b""})
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (bag / "manifest-sha256.txt").write_text(f"{'0' * 64}  data/1.jpg\n")
    folder(top / "good", {"1.jpg": jpeg(shade=3), ".ready": b""})
    look()
    assert states() == {"bag": "repository.bag_not_valid", "good": "screening"}
    assert (top / "_set-aside" / "bag" / "data" / "1.jpg").is_file()
    note = (top / "_set-aside" / "bag.txt").read_text()
    assert "1.jpg" in note
    assert "The bag is not valid" in note


def test_a_file_that_changes_while_it_is_read_keeps_everything_waiting(
    watched: WatchedFolder, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(top / "a", {"1.jpg": jpeg(), "2.jpg": jpeg(shade=9), ".ready": b""})
    real = handing.add_file

    def meanwhile(**given: Any) -> Any:
        (top / "a" / "2.jpg").write_bytes(jpeg(shade=77))
        return real(**given)

    monkeypatch.setattr(handing, "add_file", meanwhile)
    look()
    assert states() == {"a": "coming"}
    assert [one.state for one in Deposit.objects.all()] == ["cancelled"]
    monkeypatch.setattr(handing, "add_file", real)
    look()
    look()
    assert states() == {"a": "screening"}


def test_nothing_that_leads_out_is_followed(watched: WatchedFolder, top: Path, tmp_path: Path) -> None:
    secret = folder(tmp_path / "elsewhere", {"secret.jpg": jpeg(shade=1)})
    (top / "link").symlink_to(secret)
    folder(top / "a", {"1.jpg": jpeg(), ".ready": b""})
    (top / "a" / "s.jpg").symlink_to(secret / "secret.jpg")
    (top / "a" / "sub").symlink_to(secret)
    (top / "loose.jpg").write_bytes(jpeg())
    look()
    assert states() == {"a": "screening"}
    assert list(Deposit.objects.get().files.values_list("name", flat=True)) == ["1.jpg"]
    assert places.loose(top) == ["link", "loose.jpg"]
    jobs.drain()
    shutil.rmtree(top / "_receipts", ignore_errors=True)
    (top / "_receipts").symlink_to(secret)
    look()
    assert [one.name for one in secret.iterdir()] == ["secret.jpg"]


def test_a_file_swapped_for_a_link_is_not_read(watched: WatchedFolder, top: Path, tmp_path: Path) -> None:
    secret = folder(tmp_path / "elsewhere", {"secret.jpg": jpeg(shade=1)})
    folder(top / "a", {"1.jpg": jpeg(), ".ready": b""})
    package = handing.Package("a", [handing.Payload(top / "a" / "1.jpg", "1.jpg", 1, "0" * 64, top / "a")])
    (top / "a" / "1.jpg").unlink()
    (top / "a" / "1.jpg").symlink_to(secret / "secret.jpg")
    with pytest.raises(OSError, match="1"):
        list(handing._unchanged(package.files[0]))


@pytest.mark.parametrize("path", ["..", "../etc", "/etc", "bao/../..", "nowhere", "", "_taken", "link", "bao/\\..\\.."])
def test_a_path_stays_below_the_root(top: Path, agency: Agency, path: str, tmp_path: Path) -> None:
    (top.parent / "link").symlink_to(tmp_path)
    with pytest.raises(Invalid, match=r"repository\.watch_path"):
        watch_folder(actor=SYSTEM, path=path, agency=agency, library_id=library().pk, clearance="An")


def test_closed_by_default_and_opened_by_the_network_only(
    top: Path, agency: Agency, settings: LazySettings, staff: Client
) -> None:
    given = {"path": "bao", "agency": agency, "library_id": library().pk, "clearance": "An"}
    page = staff.get("/vi/repository/watched").content.decode()
    assert "id_clearance" not in page
    said = {"path": "bao", "agency": agency.code, "library": str(library().pk), "quiet_minutes": "5", "clearance": "An"}
    assert staff.post("/vi/repository/watched", said).status_code == 403
    assert WatchedFolder.objects.count() == 0
    made = watch_folder(actor=SYSTEM, **given)
    with pytest.raises(Conflict, match=r"repository\.watched_already"):
        watch_folder(actor=SYSTEM, **given)
    (top / "sub").mkdir()
    with pytest.raises(Conflict, match=r"repository\.watched_already"):
        watch_folder(actor=SYSTEM, **given | {"path": "bao/sub"})
    with pytest.raises(Refused):
        unwatch_folder(actor=ANONYMOUS, public_id=made.public_id)
    assert staff.post(f"/vi/repository/watched/{made.public_id}/close").status_code == 403
    assert staff.get(f"/vi/repository/watched/{made.public_id}").status_code == 200
    unwatch_folder(actor=SYSTEM, public_id=made.public_id)
    settings.WATCH_ROOT = ""
    with pytest.raises(Unavailable, match=r"repository\.watching_closed"):
        watch_folder(actor=SYSTEM, **given)


def test_it_comes_round_by_itself_where_a_root_is_set(
    watched: WatchedFolder, top: Path, settings: LazySettings
) -> None:
    folder(top / "a", {"1.jpg": jpeg(), ".ready": b""})
    periodic.start_due()
    jobs.drain()
    assert Job.objects.filter(kind=watching.WATCH, state="done").count() == 1
    assert DigitalObject.objects.count() == 1
    Job.objects.filter(kind=watching.WATCH).update(created_at=timezone.now() - timedelta(hours=1))
    settings.WATCH_ROOT = ""
    periodic.start_due()
    assert Job.objects.filter(kind=watching.WATCH).count() == 1


def test_by_command(top: Path, agency: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("watch", "open", "bao", "--agency", "BAO-DN") == 0
    folder(top / "trống", {})
    folder(top / "a", {"1.jpg": jpeg(), ".ready": b""})
    assert command("watch", "look") == 0
    assert "a: " in capsys.readouterr().out
    shutil.rmtree(top)
    assert command("watch", "look") == 1
    assert command("watch", "close", "bao") == 0
    assert WatchedFolder.objects.filter(closed_at=None).count() == 0
