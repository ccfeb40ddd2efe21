"""Which licences make a work an open educational resource, and which a remix may carry.

UNESCO's recommendation of 2019 on OER asks for reuse, adaptation and redistribution without cost, so licences that
forbid changes are none. What a remix may carry: Creative Commons' chart of adapters' licences
(https://creativecommons.org/faq/#if-i-derive-or-adapt-material-offered-under-a-creative-commons-license-which-cc-licenses-can-i-use).
"""

from __future__ import annotations

from typing import Final

_ALL: Final = frozenset({"CC0", "PDM", "CC-BY", "CC-BY-SA", "CC-BY-NC", "CC-BY-NC-SA"})
#: Licence of what was remixed → licences of what came out of it.
REMIXED: Final[dict[str, frozenset[str]]] = {
    "CC0": _ALL - {"PDM"},
    "PDM": _ALL - {"PDM"},
    "CC-BY": frozenset({"CC-BY", "CC-BY-SA", "CC-BY-NC", "CC-BY-NC-SA"}),
    "CC-BY-SA": frozenset({"CC-BY-SA"}),
    "CC-BY-NC": frozenset({"CC-BY-NC", "CC-BY-NC-SA"}),
    "CC-BY-NC-SA": frozenset({"CC-BY-NC-SA"}),
}
OPEN: Final = tuple(REMIXED)
_NO_CHANGES: Final = frozenset({"CC-BY-ND", "CC-BY-NC-ND"})


def fault(licence: str, parent: str = "") -> str:
    """The code of what stands against it; empty for nothing. `parent`: licence of what it was made from."""
    if licence in _NO_CHANGES:
        return "repository.licence_forbids_changes"
    if licence not in REMIXED:
        return "repository.licence_not_open"
    if not parent:
        return ""
    if parent in _NO_CHANGES:
        return "repository.parent_forbids_changes"
    if parent not in REMIXED:
        return "repository.parent_not_open"
    return "" if licence in REMIXED[parent] else "repository.licence_contradicts_parent"
