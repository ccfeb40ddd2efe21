"""What the matcher decides: every class of the labelled pairs, and single cases with exact reasons."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lienthu.marc import marcjson
from lienthu.union.rules.features import Features, features
from lienthu.union.rules.keys import MAX_KEYS, keys
from lienthu.union.rules.score import Verdict, judge
from lienthu.union.rules.weights import WEIGHTS
from lienthu.union.sentences import REASONS
from lienthu.union.tests.pairs import Book, Pair, all_pairs, record

PAIRS = all_pairs()
CLASSES: dict[tuple[bool, str], list[Pair]] = defaultdict(list)
for _pair in PAIRS:
    CLASSES[_pair.same, _pair.cls].append(_pair)
SHARED = Path(os.environ.get("LIENTHU_SHARED", Path(__file__).resolve().parents[5] / "shared")) / "data"


def verdict(pair: Pair) -> Verdict:
    return judge(features(pair.a), features(pair.b)).verdict


@pytest.mark.parametrize("cls", sorted(cls for same, cls in CLASSES if not same))
def test_no_hazard_is_merged(cls: str) -> None:
    assert [pair for pair in CLASSES[False, cls] if verdict(pair) is Verdict.SAME] == []


@pytest.mark.parametrize("cls", sorted(cls for same, cls in CLASSES if same))
def test_equivalent_records_are_found_and_merged(cls: str) -> None:
    for pair in CLASSES[True, cls]:
        a, b = features(pair.a), features(pair.b)
        found = judge(a, b)
        assert found.verdict is Verdict.SAME, (pair.a.first("245", "a"), pair.b.first("245", "a"), found)
        assert set(keys(a)) & set(keys(b)), (pair.a, pair.b)


def test_few_pairs_are_left_to_people() -> None:
    undecided = sum(verdict(pair) is Verdict.REVIEW for pair in PAIRS)
    assert len(PAIRS) > 800
    assert undecided <= 0.05 * len(PAIRS)


def test_the_order_of_two_records_does_not_matter() -> None:
    for pair in PAIRS:
        one = judge(features(pair.a), features(pair.b))
        other = judge(features(pair.b), features(pair.a))
        assert (one.verdict, one.score) == (other.verdict, other.score), pair


def test_stopping_early_never_changes_the_verdict() -> None:
    for pair in PAIRS:
        a, b = features(pair.a), features(pair.b)
        assert judge(a, b).verdict is judge(a, b, whole=False).verdict


SAID = st.builds(
    Features,
    title=st.sampled_from(["giải tích", "dế mèn phiêu lưu ký", "de men phieu luu ky", "dế mèn phiêu lưu", "má"]),
    rest=st.sampled_from(["", "truyện", "lý thuyết và bài tập"]),
    parts=st.sampled_from([[], ["1"], ["2"]]),
    grade=st.sampled_from(["", "5"]),
    names=st.sampled_from(
        [[], ["tô hoài"], ["tô hoại"], ["hoài tô nguyễn"], ["tolstoy lev"], ["l tolstoy", "tô hoài"]]
    ),
    translators=st.sampled_from([[], ["anh vũ"]]),
    bodies=st.sampled_from([[], ["bộ giáo dục"], ["viện toán"]]),
    edition=st.sampled_from(["", "f", "e2", "r1"]),
    publisher=st.sampled_from(["", "kim dong", "giao duc"]),
    year=st.sampled_from([0, 1999, 2012]),
    pages=st.sampled_from([0, 100, 103, 148]),
    size=st.sampled_from([0, 19, 27]),
    isbns=st.sampled_from([[], ["9786042000017"], ["9786042000024"]]),
    languages=st.sampled_from([[], ["vie"], ["eng"], ["eng", "vie"]]),
    series=st.sampled_from(["", "tủ sách vàng", "tủ sách tuổi hoa"]),
    marked=st.booleans(),
)


@given(SAID, SAID, st.sampled_from(["name.equal", "body.equal", "series.equal", "pages.differ"]), st.floats(-9, 9))
@settings(max_examples=1500)
def test_stopping_early_never_changes_a_verdict(a: Features, b: Features, code: str, weight: float) -> None:
    """Whatever people's decisions have made of the weights."""
    weights = {**WEIGHTS, code: weight}
    assert judge(a, b, weights=weights).verdict is judge(a, b, whole=False, weights=weights).verdict


MEN = Book("Dế mèn phiêu lưu ký", author="Tô Hoài", publisher="Kim Đồng", year="2012", extent="148tr.")


SAME, REVIEW, DIFFERENT = Verdict.SAME, Verdict.REVIEW, Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("change", "reason", "verdict"),
    [
        ({"part": "T.2"}, "part.one_side", REVIEW),
        ({"year": "2013"}, "year.differs", DIFFERENT),
        ({"edition": "Tái bản lần thứ 3"}, "edition.one_side", SAME),
        ({"title": "Dế mến phiêu lưu ký"}, "title.marks_differ", DIFFERENT),
        ({"title": "Dế mèn phiu lưu ký"}, "title.one_word_differs", DIFFERENT),
        ({"title": "Dế mèn phiêu lưu kí"}, "title.equal", SAME),
        ({"title": "De men phieu luu ky"}, "title.equal_unmarked", SAME),
        ({"title": "Dế mèn phiêuu lưu ký"}, "title.slip", SAME),
        ({"title": "Dế mèn phiêu lưu ký 2"}, "title.number_one_side", REVIEW),
        ({"rest": "sách giáo viên"}, "kind.differs", DIFFERENT),
        ({"publisher": "Nhà xuất bản Kim Đồng"}, "publisher.equal", SAME),
        ({"publisher": "Trẻ"}, "publisher.differs", REVIEW),
        ({"extent": "150 trang"}, "pages.close", SAME),
        ({"extent": "250 trang"}, "pages.differ", REVIEW),
        ({"carrier": "i"}, "carrier.differs", DIFFERENT),
        ({"language": "fre"}, "language.differs", DIFFERENT),
    ],
)
def test_one_change_gives_its_reason(change: dict[str, str], reason: str, verdict: Verdict) -> None:
    found = judge(features(record(MEN)), features(record(replace(MEN, **change))))
    assert reason in found.reasons
    assert found.verdict is verdict, found


def test_the_contributions_are_visible() -> None:
    found = judge(features(record(MEN)), features(record(MEN)))
    assert found.contributions() == [
        ("title.equal", 5.0),
        ("title.long", 0.8),
        ("year.equal", 1.5),
        ("publisher.equal", 1.2),
        ("pages.equal", 2.0),
        ("size.equal", 0.2),
        ("name.equal", 3.0),
    ]


def test_every_reason_has_a_sentence_and_a_weight() -> None:
    assert set(REASONS) == set(WEIGHTS)


def test_features_survive_storage() -> None:
    for pair in PAIRS:
        said = features(pair.a)
        assert Features.from_blob(said.to_blob()).to_blob() == said.to_blob()


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_any_text_can_be_compared(title: str, rest: str, author: str, extent: str) -> None:
    said = features(record(replace(MEN, title=title, rest=rest, author=author, extent=extent, statement=author)))
    assert len(keys(said)) <= MAX_KEYS
    assert all(-(2**63) <= key < 2**63 for key in keys(said))
    assert judge(said, Features.from_blob(said.to_blob())).verdict in list(Verdict)


WORDS = st.lists(
    st.sampled_from(["toán", "toan", "12", "mười", "hai", "Ea", "Tu", "Tul", "và", "Việt", "Viêt", "nam", "Anna"]),
    min_size=1,
    max_size=6,
).map(" ".join)
BOOKS = st.builds(
    Book,
    title=WORDS,
    rest=st.just("") | WORDS,
    author=st.sampled_from(["", "Tô Hoài", "To Hoai", "Hoài, Tô", "Nguyễn Văn A", "Leo Tolstoy", "Lép Tôn-xtôi"]),
    part=st.sampled_from(["", "T.1", "T.12"]),
    publisher=st.sampled_from(["", "Kim Đồng", "Trẻ", "Nxb. Trẻ"]),
    year=st.sampled_from(["", "2012"]),
    extent=st.sampled_from(["", "148tr."]),
)


@given(BOOKS, BOOKS)
@example(Book("12"), Book("Mười hai")).via("a number beside its words")
def test_which_of_any_two_comes_first_decides_nothing(one: Book, other: Book) -> None:
    a, b = features(record(one)), features(record(other))
    for whole in (True, False):
        assert judge(a, b, whole=whole) == judge(b, a, whole=whole)


@pytest.mark.shared
def test_real_clusters_are_found() -> None:
    """Records of one work joined by shared identifiers: what differs in year or form is another manifestation."""
    counts: dict[str, int] = defaultdict(int)
    with (SHARED / "dedup" / "same_work_clusters.jsonl").open() as lines:
        for line in lines:
            found = [features(marcjson.from_json(one["marc"])) for one in json.loads(line)["records"] if "marc" in one]
            for at, one in enumerate(found):
                for other in found[:at]:
                    counts[judge(one, other).verdict] += 1
                    assert set(keys(one)) & set(keys(other))
    assert counts["same"] >= 0.9 * sum(counts.values())
