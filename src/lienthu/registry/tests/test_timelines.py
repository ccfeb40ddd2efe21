"""Whatever is done in whatever order, a timeline has no gap and no overlap, and each day answers as it was told."""

import datetime as dt
import itertools
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.kernel.errors import LienThuError
from lienthu.registry.rules.timelines import Span, change_from, end_on, move_start

START = dt.date(2020, 1, 1)
DAYS = 60


@dataclass
class Model:
    """The truth the slow way: one word per day."""

    days: list[str | None]
    spans: dict[int, Span] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)

    def add(self, start: dt.date, end: dt.date | None, word: str) -> None:
        key = len(self.words)
        self.spans[key], self.words[key] = Span(key, start, end), word

    def say(self, on: dt.date) -> str | None:
        found = [self.words[key] for key, span in self.spans.items() if span.covers(on)]
        assert len(found) <= 1
        return found[0] if found else None


def at(offset: int) -> dt.date:
    return START + dt.timedelta(days=offset)


def change(model: Model, offset: int, word: str) -> None:
    plan = change_from(list(model.spans.values()), at(offset))
    model.spans[plan.cut.id] = Span(plan.cut.id, plan.cut.valid_from, plan.valid_from)
    model.add(plan.valid_from, plan.until, word)
    last = (plan.until - START).days if plan.until else DAYS
    model.days[offset:last] = [word] * (last - offset)


def end(model: Model, offset: int) -> None:
    last = end_on(list(model.spans.values()), at(offset))
    model.spans[last.id] = Span(last.id, last.valid_from, at(offset))
    model.days[offset:] = [None] * (DAYS - offset)


def shift(model: Model, offset: int, pick: int) -> None:
    key = pick % len(model.spans)
    before, span = move_start(list(model.spans.values()), key, at(offset))
    was, now = (span.valid_from - START).days, offset
    if before is not None:
        model.spans[before.id] = Span(before.id, before.valid_from, at(offset))
    model.spans[span.id] = Span(span.id, at(offset), span.valid_to)
    if now < was:
        model.days[now:was] = [model.words[span.id]] * (was - now)
    elif before is not None:
        model.days[was:now] = [model.words[before.id]] * (now - was)
    else:
        model.days[was:now] = [None] * (now - was)


steps = st.lists(
    st.tuples(st.sampled_from(["change", "change", "shift", "end"]), st.integers(0, DAYS - 1), st.integers(0, 9)),
    max_size=14,
)


@given(steps)
def test_no_gap_no_overlap_and_each_day_answers(todo: list[tuple[str, int, int]]) -> None:
    model = Model(["first"] * DAYS)
    model.add(START, None, "first")
    for number, (verb, offset, pick) in enumerate(todo):
        before = (list(model.days), dict(model.spans))
        try:
            if verb == "change":
                change(model, offset, f"w{number}")
            elif verb == "end":
                end(model, offset)
            else:
                shift(model, offset, pick)
        except LienThuError:
            assert (model.days, model.spans) == before
    ordered = sorted(model.spans.values(), key=lambda span: span.valid_from)
    for one, following in itertools.pairwise(ordered):
        assert one.valid_to == following.valid_from
    assert all(span.valid_to is None or span.valid_from < span.valid_to for span in ordered)
    assert [model.say(at(offset)) for offset in range(DAYS)] == model.days


@pytest.mark.parametrize("on", [dt.date(1799, 12, 31), dt.date(2200, 1, 1)])
def test_years_far_off_are_slips(on: dt.date) -> None:
    with pytest.raises(LienThuError) as caught:
        change_from([Span(1, dt.date(1700, 1, 1))], on)
    assert caught.value.code == "registry.date_out_of_range"
