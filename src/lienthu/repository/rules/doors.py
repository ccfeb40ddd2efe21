"""Who may read the text of a published object, told ahead: the doors it stands behind and the keys that a reader holds.

For an index that finds among millions of pages what one reader may see. Doors are what `access.decide` answers to
each kind of reader there can be, so the two cannot differ; they hold until the rules change or `next_change` comes.
A seat is not a door: it comes and goes within minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from lienthu.repository.rules.access import Reader, Terms, decide, in_force, is_secret

_ELSEWHERE = -1


def doors(
    rules: Sequence[Terms], *, owner: int, day: date, year: int | None = None, paged: bool = True
) -> frozenset[str]:
    """Of an object of that year that is published; none at all when nobody may. `paged`: it has page images."""
    if is_secret(rules):
        return frozenset()
    kinds = {
        "open": Reader(),
        "signed": Reader(_ELSEWHERE),
        "network": Reader(device_library=_ELSEWHERE),
        f"device:{owner}": Reader(device_library=owner),
    }
    for user in in_force(rules, day, year).readers:
        kinds |= {
            f"reader:{user}": Reader(user),
            f"reader:{user}@network": Reader(user, _ELSEWHERE),
            f"reader:{user}@{owner}": Reader(user, owner),
        }
    opened = {
        door
        for door, reader in kinds.items()
        if decide(rules, published=True, owner=owner, reader=reader, day=day, year=year).tells(paged=paged)
    }
    return frozenset({"open"} if "open" in opened else opened | {f"keep:{owner}"})


def keys(*, user_id: int | None, device_library: int | None, keeps: Collection[int] = ()) -> frozenset[str]:
    """`keeps`: libraries whose objects the reader looks after."""
    held = {"open"} | {f"keep:{library}" for library in keeps}
    if device_library is not None:
        held |= {"network", f"device:{device_library}"}
    if user_id is not None:
        held |= {"signed", f"reader:{user_id}"}
        if device_library is not None:
            held |= {f"reader:{user_id}@network", f"reader:{user_id}@{device_library}"}
    return frozenset(held)
