"""Did-you-mean over a labelled set of misspelt queries; right queries are left alone."""

from __future__ import annotations

import pytest

from lienthu import text
from lienthu.discovery import documents, labels, spelling
from lienthu.discovery.engines.base import SearchQuery
from lienthu.discovery.engines.memory import MemoryEngine
from lienthu.discovery.engines.tantivy import TantivyEngine
from lienthu.discovery.query import parse
from lienthu.discovery.sources import IndexSource
from lienthu.discovery.tests import misspelt


@pytest.fixture(scope="module", params=["memory", "tantivy"])
def engine(request, tmp_path_factory):
    made = MemoryEngine() if request.param == "memory" else TantivyEngine(tmp_path_factory.mktemp("index"))
    with made.writer() as writer:
        for source in misspelt.shelf():
            writer.add(documents.build(source))
        writer.commit()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def nobody():
    labels.keep_cards({}, seconds=1e9)
    yield
    labels.forget_cards()


def test_the_labelled_set(engine) -> None:
    cases = list(misspelt.cases())
    wrong = [case for case in cases if not misspelt.same(misspelt.answer(engine, case.typed), case.meant)]
    assert len(cases) == 173
    assert wrong == []


def test_right_queries_are_left_alone(engine) -> None:
    right = misspelt.right_queries()
    assert len(right) == 230
    assert [typed for typed in right if not misspelt.left_alone(engine, typed)] == []


@pytest.mark.parametrize("typed", ["", "123456", "qwrtpsdfg zxcvb", "ơ̆ ư̆ ê̆", "a" * 400, "x y z w v u t s r q p"])
def test_nothing_is_made_of_nothing(engine, typed: str) -> None:
    words = spelling.plain_words(parse(typed))
    assert spelling.corrected(engine, words, 0) is None


def test_what_is_suggested_is_found_within_the_filters(engine) -> None:
    found = spelling.corrected(engine, ["trueyn", "kieu"], 0)
    assert found == "truyện kiều"
    assert engine.count(SearchQuery(parse(found))) == 1
    only = misspelt.narrowed("eng")
    assert spelling.corrected(engine, ["trueyn", "kieu"], 0, only) is None


def test_the_commoner_pair_decides() -> None:
    engine = MemoryEngine()
    with engine.writer() as writer:
        for number in range(3):
            writer.add(documents.build(IndexSource(f"a{number}", f"Lịch sử {number}")))
        writer.add(documents.build(IndexSource("b", "Lịch sự trong giao tiếp")))
        writer.commit()
    assert spelling.corrected(engine, ["lihc", "su"], 0) == "lịch sử"
    assert spelling.corrected(engine, ["lịhc", "sự"], 0) == "lịch sự"


def test_a_word_that_many_have_is_offered_over_one_that_few_have() -> None:
    engine = MemoryEngine()
    with engine.writer() as writer:
        for number in range(40):
            writer.add(documents.build(IndexSource(f"a{number}", f"Kỹ thuật trồng cà phê {number}")))
        writer.add(documents.build(IndexSource("slip", "Kỹ thaut trồng cà phê")))
        writer.commit()
    assert spelling.corrected(engine, ["ky", "thaut"], 1) == "kỹ thuật"
    assert text.fold(spelling.corrected(engine, ["ky", "thuat"], 40) or "ky thuat") == "ky thuat"
