"""A reading copy: page pictures with their text laid invisibly under them, as PDF/A-2b (ISO 19005-2).

Parts of a few pages are made one after the other and joined from disk, so that memory does not grow with the pages.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pikepdf
from django.conf import settings
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import ImageCms

from lienthu.repository.images.pdf import Line

_POINTS: Final = 72
_LONGEST: Final = 3600  # pixels of a picture's longer side
_QUALITY: Final = 75
#: Share of a box's height that its letters' size is.
_LETTERS: Final = 0.8
_FONT: Final = "NotoSans_400Regular.ttf"


def part(sheets: Iterable[tuple[Any, list[Line], int]]) -> bytes:
    """`sheets`: page image (pyvips), its lines in that image's pixels, its dots an inch."""
    made = FPDF(unit="pt")
    made.set_auto_page_break(False)
    made.add_font("text", fname=str(_font()))
    for image, lines, dpi in sheets:
        scale = _POINTS / dpi
        made.add_page(format=(image.width * scale, image.height * scale))
        with made.local_context(text_mode=TextMode.INVISIBLE):
            for line in lines:
                _write(made, line, scale)
        made.image(io.BytesIO(_jpeg(image)), 0, 0, image.width * scale, image.height * scale)
    return bytes(made.output())


def _write(made: FPDF, line: Line, scale: float) -> None:
    letters = made.fonts["text"].cmap  # type: ignore[union-attr]
    for word, x, y, width, height, _sure in line[4]:
        shown = "".join(letter for letter in word if ord(letter) in letters)
        if not shown or not width:
            continue
        made.set_font("text", size=max(1.0, height * scale * _LETTERS))
        made.set_stretching(100)
        natural = made.get_string_width(shown)
        if natural:
            made.set_stretching(max(1.0, 100 * width * scale / natural))
            made.text(x * scale, (y + height * _LETTERS) * scale, shown + " ")
    made.set_stretching(100)


def _jpeg(image: Any) -> bytes:
    longer = max(image.width, image.height)
    if longer > _LONGEST:
        image = image.resize(_LONGEST / longer)
    return bytes(image.jpegsave_buffer(Q=_QUALITY, keep="none"))


def join(parts: Iterable[Path], target: Path, *, title: str, creators: list[str], language: str) -> None:
    """The parts in order as one PDF/A-2b at `target`."""
    with pikepdf.new() as whole:
        opened = []
        for path in parts:
            source = pikepdf.open(path)
            opened.append(source)  # pages are read from it when the whole is saved
            whole.pages.extend(source.pages)
        whole.Root.Lang = pikepdf.String(language)
        whole.Root.OutputIntents = pikepdf.Array([_intent(whole)])
        with whole.open_metadata(set_pikepdf_as_editor=False) as about:
            about["pdfaid:part"], about["pdfaid:conformance"] = "2", "B"
            about["dc:title"] = title
            if creators:
                about["dc:creator"] = creators
            about["xmp:CreateDate"] = datetime.now(UTC).isoformat(timespec="seconds")
            about["pdf:Producer"] = "Liên Thư"
        whole.save(target, linearize=False, min_version="1.7")
        for source in opened:
            source.close()


def _intent(whole: pikepdf.Pdf) -> pikepdf.Object:
    profile = pikepdf.Stream(whole, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile.N = 3
    return whole.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.OutputIntent,
            S=pikepdf.Name.GTS_PDFA1,
            OutputConditionIdentifier=pikepdf.String("sRGB"),
            DestOutputProfile=whole.make_indirect(profile),
        )
    )


def _font() -> Path:
    return Path(settings.PACKAGE) / "ui/static/lienthu/dist/print" / _FONT
