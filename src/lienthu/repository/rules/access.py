"""Who may see what of a digital object: one decision for every surface that bytes leave by.

Sharing levels: Decree 93/2020, Art. 26(2) a–d. Restriction classes: Library Law 46/2019, Art. 7(1) a–d; what they
mean for a reader: Circular 02/2020, Art. 31 and 32.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """How far a library shares."""

    RECORD = "record"
    READ = "read"
    DOWNLOAD = "download"
    PAID = "paid"


class Restriction(StrEnum):
    """Why the law restricts: content (a), state secret (b), rare original (c), damaged original (d)."""

    NONE = "none"
    CONTENT = "a"
    SECRET = "b"  # noqa: S105 - a class of the law
    RARE = "c"
    DAMAGED = "d"


class Place(StrEnum):
    """Where it may be read: anywhere, on a device of any library of the network, on one of the keeper's, or only by the
    readers who are named."""

    ANYWHERE = "anywhere"
    NETWORK = "network"
    DEVICE = "device"
    NAMED = "named"


class Surface(StrEnum):
    """What bytes leave by. RECORD: search hits, suggestions, OAI, feeds, exports of metadata. IMAGE: tiles, page images
    and manifests. TEXT: transcripts, hits, snippets. DOWNLOAD: files and ranges of them."""

    RECORD = "record"
    THUMBNAIL = "thumbnail"
    IMAGE = "image"
    TEXT = "text"
    DOWNLOAD = "download"


@dataclass(frozen=True, slots=True)
class Terms:
    """One rule: from `starts` to `ends`, both inclusive; before and after it the record and no more (an embargo is a
    rule that starts later). `wall`: opens with the year that begins so many whole years after the object's own.
    `seats`: how many may read at once (0: any number), `lend_days`: for how long a seat is borrowed (0: an hour at
    the desk). `quota`: pages a reader may open a day, as pictures or as text (0: any number). `readers`: account → on
    what basis (letter, payment)."""

    level: Level
    restriction: Restriction = Restriction.NONE
    place: Place = Place.ANYWHERE
    starts: date | None = None
    ends: date | None = None
    wall: int = 0
    seats: int = 0
    lend_days: int = 0
    quota: int = 0
    watermark: bool = False
    readers: Mapping[int, str] = field(default_factory=dict)

    def holds_on(self, day: date, year: int | None) -> bool:
        """`year`: of the object. A wall around an object without a year stays closed."""
        if self.wall and (year is None or day.year <= year + self.wall):
            return False
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Reader:
    """What a decision needs to know. `device_library`: whose registered reading device this is. `keeps`: may look after
    the object. `seated`: holds one of its seats."""

    user_id: int | None = None
    device_library: int | None = None
    keeps: bool = False
    seated: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """`why`: the code of what stands against the content surfaces, empty when nothing does."""

    allowed: frozenset[Surface]
    why: str = ""
    watermark: bool = False
    quota: int = 0

    def allows(self, surface: Surface) -> bool:
        return surface in self.allowed

    def tells(self, *, paged: bool) -> bool:
        """Whether its words may be read. A quota counts page images; where there are none it cannot be kept, and so
        it closes."""
        return self.allows(Surface.TEXT) and (paged or not self.quota)


NOTHING: Final = Decision(frozenset(), "repository.not_there")
_ALL: Final = frozenset(Surface)
_RECORD: Final = frozenset({Surface.RECORD})
_READING: Final = frozenset({Surface.RECORD, Surface.THUMBNAIL, Surface.IMAGE, Surface.TEXT})
#: Where no rule holds, the record and no more.
DEFAULT: Final = Terms(Level.RECORD)


def in_force(rules: Sequence[Terms], day: date, year: int | None = None) -> Terms:
    """The newest that holds on that day. `rules`: oldest first."""
    return next((rule for rule in reversed(rules) if rule.holds_on(day, year)), DEFAULT)


def next_change(rules: Iterable[Terms], day: date, year: int | None = None) -> date | None:
    """The first later day on which another rule may be in force."""
    rules = tuple(rules)
    turns = [rule.starts for rule in rules if rule.starts]
    turns += [date.fromordinal(rule.ends.toordinal() + 1) for rule in rules if rule.ends]
    turns += [date(year + rule.wall + 1, 1, 1) for rule in rules if rule.wall and year is not None]
    return min((turn for turn in turns if turn > day), default=None)


def is_secret(rules: Iterable[Terms]) -> bool:
    """A state secret is one whatever the date."""
    return any(rule.restriction is Restriction.SECRET for rule in rules)


def decide(
    rules: Sequence[Terms], *, published: bool, owner: int, reader: Reader, day: date, year: int | None = None
) -> Decision:
    if is_secret(rules):
        return NOTHING
    if reader.keeps:
        return Decision(_ALL)
    if not published:
        return NOTHING
    rule = in_force(rules, day, year)
    why = _against(rule, owner, reader)
    if why:
        return Decision(_RECORD, why)
    return Decision(_surfaces(rule), "", _marked(rule), rule.quota)


def _against(rule: Terms, owner: int, reader: Reader) -> str:
    if rule.level is Level.RECORD:
        return "repository.record_only"
    if rule.restriction is Restriction.CONTENT and (
        reader.device_library != owner or reader.user_id not in rule.readers
    ):
        return "repository.on_site_with_permission"
    if why := _wrong_place(rule, owner, reader):
        return why
    if rule.level is Level.PAID and reader.user_id not in rule.readers:
        return "repository.to_be_paid"
    if rule.quota and reader.user_id is None and reader.device_library is None:
        return "repository.quota_needs_name"
    if rule.seats and not reader.seated:
        return "repository.no_seat"
    return ""


def _wrong_place(rule: Terms, owner: int, reader: Reader) -> str:
    match rule.place:
        case Place.NETWORK if reader.device_library is None:
            return "repository.in_a_library"
        case Place.DEVICE if reader.device_library != owner:
            return "repository.on_site"
        case Place.NAMED if reader.user_id not in rule.readers:
            return "repository.named_readers"
    return ""


def _surfaces(rule: Terms) -> frozenset[Surface]:
    copied = rule.level in (Level.DOWNLOAD, Level.PAID)
    counted = rule.seats or rule.quota
    if copied and rule.restriction is not Restriction.CONTENT and not counted and rule.place is not Place.DEVICE:
        return _ALL
    return _READING


def _marked(rule: Terms) -> bool:
    return rule.watermark or rule.restriction in (Restriction.CONTENT, Restriction.RARE)
