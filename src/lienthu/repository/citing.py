"""How an object is cited, and what its identifier answers when asked who, what, when and where (ERC)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from lienthu.repository import rights
from lienthu.repository.models import DigitalObject
from lienthu.ui.formats import vdate

_UNKNOWN = "(:unkn) unknown"
_WITHHELD = "(:unav) unavailable"


def citation(found: DigitalObject, page: str, address: str, seen: date) -> str:
    """Who, what, when, which page, where it was read and when (after ISO 690). `page`: empty for the whole."""
    parts = [", ".join(found.creators), found.title, found.date_text or str(found.year or "")]
    if page:
        parts.append(_("p. %(n)s") % {"n": page})
    told = ". ".join(part.rstrip(".") for part in parts if part)
    return _("%(told)s. %(address)s (read on %(day)s)") % {"told": told, "address": address, "day": vdate(seen)}


def erc(found: DigitalObject, address: str) -> str:
    """The Electronic Resource Citation of what may be described. https://datatracker.ietf.org/doc/draft-kunze-erc/"""
    lines = [
        ("who", "; ".join(found.creators) or _UNKNOWN),
        ("what", found.title),
        ("when", found.date_text or (str(found.year) if found.year else _UNKNOWN)),
        ("where", address),
    ]
    if uri := rights.uri_of(found.rights):
        lines.append(("rights", uri))
    return _written(lines)


def erc_of_withdrawn(address: str) -> str:
    lines = [("who", _WITHHELD), ("what", _WITHHELD), ("when", _WITHHELD), ("where", address), ("note", "withdrawn")]
    return _written(lines)


def _written(lines: list[tuple[str, str]]) -> str:
    return "erc:\n" + "".join(f"{name}: {' '.join(value.split())}\n" for name, value in lines)
