"""Page images out of what was handed in: one per picture, per page of a TIFF, per page of a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import PIL.Image
import pyvips

from lienthu.files import kinds
from lienthu.kernel.errors import Invalid, is_disk_full
from lienthu.repository.images import apart
from lienthu.repository.images.pdf import Line

PDF_DPI: Final = 200
#: Above this many pixels a picture is not opened (two gigapixels; a map at 600 dpi is under one).
MAX_PIXELS: Final = 2_000_000_000
#: Some kinds cannot be read strip by strip: interlaced PNG and progressive JPEG take four bytes a pixel, JPEG 2000
#: twenty.
MAX_AT_ONCE: Final = 200_000_000
MAX_JP2: Final = 100_000_000
MAX_PAGES: Final = 20_000


@dataclass(frozen=True, slots=True)
class OwnText:
    """A file's own text of one page, in pixels of its image."""

    text: str
    lines: list[Line]


def count(path: Path, kind: kinds.Kind) -> int:
    """How many pages. Raises `Invalid` for what cannot be opened, is locked, is empty or is far too large."""
    try:
        number, pixels, limit = _measure(path, kind)
    except (pyvips.Error, PIL.UnidentifiedImageError, OSError, ValueError) as error:
        raise Invalid("repository.file_broken") from error
    if not number:
        raise Invalid("repository.file_without_pages")
    if number > MAX_PAGES:
        raise Invalid("repository.too_many_pages", pages=number, limit=MAX_PAGES)
    if pixels > MAX_PIXELS:
        raise Invalid("repository.too_many_pixels", millions=pixels // 1_000_000)
    if pixels > limit:
        raise Invalid("repository.too_many_at_once", millions=pixels // 1_000_000, limit=limit // 1_000_000)
    return number


def _measure(path: Path, kind: kinds.Kind) -> tuple[int, int, int]:
    """Pages, pixels of the first one, and how many may be."""
    if kind is kinds.PDF:
        return of_pdf("count", path)["pages"], 0, MAX_PIXELS
    if kind is kinds.JP2:
        PIL.Image.MAX_IMAGE_PIXELS = None  # the limits of `count` are the ones that hold
        with PIL.Image.open(path) as opened:
            return 1, opened.width * opened.height, MAX_JP2
    image = pyvips.Image.new_from_file(str(path), access="sequential")
    pages = image.get("n-pages") if kind is kinds.TIFF and "n-pages" in image.get_fields() else 1
    is_whole = "interlaced" in image.get_fields() and image.get("interlaced")
    return pages, image.width * image.height, MAX_AT_ONCE if is_whole else MAX_PIXELS


def of_pdf(what: str, path: Path) -> dict[str, Any]:
    """What is found in a PDF as a whole: `count` or `active`. Raises `Invalid`."""
    try:
        said, _ = apart.ask("pdf", path, do=what)
    except apart.StoppedError as error:
        raise Invalid("repository.file_exhausts") from error
    if "fault" in said:
        raise Invalid(f"repository.file_{said['fault']}")
    return said


def render(
    path: Path, kind: kinds.Kind, number: int, *, whole: bool = True, dpi: int = PDF_DPI
) -> tuple[Any, OwnText | None]:
    """Page `number` from 0: its image in sRGB or grey, upright, and a PDF's own text. With `whole` a picture that is
    cut short fails while it is read to its end; without, it is shown as far as it goes. `dpi`: of a PDF's page."""
    try:
        if kind is kinds.PDF:
            return _pdf_page(path, number, dpi)
        if kind is kinds.JP2:
            with PIL.Image.open(path) as opened:
                return pyvips.Image.new_from_array(opened.convert("RGB")), None
        options: dict[str, Any] = {"page": number} if kind is kinds.TIFF else {}
        options["fail_on"] = "truncated" if whole else "none"
        return _plain(_upright(path, options)), None
    except (pyvips.Error, apart.StoppedError, OSError, ValueError) as error:
        if is_disk_full(error):
            raise
        raise Invalid("repository.page_broken", page=number + 1) from error


def _upright(path: Path, options: dict[str, Any]) -> Any:
    """Read from top to bottom where the picture stands upright; one that lies on its side has to be read across."""
    image = pyvips.Image.new_from_file(str(path), access="sequential", **options)
    if image.width * image.height > MAX_PIXELS:  # of a TIFF only the first page was measured when it was counted
        raise ValueError("too many pixels")
    if "orientation" not in image.get_fields() or image.get("orientation") < 2:
        return image
    return pyvips.Image.new_from_file(str(path), access="random", **options).autorot()


def _plain(image: Any) -> Any:
    if image.hasalpha():
        image = image.flatten(background=255)
    wanted = "b-w" if image.bands == 1 else "srgb"
    if image.interpretation in ("cmyk", "lab", "rgb16", "grey16") or image.format != "uchar":
        image = image.colourspace(wanted)
    return image.cast("uchar").copy(interpretation=wanted)


def _pdf_page(path: Path, number: int, dpi: int) -> tuple[Any, OwnText | None]:
    said, pixels = apart.ask("pdf", path, do="page", number=number, dpi=dpi)
    if "fault" in said:
        raise ValueError(said["fault"])
    image = pyvips.Image.new_from_memory(pixels, said["width"], said["height"], 4, "uchar")
    return image[0:3].copy(interpretation="srgb"), OwnText(*said["own"]) if said["own"] else None


def missing() -> Any:
    """A blank page in the place of one that cannot be read, so that the others keep their numbers."""
    return (pyvips.Image.black(1240, 1754) + 240).cast("uchar").copy(interpretation="b-w")
