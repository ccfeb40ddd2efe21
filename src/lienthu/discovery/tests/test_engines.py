"""The contract that every engine keeps, run on each of them."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from lienthu.discovery import documents
from lienthu.discovery.engines.base import Filters, Page, SearchQuery
from lienthu.discovery.engines.memory import FailingEngine, MemoryEngine
from lienthu.discovery.engines.tantivy import TantivyEngine
from lienthu.discovery.query import EVERYTHING, parse
from lienthu.discovery.schema import FACETS, SORTS
from lienthu.discovery.sources import IndexSource
from lienthu.discovery.tests.samples import DM, GN, SHELF, TINH
from lienthu.kernel.errors import Unavailable


@pytest.fixture(params=["memory", "tantivy"])
def empty(request, tmp_path):
    engine = MemoryEngine() if request.param == "memory" else TantivyEngine(tmp_path / "index")
    yield engine
    engine.close()


def fill(engine, sources):
    with engine.writer() as writer:
        for source in sources:
            writer.add(documents.build(source))
        writer.commit()
    return engine


@pytest.fixture
def engine(empty):
    return fill(empty, SHELF)


def found(engine, text, **filters):
    result = engine.search(SearchQuery(parse(text), Filters(**filters)), page=Page(0, 50))
    assert result.total == len(result.hits) == engine.count(SearchQuery(parse(text), Filters(**filters)))
    return [hit.brief.id for hit in result.hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("truyen kieu", {"b-kieu"}),
        ("Truyện Kiều", {"b-kieu"}),
        ("kieu", {"b-kieu", "b-kieu-en"}),
        ("nguyen du", {"b-kieu", "b-kieu-en"}),
        ("duong", {"b-duong", "b-duong2", "b-duong3"}),
        ("đường", {"b-duong", "b-duong2", "b-duong3"}),
        ("hoa binh", {"b-hoa"}),
        ("hòa bình", {"b-hoa"}),
        ("hoà bình", {"b-hoa"}),
        ("kĩ thuật", {"b-duong2"}),
        ("ki thuat", {"b-duong2"}),
        ("KỸ THUẬT", {"b-duong2"}),
        ("324.2597075", {"b-dang"}),
        ("959.765 Đ301CH", {"b-rlap"}),
        ("isbn 9786041000012", {"b-kieu"}),
        ("dak r’lap", {"b-rlap"}),
        ("Đắk R'Lấp", {"b-rlap"}),
        ("rlap", {"b-rlap"}),
        ("m'nông", {"b-mnong"}),
        ("mnong", {"b-mnong"}),
        ("dak nong", {"b-rlap", "b-mnong"}),
        ('"nguyen du"', {"b-kieu", "b-kieu-en"}),
        ('"Nguyễn Du"', {"b-kieu"}),
        ('"du nguyen"', set()),
        ("tác giả: nguyễn du", {"b-kieu", "b-kieu-en"}),
        ("author:đương", {"b-duong2"}),
        ("nhan đề: kieu", {"b-kieu", "b-kieu-en"}),
        ("chủ đề: âm nhạc", {"b-duong2", "b-hoa2"}),
        ("nxb: văn học", {"b-kieu"}),
        ("âm nhạc -hòa", {"b-duong2"}),
        ("am nhac NOT hoa", {"b-duong2"}),
        ("kieu -tale -truyen", set()),
        ("ma OR rlap", {"b-ma", "b-ma2", "b-rlap"}),
        ("isbn:9786041000012", {"b-kieu"}),
        ("978-604-1-00001-2", {"b-kieu"}),
        ("0-300-04051-2", {"b-kieu-en"}),
        ("năm: 2012", {"b-duong2", "b-rlap"}),
        ("2010-2012", {"b-duong2", "b-ma", "b-ma2", "b-rlap"}),
        ("1930-1954", {"b-dang"}),
        (">2014", {"b-kieu", "b-xss"}),
        ("<1990", {"b-kieu-en"}),
        ("đktb: 959.765 Đ301CH", set()),
        ('call:"959.765 Đ301CH"', {"b-rlap"}),
        ("phân loại: 324.2597075", {"b-dang"}),
        ("không có gì như thế", set()),
        ("-kieu", {source.id for source in SHELF} - {"b-kieu", "b-kieu-en"}),
        ("o'brien", {"b-xss"}),
    ],
)
def test_finds(engine, text, expected):
    assert set(found(engine, text)) == expected


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("đường", "b-duong"),
        ("dương", "b-duong2"),
        ("má", "b-ma2"),
        ("Nguyễn Du", "b-kieu"),
        ("hòa nhạc", "b-hoa2"),
        ("ơ̆", "b-mnong"),
    ],
)
def test_the_exact_form_ranks_first(engine, text, first):
    assert found(engine, text)[0] == first


def test_filters_are_or_within_and_across(engine):
    assert set(found(engine, "", values={"library": ("DM",)})) == {"b-kieu", "b-duong", "b-hoa2", "b-rlap", "b-dang"}
    assert set(found(engine, "", values={"library": ("DM", "GN"), "subject": ("Âm nhạc",)})) == {"b-duong2", "b-hoa2"}
    assert set(found(engine, "", values={"language": ("mnn",)})) == {"b-mnong"}
    assert set(found(engine, "", values={"kind": ("district",)}, year_low=2012)) == {"b-kieu", "b-duong2", "b-rlap"}


def test_a_facet_does_not_narrow_itself(engine):
    query = SearchQuery(parse(""), Filters({"library": ("DM",)}))
    facets = engine.search(query, facets={"library": 10, "format": 10}).facets
    assert {c.value: c.count for c in facets["library"]} == {"TINH": 8, "DM": 5, "GN": 4}
    assert {c.value: c.count for c in facets["format"]} == {"book": 4, "audio": 1}


def test_sorts(engine):
    def order(sort):
        return [hit.brief.id for hit in engine.search(SearchQuery(), sort=sort, page=Page(0, 50)).hits]

    by_title = order("title")
    assert by_title.index("b-ma") < by_title.index("b-rlap") < by_title.index("b-duong") < by_title.index("b-hoa")
    assert order("newest")[0] == "b-xss"
    assert order("newest")[-1] == "b-duong3"
    assert order("oldest")[0] == "b-kieu-en"
    assert order("oldest")[-1] == "b-duong3"
    assert order("added")[:2] == ["b-xss", "b-dang"]
    assert all(len(order(sort.name)) == len(SHELF) for sort in SORTS)


def test_pages_cover_everything_once(engine):
    pages = [engine.search(SearchQuery(), sort="title", page=Page(start, 5)) for start in (0, 5, 10)]
    ids = [hit.brief.id for page in pages for hit in page.hits]
    assert sorted(ids) == sorted(source.id for source in SHELF)


def test_a_document_is_replaced_and_deleted_once_however_often_it_is_said(engine):
    changed = IndexSource("b-ma", "Nhà họ Hứa", year=2010, places=(TINH,), added=17)
    for _ in range(2):
        with engine.writer() as writer:
            writer.add(documents.build(changed))
            writer.delete("b-ma2")
            writer.delete("never-there")
            writer.commit()
    assert engine.size == len(SHELF) - 1
    assert found(engine, "ma") == []
    assert found(engine, "nhà họ hứa") == ["b-ma"]


def test_without_commit_nothing_changes(engine):
    with engine.writer() as writer:
        writer.delete("b-ma")
    assert engine.size == len(SHELF)


def test_rebuild_beside_the_live_one(engine):
    rebuild = engine.rebuild("g2")
    for part in (SHELF[:3], SHELF[3:6]):
        with engine.rebuild("g2").writer() as writer:
            for source in part:
                writer.add(documents.build(source))
            writer.commit()
        assert engine.size == len(SHELF)
    rebuild.swap()
    assert engine.size == 6
    assert set(found(engine, "truyen kieu")) == {"b-kieu"}


def test_headings_and_titles_for_suggestions(engine):
    assert [(h.text, h.field, h.count) for h in engine.headings("dak n", limit=5)] == [("Đắk Nông", "subject", 2)]
    assert {h.text for h in engine.headings("nguyen d", limit=5)} == {"Nguyễn Du", "Nguyen Du"}
    assert engine.headings("xyz", limit=5) == []
    assert [b.id for b in engine.titles(["truyen", "ki"], limit=5)] == ["b-kieu"]
    assert engine.titles([], limit=5) == []
    assert engine.frequency(["kieu", "xyz"]) == [2, 0]


def test_words_and_neighbours_for_spelling(engine):
    assert engine.spelt(["kiều", "kieu", "kiêu", "hòa"]) == [1, 1, 0, 2]
    pairs = [("nguyễn", "du"), ("nguyen", "du"), ("du", "nguyễn"), ("kiều", "nguyễn"), ("đắk", "nông"), ("đắk", "mil")]
    assert engine.side_by_side(pairs) == [1, 1, 0, 0, 2, 1]
    assert (engine.spelt([]), engine.side_by_side([])) == ([], [])


def test_facets_agree_with_counting_by_hand(empty):
    rng = random.Random(7)
    pool = [TINH, DM, GN]
    sources = [
        IndexSource(
            f"r{n}",
            rng.choice(("Lịch sử", "Văn hóa", "Kinh tế")) + f" tập {n}",
            year=rng.choice((None, 1999, 2005, 2020)),
            languages=tuple(sorted(rng.sample(("vie", "eng", "fre"), rng.randint(0, 2)))),
            subjects=tuple(f"S{rng.randint(0, 30)}" for _ in range(3)),
            format=rng.choice(("book", "map")),
            places=tuple(rng.sample(pool, rng.randint(0, 3))),
        )
        for n in range(400)
    ]
    fill(empty, sources)
    facets = empty.search(SearchQuery(parse("lich su")), facets={facet.name: 100 for facet in FACETS}).facets
    chosen = [documents.build(source) for source in sources if source.title.startswith("Lịch sử")]
    for name in ("library", "area", "kind", "format", "language", "subject", "availability"):
        by_hand = Counter(value for document in chosen for value in set(document.facets[name]))
        assert {c.value: c.count for c in facets[name]} == dict(by_hand)
    assert {int(c.value): c.count for c in facets["year"]} == dict(Counter(d.year for d in chosen if d.year))


def test_everything_is_everything(engine):
    assert engine.count(SearchQuery(EVERYTHING)) == len(SHELF)


@pytest.mark.parametrize("broken", ["absent", "garbage", "pointer"])
def test_a_missing_or_broken_index_is_one_sentence(tmp_path, broken):
    engine = TantivyEngine(tmp_path / "index")
    if broken != "absent":
        fill(engine, SHELF[:2])
        engine.close()
        target = tmp_path / "index" / ("current" if broken == "pointer" else "first/meta.json")
        target.write_text("not this")
    assert engine.exists() is False
    for ask in (
        lambda: engine.search(SearchQuery(parse("kieu"))),
        lambda: engine.headings("a", limit=3),
        lambda: engine.size,
    ):
        with pytest.raises(Unavailable) as caught:
            ask()
        assert caught.value.code == "discovery.unavailable"


def test_the_failing_fake_fails_like_a_lost_index():
    with pytest.raises(Unavailable):
        FailingEngine().search(SearchQuery())


def test_what_is_withheld_is_not_there_for_readers(empty) -> None:
    shown = IndexSource("a", "Truyện Kiều", creators=("Nguyễn Du",), records=(1, 2), added=1)
    hidden = IndexSource("b", "Truyện Lục Vân Tiên", creators=("Nguyễn Đình Chiểu",), records=(3,), added=2)
    fill(empty, [shown, hidden])
    assert (empty.holding([2, 3]), empty.holding([9])) == (["a", "b"], [])
    reader = empty.without([3, 77])
    assert found(reader, "truyen") == ["a"]
    result = reader.search(SearchQuery(EVERYTHING), facets={"creator": 5}, sort="added")
    assert [(each.value, each.count) for each in result.facets["creator"]] == [("Nguyễn Du", 1)]
    assert [heading.text for heading in reader.headings("nguyen", limit=5)] == ["Nguyễn Du"]
    assert [brief.id for brief in reader.titles(["truyen", "l"], limit=5)] == []
    assert empty.count(SearchQuery(EVERYTHING)) == 2


def test_a_removed_document_leaves_no_heading(empty) -> None:
    stays = IndexSource("a", "Truyện Kiều", creators=("Nguyễn Du",), subjects=("Thơ",), added=1)
    goes = IndexSource("b", "Công trình ngầm", creators=("Nguyễn Văn Kín",), subjects=("Hầm lò",), added=2)
    fill(empty, [stays, goes])
    with empty.writer() as writer:
        writer.delete("b")
        writer.commit()
    assert [heading.text for heading in empty.headings("nguyen", limit=5)] == ["Nguyễn Du"]
    assert empty.headings("ham", limit=5) == []


def test_for_very_many_hits_only_large_facets_are_estimated(tmp_path) -> None:
    rng = random.Random(3)
    sources = [
        IndexSource(
            f"n{number}",
            f"Lịch sử {number}",
            creators=tuple(rng.sample(("A", "B", "C"), rng.randint(0, 2))),
            year=rng.randint(1990, 2000),
            places=tuple(rng.sample((TINH, DM, GN), rng.randint(1, 3))),
            added=number,
        )
        for number in range(4000)
    ]
    engine = fill(TantivyEngine(tmp_path / "index", exact_up_to=1000), sources)
    wanted = {facet.name: 100 for facet in FACETS}
    for query in (SearchQuery(parse("lich su")), SearchQuery()):
        result = engine.search(query, facets=wanted)
        assert (result.total, result.approximate) == (4000, {"subject", "creator"})
        by_hand = Counter(place.code for source in sources for place in source.places)
        assert {each.value: each.count for each in result.facets["library"]} == dict(by_hand)
        assert sum(each.count for each in result.facets["year"]) == 4000
        creators = Counter(name for source in sources for name in source.creators)
        for each in result.facets["creator"]:
            assert 0.75 < each.count / creators[each.value] < 1.25
    few = engine.search(SearchQuery(parse("lich su"), Filters(year_low=1999)), facets=wanted)
    assert few.total <= 1000
    assert few.approximate == frozenset()
    engine.close()


def test_one_word_shows_titles_first_and_misses_nobody_between_pages(empty) -> None:
    sources = [IndexSource(f"t{n}", f"Sông {n}", creators=("Hà Một",), added=n) for n in range(15)]
    sources += [IndexSource(f"c{n}", f"Núi {n}", creators=("Trần Sông",), added=n) for n in range(15)]
    engine = fill(empty, sources)
    for text in ("song", "sông"):
        pages = [engine.search(SearchQuery(parse(text)), page=Page(start, 10)).hits for start in (0, 10, 20)]
        shown = [hit.brief.id for hits in pages for hit in hits]
        assert set(shown[:15]) == {f"t{n}" for n in range(15)}
        assert set(shown[15:]) == {f"c{n}" for n in range(15)}


def test_a_deleted_document_is_suggested_no_more(empty) -> None:
    fill(empty, SHELF)
    with empty.writer() as writer:
        writer.delete("b-mnong")
        writer.commit()
    assert empty.headings("dieu kau", limit=5) == []
    assert [each.text for each in empty.headings("dak nong", limit=5)] == ["Đắk Nông"]
