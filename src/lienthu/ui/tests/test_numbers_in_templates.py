"""A number that names something is written as it is: 2129, not 2.129 as an amount would be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lienthu

TEMPLATES = sorted(Path(lienthu.__file__).parent.rglob("templates/**/*.html"))
#: A key printed without `unlocalize`: as `id`, `value` or part of an address it names nothing from the thousandth on.
BARE = re.compile(
    r"\{\{ ?[\w.]+\.(?:pk|id|\w+_id)(?<!public_id)(?<!auto_id) ?\}\}|name=\"version\" value=\"\{\{ ?[\w.]+ ?\}\}"
)


def test_the_pattern_finds_what_it_is_for() -> None:
    assert BARE.search("{{ pair.pair.pk }}") and BARE.search("{{one.record_id}}")
    assert BARE.search('<input name="version" value="{{ record.version }}">')
    assert not BARE.search("{{ one.public_id }}") and not BARE.search("{{ one.pk|unlocalize }}")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_key_is_written_as_an_amount(template: Path) -> None:
    assert BARE.findall(template.read_text()) == []
