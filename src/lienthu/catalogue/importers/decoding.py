"""Texts of a file that are not UTF-8."""

from __future__ import annotations

import codecs

from lienthu.catalogue.importers import sheet
from lienthu.text import repair_bytes
from lienthu.text.repair import CLEAN


class Decoder:
    """A legacy code of Vietnamese, or what else a person said the file is in. `used`: the encodings met since it was
    emptied."""

    def __init__(self, encoding: str | None) -> None:
        try:
            codec = codecs.lookup(encoding).name if encoding and encoding not in sheet.LEGACY else ""
        except LookupError:
            codec = ""
        self.codec = "" if codec in ("utf-8", "ascii") else codec
        self.hint = encoding
        self.used: set[str] = set()

    def __call__(self, data: bytes) -> str:
        if self.codec:
            self.used.add(self.codec)
            return data.decode(self.codec, "replace")
        result = repair_bytes(data, self.hint)
        if result.encoding != CLEAN:
            self.used.add(result.encoding)
        return result.text
