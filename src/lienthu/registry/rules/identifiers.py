"""The forms of codes that people give to libraries."""

from __future__ import annotations

import re

from lienthu.kernel.errors import Invalid

# ISO 15511: country prefix, hyphen, at most eleven of these characters.
_ISIL = re.compile(r"VN-[A-Za-z0-9:/-]{1,11}")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,29}")


def clean_isil(text: str) -> str | None:
    text = text.strip()
    if not text:
        return None
    if not _ISIL.fullmatch(text):
        raise Invalid("registry.bad_isil", value=text[:40])
    return text


def clean_code(text: str) -> str:
    """Upper case, so that `tinh` typed at a command finds `TINH`."""
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise Invalid("registry.bad_code", value=text[:40])
    return code
