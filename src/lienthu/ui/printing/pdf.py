"""PDF pages over fpdf2: text that fits its box, barcodes as vectors, fonts of the house with a fallback.

fpdf2 is loaded at the first print: it costs a third of a second and 37 MB that other pages need not pay.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from lienthu.ui.printing.sheets import Box

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS: Final = Path(__file__).resolve().parents[1] / "static" / "lienthu" / "dist" / "print"
POINT: Final = 25.4 / 72
#: Stacked Vietnamese marks (Ễ over ụ) need this line height.
LEADING: Final = 1.32
#: Where the letters stand in a line's height.
_BASELINE: Final = 0.74
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
_CODE_128 = re.compile(r"[ -~]{1,60}")

Align = Literal["L", "C", "R"]


class Paper:
    """A document that is written from top to bottom; `save` gives its bytes."""

    def __init__(self, title: str, width: float = 210, height: float = 297) -> None:
        self.pdf: FPDF = import_module("fpdf").FPDF(unit="mm", format=(width, height))
        self.width, self.height = width, height
        self._advances: dict[str, float] = {}
        self._size, self._weight = 0.0, ""
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.pdf.set_title(title)
        self.pdf.set_creator("Liên Thư")
        self.pdf.set_lang("vi")
        for family, file in (("sans", "BeVietnamPro"), ("wide", "NotoSans")):
            self.pdf.add_font(family, "", FONTS / f"{file}_400Regular.ttf")
            self.pdf.add_font(family, "B", FONTS / f"{file}_600SemiBold.ttf")
        self._known = {weight: frozenset(self.pdf.fonts[f"sans{weight}"].cmap) for weight in ("", "B")}

    def page(self) -> None:
        self.pdf.add_page()

    @property
    def pages(self) -> int:
        return int(self.pdf.pages_count)

    def save(self) -> bytes:
        return bytes(self.pdf.output())

    def text(
        self, box: Box, text: str, *, size: float, bold: bool = False, align: Align = "L", lines: int = 1,
        smallest: float = 5.0, middle: bool = False,
    ) -> float:  # fmt: skip
        """Sets `text` into at most `lines` lines: smaller down to `smallest` points, then cut with an ellipsis.

        Returns the height used."""
        shown = _CONTROL.sub(" ", text).strip()
        if not shown:
            return 0.0
        while True:
            self._font(size, bold)
            rows = self._rows(shown, box.width)
            if len(rows) <= lines or size <= smallest:
                break
            size = max(smallest, size - 0.5)
        if len(rows) > lines:
            rows = [*rows[: lines - 1], self._cut(" ".join(rows[lines - 1 :]), box.width)]
        step = size * POINT * LEADING
        top = box.y + max(0.0, (box.height - step * len(rows)) / 2) if middle else box.y
        for number, row in enumerate(rows):
            self._row(box, top + number * step + step * _BASELINE, row, align)
        return step * len(rows)

    def height_of(self, text: str, width: float, size: float, *, bold: bool = False) -> float:
        self._font(size, bold)
        return len(self._rows(_CONTROL.sub(" ", text).strip(), width)) * size * POINT * LEADING

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float = 0.2) -> None:
        self.pdf.set_line_width(weight)
        self.pdf.line(x1, y1, x2, y2)

    def frame(self, box: Box, weight: float = 0.2) -> None:
        self.pdf.set_line_width(weight)
        self.pdf.rect(box.x, box.y, box.width, box.height)

    def code(self, box: Box, value: str) -> None:
        """A machine-readable number: Code 128 where it can say it, else (Đ in a number) a QR code."""
        if _CODE_128.fullmatch(value):
            self._bars(box, value)
        else:
            self._squares(box, value)

    def _bars(self, box: Box, value: str) -> None:
        modules = _code_128(value)
        width = box.width / (len(modules) + 20)  # the quiet zone of ten modules on both sides
        self.pdf.set_fill_color(0)
        for match in re.finditer("1+", modules):
            self.pdf.rect(box.x + (10 + match.start()) * width, box.y, len(match[0]) * width, box.height, style="F")

    def _squares(self, box: Box, value: str) -> None:
        matrix = tuple(import_module("segno").make(value, micro=False, error="m").matrix)
        side = min(box.width, box.height)
        step = side / (len(matrix) + 4)
        left, top = box.x + (box.width - side) / 2 + 2 * step, box.y + 2 * step
        self.pdf.set_fill_color(0)
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                if dark:
                    self.pdf.rect(left + x * step, top + y * step, step, step, style="F")

    def _font(self, size: float, bold: bool) -> None:
        self._size, self._weight = size, "B" if bold else ""

    def _row(self, box: Box, baseline: float, text: str, align: Align) -> None:
        """One line; letters of Ê Đê and M'Nông (ƀ ĕ ŏ ĭ ŭ) that Be Vietnam Pro lacks come from Noto Sans.

        `FPDF.cell` would do the same, forty times slower: it prepares for markup and breaking lines."""
        x = box.x
        if align != "L":
            left = box.width - self._width(text)
            x += left if align == "R" else left / 2
        for family, run in groupby(text, self._family):
            letters = "".join(run)
            self.pdf.set_font(family, self._weight, self._size)
            self.pdf.text(x, baseline, letters)
            x += self._width(letters)

    def _family(self, letter: str) -> str:
        return "sans" if ord(letter) in self._known[self._weight] else "wide"

    def _width(self, text: str) -> float:
        return self._size * sum(map(self._advance, text))

    def _rows(self, text: str, width: float) -> list[str]:
        """Words into lines; a word wider than the box is broken."""
        rows: list[str] = []
        row = ""
        for word in text.split():
            longer = f"{row} {word}" if row else word
            if self._fits(longer, width):
                row = longer
                continue
            rows += [row] if row else []
            while not self._fits(word, width) and len(word) > 1:
                cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or self._fits(word[:n], width))
                rows.append(word[:cut])
                word = word[cut:]
            row = word
        return [*rows, row] if row else rows

    def _cut(self, text: str, width: float) -> str:
        if self._fits(text, width):
            return text
        while text and not self._fits(f"{text}…", width):
            text = text[:-1].rstrip()
        return f"{text}…"

    def _fits(self, text: str, width: float) -> bool:
        return self._width(text) <= width

    def _advance(self, letter: str) -> float:
        """The letter's width at one point."""
        key = self._weight + letter
        if key not in self._advances:
            self.pdf.set_font(self._family(letter), self._weight, 10)
            self._advances[key] = float(self.pdf.get_string_width(letter)) / 10
        return self._advances[key]


@cache
def _code_class() -> Any:
    return import_module("barcode").get_barcode_class("code128")


def _code_128(value: str) -> str:
    """The bars as a string of modules, 1 = dark."""
    return str(_code_class()(value).build()[0])
