"""What an object may say of its rights: the statements of rightsstatements.org and the Creative Commons licences.

Addresses are the ones that both publish for machines (`http`); the same are the values of `rights` in IIIF
Presentation 3.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_STATEMENT = "http://rightsstatements.org/vocab/"
_LICENCE = "http://creativecommons.org/"


@dataclass(frozen=True, slots=True)
class Rights:
    """`reuse`: may be used again under the licence's terms, without asking."""

    uri: str
    label: str | Promise
    reuse: bool = False

    @property
    def page(self) -> str:
        """The address for people."""
        return self.uri.replace("http://", "https://", 1)


def _said(code: str, label: str | Promise) -> Rights:
    return Rights(f"{_STATEMENT}{code}/1.0/", label)


def _licensed(path: str, label: str | Promise) -> Rights:
    return Rights(f"{_LICENCE}{path}/", label, reuse=True)


STATEMENTS: Final = {
    "InC": _said("InC", _("In copyright")),
    "InC-OW-EU": _said("InC-OW-EU", _("In copyright: orphan work (European Union)")),
    "InC-EDU": _said("InC-EDU", _("In copyright: educational use permitted")),
    "InC-NC": _said("InC-NC", _("In copyright: non-commercial use permitted")),
    "InC-RUU": _said("InC-RUU", _("In copyright: rights holders cannot be found")),
    "NoC-CR": _said("NoC-CR", _("No copyright: contractual restrictions")),
    "NoC-NC": _said("NoC-NC", _("No copyright: non-commercial use only")),
    "NoC-OKLR": _said("NoC-OKLR", _("No copyright: other legal restrictions")),
    "NoC-US": _said("NoC-US", _("No copyright in the United States")),
    "CNE": _said("CNE", _("Copyright not evaluated")),
    "UND": _said("UND", _("Copyright undetermined")),
    "NKC": _said("NKC", _("No known copyright")),
}
LICENCES: Final = {
    "CC0": _licensed("publicdomain/zero/1.0", _("CC0: given to the public")),
    "PDM": _licensed("publicdomain/mark/1.0", _("In the public domain")),
    "CC-BY": _licensed("licenses/by/4.0", _("CC BY 4.0: name the creator")),
    "CC-BY-SA": _licensed("licenses/by-sa/4.0", _("CC BY-SA 4.0: name the creator, share alike")),
    "CC-BY-ND": _licensed("licenses/by-nd/4.0", _("CC BY-ND 4.0: name the creator, change nothing")),
    "CC-BY-NC": _licensed("licenses/by-nc/4.0", _("CC BY-NC 4.0: name the creator, not for profit")),
    "CC-BY-NC-SA": _licensed(
        "licenses/by-nc-sa/4.0", _("CC BY-NC-SA 4.0: name the creator, not for profit, share alike")
    ),
    "CC-BY-NC-ND": _licensed(
        "licenses/by-nc-nd/4.0", _("CC BY-NC-ND 4.0: name the creator, not for profit, change nothing")
    ),
}
RIGHTS: Final = STATEMENTS | LICENCES


def of(code: str) -> Rights | None:
    return RIGHTS.get(code)


def uri_of(code: str) -> str:
    """Empty for what says nothing."""
    found = RIGHTS.get(code)
    return found.uri if found else ""


def choices() -> list[tuple[Any, Any]]:
    return [
        ("", _("Not said")),
        (_("Rights statements"), [(code, one.label) for code, one in STATEMENTS.items()]),
        (_("Free licences"), [(code, one.label) for code, one in LICENCES.items()]),
    ]
