"""Small drawings as numbers for SVG attributes: no style attribute is ever needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lienthu.ui.shapes import Bar

HISTOGRAM_WIDTH, HISTOGRAM_HEIGHT = 300, 60
SPARK_WIDTH, SPARK_HEIGHT = 120, 28


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    start: int = 0
    end: int = 0
    count: float = 0
    last: bool = False


def histogram(bars: Sequence[Bar]) -> list[Column]:
    """Columns in a box of 300 × 60; heights by square root, so that a few works from 1930 stay visible beside 2010."""
    if not bars:
        return []
    least, most = bars[0].start, bars[-1].end
    span = most - least + 1
    highest = max(bar.count for bar in bars) or 1
    columns = []
    for bar in bars:
        x = (bar.start - least) / span * HISTOGRAM_WIDTH
        width = (bar.end - bar.start + 1) / span * HISTOGRAM_WIDTH
        height = (bar.count / highest) ** 0.5 * HISTOGRAM_HEIGHT
        gap = min(1.0, width / 5)
        top = HISTOGRAM_HEIGHT - height
        columns.append(Column(_r(x), _r(top), _r(width - gap), _r(height), bar.start, bar.end, bar.count))
    return columns


def spark(values: Sequence[float]) -> list[Column]:
    if not values:
        return []
    highest = max(values) or 1
    step = SPARK_WIDTH / len(values)
    columns = []
    for index, value in enumerate(values):
        height = max(1.0, max(0, value) / highest * SPARK_HEIGHT)
        last = index == len(values) - 1
        columns.append(
            Column(_r(index * step), _r(SPARK_HEIGHT - height), _r(step * 0.7), _r(height), count=value, last=last)
        )
    return columns


def _r(number: float) -> float:
    return round(number, 2)
