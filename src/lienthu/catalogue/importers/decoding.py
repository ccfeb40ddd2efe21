"""Texts of a file that are not UTF-8."""

from __future__ import annotations

import codecs

from lienthu.catalogue.importers import sheet
from lienthu.text import Hint, repair_bytes
from lienthu.text.repair import CLEAN


class Decoder:
    """A legacy code of Vietnamese, or what else a person said the file is in. `used`: the encodings met since it was
    emptied."""

    def __init__(self, encoding: Hint | None) -> None:
        try:
            known = not isinstance(encoding, str) or encoding in sheet.LEGACY
            codec = "" if known or not encoding else codecs.lookup(str(encoding)).name
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
