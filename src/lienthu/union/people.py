"""Pen names and other names of persons for matching: records that call one author differently can be one book."""

from __future__ import annotations

from collections.abc import Mapping

from lienthu.catalogue.authority_queries import newest_act, person_names
from lienthu.union.rules.names import person_table

_known: tuple[tuple[int, str], Mapping[str, str]] = ((0, ""), {})


def persons() -> Mapping[str, str]:
    """Key of a name → key of the preferred heading, for `rules.features`. Asks once a batch whether an authority was
    touched, and reads the names again only then."""
    global _known
    newest = newest_act()
    if _known[0] != newest:
        _known = (newest, person_table(person_names()) if newest[0] else {})
    return _known[1]
