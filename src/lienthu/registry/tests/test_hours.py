import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from lienthu.kernel.errors import Invalid
from lienthu.registry.rules.hours import clean, day_text, parse_day, state

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = {"mon": [["07:30", "11:30"], ["13:30", "17:00"]], "sat": [["08:00", "24:00"]]}


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("7:30-11:30", [["07:30", "11:30"]]),
        ("7h30 – 11h30; 13h-17h", [["07:30", "11:30"], ["13:00", "17:00"]]),
        ("8-24", [["08:00", "24:00"]]),
    ],
)
def test_typed_hours(text: str, spans: list[list[str]]) -> None:
    assert parse_day(text, "mon") == spans


@pytest.mark.parametrize("text", ["x", "11:30-7:30", "8-9, 8:30-10", "25-26", "8:60-9", "8", "9-9", "24:30-25"])
def test_unreadable_hours(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_day(text, "mon")
    assert caught.value.params["weekday"] == "mon"


@pytest.mark.parametrize(
    ("now", "is_open", "until"),
    [
        ("2026-09-07 07:29", False, "2026-09-07 07:30"),  # a Monday
        ("2026-09-07 07:30", True, "2026-09-07 11:30"),
        ("2026-09-07 11:30", False, "2026-09-07 13:30"),
        ("2026-09-07 17:00", False, "2026-09-12 08:00"),
        ("2026-09-12 23:59", True, "2026-09-13 00:00"),
        ("2026-09-13 00:00", False, "2026-09-14 07:30"),
    ],
)
def test_open_now(now: str, is_open: bool, until: str) -> None:
    read = dt.datetime.fromisoformat
    found = state(HOURS, read(now).replace(tzinfo=HERE))
    assert (found.is_open, found.until) == (is_open, read(until).replace(tzinfo=HERE))


def test_no_hours_known() -> None:
    assert state({}, dt.datetime(2026, 9, 7, 8, tzinfo=HERE)).until is None


def test_stored_form() -> None:
    assert clean({"mon": [["7:30", "11:30"]], "tue": []}) == {"mon": [["07:30", "11:30"]]}
    assert clean(HOURS) == HOURS
    assert day_text(HOURS, "mon") == "07:30–11:30, 13:30–17:00"
    assert day_text(HOURS, "tue") == ""
