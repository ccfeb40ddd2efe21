"""Pages, REST, commands and the consumer: the same acts through every door."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from django.db import OperationalError, transaction
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from lienthu.catalogue.events import announce
from lienthu.kernel import outbox
from lienthu.kernel.actor import ANONYMOUS, Actor
from lienthu.kernel.errors import Invalid
from lienthu.kernel.models import Delivery
from lienthu.marc import marcjson
from lienthu.registry.tests import acting
from lienthu.union import commands, model, present, queries
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.merge import merge
from lienthu.union.actions.rematch import accept_weights
from lienthu.union.models import Decision, Entry
from lienthu.union.rules.weights import WEIGHTS
from lienthu.union.tests.pairs import Book, record
from lienthu.union.tests.test_match_records import BOOK, hand_in, library, partition
from lienthu.union.tests.test_people import entry_of, pair, reviewer, undecided

pytestmark = pytest.mark.django_db


def main(words: list[str]) -> int:
    """Runs a command of this room as `lienthu` does, in English."""
    command = next(each() for each in commands.COMMANDS if each.name == " ".join(words[:2]))
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    command.add_arguments(parser)
    with translation.override("en"):
        return command.run(parser.parse_args(words[2:]))


@pytest.fixture
def browser(settings: object) -> Iterator[Client]:
    settings.ACTOR_PROVIDER = "lienthu.registry.tests.acting.actor_for"  # type: ignore[attr-defined]
    with acting.acting(reviewer(None)):
        yield Client()


def as_json(book: Book) -> object:
    return orjson.loads(marcjson.write(record(book)))


def pairs_file(folder: Path, *lines: bytes) -> str:
    path = folder / "pairs.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    return str(path)


def test_match_pairs_answers_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = orjson.dumps({"a": as_json(BOOK), "b": as_json(BOOK)})
    other = orjson.dumps({"a": as_json(BOOK), "b": as_json(replace(BOOK, year="1999"))})
    assert main(["match", "pairs", pairs_file(tmp_path, same, other)]) == 0
    first, second = map(orjson.loads, capsys.readouterr().out.splitlines())
    assert set(first) == {"decision", "score", "reasons"}
    assert (first["decision"], second["decision"], second["score"]) == ("same", "different", 0.0)
    assert "year.differs" in second["reasons"]


def test_pairs_and_page_show_the_weights_in_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = pair()
    accept_weights(actor=Actor.system("test"), weights={"publisher.differs": -0.5, "title.equal": 4.0})
    other = orjson.dumps({"a": as_json(BOOK), "b": as_json(replace(BOOK, publisher="Trẻ"))})
    assert main(["match", "pairs", "--weights", pairs_file(tmp_path, other)]) == 0
    found = orjson.loads(capsys.readouterr().out)
    assert (found["decision"], found["contributions"]["publisher.differs"]) == ("same", -0.5)
    page = queries.entry_page(entry_of(first).public_id)
    told = [each["weight"] for one in present.entry(page)["members"] for each in one["reasons"]]
    assert told[0] == 4.0
    request = RequestFactory().get("/")
    request.actor = reviewer(None)  # type: ignore[attr-defined]
    with translation.override("vi"):
        assert "+4,0" in render_to_string("union/_why.html", {"page": page}, request)


def test_pairs_are_matched_where_there_is_no_union_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_there() -> None:
        raise OperationalError("no such table: union_weightset")

    monkeypatch.setattr(model, "current_weights", nothing_there)
    assert model.weights_of_this_union() is WEIGHTS


BAD_LINES = [b"{", b"[]", b'{"a": {}}', b'{"a": 1, "b": null}', b'{"a": {"leader": 3, "fields": 4}, "b": {}}']


@pytest.mark.parametrize("bad", BAD_LINES)
def test_a_bad_line_costs_itself_and_is_named(bad: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = orjson.dumps({"a": as_json(BOOK), "b": as_json(BOOK)})
    assert main(["match", "pairs", pairs_file(tmp_path, good, bad, good)]) == 1
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 2
    assert said.err.startswith("Line 2: ")
    assert len(said.err.splitlines()) == 1


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(Invalid, match=r"union\.pairs_no_file"):
        main(["match", "pairs", "/no/such/file"])


def test_explain_apart_and_together_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = pair()
    entry = entry_of(first)
    assert main(["union", "explain", entry.public_id]) == 0
    assert "The same person is responsible." in capsys.readouterr().out
    assert main(["union", "unmerge", entry.public_id, "--source", "GN:1", "--json"]) == 0
    own = orjson.loads(capsys.readouterr().out)
    assert own == {"id": entry_of(second).public_id, "record": second}
    assert main(["union", "merge", entry.public_id, own["id"], "--json"]) == 0
    assert orjson.loads(capsys.readouterr().out) == {"id": entry.public_id, "size": 2}
    assert main(["union", "explain", own["id"], "--json"]) == 0
    assert orjson.loads(capsys.readouterr().out)["id"] == entry.public_id


def test_rest_explains_and_takes_apart(browser: Client) -> None:
    first, second = pair()
    address = f"/api/v1/union/entries/{entry_of(first).public_id}"
    explained = browser.get(address).json()
    assert [member["record"] for member in explained["members"]] == [first, second]
    assert explained["members"][1]["reasons"][0]["code"] == "title.equal"
    answer = browser.post(f"{address}/unmerge", {"source": str(second)}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"id": entry_of(second).public_id, "records": 1})
    answer = browser.post(f"{address}/merge", {"other": answer.json()["id"]}, content_type="application/json")
    assert answer.json()["records"] == 2
    assert browser.get("/api/v1/union/entries/zzzzzzzzz").status_code == 404


def test_rest_keeps_another_library_out(browser: Client) -> None:
    first, second = pair()
    with acting.acting(reviewer(library("CJ").pk)):
        address = f"/api/v1/union/entries/{entry_of(first).public_id}/unmerge"
        answer = browser.post(address, {"source": str(second)}, content_type="application/json")
    assert answer.status_code == 403
    assert partition() == {frozenset([first, second])}


def test_the_review_page_shows_a_pair_and_takes_the_answer(browser: Client) -> None:
    waiting = undecided()
    page = browser.get("/en/union/review")
    assert page.status_code == 200
    assert "The publishers differ." in page.content.decode()
    answer = browser.post(f"/en/union/review/{waiting.pk}", {"verdict": "different"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/union/review")
    assert Decision.objects.get().kind == "never"
    assert "Nothing to decide" in browser.get("/en/union/review").content.decode()


def test_the_why_partial_names_sources_and_reasons(browser: Client) -> None:
    first, _ = pair()
    request = RequestFactory().get("/vi/")
    request.actor = Actor.system("test")  # type: ignore[attr-defined]
    with translation.override("en"):
        shown = render_to_string("union/_why.html", {"page": queries.entry_page(entry_of(first).public_id)}, request)
    assert "Why are these together?" in shown
    assert "The publishers are the same." in shown
    assert shown.count("Take this record out") == 2


def test_who_decided_is_for_colleagues() -> None:
    first, second = hand_in(BOOK, "TINH"), hand_in(replace(BOOK, title="Khác hẳn"), "GN")
    match_records(record_ids=[first, second])
    merge(
        actor=replace(Actor.system("test"), label="Nguyễn Thị Lan"),
        public_id=entry_of(first).public_id,
        other=entry_of(second).public_id,
        note="Hỏi chị Hoa",
    )
    page = queries.entry_page(entry_of(first).public_id)
    for actor, sees in ((ANONYMOUS, False), (Actor.system("test"), True)):
        request = RequestFactory().get("/vi/")
        request.actor = actor  # type: ignore[attr-defined]
        shown = render_to_string("union/_why.html", {"page": page}, request)
        assert ("Nguyễn Thị Lan" in shown, "Hỏi chị Hoa" in shown) == (sees, sees)


def test_taking_apart_on_the_page(browser: Client) -> None:
    first, second = pair()
    entry = entry_of(first)
    answer = browser.post(f"/en/union/entry/{entry.public_id}/unmerge", {"record": second})
    assert (answer.status_code, answer["Location"]) == (302, f"/en/record/{entry.public_id}#why")
    assert len(partition()) == 2


@pytest.mark.django_db(transaction=True)
def test_the_consumer_matches_and_acknowledges() -> None:
    ids = [hand_in(BOOK, "TINH"), hand_in(BOOK, "GN")]
    with transaction.atomic():
        announce(ids)
    outbox.deliver_once()
    assert partition() == {frozenset(ids)}
    assert not Delivery.objects.filter(consumer="union.match").exists()
    before = list(Entry.objects.values())
    with transaction.atomic():
        announce(ids)
    outbox.deliver_once()
    assert list(Entry.objects.values()) == before


def test_matching_again_after_restart_changes_nothing() -> None:
    ids = [hand_in(BOOK, "TINH"), hand_in(BOOK, "GN")]
    match_records(record_ids=ids)
    assert match_records(record_ids=list(reversed(ids))) == []
