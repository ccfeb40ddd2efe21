"""What is done to a page's picture, in order: turned, straightened, cropped. A master is never touched: its page is
drawn from it by its recipe, and boxes of words are led along. Pure.

A step is `{"do": "rotate", "by": 90}`, `{"do": "straighten", "angle": 1.5}` (degrees clockwise) or
`{"do": "crop", "box": [left, top, width, height]}` in parts of what came before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

Step = dict[str, Any]
Recipe = list[Step]
Size = tuple[int, int]
Point = tuple[float, float]

MOST_STEPS: Final = 30
MOST_ANGLE: Final = 15.0
SMALLEST: Final = 0.02
TURNS: Final = (90, 180, 270)
_QUARTER: Final = 90
_FULL: Final = 360


def rotate(by: int) -> Step:
    return {"do": "rotate", "by": by % _FULL}


def straighten(angle: float) -> Step:
    return {"do": "straighten", "angle": round(angle, 2)}


def crop(left: float, top: float, width: float, height: float) -> Step:
    return {"do": "crop", "box": [round(part, 5) for part in (left, top, width, height)]}


def halves(at: float) -> tuple[Step, Step]:
    """Of a double page, left and right."""
    return crop(0, 0, at, 1), crop(at, 0, 1 - at, 1)


def is_good(step: Step) -> bool:
    """What a form or a program sent may be anything."""
    match step:
        case {"do": "rotate", "by": int(by)}:
            return by in TURNS
        case {"do": "straighten", "angle": int(angle) | float(angle)}:
            return math.isfinite(angle) and 0 < abs(angle) <= MOST_ANGLE
        case {"do": "crop", "box": [left, top, width, height]}:
            parts = (left, top, width, height)
            if not all(isinstance(part, int | float) and math.isfinite(part) for part in parts):
                return False
            inside = left >= 0 and top >= 0 and left + width <= 1.0001 and top + height <= 1.0001
            return bool(inside and width >= SMALLEST and height >= SMALLEST and (width < 1 or height < 1))
    return False


def added(recipe: Recipe, *steps: Step) -> Recipe:
    """Turns one after the other, and angles, become one; what comes to nothing is left out."""
    made = [dict(step) for step in recipe]
    for step in steps:
        last = made[-1] if made else {}
        if step["do"] == last.get("do") == "rotate":
            made[-1] = rotate(last["by"] + step["by"])
        elif step["do"] == last.get("do") == "straighten":
            made[-1] = straighten(last["angle"] + step["angle"])
        else:
            made.append(dict(step))
        if made and (made[-1].get("by") == 0 or made[-1].get("angle") == 0):
            made.pop()
    return made


def pixels(box: Sequence[float], size: Size) -> tuple[int, int, int, int]:
    """Left, top, width, height of a crop; at least one pixel, inside the picture."""
    width, height = size
    left = min(width - 1, max(0, round(box[0] * width)))
    top = min(height - 1, max(0, round(box[1] * height)))
    right = min(width, max(left + 1, round((box[0] + box[2]) * width)))
    bottom = min(height, max(top + 1, round((box[1] + box[3]) * height)))
    return left, top, right - left, bottom - top


def size_after(size: Size, step: Step) -> Size:
    if step["do"] == "rotate":
        return (size[1], size[0]) if step["by"] % 180 else size
    if step["do"] == "crop":
        _left, _top, width, height = pixels(step["box"], size)
        return width, height
    return size


def forward(point: Point, size: Size, step: Step) -> Point:
    """Where a point of the picture before a step lies after it. `size`: before the step."""
    x, y = point
    width, height = size
    if step["do"] == "rotate":
        return {90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[step["by"]]
    if step["do"] == "crop":
        left, top, _width, _height = pixels(step["box"], size)
        return x - left, y - top
    return _turned(point, size, step["angle"])


def back(point: Point, size: Size, step: Step) -> Point:
    """The other way round. `size`: before the step."""
    x, y = point
    width, height = size
    if step["do"] == "rotate":
        return {90: (y, height - x), 180: (width - x, height - y), 270: (width - y, x)}[step["by"]]
    if step["do"] == "crop":
        left, top, _width, _height = pixels(step["box"], size)
        return x + left, y + top
    return _turned(point, size, -step["angle"])


def _turned(point: Point, size: Size, angle: float) -> Point:
    turn = math.radians(angle)
    middle_x, middle_y = size[0] / 2, size[1] / 2
    dx, dy = point[0] - middle_x, point[1] - middle_y
    return (
        dx * math.cos(turn) - dy * math.sin(turn) + middle_x,
        dx * math.sin(turn) + dy * math.cos(turn) + middle_y,
    )


def sizes(master: Size, recipe: Recipe) -> list[Size]:
    """Before each step, and after the last one."""
    found = [master]
    for step in recipe:
        found.append(size_after(found[-1], step))
    return found


def moved(point: Point, master: Size, before: Recipe, after: Recipe) -> Point:
    """A point of the picture by the recipe `before` → the same place by the recipe `after`."""
    for size, step in reversed(list(zip(sizes(master, before), before, strict=False))):
        point = back(point, size, step)
    for size, step in zip(sizes(master, after), after, strict=False):
        point = forward(point, size, step)
    return point


def moved_lines(lines: list[Any], master: Size, before: Recipe, after: Recipe) -> list[Any]:
    """Lines of words with their boxes, as in `PageText`; words that are no longer on the picture go."""
    width, height = sizes(master, after)[-1]
    found = []
    for line in lines:
        words = []
        for text, *box, sure in line[4]:
            x, y, w, h = _box([moved(corner, master, before, after) for corner in _corners(box)])
            if x + w / 2 < 0 or y + h / 2 < 0 or x + w / 2 > width or y + h / 2 > height:
                continue
            left, top = max(0, round(x)), max(0, round(y))
            words.append(
                [text, left, top, max(1, min(round(w), width - left)), max(1, min(round(h), height - top)), sure]
            )
        if words:
            left, top = min(word[1] for word in words), min(word[2] for word in words)
            right, bottom = max(word[1] + word[3] for word in words), max(word[2] + word[4] for word in words)
            found.append([left, top, right - left, bottom - top, words])
    return found


def _corners(box: Sequence[float]) -> list[Point]:
    x, y, w, h = box
    return [(x, y), (x + w, y), (x, y + h), (x + w, y + h)]


def _box(points: Sequence[Point]) -> tuple[float, float, float, float]:
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return left, top, max(x for x, _ in points) - left, max(y for _, y in points) - top


def text_of(lines: list[Any]) -> str:
    return "\n".join(" ".join(word[0] for word in line[4]) for line in lines)


def outline(size: Size, steps: Recipe) -> list[Point]:
    """The four corners of what the steps would leave, on the picture as it is, in hundredths of its sides."""
    all_sizes = sizes(size, steps)
    width, height = all_sizes[-1]
    found = []
    for corner in ((0, 0), (width, 0), (width, height), (0, height)):
        point: Point = corner
        for before, step in reversed(list(zip(all_sizes, steps, strict=False))):
            point = back(point, before, step)
        found.append((round(100 * point[0] / size[0], 2), round(100 * point[1] / size[1], 2)))
    return found
