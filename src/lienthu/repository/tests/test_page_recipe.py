"""Recipes of pages: what is drawn and where words lie afterwards agree; what comes to nothing is left out."""

from __future__ import annotations

from array import array

import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as st

from lienthu.repository.images.recipe import drawn
from lienthu.repository.rules import page_recipe as rules

STEP = st.one_of(
    st.sampled_from([90, 180, 270]).map(rules.rotate),
    st.floats(-10, 10).filter(lambda angle: abs(angle) > 0.05).map(rules.straighten),
    st.tuples(*[st.floats(0, 0.3)] * 2).map(lambda at: rules.crop(at[0], at[1], 0.65, 0.6)),
)


def marked(x: int, y: int) -> pyvips.Image:
    """A grey page with one black square around a point."""
    page = (pyvips.Image.black(600, 400) + 230).cast("uchar").copy(interpretation="b-w")
    square = (pyvips.Image.black(13, 13)).copy(interpretation="b-w")
    return page.insert(square, x - 6, y - 6)


def centre(image: pyvips.Image) -> tuple[float, float]:
    columns, rows = (image < 100).project()
    sums = [array("I", bytes(one.cast("uint").write_to_memory())) for one in (columns, rows)]
    return tuple(sum(at * ink for at, ink in enumerate(one)) / sum(one) for one in sums)  # type: ignore[return-value]


@given(st.lists(STEP, min_size=1, max_size=4))
def test_a_point_is_where_the_picture_has_it(recipe: rules.Recipe) -> None:
    recipe = rules.added([], *recipe)
    image = drawn(marked(300, 200), recipe)
    assert (image.width, image.height) == rules.sizes((600, 400), recipe)[-1]
    x, y = rules.moved((300, 200), (600, 400), [], recipe)
    if 20 < x < image.width - 20 and 20 < y < image.height - 20:
        found = centre(image)
        assert abs(found[0] - x) < 2.5
        assert abs(found[1] - y) < 2.5
    back = rules.moved((x, y), (600, 400), recipe, [])
    assert back == pytest.approx((300, 200), abs=0.01)


def test_steps_that_come_to_nothing_are_left_out() -> None:
    assert rules.added([], rules.rotate(90), rules.rotate(90)) == [rules.rotate(180)]
    assert rules.added([rules.rotate(90)], rules.rotate(270)) == []
    assert rules.added([rules.straighten(1.5)], rules.straighten(-1.5)) == []


def test_words_outside_the_cut_go_and_the_others_move() -> None:
    lines = [[10, 20, 500, 30, [["trái", 10, 20, 100, 30, 90], ["phải", 410, 20, 100, 30, 90]]]]
    left, right = rules.halves(0.5)
    assert rules.moved_lines(lines, (600, 400), [], [left]) == [[10, 20, 100, 30, [["trái", 10, 20, 100, 30, 90]]]]
    assert rules.moved_lines(lines, (600, 400), [], [right]) == [[110, 20, 100, 30, [["phải", 110, 20, 100, 30, 90]]]]
    turned = rules.moved_lines(lines, (600, 400), [], [rules.rotate(90)])
    assert turned[0][4][0] == ["trái", 350, 10, 30, 100, 90]


@pytest.mark.parametrize(
    "step",
    [
        {},
        {"do": "burn"},
        {"do": "rotate", "by": 45},
        {"do": "straighten", "angle": float("nan")},
        {"do": "straighten", "angle": 60},
        {"do": "crop", "box": [0, 0, 1, 1]},
        {"do": "crop", "box": [0.5, 0, 0.6, 1]},
        {"do": "crop", "box": [0, 0, 0.001, 1]},
        {"do": "crop", "box": [0, 0, "1", 1]},
    ],
)
def test_nonsense_is_no_step(step: rules.Step) -> None:
    assert not rules.is_good(step)
