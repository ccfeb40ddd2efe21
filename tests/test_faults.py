"""Real processes that die, fill the disk or get in each other's way: nothing lost, nothing doubled.

What one process can show by itself is in the rooms' own tests (catalogue/tests/test_faults.py, marc/tests).
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lienthu.marc.record import Field, Record
from tests.support import disk
from tests.support.house import House, free_port

# A house here is a folder with its own SQLite database, whatever DATABASE_URL the rest of the suite runs on.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "postgres" in os.environ.get("DATABASE_URL", ""),
        reason="these houses have a SQLite file of their own: a second run would be the same",
    ),
]

MEMBERS = "SELECT COUNT(*) FROM union_member"
REMATCHED = "SELECT COUNT(*) FROM kernel_job WHERE kind = 'union.rematch' AND done"
STORED = "SELECT COUNT(*) FROM catalogue_sourcerecord"
#: What must be the same however often a file was begun; batches and their rows tell of each beginning.
LASTING = ("records", "versions", "items", "entries", "live", "indexed")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with_one = _house(tmp_path / "house")
    yield with_one
    with_one.stop_all()


def _house(folder: Path) -> House:
    house = House(folder)
    house.make_ready()
    return house


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    made = House(tmp_path_factory.mktemp("maker")).ask("make", str(folder), "6000", "3")
    return {code: folder / f"{code}.mrc" for code in made["files"]}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, files: dict[str, Path]) -> dict[str, Any]:
    house = _house(tmp_path_factory.mktemp("calm") / "house")
    try:
        _queue(house, files)
        return _finished(house)
    finally:
        house.stop_all()


@pytest.fixture(scope="module")
def undisturbed_one(tmp_path_factory: pytest.TempPathFactory, files: dict[str, Path]) -> dict[str, Any]:
    """The first file alone."""
    house = _house(tmp_path_factory.mktemp("calm-one") / "house")
    try:
        _queue(house, _first(files))
        return _finished(house)
    finally:
        house.stop_all()


def _first(files: dict[str, Path]) -> dict[str, Path]:
    return dict(list(files.items())[:1])


def _queue(house: House, files: dict[str, Path]) -> None:
    for code, path in files.items():
        house.ask("queue", code, str(path))


def _finished(house: House) -> dict[str, Any]:
    """The worker does what is left; then what the house holds."""
    worker = house.start("worker")
    house.wait_until(house.is_idle, worker)
    house.kill(worker)
    found: dict[str, Any] = house.ask("digest")
    assert found["parked"] == 0
    return found


def test_kill_9_at_every_stage_loses_and_doubles_nothing(
    house: House, files: dict[str, Path], undisturbed: dict[str, Any]
) -> None:
    assert undisturbed["records"][0] > 5_000
    assert undisturbed["live"] == undisturbed["indexed"] == undisturbed["entries"][0]
    _queue(house, files)
    stages = [(STORED, 1), (STORED, 2_500), (MEMBERS, 1), (MEMBERS, 2_000), (MEMBERS, 4_500)]
    for sql, least in stages:
        worker = house.start("worker")
        house.wait_until(lambda sql=sql, least=least: house.count(sql) >= least, worker)  # type: ignore[misc]
        house.kill(worker)
    assert _finished(house) == undisturbed


def test_kill_9_while_everything_is_matched_again(
    house: House, files: dict[str, Path], undisturbed: dict[str, Any]
) -> None:
    _queue(house, files)
    assert _finished(house) == undisturbed
    command = house.start("union", "rematch")
    house.wait_until(lambda: house.count(f"{REMATCHED} > 0") > 0, command)
    house.kill(command)
    worker = house.start("worker")
    house.wait_until(lambda: house.count(f"{REMATCHED} > 2000") > 0, worker)
    house.kill(worker)
    assert _finished(house) == undisturbed
    assert house.count(f"{REMATCHED} >= 5000 AND state = 'done'") == 1


def test_signals_to_every_process_of_a_run_lose_and_double_nothing(
    house: House, files: dict[str, Path], undisturbed: dict[str, Any]
) -> None:
    """As Ctrl-C in a terminal, the end of a session or the service manager send them: to all at once, twice too."""
    _queue(house, files)
    stages = [
        (STORED, [signal.SIGTERM]),
        (STORED, [signal.SIGINT, signal.SIGINT]),
        (MEMBERS, [signal.SIGTERM, signal.SIGINT]),
    ]
    for sql, numbers in stages:
        before = house.count(sql)
        launcher = house.start(
            "--no-demo", f"--port={free_port()}", f"--data={house.data}", module="lienthu.config.launcher"
        )
        house.wait_until(lambda sql=sql, before=before: house.count(sql) > before, launcher)  # type: ignore[misc]
        everyone = house.processes()
        assert launcher.pid in everyone and len(everyone) >= 5, "launcher, web server, worker and its lanes"
        assert not house.is_idle()
        for number in numbers:
            house.tell(everyone, number)
        said = launcher.communicate(timeout=120)[1].decode()
        assert (launcher.returncode, house.processes()) == (0, set()), said
        assert "Traceback" not in said, said
        # What was in hand has been finished and given back: the next run need not wait for a lease to end.
        assert house.count("SELECT COUNT(*) FROM kernel_job WHERE state = 'running'") == 0
    assert _finished(house) == undisturbed


def test_a_killed_command_goes_on_in_the_worker(house: House, files: dict[str, Path]) -> None:
    code, path = next(iter(files.items()))
    house.ask("queue", code)  # makes the library only
    command = house.start("import", str(path), "--library", code)
    house.wait_until(lambda: house.count("SELECT COUNT(*) FROM kernel_job") > 0, command)
    house.kill(command)
    found = _finished(house)
    records = path.read_bytes().count(b"\x1d")
    assert found["rows"][0] == records
    assert found["records"][0] == found["versions"][0]
    assert house.count(f"{STORED} WHERE version > 1") == 0
    again = json.loads(house.run("import", str(path), "--library", code, "--json").stdout)
    assert (again["unchanged"], again["accepted"], again["repaired"]) == (records - again["rejected"], 0, 0)


def test_two_commands_with_one_file_at_once(house: House, files: dict[str, Path]) -> None:
    code, path = next(iter(files.items()))
    house.ask("queue", code)
    both = [house.start("import", str(path), "--library", code, "--json") for _ in range(2)]
    answers = [process.communicate(timeout=120) for process in both]
    codes = sorted(process.returncode for process in both)
    records = path.read_bytes().count(b"\x1d")
    assert codes[0] in (0, 1)
    for (out, err), process in zip(answers, both, strict=True):
        if process.returncode == 2:
            assert err.decode().strip().count("\n") == 0, err
            assert "Traceback" not in err.decode()
        else:
            assert json.loads(out)["rows"] == records
    assert house.count(f"{STORED} WHERE version > 1") == 0
    assert house.count("SELECT COUNT(*) FROM catalogue_sourceversion") == house.count(STORED)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disk.small_disk(tmp_path / "disk") as folder:
        yield folder


@pytest.mark.parametrize("room", [100_000, 1_500_000])
def test_a_full_disk_is_said_and_the_import_goes_on_when_there_is_room(
    small_disk: Path, files: dict[str, Path], undisturbed_one: dict[str, Any], room: int
) -> None:
    house = _house(small_disk / "house")
    code, path = next(iter(files.items()))
    house.ask("queue", code)
    disk.resize(small_disk, room)
    try:
        failed = house.run("import", str(path), "--library", code)
        assert failed.returncode == 2
        said = failed.stderr.decode().strip()
        assert "Traceback" not in said and "\n" not in said, said
        assert said
        disk.resize(small_disk, 150_000_000)
        done = house.run("import", str(path), "--library", code, "--json")
        records = path.read_bytes().count(b"\x1d")
        assert json.loads(done.stdout)["rows"] == records
        found = _finished(house)
        assert {name: found[name] for name in LASTING} == {name: undisturbed_one[name] for name in LASTING}
    finally:
        house.stop_all()


def test_a_disk_that_fills_under_the_worker_costs_nothing_but_the_time(
    small_disk: Path, files: dict[str, Path], undisturbed_one: dict[str, Any]
) -> None:
    house = _house(small_disk / "house")
    try:
        _queue(house, _first(files))
        worker = house.start("worker")
        house.wait_until(lambda: house.count(STORED) >= 1, worker)
        disk.resize(small_disk, 100_000)
        house.wait_until(lambda: disk.is_full(small_disk), worker)
        house.kill(worker, leases=False)  # the disk has no room to write that they have run out
        disk.resize(small_disk, 150_000_000)
        house.run_out()
        house.ask("resume")
        assert _finished(house) == undisturbed_one
    finally:
        house.stop_all()


def test_a_file_of_two_gigabytes_is_refused_by_the_limit(house: House, tmp_path: Path) -> None:
    house.ask("queue", "TINH")
    house.settings["LIENTHU_IMPORT_MAX_BYTES"] = str(64 * 1024**2)
    huge = tmp_path / "lon.mrc"
    with huge.open("wb") as out:
        out.truncate(2 * 1024**3)
    refused = house.run("import", str(huge), "--library", "TINH")
    assert refused.returncode == 2
    assert "64" in refused.stderr.decode()
    assert list((house.data / "imports").rglob("incoming-*")) == []
    assert house.count("SELECT COUNT(*) FROM catalogue_importbatch") == 0


def test_too_long_for_iso_2709_is_named_and_goes_out_as_marcxml(house: House, tmp_path: Path) -> None:
    from lienthu.marc import marcxml  # noqa: PLC0415

    long_field = Record(fields=[Field("001", "A1"), _data("245", "Sách"), _data("520", "Rừng " * 20_000)])
    long_record = Record(fields=[Field("001", "A2"), _data("245", "Sách"), *[_data("500", "x" * 9_000)] * 12])
    fine = Record(fields=[Field("001", "A3"), _data("245", "Sách")])
    source = tmp_path / "a.xml"
    source.write_bytes(b"".join(marcxml.write_collection([long_field, long_record, fine])))
    house.ask("queue", "TINH")
    assert house.run("import", str(source), "--library", "TINH").returncode in (0, 1)
    as_iso = house.run("export", "--format", "marc21", "--library", "TINH", "-o", str(tmp_path / "out.mrc"))
    assert as_iso.returncode == 1
    said = as_iso.stderr.decode()
    assert "A1" in said and "A2" in said and "MARCXML" in said
    assert (tmp_path / "out.mrc").read_bytes().count(b"\x1d") == 1
    as_xml = house.run("export", "--format", "marcxml", "--library", "TINH", "-o", str(tmp_path / "out.xml"))
    assert as_xml.returncode == 0
    assert (tmp_path / "out.xml").read_text(encoding="utf-8").count("Rừng ") == 20_000


def _data(tag: str, text: str) -> Field:
    return Field(tag, "", "  ", [("a", text)])
