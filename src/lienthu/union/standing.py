"""What people put right and still stands, as the entry builder wants it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lienthu.union.models import Correction
from lienthu.union.rules.entry import Correct


def corrections(clusters: Mapping[int, Collection[int]]) -> dict[int, list[Correct]]:
    """The entry's own first, then those of the entries joined to it, the latest first."""
    homes = {cluster: entry for entry, own in clusters.items() for cluster in own}
    found: dict[int, list[tuple[bool, int, Correct]]] = {}
    standing = Correction.objects.filter(removed_at=None, entry_id__in=homes) if homes else ()
    for one in standing:
        home = homes[one.entry_id]
        found.setdefault(home, []).append((one.entry_id != home, -one.pk, Correct(one.pk, one.field, one.value)))
    return {entry: [one for *_, one in sorted(each, key=lambda item: item[:2])] for entry, each in found.items()}
