"""The files a library hands in: whole, countable, and damaged just as declared."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import openpyxl
import orjson
import pymarc
import pytest

from lienthu.config.demo.files import SHAPES, Manifest, write_files
from lienthu.config.demo.plan import sizes
from lienthu.config.demo.records import records
from lienthu.marc.reading import read

TOTAL = 2_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    write_files(path, TOTAL)
    return path


def entries(folder: Path) -> dict[str, dict[str, object]]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["total"] == TOTAL
    return {entry["library"]: entry for entry in manifest["files"]}


def test_manifest_lists_every_file_with_counts(folder: Path) -> None:
    found = entries(folder)
    assert {code: entry["records"] for code, entry in found.items()} == sizes(TOTAL)
    assert {path.name for path in folder.iterdir()} == {entry["file"] for entry in found.values()} | {"manifest.json"}
    assert sum(entry["secret"] for entry in found.values()) > 0  # type: ignore[misc]


def test_the_same_files_twice(folder: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    manifest = write_files(tmp_path, TOTAL, progress=lambda code, count: told.append((code, count)))
    assert isinstance(manifest, Manifest) and dict(told) == sizes(TOTAL)
    for path in folder.iterdir():
        other = (tmp_path / path.name).read_bytes()
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(other).digest(), path.name


def test_marc_files_hold_their_records(folder: Path) -> None:
    found = entries(folder)
    with (folder / "tinh.mrc").open("rb") as file:
        assert sum(record is not None for record in pymarc.MARCReader(file)) == found["TINH"]["records"]
    assert len(pymarc.parse_xml_to_array(str(folder / "gia-nghia.xml"))) == found["GN"]["records"]
    assert (folder / "cu-jut.iso").read_bytes().count(b"\x1d") == found["CJ"]["records"]
    assert (folder / "cdcd.iso").read_bytes().count(b"\x1d") == found["CDCD"]["records"]
    for name, code in (("dak-rlap.iso", "DR"), ("dak-song.iso", "DS")):
        assert (folder / name).read_bytes().count(b"\r\n##\r\n") == found[code]["records"]
    lines = (folder / "cong-an.jsonl").read_bytes().splitlines()
    assert len(lines) == found["CA"]["records"]
    assert "245" in {tag for field in orjson.loads(lines[0])["fields"] for tag in field}


def test_dialect_b_lengths_are_right(folder: Path) -> None:
    data = (folder / "dak-mil.iso").read_bytes().removeprefix(b"\xef\xbb\xbf")
    at = count = 0
    while at < len(data):
        length = int(data[at : at + 5])
        assert data[at + length - 2 : at + length] == b"##"
        at += length
        count += 1
    assert count == entries(folder)["DM"]["records"]


def test_csv_files(folder: Path) -> None:
    found = entries(folder)
    text = (folder / "tuy-duc.csv").read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text), delimiter=";"))) == found["TD"]["records"]
    text = (folder / "dak-glong.csv").read_bytes().decode("cp1258")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 1 + found["DG"]["records"]  # type: ignore[operator]


def test_workbooks_are_as_messy_as_declared(folder: Path) -> None:
    found = entries(folder)
    book = openpyxl.load_workbook(folder / "chu-van-an.xlsx")
    assert book.sheetnames == ["SGK", "STK", "SNV"]
    rows = [row for tab in book for row in tab.iter_rows(values_only=True)]
    titled = [row for row in rows if row[4] and row[1] and str(row[1]).startswith("HK-")]
    assert len(titled) == found["THPTCVA"]["records"]
    headers = [row for row in rows if row[4] == "Tên sách"]
    assert len(headers) >= 3
    assert book["SGK"].merged_cells.ranges
    legacy = openpyxl.load_workbook(folder / "nguyen-trai.xlsx")
    assert [cell.value for cell in legacy["Sach giao khoa"][4]][3] == "Tªn s¸ch"
    assert [cell.value for cell in legacy["Sach tham khao"][4]][3] == "Teân saùch"


@pytest.mark.parametrize("code", ["TINH", "GN", "CJ", "DM", "DR", "CDCD", "BCHQS", "CA"])
def test_the_house_reads_every_record_of_every_dialect(folder: Path, code: str) -> None:
    with (folder / SHAPES[code].file).open("rb") as file:
        found = list(read(file))
    written = [record for _, record in records(code, TOTAL)]
    assert len(found) == len(written)
    for raw, record in zip(found, written, strict=True):
        assert raw.record is not None
        assert raw.record.control("001") == record.control("001")
        if code != "CJ":  # TCVN3 is repaired by `text`, above the reader
            assert raw.record.first("245", "a") == record.first("245", "a")
