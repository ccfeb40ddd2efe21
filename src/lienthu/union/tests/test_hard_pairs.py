"""Hand-written hard pairs (hard_pairs.txt), foreign names, pen names: what a cataloguer knows, as exact cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthu.marc.record import Field, Record
from lienthu.union.rules import names
from lienthu.union.rules.features import features
from lienthu.union.rules.score import Verdict, judge

SOURCE = Path(__file__).with_name("hard_pairs.txt")


def parsed(line: str) -> dict[str, list[str]]:
    """Field texts by tag, in the notation `245 $aToán 6.$nT.1 | 100 -`."""
    found: dict[str, list[str]] = {}
    for part in line.split("|"):
        tag, _, text = part.strip().partition(" ")
        found.setdefault(tag, []).append(text)
    return found


def record(fields: dict[str, list[str]]) -> Record:
    made = Record(fields["LDR"][0] if "LDR" in fields else "00000nam a2200000 a 4500")
    for tag, texts in fields.items():
        for text in texts:
            if tag == "LDR" or text == "-":
                continue
            if tag < "010":
                made.fields.append(Field(tag, text))
            else:
                made.fields.append(Field(tag, "", "  ", [(cell[0], cell[1:].strip()) for cell in text.split("$")[1:]]))
    return made


def pairs() -> Iterator[tuple[bool, str, str]]:
    base = ""
    for line in SOURCE.read_text("utf-8").splitlines():
        if line.startswith("= "):
            base = line[2:]
        elif line[:1] in ("+", "-"):
            yield line.startswith("+"), base, line[2:]


def judged(base: str, change: str) -> Verdict:
    one = parsed(base)
    other = one | parsed(change) if change else one
    return judge(features(record(one)), features(record(other))).verdict


def test_no_different_pair_is_merged() -> None:
    assert [(base, change) for same, base, change in pairs() if not same and judged(base, change) == "same"] == []


def test_every_same_pair_is_merged() -> None:
    assert [(base, change) for same, base, change in pairs() if same and judged(base, change) != "same"] == []


def test_there_are_many_of_both() -> None:
    signs = [same for same, _, _ in pairs()]
    assert signs.count(True) > 150
    assert signs.count(False) > 150


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Bố, Xuân Hổ", "bố hổ xuân"),
        ("PGS. TS. Bố Xuân Hổ", "bố hổ xuân"),
        ("Thạc, Nguyễn Văn", "nguyễn thạc văn"),
        ("Thạc sĩ Nguyễn Văn An", "an nguyễn văn"),
        ("Tô-Hoài", "hoài tô"),
        ("Huy-gô, Vích-to", "hugo víchto"),
        ("Lép Tôn-xtôi", "lép tolstoy"),
        ("Nhiều tác giả", ""),
        ("Các Mác", "karl marx"),
        ("Dumas, Alexandre (cha)", "alexandre cha dumas"),
    ],
)
def test_a_name_has_one_key(heading: str, key: str) -> None:
    assert names.person(heading) == key


def test_pen_names_are_one_person_when_a_table_says_so() -> None:
    table = names.person_table({"Nam Cao": ["Trần Hữu Tri"], "Tố Hữu": ["Nguyễn Kim Thành", "Lành"]})
    base = "100 $aNam Cao | 245 $aSống mòn /$cNam Cao | 260 $bVăn học$c1956 | 300 $a250tr."
    one = record(parsed(base))
    other = record(parsed(base) | parsed("100 $aTrần, Hữu Tri | 245 $aSống mòn /$cTrần Hữu Tri"))
    assert judge(features(one), features(other)).verdict is Verdict.DIFFERENT
    found = judge(features(one, persons=table), features(other, persons=table))
    assert found.verdict is Verdict.SAME
    assert "name.equal" in found.reasons
    assert features(one).names == features(one, persons=table).names == ["cao nam"]
