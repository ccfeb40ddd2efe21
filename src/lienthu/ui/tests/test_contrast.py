"""Every pair of tokens that meets on a page passes WCAG 2.2 AA, in both themes."""

from __future__ import annotations

import re

import pytest

from lienthu.ui import covers
from lienthu.ui.build import SOURCES

INKS = ("ink", "ink-2", "lake", "soil", "forest", "brick", "amber")
HUES = ("soil", "forest", "lake", "amber", "brick")
TEXT_PAIRS = [
    *((ink, ground) for ink in INKS for ground in ("paper", "surface", "sunk")),
    *((hue, f"{hue}-tint") for hue in HUES),
    *(("ink", f"{hue}-tint") for hue in HUES),
    ("ink", "mark"),
    ("on-soil", "soil"),
    ("on-soil", "soil-deep"),
    ("on-brick", "brick"),
    ("on-brick", "brick-deep"),
    ("paper", "ink"),
    ("on-basalt", "basalt"),
    ("on-basalt", "basalt-2"),
    ("sun", "basalt"),
]
EDGE_PAIRS = [("rule-strong", "paper"), ("rule-strong", "surface"), ("lake", "paper"), ("sun", "basalt")]


def themes() -> dict[str, dict[str, str]]:
    text = (SOURCES / "styles" / "_tokens.scss").read_text()
    found = re.findall(r"(?s)\$(light|dark): \((.*?)\n\);", text)
    return {name: dict(re.findall(r"([\w-]+): (#[0-9a-f]{6})", body)) for name, body in found}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme: str, ink: str, ground: str) -> None:
    tokens = themes()[theme]
    assert ratio(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_and_focus_can_be_seen(theme: str, edge: str, ground: str) -> None:
    tokens = themes()[theme]
    assert ratio(tokens[edge], tokens[ground]) >= 3


def test_both_themes_have_the_same_tokens() -> None:
    assert themes()["light"].keys() == themes()["dark"].keys()


@pytest.mark.parametrize("ground", covers.GROUNDS)
def test_covers_can_be_read(ground: covers.Ground) -> None:
    assert ratio(covers.CREAM, ground.deep) >= 4.5
    assert ratio(covers.INK, ground.pale) >= 4.5
    assert ratio(covers.INK, covers.AGED) >= 4.5
