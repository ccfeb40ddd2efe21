"""The union catalogue as MARC files."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lienthu.catalogue.models import Item
from lienthu.catalogue.tests.helpers import library
from lienthu.marc import iso2709
from lienthu.marc.record import Field, Record
from lienthu.union.actions.match_records import match_records
from lienthu.union.commands import ExportUnion
from lienthu.union.exporting import entries
from lienthu.union.models import Entry
from lienthu.union.tests.test_match_records import BOOK, hand_in, set_state
from lienthu.union.tests.test_people import entry_of

pytestmark = pytest.mark.django_db
OWN = (
    Field("852", "", "  ", [("b", "Kho cũ"), ("j", "X1")]),
    Field("911", "", "  ", [("a", "Lan")]),
)
GN = [("a", "GN"), ("b", "Kho đọc"), ("h", "895.9"), ("j", "M1")]


@pytest.fixture
def two() -> list[int]:
    """One book of two libraries, another of one."""
    ids = [hand_in(replace(BOOK, extra=OWN), "TINH"), hand_in(BOOK, "GN"), hand_in(replace(BOOK, year="2014"), "CJ")]
    for record_id, code, number in [(ids[0], "TINH", "D1"), (ids[0], "TINH", "D2"), (ids[1], "GN", "M1")]:
        Item.objects.create(
            record_id=record_id, library=library(code), location="Kho đọc", call_number="895.9", accession_no=number
        )
    match_records(record_ids=ids)
    return ids


def run(out: Path, *words: str) -> int:
    verb = ExportUnion()
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    verb.add_arguments(parser)
    return verb.run(parser.parse_args(["--format", "marc21", "-o", str(out), *words]))


def written(path: Path) -> list[Record]:
    with path.open("rb") as stream:
        return [one.record for one in iso2709.read(stream) if one.record is not None]


def held(record: Record) -> list[list[tuple[str, str]]]:
    return [one.subfields or [] for one in record.all("852")]


def test_an_entry_is_its_best_record_with_every_library(two: list[int], tmp_path: Path) -> None:
    out = tmp_path / "u.mrc"
    assert run(out, "--union") == 0
    first, second = written(out)
    assert first.control("001") == entry_of(two[0]).public_id
    assert held(first) == [[("a", "TINH"), ("b", "Kho đọc"), ("h", "895.9"), ("j", "D1"), ("j", "D2")], GN]
    assert held(second) == [[("a", "CJ")]]
    assert not list(first.all("911", "912")) and b"Lan" not in out.read_bytes()
    assert Entry.objects.count() == 2


def test_one_library_and_its_own_records(two: list[int], tmp_path: Path) -> None:
    out = tmp_path / "u.mrc"
    assert run(out, "--union", "--library", "CJ") == 0
    assert [held(one) for one in written(out)] == [[[("a", "CJ")]]]
    assert run(out, "--source", "--library", "TINH") == 0
    assert [one.control("001") for one in written(out)] == ["x"]


def test_what_is_not_active_is_not_in_it(two: list[int]) -> None:
    set_state(two[0], "restricted")
    set_state(two[2], "withdrawn")
    assert [held(record) for _name, record in entries()] == [[GN]]


def test_a_record_too_long_for_the_format_is_named(tmp_path: Path, capsys: Any) -> None:
    long = tuple(Field("520", "", "  ", [("a", "x" * 9_000)]) for _ in range(12))
    match_records(record_ids=[hand_in(replace(BOOK, extra=long))])
    assert run(tmp_path / "u.mrc", "--union") == 1
    assert Entry.objects.get().public_id in capsys.readouterr().err
