"""Who may decide about the union: a library about its own records, the network about all."""

from __future__ import annotations

from collections.abc import Iterable

from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy

REVIEW = Policy(Permission.UNION_REVIEW)
ADMIN = Policy(Permission.UNION_ADMIN)
SCORES = Policy(Permission.CATALOGUE_VIEW)
SCORING = Policy(Permission.CATALOGUE_EDIT)


def check_all(actor: Actor, library_ids: Iterable[int | None]) -> None:
    """An act on the records of several libraries needs the right over each of them; None is the network."""
    for library_id in set(library_ids):
        REVIEW.check_library(actor, library_id)
