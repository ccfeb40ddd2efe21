"""Kill -9 in the middle of what cataloguers do: saves, a batch edit, a weeding, a stock-taking. Nothing is lost,
nothing is done twice."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lienthu.marc import iso2709
from lienthu.marc.record import Field, Record
from tests.support.house import House

# A house here is a folder with its own SQLite database, whatever DATABASE_URL the rest of the suite runs on.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "postgres" in os.environ.get("DATABASE_URL", ""),
        reason="these houses have a SQLite file of their own: a second run would be the same",
    ),
]
RECORDS = 600
DESK = "tests.support.desk"


def book(number: int) -> Record:
    return Record("00000nam a2200000 a 4500", [
        Field("001", f"A{number:04}"),
        Field("245", "", "10", [("a", f"Sách số {number}")]),
        Field("852", "", "  ", [("b", "Kho mượn"), ("j", f"HK{2 * number:06}"), ("j", f"HK{2 * number + 1:06}")]),
    ])  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "house")
    house.make_ready()
    path = tmp_path / "a.mrc"
    path.write_bytes(b"".join(iso2709.write(book(number)) for number in range(RECORDS)))
    house.ask("queue", "TINH")
    assert house.run("import", str(path), "--library", "TINH").returncode in (0, 1)
    yield house
    house.stop_all()


def ask(house: House, *arguments: str) -> Any:
    done = house.run(*arguments, module=DESK)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout.splitlines()[-1])


def killed_after(house: House, lines: int, *arguments: str) -> list[str]:
    """Starts it and kills it once it has said so many lines; what it had said by then."""
    process = house.start(*arguments, module=DESK)
    assert process.stdout is not None
    said = [process.stdout.readline().decode().strip() for _ in range(lines)]
    rest = house.kill(process)
    # A line that was cut by the kill was not said.
    return [*said, *rest.decode().split("\n")[:-1]]


def worked(house: House, stages: list[str]) -> None:
    """Workers that are killed when each of the conditions holds, then one that finishes."""
    for sql in stages:
        worker = house.start("worker")
        house.wait_until(lambda sql=sql: house.count(sql) > 0, worker)  # type: ignore[misc]
        house.kill(worker)
    worker = house.start("worker")
    house.wait_until(house.is_idle, worker)
    house.kill(worker)


def test_in_the_middle_of_saves(house: House) -> None:
    told: dict[str, int] = {}
    for lines in (1, 7, 23, 60):
        for line in killed_after(house, lines, "saves", "50"):
            record, version = line.split()
            assert int(version) > told.get(record, 1)  # what was said to be stored is what the next one builds on
            told[record] = int(version)
    found = ask(house, "state")
    assert found["whole"]
    assert all(found["versions"][record] >= version for record, version in told.items())
    # at most the one save that was under way at each kill had not been told
    changed = sum(version - 1 for version in found["versions"].values())
    assert changed - sum(version - 1 for version in told.values()) <= 4
    assert all(
        notes == [f"Lần {n}" for n in range(2, found["versions"][one] + 1)] for one, notes in found["notes"].items()
    )
    assert found["audit"]["catalogue.record_changed"] == changed


def test_in_the_middle_of_a_batch_edit(house: House) -> None:
    assert ask(house, "batch") == {"records": RECORDS}
    changed = "SELECT COUNT(*) >= {} FROM catalogue_batcheditrecord WHERE outcome = 'changed'"
    worked(house, [changed.format(count) for count in (1, 200, 450)])
    found = ask(house, "state")
    assert found["whole"]
    assert set(found["versions"].values()) == {2}
    assert all(notes == ["Kiểm tra 2026"] for notes in found["notes"].values())
    assert found["audit"]["catalogue.record_changed"] == RECORDS


def test_in_the_middle_of_a_weeding(house: House) -> None:
    copies = ask(house, "weed")["copies"]
    assert copies == 2 * RECORDS // 10
    weeded = "SELECT COUNT(*) >= {} FROM catalogue_item WHERE status = 'withdrawn'"
    worked(house, [weeded.format(count) for count in (1, 101)])
    found = ask(house, "state")
    assert found["whole"]
    assert found["outcomes"] == {"weeded": copies}
    assert (found["weeded"], found["weeded_events"], found["executed"]) == (copies, copies, 1)
    assert (found["withdrawn"], found["empty_and_active"]) == (copies // 2, 0)
    assert found["audit"]["catalogue.record_withdrawn"] == copies // 2
    assert found["audit"]["catalogue.weeding_executed"] == 1


def test_in_the_middle_of_scanning(house: House) -> None:
    for lines in (1, 5, 20):
        killed_after(house, lines, "scans", "200")
    assert ask(house, "scans", "200") == {}
    found = ask(house, "state")
    assert (found["scans"], found["found"], found["twice"]) == (200, 200, 0)
