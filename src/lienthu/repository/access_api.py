"""REST: who may see a document."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.permissions import Permission
from lienthu.kernel.shapes import one_of
from lienthu.repository import queries
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.models import AccessRule, DigitalObject
from lienthu.repository.routing import router
from lienthu.repository.rules.access import Level, Place, Restriction

KEEP = Permission.REPOSITORY_KEEP
_PAST = 100
_PLAIN = ("level", "restriction", "place", "starts", "ends", "wall", "seats", "lend_days", "quota", "watermark")


class NamedReaderIn(Schema):
    """`basis`: the paper or payment that it stands on."""

    account: Annotated[str, Field(max_length=150)]
    basis: Annotated[str, Field(max_length=300)] = ""


class TermsIn(Schema):
    """`starts` in the future: an embargo. `wall`: years after the document's own. Zero: no limit."""

    level: Annotated[Level, one_of(Level)]
    restriction: Annotated[Restriction, one_of(Restriction)] = Restriction.NONE
    place: Annotated[Place, one_of(Place)] = Place.ANYWHERE
    starts: dt.date | None = None
    ends: Annotated[dt.date | None, Field(description="The last day")] = None
    wall: Annotated[int, Field(ge=0, le=200)] = 0
    seats: Annotated[int, Field(ge=0, le=1000, description="Copies owned: so many read at once")] = 0
    lend_days: Annotated[int, Field(ge=0, le=90)] = 0
    quota: Annotated[int, Field(ge=0, le=10_000, description="Pages a reader may open a day")] = 0
    watermark: bool = False
    readers: Annotated[list[NamedReaderIn], Field(max_length=1000)] = []
    reason: Annotated[str, Field(max_length=500)]
    seen: Annotated[str, Field(max_length=20, description="`seen` of the terms that this replaces")]


class NamedReaderOut(Schema):
    account: str
    basis: str


class RuleOut(Schema):
    level: str
    restriction: str
    place: str
    starts: dt.date | None
    ends: dt.date | None
    wall: int
    seats: int
    lend_days: int
    quota: int
    watermark: bool
    readers: list[NamedReaderOut]
    reason: str
    made_at: dt.datetime
    made_by: str


class AccessOut(Schema):
    """`seen` names these terms: a change says it, so that nobody ends a rule that he does not know of."""

    document: str
    seen: str
    rules: Annotated[list[RuleOut], Field(description="Those that stand; empty: the record and no page")]
    past: Annotated[list[RuleOut], Field(description=f"The last {_PAST} that have ended, newest first")]


@router.get("/objects/{public_id}/access", response=AccessOut, summary="Who may see a document, and who might before")
@requires(KEEP)
def get_access(request: HttpRequest, public_id: str) -> Any:
    return _state(queries.kept_object(actor_of(request), public_id))


@router.put("/objects/{public_id}/access", response=AccessOut, summary="Set who may see a document")
@requires(KEEP)
def put_access(request: HttpRequest, public_id: str, given: TermsIn) -> Any:
    """The rules that stood end, and every surface follows from the next request on."""
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    named = queries.readers_named((one.account, one.basis) for one in given.readers)
    terms = Terms(**given.dict(include=set(_PLAIN)), readers=named)
    seen = int(given.seen) if given.seen.isascii() and given.seen.isdecimal() else -1
    change_access(actor=actor, object_id=found.pk, terms=terms, reason=given.reason, seen=seen)
    return _state(queries.kept_object(actor, public_id))


def _state(found: DigitalObject) -> dict[str, Any]:
    rules = AccessRule.objects.filter(object=found).prefetch_related("readers__user").order_by("-id")
    return {
        "document": found.public_id,
        "seen": str(found.gate),
        "rules": [_rule(one) for one in rules.filter(is_over=False)],
        "past": [_rule(one) for one in rules.filter(is_over=True)[:_PAST]],
    }


def _rule(one: AccessRule) -> dict[str, Any]:
    readers = [{"account": named.user.get_username(), "basis": named.basis} for named in one.readers.all()]
    return {name: getattr(one, name) for name in (*_PLAIN, "reason", "made_at", "made_by")} | {"readers": readers}
