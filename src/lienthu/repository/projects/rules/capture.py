"""What pictures must be, and in what a delivered file deviates from it, named file by file. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lienthu.repository.projects.rules.codes import is_target, page_number, recognised

#: Resolutions are stored as whole pixels an inch or a centimetre; 300 may come as 299.72.
_SLACK: Final = 0.995
FORMATS: Final = {"image/tiff": "TIFF", "image/jp2": "JPEG 2000", "image/jpeg": "JPEG", "image/png": "PNG"}
SPACES: Final = ("any", "srgb", "adobe", "grey")


@dataclass(frozen=True, slots=True)
class Spec:
    """`dpi`: at least. `bits`: of each channel, at least. `space`: `any`, `srgb`, `adobe` (RGB with that profile) or
    `grey`. `formats`: MIME types. `target`: with a picture of the colour target."""

    dpi: int = 300
    bits: int = 8
    space: str = "srgb"
    formats: tuple[str, ...] = ("image/tiff",)
    target: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What a delivered file is. `dpi`: 0 where the file does not say; `profile`: the name of its colour profile."""

    name: str
    mime: str
    dpi: float = 0
    bits: int = 8
    is_colour: bool = True
    profile: str = ""
    is_readable: bool = True


@dataclass(frozen=True, slots=True)
class Deviation:
    """`name`: the file; empty for the delivery as a whole."""

    name: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


def deviations(pictures: Sequence[Picture], spec: Spec, code: str, pages: int = 0) -> list[Deviation]:
    """`pages`: how many the job was counted to have; 0 where nobody counted."""
    found = [one for picture in pictures for one in _of_one(picture, spec)]
    if spec.target and not any(is_target(one.name) for one in pictures):
        found.append(Deviation("", "repository.capture_target"))
    return [*found, *_of_names([one.name for one in pictures if not is_target(one.name)], code, pages)]


def _of_one(one: Picture, spec: Spec) -> list[Deviation]:
    if one.mime not in spec.formats:
        wanted = ", ".join(FORMATS.get(mime, mime) for mime in spec.formats)
        is_one = FORMATS.get(one.mime, one.mime.rpartition("/")[2].upper())
        return [Deviation(one.name, "repository.capture_format", {"found": is_one, "wanted": wanted})]
    if not one.is_readable:
        return [Deviation(one.name, "repository.file_broken")]
    found = []
    if not one.dpi:
        found.append(Deviation(one.name, "repository.capture_without_dpi", {"wanted": spec.dpi}))
    elif one.dpi < spec.dpi * _SLACK:
        found.append(Deviation(one.name, "repository.capture_dpi", {"found": round(one.dpi), "wanted": spec.dpi}))
    if one.bits < spec.bits:
        found.append(Deviation(one.name, "repository.capture_bits", {"found": one.bits, "wanted": spec.bits}))
    return found + _of_colour(one, spec.space)


def _of_colour(one: Picture, space: str) -> list[Deviation]:
    if space in ("srgb", "adobe") and not one.is_colour:
        return [Deviation(one.name, "repository.capture_grey")]
    profile = one.profile.lower()
    if space == "adobe" and "adobe rgb" not in profile:
        return [Deviation(one.name, "repository.capture_profile", {"wanted": "Adobe RGB (1998)"})]
    # Without a profile RGB is read as sRGB everywhere.
    if space == "srgb" and profile and "srgb" not in profile:
        return [Deviation(one.name, "repository.capture_profile", {"wanted": "sRGB"})]
    return []


def _of_names(names: Sequence[str], code: str, pages: int) -> list[Deviation]:
    found = [
        Deviation(name, "repository.capture_foreign", {"other": other})
        for name in names
        if (other := recognised(name)) and other != code
    ]
    numbers = [number for name in names if (number := page_number(name, code)) is not None]
    twice = sorted(number for number, times in Counter(numbers).items() if times > 1)
    found += [Deviation("", "repository.capture_twice", {"page": number}) for number in twice]
    if numbers:
        wanted = range(1, max(max(numbers), pages if pages <= 2 * max(numbers) else 0) + 1)
        missing = sorted(set(wanted) - set(numbers))
        found += [Deviation("", "repository.capture_missing", {"pages": said}) for said in _runs(missing)]
    elif pages and len(names) < pages:
        found.append(Deviation("", "repository.capture_fewer", {"found": len(names), "wanted": pages}))
    return found


def _runs(numbers: Sequence[int]) -> list[str]:
    """`3, 7–9` as texts; at most fifty of them."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ["–".join(str(end) for end in run) for run in runs[:50]]
