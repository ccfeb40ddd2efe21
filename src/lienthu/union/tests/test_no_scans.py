"""What a record, a decision or a slice of work costs does not grow with the union: no statement reads a whole table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.union.actions.decide_pair import keep
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.merge import merge
from lienthu.union.actions.rematch import rematch
from lienthu.union.actions.score_records import score_records
from lienthu.union.models import Decision, Member, UndecidedPair
from lienthu.union.tests.test_match_records import BOOK, hand_in, set_state
from lienthu.union.tests.test_people import entry_of

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
#: Tables that grow with the union. What people said about works and ranks is read whole: it is little.
LARGE = ("union_entry", "union_member", "union_matchkey", "union_splitblock", "union_rivalry", "union_bond",
         "union_undecidedpair", "union_correction", "catalogue_sourcerecord", "catalogue_item")  # fmt: skip


@pytest.fixture
def plans() -> Any:
    """Statement → the steps in which SQLite answers it."""
    if connection.vendor != "sqlite":
        # The statements are the same on PostgreSQL, but its planner reads small tables whole, whatever the indexes are.
        pytest.skip("only SQLite's plans say how a statement answers in a large table")
    found: dict[str, list[str]] = {}

    def explain(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.lstrip().upper().startswith(("SELECT", "DELETE", "UPDATE")):
            asked = "EXPLAIN QUERY PLAN " + sql.replace("%s", "?").replace("%%", "%")
            found[sql] = [row[3] for row in context["connection"].connection.execute(asked, params or ())]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield found


def test_no_statement_reads_a_whole_table(plans: dict[str, list[str]]) -> None:
    ids = [hand_in(replace(BOOK, publisher=name), code) for name, code in (("Trẻ", "A"), ("Kim Đồng", "B"))]
    match_records(record_ids=ids)
    assert UndecidedPair.objects.filter(answer=None).exists()
    plans.clear()
    hand_in(replace(BOOK, publisher="Kim Đồng", extent="149tr."), "A")
    set_state(ids[1], "withdrawn")
    match_records(record_ids=ids)
    set_state(ids[1], "active")
    match_records(record_ids=ids)
    keep(actor=SYSTEM, one=ids[0], other=ids[1], verdict="never")
    take_back(actor=SYSTEM, decision_id=Decision.objects.latest("id").pk)
    other = hand_in(replace(BOOK, title="Số đỏ"), "D")
    match_records(record_ids=[other])
    one, two = (entry_of(record).public_id for record in (ids[0], other))
    merge(actor=SYSTEM, public_id=one, other=two)
    take_back(actor=SYSTEM, decision_id=Decision.objects.latest("id").pk)
    job = rematch(actor=SYSTEM)
    jobs.drain(only=job)
    whole = {
        sql: step
        for sql, steps in plans.items()
        for step in steps
        if any(step.startswith(f"SCAN {table}") for table in LARGE) and "COUNT(*)" not in sql  # once a job
    }
    assert whole == {}
    by_answer = [sql for sql, steps in plans.items() if any("answer_id" in step for step in steps) and "IS NULL" in sql]
    assert by_answer == []
    assert len(plans) > 30


def test_scores_are_led_by_their_records(plans: dict[str, list[str]]) -> None:
    """Headings that stand for no authority are the rule in a new network: nothing may start from them."""
    record = hand_in(BOOK, "A")
    match_records(record_ids=[record])
    plans.clear()
    score_records(record_ids=[record], entries=[Member.objects.get(record_id=record).entry_id])
    (steps,) = (steps for sql, steps in plans.items() if "catalogue_headinguse" in sql)
    assert not [step for step in steps if "authority" in step]
    assert not [step for all_steps in plans.values() for step in all_steps if step.startswith("SCAN union_")]
