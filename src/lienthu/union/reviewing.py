"""The review desk's reads: what waits for a person, a pair as it is shown, and how the work goes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from lienthu.catalogue.models import Item, SourceRecord
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.paging import Page, page
from lienthu.registry.queries import LibraryCard, cards
from lienthu.union.actions.decide_pair import WORDS
from lienthu.union.models import Decision, Member, UndecidedPair
from lienthu.union.policies import REVIEW
from lienthu.union.queries import MemberView, member_view
from lienthu.union.rules.comparison import Finding, Row, compared
from lienthu.union.rules.weights import BIAS
from lienthu.union.words import shown

_LAST_ACTS = 5
_KINDS = sorted({kind.value for kind in WORDS.values()})


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the desk is narrowed to; empty texts mean everything."""

    library: str = ""
    reason: str = ""
    format: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Narrowed:
        return cls(*(asked.get(name, "")[:20].replace("\x00", "") for name in ("library", "reason", "format")))

    def pairs(self) -> dict[str, str]:
        found = {"library": self.library, "reason": self.reason, "format": self.format}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Side:
    member: MemberView
    entry: str
    records: int
    copies: int

    @property
    def code(self) -> str:
        return self.member.library.code if self.member.library else str(self.member.library_id)

    @property
    def address(self) -> str:
        return f"/{get_language() or 'vi'}/record/{self.entry}"


@dataclass(frozen=True, slots=True)
class Line:
    """A row in words."""

    row: Row

    @property
    def field(self) -> str:
        return self.row.field

    @property
    def left_text(self) -> str:
        return shown(self.row.field, self.row.left)

    @property
    def right_text(self) -> str:
        return shown(self.row.field, self.row.right)

    @property
    def differs(self) -> bool:
        return self.left_text != self.right_text

    @property
    def conflicts(self) -> bool:
        """Both say something, and not the same."""
        return self.differs and bool(self.left_text) and bool(self.right_text)

    @property
    def decides(self) -> bool:
        return self.row.decides

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.row.findings


@dataclass(frozen=True, slots=True)
class ReviewPair:
    pair: UndecidedPair
    left: Side
    right: Side
    rows: list[Line]
    whole: list[Finding]
    total: float

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.left, self.right

    @property
    def title(self) -> str:
        return str(self.left.member.facts.get("title") or self.right.member.facts.get("title") or "—")


@dataclass(frozen=True, slots=True)
class Progress:
    """`today` and `people`: answers since midnight, mine and everybody's."""

    remaining: int
    put_off: int
    today: int
    people: list[tuple[str, int]] = field(default_factory=list)


def waiting(actor: Actor, narrowed: Narrowed = Narrowed()) -> QuerySet[UndecidedPair]:
    """Pairs that wait for a person, those of the actor's own libraries, whose records are not together by now."""
    active = SourceRecord.State.ACTIVE
    found = UndecidedPair.objects.filter(answer=None, left__state=active, right__state=active)
    found = found.exclude(left__union_member__entry=F("right__union_member__entry"))
    scope = actor.scope(REVIEW.permission)
    if not scope.everything:
        found = found.filter(left__library__in=scope.library_ids, right__library__in=scope.library_ids)
    if narrowed.library:
        code = narrowed.library.upper()
        found = found.filter(Q(left__library__code=code) | Q(right__library__code=code))
    if narrowed.reason:
        found = found.filter(reason_class=narrowed.reason)
    return found.filter(format=narrowed.format) if narrowed.format else found


def undecided(actor: Actor, after: str = "", size: int = 20) -> tuple[list[ReviewPair], Page[UndecidedPair]]:
    """In the order they arose."""
    found = page(waiting(actor), by=("id",), after=after, size=size)
    return viewed(found.items), found


def viewed(pairs: Iterable[UndecidedPair], weights: Mapping[str, float] | None = None) -> list[ReviewPair]:
    listed = list(pairs)
    ids = {record for one in listed for record in (one.left_id, one.right_id)}
    rows = {row.record_id: row for row in Member.objects.filter(record_id__in=ids).select_related("record", "entry")}
    libraries = cards({row.library_id for row in rows.values()})
    copies = _copies({row.entry_id for row in rows.values()})
    sides = {record: _side(row, libraries, copies) for record, row in rows.items()}
    return [_pair(one, sides, weights) for one in listed if one.left_id in sides and one.right_id in sides]


def _copies(entries: Iterable[int]) -> dict[int, int]:
    held = Item.objects.held().filter(record__union_member__entry__in=list(entries))
    counted = held.values_list("record__union_member__entry").annotate(number=Count("id"))
    return dict(counted.values_list("record__union_member__entry", "number"))


def _side(row: Member, libraries: dict[int, LibraryCard], copies: dict[int, int]) -> Side:
    return Side(member_view(row, libraries), row.entry.public_id, row.entry.size, copies.get(row.entry_id, 0))


def _pair(one: UndecidedPair, sides: dict[int, Side], weights: Mapping[str, float] | None) -> ReviewPair:
    left, right = sides[one.left_id], sides[one.right_id]
    told = (left.member.facts, right.member.facts, one.reasons)
    rows, whole = compared(*told, weights) if weights else compared(*told)
    found = [*whole, *(finding for row in rows for finding in row.findings)]
    return ReviewPair(
        one, left, right, [Line(row) for row in rows], whole, BIAS + math.fsum(f.weight for f in found if not f.holds)
    )


def progress(actor: Actor) -> Progress:
    midnight = _midnight()
    pairs = waiting(actor)
    answers = Decision.objects.filter(decided_at__gte=midnight, kind__in=_KINDS, taken_back_by=None)
    counted = answers.values("author_label").annotate(number=Count("id")).order_by("-number", "author_label")
    put_off = pairs.filter(put_off_until__gt=timezone.now()).count()
    return Progress(
        remaining=pairs.count() - put_off,
        put_off=put_off,
        today=answers.filter(author_id=actor.user_id, author_label=actor.label).count(),
        people=[(row["author_label"], row["number"]) for row in counted[:8]],
    )


def _midnight() -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(today(), dt.time()))


def last_acts(actor: Actor) -> list[tuple[Decision, str]]:
    """The person's own last answers that still hold, each with the title it was about."""
    mine = Decision.objects.filter(author_id=actor.user_id, author_label=actor.label, kind__in=_KINDS)
    mine = mine.filter(taken_back_by=None, decided_at__gte=_midnight()).select_related("entry")
    return [(one, _title(one)) for one in mine.order_by("-id")[:_LAST_ACTS]]


def _title(one: Decision) -> str:
    return str(one.entry.fields.get("title", {}).get("v") or "—") if one.entry else "—"


def offered(actor: Actor) -> dict[str, list[str]]:
    """The values that the waiting pairs can be narrowed to."""
    pairs = waiting(actor)
    left, right = (set(pairs.values_list(f"{side}__library__code", flat=True).distinct()) for side in ("left", "right"))
    return {
        "library": sorted(left | right),
        "reason": sorted(set(pairs.values_list("reason_class", flat=True).distinct()) - {""}),
        "format": sorted(set(pairs.values_list("format", flat=True).distinct()) - {""}),
    }
