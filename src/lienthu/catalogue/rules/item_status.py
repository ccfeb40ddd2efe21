"""What a copy can be, which change is a person's to make, and what the words of other systems mean. Pure.

A status that an act of its own sets (weeding, a handover, a box, a loan, the silence of the source) is not set by hand.
"""

from __future__ import annotations

from enum import StrEnum

from lienthu.text import fold, has_marks


class ItemStatus(StrEnum):
    ON_ORDER = "on_order"
    IN_PROCESSING = "in_processing"
    AVAILABLE = "available"
    NOT_FOR_LOAN = "not_for_loan"
    ON_LOAN = "on_loan"
    ON_ROTATION = "on_rotation"
    MISSING = "missing"
    LOST = "lost"
    DAMAGED = "damaged"
    IN_REPAIR = "in_repair"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    GONE = "gone"


S = ItemStatus

#: Left the collection: only an act of its own leads here, and only taking that act back leads out.
LEFT = frozenset({S.WITHDRAWN, S.TRANSFERRED, S.GONE})
#: A copy expected on its shelf when the stock is taken.
EXPECTED = frozenset({S.AVAILABLE, S.NOT_FOR_LOAN, S.DAMAGED})
BY_HAND = frozenset(
    {S.ON_ORDER, S.IN_PROCESSING, S.AVAILABLE, S.NOT_FOR_LOAN, S.MISSING, S.LOST, S.DAMAGED, S.IN_REPAIR}
)
_NEVER_BACK_TO_ORDER = BY_HAND - {S.ON_ORDER}

#: A lost book is found or paid for, not repaired before it is found; what has been on the shelf is not on order again.
NEXT: dict[ItemStatus, frozenset[ItemStatus]] = {
    S.ON_ORDER: frozenset({S.IN_PROCESSING, S.AVAILABLE, S.NOT_FOR_LOAN, S.LOST}),
    S.IN_PROCESSING: _NEVER_BACK_TO_ORDER,
    S.AVAILABLE: _NEVER_BACK_TO_ORDER,
    S.NOT_FOR_LOAN: _NEVER_BACK_TO_ORDER,
    S.ON_LOAN: frozenset({S.AVAILABLE, S.NOT_FOR_LOAN, S.LOST, S.DAMAGED}),
    S.ON_ROTATION: frozenset(),
    S.MISSING: frozenset({S.AVAILABLE, S.NOT_FOR_LOAN, S.LOST, S.DAMAGED}),
    S.LOST: frozenset({S.AVAILABLE, S.NOT_FOR_LOAN, S.DAMAGED, S.IN_PROCESSING}),
    S.DAMAGED: _NEVER_BACK_TO_ORDER,
    S.IN_REPAIR: _NEVER_BACK_TO_ORDER,
    S.WITHDRAWN: frozenset(),
    S.TRANSFERRED: frozenset(),
    S.GONE: frozenset(),
}


def choices_from(status: ItemStatus) -> tuple[ItemStatus, ...]:
    """What a person may make of a copy, in the order of the enum."""
    return tuple(each for each in ItemStatus if each in NEXT[status] and each is not status)


def may_become(status: ItemStatus, wanted: ItemStatus) -> bool:
    return wanted in NEXT[status] and wanted is not status


#: Whole words in the status fields of other systems. Tone marks count where the text has any: `Mặt` is not `Mất`.
_WORDS: tuple[tuple[ItemStatus, tuple[str, ...]], ...] = (
    (S.WITHDRAWN, ("thanh lọc", "thanh lý", "thanh lí", "withdrawn", "discarded", "weeded", "đã xuất kho")),
    (S.LOST, ("mất", "lost")),
    (S.MISSING, ("thiếu", "missing", "thất lạc", "không tìm thấy", "không thấy")),
    (S.IN_REPAIR, ("đang sửa", "đóng lại", "tu sửa", "phục chế", "in repair", "binding", "at bindery")),
    (S.DAMAGED, ("hỏng", "rách", "hư", "damaged", "cũ nát")),
    (S.NOT_FOR_LOAN, ("đọc tại chỗ", "không cho mượn", "not for loan", "reference only")),
    (S.ON_LOAN, ("đang mượn", "cho mượn", "đã mượn", "on loan", "checked out")),
    (S.IN_PROCESSING, ("đang xử lý", "đang xử lí", "chờ xử lý", "in processing", "in process")),
    (S.ON_ORDER, ("đang đặt", "đặt mua", "on order", "ordered")),
)
_PLAIN = tuple((status, tuple(fold(word) for word in words)) for status, words in _WORDS)
_CODES = {each.value: each for each in ItemStatus if each not in (S.GONE, S.TRANSFERRED, S.ON_ROTATION)}
_known: dict[str, ItemStatus] = {"": S.AVAILABLE}
_MOST_KNOWN = 10_000


def from_source(text: str) -> ItemStatus:
    """The status that a source's words mean; words nobody knows leave the copy on the shelf."""
    found = _known.get(text)
    if found is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        found = _known[text] = _read(text)
    return found


def _read(text: str) -> ItemStatus:
    if text in _CODES:
        return _CODES[text]
    marked = has_marks(text)
    said = f" {' '.join(text.lower().split()) if marked else fold(text)} "
    for status, words in _WORDS if marked else _PLAIN:
        if any(f" {word} " in said for word in words):
            return status
    return S.AVAILABLE
