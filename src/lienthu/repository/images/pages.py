"""Page images out of what was handed in: one per picture, per page of a TIFF, per page of a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pikepdf
import PIL.Image
import pypdfium2
import pyvips

from lienthu import text
from lienthu.files import kinds
from lienthu.kernel.errors import Invalid, is_disk_full

PDF_DPI: Final = 200
#: Above this many pixels a picture is not opened (two gigapixels; a map at 600 dpi is under one).
MAX_PIXELS: Final = 2_000_000_000
#: Some kinds cannot be read strip by strip: interlaced PNG and progressive JPEG take four bytes a pixel, JPEG 2000
#: twenty.
MAX_AT_ONCE: Final = 200_000_000
MAX_JP2: Final = 100_000_000
MAX_PAGES: Final = 20_000
_POINTS: Final = 72
#: A PDF page that would have a longer side or more pixels is rendered smaller: a bitmap takes four bytes a pixel.
_MAX_SIDE: Final = 10_000
_MAX_AREA: Final = 40_000_000

Word = list[Any]  # text, x, y, w, h, confidence
Line = list[Any]  # x, y, w, h, words


@dataclass(frozen=True, slots=True)
class OwnText:
    """A file's own text of one page, in pixels of its image."""

    text: str
    lines: list[Line]


def count(path: Path, kind: kinds.Kind) -> int:
    """How many pages. Raises `Invalid` for what cannot be opened, is locked, is empty or is far too large."""
    try:
        number, pixels, limit = _measure(path, kind)
    except (pyvips.Error, pypdfium2.PdfiumError, PIL.UnidentifiedImageError, OSError, ValueError) as error:
        if kind is kinds.PDF and _is_empty(path):
            raise Invalid("repository.file_without_pages") from error
        locked = "password" in str(error).lower()
        raise Invalid("repository.file_locked" if locked else "repository.file_broken") from error
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
        pdf = pypdfium2.PdfDocument(str(path))
        try:
            return len(pdf), 0, MAX_PIXELS
        finally:
            pdf.close()
    if kind is kinds.JP2:
        PIL.Image.MAX_IMAGE_PIXELS = None  # the limits of `count` are the ones that hold
        with PIL.Image.open(path) as opened:
            return 1, opened.width * opened.height, MAX_JP2
    image = pyvips.Image.new_from_file(str(path), access="sequential")
    pages = image.get("n-pages") if kind is kinds.TIFF and "n-pages" in image.get_fields() else 1
    is_whole = "interlaced" in image.get_fields() and image.get("interlaced")
    return pages, image.width * image.height, MAX_AT_ONCE if is_whole else MAX_PIXELS


def _is_empty(path: Path) -> bool:
    """PDFium opens no PDF without pages."""
    try:
        with pikepdf.open(path) as pdf:
            return "/Pages" in pdf.Root and not len(pdf.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return False


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
    except (pyvips.Error, pypdfium2.PdfiumError, OSError, ValueError) as error:
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
    pdf = pypdfium2.PdfDocument(str(path))
    try:
        page = pdf[number]
        wide, high = (max(1.0, side) for side in page.get_size())
        scale = min(dpi / _POINTS, _MAX_SIDE / max(wide, high), (_MAX_AREA / (wide * high)) ** 0.5)
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
        image = pyvips.Image.new_from_memory(bytes(bitmap.buffer), bitmap.width, bitmap.height, 4, "uchar")
        return image[0:3].copy(interpretation="srgb"), _readable_text(page, scale)
    finally:
        pdf.close()


def _readable_text(page: Any, scale: float) -> OwnText | None:
    """A text layer that cannot be read takes nothing away from the picture."""
    try:
        return _own_text(page, scale)
    except (pypdfium2.PdfiumError, ValueError):
        return None


def _own_text(page: Any, scale: float) -> OwnText | None:
    """Words with their boxes from a page's text layer; codes of the old Vietnamese fonts are repaired."""
    layer = page.get_textpage()
    whole = layer.get_text_range()
    if not whole.strip():
        return None
    height = page.get_size()[1]
    lines: list[Line] = []
    written: list[str] = []
    at = 0
    for raw in whole.splitlines(keepends=True):
        words = _words(layer, raw, at, scale, height)
        at += _units(raw)
        if words:
            box = around([word[1:5] for word in words])
            lines.append([*box, words])
            written.append(" ".join(word[0] for word in words))
    return OwnText("\n".join(written), lines)


def _words(layer: Any, raw: str, at: int, scale: float, height: float) -> list[Word]:
    repaired = text.clean(text.repair(raw).text) if raw.strip() else ""
    pieces = repaired.split() if len(repaired.split()) == len(raw.split()) else raw.split()
    found: list[Word] = []
    cursor = 0
    for piece, shown in zip(raw.split(), pieces, strict=True):
        start = raw.index(piece, cursor)
        cursor = start + len(piece)
        first = at + _units(raw[:start])
        boxes = [layer.get_charbox(first + i) for i in range(_units(piece))]
        left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
        x, y = round(left * scale), round((height - top) * scale)
        found.append([shown, x, y, round((right - left) * scale), round((top - bottom) * scale), 100])
    return found


def _units(written: str) -> int:
    """How PDFium counts: in UTF-16, where most of the letters of Nôm are two."""
    return len(written.encode("utf-16-le", "surrogatepass")) // 2


def around(boxes: list[list[int]]) -> list[int]:
    """The box that holds all: left, top, width, height."""
    x, y = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return [x, y, max(box[0] + box[2] for box in boxes) - x, max(box[1] + box[3] for box in boxes) - y]


def missing() -> Any:
    """A blank page in the place of one that cannot be read, so that the others keep their numbers."""
    return (pyvips.Image.black(1240, 1754) + 240).cast("uchar").copy(interpretation="b-w")
