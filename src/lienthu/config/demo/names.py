"""Personal names as Vietnamese title pages carry them."""

from __future__ import annotations

from random import Random

from lienthu.config.demo import seeds
from lienthu.config.demo.rng import leaning, pick


def person(r: Random) -> str:
    """A name in natural order; the share of pen names and of the highland peoples' names is that of a shelf in
    Đắk Nông, not of the country."""
    n = seeds.names()
    u = r.random()
    if u > 0.985:
        return pick(r, n.ethnic)
    if u > 0.955:
        return pick(r, n.pen)
    surname = pick(r, n.surnames)
    if u < 0.58:
        given, middle = leaning(r, n.male_given), pick(r, n.male_middle)
        if u < 0.08:
            return f"{surname} {given}" if given != surname else f"{surname} {middle}"
    else:
        given, middle = leaning(r, n.female_given), pick(r, n.female_middle)
    if given in (middle, surname):
        given = "An" if middle != "An" else "Bình"
    if u > 0.88:  # two middle names
        extra = pick(r, ("Thanh", "Hoàng", "Ngọc", "Thu", "Minh", "Kim"))
        if extra not in (surname, middle, given):
            return f"{surname} {middle} {extra} {given}"
    return f"{surname} {middle} {given}"


def inverted(name: str) -> str:
    """`Nguyễn Văn An` → `Nguyễn, Văn An`, the habit of a fifth of Vietnamese catalogues. Pen names stay."""
    surname, _, rest = name.partition(" ")
    if rest and surname in seeds.names().known and "," not in name:
        return f"{surname}, {rest}"
    return name


def natural(heading: str) -> str:
    """`Malot, Hector` → `Hector Malot`."""
    left, comma, right = heading.partition(", ")
    return f"{right} {left}" if comma else heading
