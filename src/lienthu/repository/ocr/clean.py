"""A page image made ready for recognition, and only for that: what is kept and shown is never touched.

Paper and stains are divided out, noise is filtered where it is measured, lines are made level. Boxes found on the
result are led back to the page by `Ready.on_page`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import pyvips

_SHRINK: Final = 8
#: Paper whose brightness differs by no more than this from place to place is made white by one factor.
_EVEN: Final = 6
#: Side of the window, in shrunk pixels, that must hold some paper: larger than a letter of a heading.
_WINDOW: Final = 11
_PAPER: Final = 0.75
NOISY: Final = 1.5
_MOST_DEGREES: Final = 6.0
_STRIPS: Final = 48
#: Lines that lean less are read as they are.
_LEVEL: Final = 0.12
#: Pixels above which a page is read smaller.
MOST_PIXELS: Final = 30_000_000

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Ready:
    """`angle`: degrees by which lines fell to the right before they were made level. `scale`: pixels of `image` for one
    of the page; `page`: its width and height."""

    image: Any
    angle: float
    scale: float
    noise: float
    page: tuple[int, int]

    def on_page(self, box: Box) -> Box:
        """Left, top, width, height on `image` → the smallest upright box around the same place of the page."""
        x, y, w, h = box
        corners = [self._back(x + dx, y + dy) for dx in (0, w) for dy in (0, h)]
        left, top = (max(0, math.floor(min(corner[axis] for corner in corners))) for axis in (0, 1))
        right, bottom = (min(self.page[axis], math.ceil(max(corner[axis] for corner in corners))) for axis in (0, 1))
        return left, top, max(1, right - left), max(1, bottom - top)

    def _back(self, x: float, y: float) -> tuple[float, float]:
        middle_x, middle_y = self.image.width / 2, self.image.height / 2
        turn = math.radians(self.angle)
        dx, dy = x - middle_x, y - middle_y
        back_x = dx * math.cos(turn) - dy * math.sin(turn) + middle_x
        back_y = dx * math.sin(turn) + dy * math.cos(turn) + middle_y
        return back_x / self.scale, back_y / self.scale


def ready(page: Any, size: tuple[int, int] | None = None) -> Ready:
    """`page`: a pyvips image in sRGB or grey, read once from top to bottom. `size`: the page as it is shown."""
    size = size or (page.width, page.height)
    grey = page.colourspace("b-w")[0].cast("uchar")
    if (shrink := math.sqrt(MOST_PIXELS / (page.width * page.height))) < 1:
        grey = grey.resize(shrink)
    grey = grey.copy_memory()
    dirt = noise(grey)
    flat = on_white(grey).copy_memory()
    angle = lean(flat)
    if dirt > NOISY:
        flat = smooth(flat)
    if abs(angle) < _LEVEL:
        return Ready(flat, 0.0, flat.width / size[0], dirt, size)
    return Ready(level(flat, angle), angle, flat.width / size[0], dirt, size)


def noise(grey: Any) -> float:
    """Standard deviation of the grain of the paper, from the median of a filter that lines and slopes do not move
    (Immerkær 1996)."""
    mask = pyvips.Image.new_from_array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]])
    side = min(1200, grey.width, grey.height)
    part = grey.crop((grey.width - side) // 2, (grey.height - side) // 2, side, side)
    found = part.cast("short").conv(mask, precision="integer").abs()
    return float(found.cast("ushort").percent(50)) / (0.6745 * 6)


def on_white(grey: Any) -> Any:
    """Divided by its own paper: stains, shadows and yellow go, what is darker than its surroundings stays."""
    small = grey.shrink(_SHRINK, _SHRINK)
    side = min(_WINDOW, small.width, small.height)
    paper = small.rank(side, side, int(side * side * _PAPER)).gaussblur(3)
    paper = (paper + 1).cast("uchar").copy_memory()
    if paper.max() - paper.min() <= _EVEN:
        return grey.maplut(pyvips.Image.identity().linear(255 / paper.avg(), 0, uchar=True))
    # Half of the way smoothly, the rest in squares of four pixels: a fifth of the time of smooth all the way.
    paper = paper.resize(2, kernel="linear").zoom(_SHRINK // 2, _SHRINK // 2)
    paper = paper.embed(0, 0, grey.width, grey.height, extend="copy")
    return (grey / paper).linear(255, 0, uchar=True)


def smooth(flat: Any) -> Any:
    """A Gaussian: on `bench/ocr` as good as a median of 3 or 5 pixels and many times cheaper."""
    return flat.gaussblur(1.0).copy_memory()


def lean(flat: Any) -> float:
    """Degrees by which the lines of text fall to the right (negative: rise): the shear under which ink gathers most in
    rows."""
    small = flat.shrink(3, 3) < 160
    strips = small.shrink(max(1, small.width // _STRIPS), 1).copy_memory()
    step = small.width / strips.width
    coarse = strips.shrink(1, 3).copy_memory() if strips.height > _STRIPS else strips
    best = _steepest(coarse, step * coarse.height / strips.height, 0.0, _MOST_DEGREES, 0.5)
    best = _steepest(strips, step, best, 0.5, 0.125)
    return _steepest(strips, step, best, 0.1, 0.025)


def _steepest(strips: Any, step: float, around: float, reach: float, by: float) -> float:
    steps = round(reach / by)
    tried = [around + number * by for number in range(-steps, steps + 1)]
    return max(tried, key=lambda angle: (_gathered(strips, step, angle), -abs(angle)))


def _gathered(strips: Any, step: float, angle: float) -> float:
    fall = math.tan(math.radians(angle)) * step
    area = [0, 0, strips.width, strips.height]
    upright = strips.affine([1, 0, -fall, 1], interpolate=pyvips.Interpolate.new("bilinear"), oarea=area)
    _, rows = upright.project()
    return float((rows * rows).avg())


def level(flat: Any, angle: float) -> Any:
    turned = flat.rotate(-angle, background=[255], interpolate=pyvips.Interpolate.new("bilinear"))
    left, top = (turned.width - flat.width) // 2, (turned.height - flat.height) // 2
    return turned.crop(max(0, left), max(0, top), flat.width, flat.height)
