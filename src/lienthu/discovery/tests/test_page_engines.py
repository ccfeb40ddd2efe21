"""The contract of the index of page texts, run on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthu.discovery import analysis
from lienthu.discovery.engines.memory_pages import FailingPageEngine, MemoryPageEngine
from lienthu.discovery.engines.pages import PageDocument, PageEngine, PageQuery, is_marked
from lienthu.discovery.engines.tantivy_pages import TantivyPageEngine
from lienthu.discovery.query import parse
from lienthu.kernel.errors import Unavailable

OPEN = frozenset({"open"})


@pytest.fixture(params=["memory", "tantivy"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PageEngine]:
    made = MemoryPageEngine() if request.param == "memory" else TantivyPageEngine(tmp_path / "index-pages")
    with made.writer() as writer:
        writer.commit()
    yield made
    made.close()


def page(number: int, text: str, *, of: int = 1, doors: frozenset[str] = OPEN, **more: int) -> PageDocument:
    gate = more.pop("gate", of * 10)
    texts = {"all": analysis.terms(text), "title": analysis.terms("Lịch sử Đăk Nông")}
    return PageDocument(number, of, gate, doors, texts, **more)


SHELF = {
    1: [page(1, "Voi rừng Bản Đôn và người M'Nông"), page(2, "nghề dệt thổ cẩm. Hòa bình, hoà nhạc")],
    2: [page(3, "rừng già, voi về làng", of=2, year=1931), page(4, "hoa rừng", of=2, year=1931)],
    3: [page(5, "voi rừng", of=3, doors=frozenset({"reader:7", "keep:1"}))],
    4: [page(6, "voi rừng", of=4, until=100)],
}


def fill(engine: PageEngine) -> PageEngine:
    with engine.writer() as writer:
        for number, pages in SHELF.items():
            writer.replace_object(number, pages)
        writer.commit()
    return engine


def found(engine: PageEngine, text: str, keys: frozenset[str] | None = OPEN, day: int = 50, **more: object) -> set[int]:
    root = parse(text)
    query = PageQuery(root, is_marked(root), keys, day, **more)  # type: ignore[arg-type]
    result = engine.search(query, limit=50)
    assert engine.search(query, limit=0).total == result.total == len(result.hits)
    assert sorted(engine.pages(query, most=50)) == sorted(hit.page for hit in result.hits)
    return {hit.page for hit in result.hits}


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("voi rung", {1, 3, 6}),
        ("voi rừng", {1, 3, 6}),
        ('"voi rừng"', {1, 6}),
        ('"rung voi"', set()),
        ("hoa", {2, 4}),
        ("hòa", {2}),
        ("hoá", set()),
        ("m’nong", {1}),
        ("M'Nông", {1}),
        ("voi -làng", {1, 6}),
        ("voi OR hoa", {1, 2, 3, 4, 6}),
        ("title: dak nong voi", set()),
        ('nhan đề: "Đăk Nông" rừng', {1, 3, 4, 6}),
        ("rừng năm: 1931", {3, 4}),
        ("isbn: 9786041000012", set()),
        ("nxb: voi", set()),
        ("", set()),
        ("???", set()),
    ],
)
def test_finds(engine: PageEngine, text: str, pages: set[int]) -> None:
    assert found(fill(engine), text) == pages


def test_only_what_a_key_opens_is_found_and_counted(engine: PageEngine) -> None:
    fill(engine)
    assert found(engine, "voi", frozenset({"open", "reader:7"})) == {1, 3, 5, 6}
    assert found(engine, "voi", frozenset({"reader:8"})) == set()
    assert found(engine, "voi", frozenset()) == set()
    assert found(engine, "voi", None) == {1, 3, 5, 6}


def test_doors_of_another_day_are_closed(engine: PageEngine) -> None:
    fill(engine)
    assert found(engine, "voi", day=99) == {1, 3, 6}
    assert found(engine, "voi", day=100) == {1, 3}


def test_one_object_and_all_but_some(engine: PageEngine) -> None:
    fill(engine)
    assert found(engine, "rung", within=2) == {3, 4}
    assert found(engine, "rung", without=(2, 4)) == {1}


def test_words_side_by_side_rank_first(engine: PageEngine) -> None:
    with engine.writer() as writer:
        writer.replace_object(1, [page(1, "rừng cây voi"), page(2, "voi rừng cây"), page(3, "cây rừng voi")])
        writer.commit()
    assert engine.search(PageQuery(parse("voi rừng"), True, OPEN, 1)).hits[0].page == 2


def test_an_object_is_replaced_as_a_whole_and_a_page_alone(engine: PageEngine) -> None:
    fill(engine)
    with engine.writer() as writer:
        writer.replace_object(1, [page(1, "đàn gà", gate=99)])
        writer.replace_page(3, page(3, "đàn gà", of=2))
        writer.replace_page(4, None)
        writer.replace_object(4, [])
        writer.commit()
    assert found(engine, "gà") == {1, 3}
    assert found(engine, "rừng", None) == {5}
    assert (engine.gate_of(1), engine.gate_of(4), engine.size) == (99, None, 3)


def test_the_same_written_twice_in_one_batch_stands_once(engine: PageEngine) -> None:
    with engine.writer() as writer:
        writer.replace_object(1, SHELF[1])
        writer.replace_object(1, SHELF[1])
        writer.replace_page(1, SHELF[1][0])
        writer.commit()
    assert engine.size == 2


def test_what_is_not_committed_is_not_there(engine: PageEngine) -> None:
    with engine.writer() as writer:
        writer.replace_object(1, SHELF[1])
    assert engine.size == 0


def test_a_new_index_is_filled_beside_the_live_one(engine: PageEngine) -> None:
    fill(engine)
    rebuild = engine.rebuild("fresh")
    with rebuild.writer() as writer:
        writer.replace_object(9, [page(90, "voi", of=9)])
        writer.commit()
    assert found(engine, "voi") == {1, 3, 6}
    engine.rebuild("fresh").swap()
    assert found(engine, "voi") == {90}


def test_an_index_that_is_gone_says_so(tmp_path: Path) -> None:
    for engine in (TantivyPageEngine(tmp_path / "none"), FailingPageEngine()):
        assert not engine.exists()
        with pytest.raises(Unavailable):
            engine.search(PageQuery(parse("voi"), False, OPEN, 1))
