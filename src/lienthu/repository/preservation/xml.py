"""Small helpers for the XML of packages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from lxml import etree

METS: Final = "http://www.loc.gov/METS/"
PREMIS: Final = "http://www.loc.gov/premis/v3"
XLINK: Final = "http://www.w3.org/1999/xlink"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


def add(parent: Any, space: str, name: str, value: str = "", **attributes: str) -> Any:
    """An empty attribute is left out."""
    made = etree.SubElement(parent, inside(space, name), {key: one for key, one in attributes.items() if one})
    if value:
        made.text = plain(value)
    return made


def inside(space: str, name: str) -> str:
    return f"{{{space}}}{name}" if space else name


def plain(value: str) -> str:
    """Without what XML 1.0 cannot hold."""
    return "".join(letter for letter in value if letter >= " " or letter in "\t\n\r").translate(
        {0xFFFE: None, 0xFFFF: None}
    )


def moment(at: datetime) -> str:
    """ISO 8601 with the province's offset (+07:00)."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def link(element: Any, href: str) -> None:
    element.set(inside(XLINK, "type"), "simple")
    element.set(inside(XLINK, "href"), href)


def written(root: Any) -> bytes:
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
