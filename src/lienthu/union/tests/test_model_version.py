"""The name of the model follows from what decides; that records were matched with another one is not forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from lienthu.kernel import jobs
from lienthu.kernel.models import Job
from lienthu.union import model
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.rematch import accept_weights, rematch
from lienthu.union.models import MatchedWith
from lienthu.union.rules import version
from lienthu.union.tests.test_match_records import BOOK, hand_in
from lienthu.union.tests.test_people import SYSTEM

RULES = Path(version.__file__).parent


def test_all_that_a_decision_runs_through_is_in_it() -> None:
    found = version.deciding_modules()
    for name in ("tokens", "titles", "names", "statements", "compare_titles", "compare_names", "weights", "keys"):
        assert f"lienthu.union.rules.{name}" in found
    assert "lienthu.text.keys" in found
    assert "lienthu.marc.record" in found
    assert "lienthu.union.rules.facts" not in found


def renamed(monkeypatch: pytest.MonkeyPatch, folder: Path, old: str, new: str) -> str:
    """The version, had the table of weights these words instead."""
    real = version._read

    def read(name: str) -> object:
        if name != "lienthu.union.rules.weights":
            return real(name)
        source = (RULES / "weights.py").read_text()
        assert old in source
        (folder / "weights.py").write_text(source.replace(old, new))
        with monkeypatch.context() as patched:
            spec = type("Spec", (), {"origin": str(folder / "weights.py")})
            patched.setattr(version.importlib.util, "find_spec", lambda _: spec)
            return real(name)

    with monkeypatch.context() as patched:
        patched.setattr(version, "_read", read)
        return version.model_version.__wrapped__()


def test_a_weight_changes_it_and_a_comment_does_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    now = version.model_version()
    assert renamed(monkeypatch, tmp_path, '"year.equal": 1.5', '"year.equal": 1.6') != now
    assert renamed(monkeypatch, tmp_path, "    # Title\n", "    # The title\n\n") == now
    assert renamed(monkeypatch, tmp_path, "A number adds", "Each number adds") == now


@pytest.mark.django_db
def test_what_was_matched_with_another_model_is_known_until_all_is_matched_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not model.is_behind()
    match_records(record_ids=[hand_in(BOOK, "TINH")])
    assert not model.is_behind()
    monkeypatch.setattr(model, "model_version", lambda: "another")
    match_records(record_ids=[hand_in(BOOK, "GN")])
    assert model.is_behind()
    jobs.drain(only=rematch(actor=SYSTEM, dry=True))
    assert model.is_behind()
    jobs.drain(only=rematch(actor=SYSTEM))
    assert not model.is_behind()
    assert [one.model for one in MatchedWith.objects.all()] == ["another"]
    accept_weights(actor=SYSTEM, weights={"year.equal": 1.7})
    assert model.is_behind()
    jobs.drain(only=Job.objects.latest("id"))
    assert not model.is_behind()


@pytest.mark.django_db
def test_a_rematch_during_which_the_rules_changed_leaves_the_rest_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    match_records(record_ids=[hand_in(BOOK, "TINH")])
    monkeypatch.setattr(model, "model_version", lambda: "another")
    job = rematch(actor=SYSTEM)
    monkeypatch.setattr(model, "model_version", lambda: "a third")
    jobs.drain(only=job)
    assert model.is_behind()
