"""Every file of the collected real data: records and reported faults account for every byte."""

import collections
import io
import json
import logging
import os
import re
import sys
import unicodedata
from pathlib import Path

import pymarc
import pytest

from lienthu.marc import charset, marcxml, reading
from lienthu.marc.detect import Format, detect
from lienthu.marc.fields import Bib
from lienthu.marc.holdings import items
from lienthu.marc.iso2709 import TooLong, write
from lienthu.marc.marc21 import RULES
from lienthu.marc.record import from_compact, to_compact
from lienthu.marc.validation import validate

SHARED = Path(os.environ.get("LIENTHU_SHARED", Path(__file__).parents[5] / "shared"))
MARC = SHARED / "data" / "marc"
FILLER = b"\r\n\0 \t\x1a\xef\xbb\xbf"
XML_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:leader|datafield|controlfield)[\s>]")
SETS = sorted(path.name for path in MARC.iterdir() if path.is_dir()) if MARC.is_dir() else []

pytestmark = pytest.mark.shared


def test_the_shared_data_is_there():
    """Without it the others would have nothing to read and say nothing."""
    assert SETS


def files(name: str):
    for path in sorted((MARC / name).rglob("*")):
        if path.is_file() and path.suffix not in (".md", ".sql", ".gz", ".zip"):
            data = path.read_bytes()
            fmt = detect(data, path.name)
            if fmt in reading.READERS:
                yield path, data, fmt


def uncovered(data: bytes, found) -> bytes:
    """The bytes that are in no piece."""
    gaps, position = [], 0
    for item in found:
        assert data[item.offset : item.offset + len(item.raw)] == item.raw
        gaps.append(data[position : item.offset])
        position = item.offset + len(item.raw)
    return b"".join([*gaps, data[position:]])


@pytest.mark.parametrize("name", SETS)
def test_nothing_is_dropped_silently(name):
    seen = 0
    for path, data, fmt in files(name):
        found = list(reading.read(io.BytesIO(data), fmt))
        seen += len(found)
        assert all(item.record is not None or item.faults for item in found), path
        if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (fmt is Format.MARCXML and b"ISO-8859" in data[:100]):
            continue  # read as UTF-8: other offsets
        rest = uncovered(data, found)
        if fmt is Format.MARCXML:
            assert not XML_CONTENT.search(re.sub(rb"<!--.*?-->", b"", rest, flags=re.DOTALL)), path
        elif fmt is Format.MARCJSON:
            assert not rest.strip(b"[], " + FILLER), path
        else:
            assert not rest.strip(FILLER), path
    if name not in ("koha",):
        assert seen > 0


@pytest.mark.parametrize("name", SETS)
def test_every_record_survives_every_use(name):
    for path, data, fmt in files(name):
        for item in reading.read(io.BytesIO(data), fmt):
            record = item.record
            if record is None:
                continue
            validate(record)
            items(record)
            bib = Bib(record)
            assert isinstance((bib.full_title, bib.creators, bib.years, bib.isbns, bib.subjects), tuple)
            assert from_compact(to_compact(record)) == record
            again = marcxml.parse(marcxml.write(record).encode()).record
            assert again is not None, path
            assert len(again.fields) == len(record.fields), path
            try:
                back = list(reading.read(io.BytesIO(write(record)), Format.MARC21))
            except TooLong:
                continue
            assert len(back) == 1, path
            tags = [field.tag for field in record.fields]
            if all(map(str.isascii, tags)):
                assert [field.tag for field in back[0].record.fields] == tags, path


def pymarc_count(data: bytes) -> tuple[int, int]:
    logging.disable(logging.CRITICAL)
    saved, sys.stderr = sys.stderr, io.StringIO()
    counts = collections.Counter()
    try:
        for record in pymarc.MARCReader(io.BytesIO(data)):
            counts[record is None] += 1
    except Exception:  # pymarc gives up on the rest of the file
        counts[True] += 1
    finally:
        sys.stderr = saved
        logging.disable(logging.NOTSET)
    return counts[False], counts[True]


@pytest.mark.parametrize("name", SETS)
def test_never_fewer_records_than_pymarc(name):
    for path, data, fmt in files(name):
        if fmt is not Format.MARC21:
            continue
        good, bad = pymarc_count(data)
        found = list(reading.read(io.BytesIO(data), fmt))
        ours = sum(item.record is not None for item in found)
        assert ours >= good, path
        if not bad:
            assert len(found) == good, path


def test_marc8_lines_agree_with_their_utf8():
    folder = MARC / "pymarc"
    pairs = zip(
        (folder / "test_marc8.txt").read_bytes().split(b"\n"),
        (folder / "test_utf8.txt").read_bytes().split(b"\n"),
        strict=True,
    )
    for old, new in pairs:
        assert charset.marc8(old) == unicodedata.normalize("NFC", new.decode())


#: Where `marc21` differs from the schema of `shared/data/lists/marc-schema` on purpose: tag → codes, or `R`.
SINCE_OR_BEFORE = {
    # Defined in the format's later updates: authority numbers, notes of coded dates, physical and sound details,
    # canceled ISSN of series, linked addresses, and data provenance ($7, $l, $y or $e by field).
    **dict.fromkeys(("022", "072", "082", "083", "653"), "01"),
    "046": "3xzR", "245": "7", "340": "lpq", "344": "i", "348": "cd", "490": "yz", "532": "3", "580": "5",
    "533": "y", "800": "y", "810": "y", "811": "y", "830": "y", "856": "eghlnqrt",
    **dict.fromkeys(("760", "762", "765", "767", "770", "772", "773", "774", "775", "776", "777"), "l"),
    **dict.fromkeys(("780", "785", "786", "787"), "l"),
    # $0 repeats wherever it is defined; these three fields stand once.
    "310": "0", "321": "0", "066": "R", "507": "R", "514": "R",
}  # fmt: skip


def test_the_field_table_agrees_with_an_independent_schema():
    """The table was written from the standard; the schema, which is another people's work, only judges it."""
    schema = json.loads((SHARED / "data/lists/marc-schema/marc-schema.json").read_text())["fields"]
    facts, differing = 0, {}
    for tag, rule in RULES.items():
        theirs = schema.get(tag)
        if theirs is None or rule.codes is None:
            continue
        ours = {code: code not in rule.once for code in rule.codes} | {"R": rule.repeatable}
        judged = {code: one["repeatable"] for code, one in (theirs.get("subfields") or {}).items()}
        judged["R"] = theirs["repeatable"]
        for code in ours.keys() | judged.keys():
            facts += 1
            if ours.get(code) != judged.get(code):
                differing.setdefault(tag, set()).add(code)
    assert facts > 2400
    assert sum(map(len, differing.values())) <= 0.03 * facts
    assert differing == {tag: set(codes) for tag, codes in SINCE_OR_BEFORE.items()}
