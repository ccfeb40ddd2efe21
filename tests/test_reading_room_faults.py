"""The reading room of a real house whose worker dies at every stage, taking in, recognition, publication, and whose
disk fills."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lienthu.repository.tests.helpers import scanner
from tests.support import disk
from tests.support.house import House

# A house here is a folder with its own SQLite database, whatever DATABASE_URL the rest of the suite runs on.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "postgres" in os.environ.get("DATABASE_URL", ""),
        reason="these houses have a SQLite file of their own: a second run would be the same",
    ),
]
DOCUMENTS = 12
TAKEN = "SELECT COUNT(*) FROM repository_depositfile WHERE state = 'taken'"
PAGES = "SELECT COUNT(*) FROM repository_page"
READ = "SELECT COUNT(*) FROM repository_pagetext WHERE origin = 'ocr'"
STOPPED = "SELECT COUNT(*) FROM kernel_job WHERE state = 'failed'"
PUBLISHED = "SELECT COUNT(*) FROM repository_digitalobject WHERE state = 'published'"


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    short = tempfile.mkdtemp()  # a socket's path has at most 107 bytes
    with scanner(Path(short) / "clamd.sock"):
        yield f"{short}/clamd.sock"
    shutil.rmtree(short)


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lot") / "lot"
    assert _ask(House(tmp_path_factory.mktemp("maker")), "make", str(folder), str(DOCUMENTS)) == {"files": 60}
    return folder


def _ask(house: House, *arguments: str) -> Any:
    done = house.run(*arguments, module="tests.support.reading_room")
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def _house(folder: Path, clamd: str) -> House:
    house = House(folder, {"LIENTHU_CLAMD": clamd})
    house.make_ready()
    return house


def _finished(house: House) -> dict[str, Any]:
    worker = house.start("worker")
    house.wait_until(house.is_idle, worker)
    house.kill(worker)
    found: dict[str, Any] = _ask(house, "digest")
    return found


def _killed_at(house: House, *stages: tuple[str, int]) -> None:
    for sql, least in stages:
        worker = house.start("worker")
        house.wait_until(lambda sql=sql, least=least: house.count(sql) >= least, worker)  # type: ignore[misc]
        house.kill(worker)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, lot: Path, clamd: str) -> list[dict[str, Any]]:
    """After taking in with recognition, and after publication."""
    house = _house(tmp_path_factory.mktemp("calm") / "house", clamd)
    try:
        _ask(house, "queue", str(lot))
        taken = _finished(house)
        _ask(house, "publish")
        return [taken, _finished(house)]
    finally:
        house.stop_all()


def test_kill_9_at_every_stage_loses_and_doubles_nothing(
    tmp_path: Path, lot: Path, clamd: str, undisturbed: list[dict[str, Any]]
) -> None:
    calm_taken, calm_published = undisturbed
    assert (calm_taken["deposit_files"][0], calm_taken["pages"][0], calm_taken["texts"][0]) == (60, 84, 84)
    assert (calm_taken["stored"]["masters"][0], calm_taken["stored"]["quarantine"][0]) == (60, 0)
    assert (calm_taken["failed"], calm_taken["masters_that_are_not_their_name"]) == ([], 0)
    house = _house(tmp_path / "house", clamd)
    try:
        _ask(house, "queue", str(lot))
        _killed_at(house, (TAKEN, 1), (PAGES, 1), (PAGES, 40), (READ, 1), (READ, 25))
        assert _finished(house) == calm_taken
        _ask(house, "publish")
        _killed_at(house, (PUBLISHED, 1), (PUBLISHED, 6))
        assert _finished(house) == calm_published
        assert house.count(PUBLISHED) == DOCUMENTS
    finally:
        house.stop_all()


def test_a_flipped_bit_in_a_master_is_named_with_its_place(tmp_path: Path, lot: Path, clamd: str) -> None:
    house = _house(tmp_path / "house", clamd)
    try:
        _ask(house, "queue", str(lot))
        _finished(house)
        masters = sorted(path for path in (house.data / "masters").rglob("*") if path.is_file())
        assert house.run("fixity", "run").returncode == 0
        flipped = masters[7]
        data = bytearray(flipped.read_bytes())
        data[len(data) // 2] ^= 1
        flipped.write_bytes(bytes(data))
        found = house.run("fixity", "run")
        said = found.stdout.decode()
        assert (found.returncode, str(flipped.relative_to(house.data)) in said) == (1, True)
        assert [path.name for path in masters if path.name in said] == [flipped.name]
        data[len(data) // 2] ^= 1
        flipped.write_bytes(bytes(data))
        assert house.run("fixity", "run").returncode == 0
    finally:
        house.stop_all()


@pytest.fixture(scope="module")
def small_lot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "lot"
    assert _ask(House(tmp_path_factory.mktemp("small-maker")), "make", str(folder), "3") == {"files": 15}
    return folder


def _names_of(folder: Path) -> list[Any]:
    """As `digest` tells of the masters: how many, and a digest of their names."""
    names = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file())
    return [len(names), hashlib.sha256("\n".join(sorted(map(repr, names))).encode()).hexdigest()]


def test_two_deposits_of_the_same_files_at_once_are_both_whole(tmp_path: Path, small_lot: Path, clamd: str) -> None:
    """The bytes are kept once, and neither deposit clears away what the other still needs."""
    house = _house(tmp_path / "house", clamd)
    try:
        both = [house.start("queue", str(small_lot), module="tests.support.reading_room") for _ in range(2)]
        assert [json.loads(process.communicate()[0]) for process in both] == [{"files": 15}] * 2
        found = _finished(house)
        assert (house.count(TAKEN), found["failed"], found["masters_that_are_not_their_name"]) == (30, [], 0)
        assert [found[name][0] for name in ("deposits", "deposit_files", "pages", "texts")] == [2, 30, 42, 42]
        assert (found["stored"]["masters"], found["stored"]["quarantine"][0]) == (_names_of(small_lot), 0)
    finally:
        house.stop_all()


def test_a_disk_that_fills_during_recognition_costs_nothing_but_the_time(
    tmp_path: Path, small_lot: Path, clamd: str
) -> None:
    with disk.small_disk(tmp_path / "disk") as folder:
        house = _house(folder / "house", clamd)
        try:
            _ask(house, "queue", str(small_lot))
            _killed_at(house, (READ, 1))
            disk.resize(folder, 150_000)
            worker = house.start("worker")
            house.wait_until(lambda: disk.is_full(folder) or house.count(STOPPED) > 0, worker)
            house.kill(worker, leases=False)  # the disk has no room to write that they have run out
            assert 1 <= house.count(READ) < 12
            disk.resize(folder, 2 * 1024**3)
            house.run_out()
            _ask(house, "take_up")
            found = _finished(house)
            assert (found["texts"][0], found["failed"], found["parked"]) == (21, [], 0)
            assert house.count(f"{READ} AND fault = '' AND version = 1") == 12
            assert (found["stored"]["masters"], found["masters_that_are_not_their_name"]) == (_names_of(small_lot), 0)
        finally:
            house.stop_all()
