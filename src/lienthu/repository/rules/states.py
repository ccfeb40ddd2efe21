"""The way of an object from the scanner to the reader: which act leads from which state to which."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Act(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


#: Act → the states it starts from and the one it leads to.
WAYS: Final[dict[Act, tuple[frozenset[str], str]]] = {
    Act.SUBMIT: (frozenset({"draft"}), "review"),
    Act.RETURN: (frozenset({"review"}), "draft"),
    Act.PUBLISH: (frozenset({"review"}), "published"),
    Act.WITHDRAW: (frozenset({"published"}), "withdrawn"),
    Act.REOPEN: (frozenset({"withdrawn"}), "draft"),
}
#: Acts that say why.
WITH_REASON: Final = frozenset({Act.RETURN, Act.WITHDRAW, Act.REOPEN})


def possible(state: str) -> list[Act]:
    return [act for act, (starts, _) in WAYS.items() if state in starts]
