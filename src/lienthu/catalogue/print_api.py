"""REST: title codes, and prints as PDF."""

# No postponed annotations here: ninja reads them from the guarded functions.
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema, Status
from pydantic import Field

from lienthu.catalogue.actions.learn_title_code import learn_title_code
from lienthu.catalogue.item_queries import keeping_libraries
from lienthu.catalogue.print_queries import Selection
from lienthu.catalogue.printing import Wanted, What, made
from lienthu.catalogue.queries import title_codes
from lienthu.catalogue.routing import router
from lienthu.catalogue.rules.title_code import free_numbers, title_code
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid
from lienthu.kernel.permissions import Permission


class Part(Schema):
    word: str
    code: str


class TitleCodeOut(Schema):
    """`code` is empty where the table has a gap: `rime` then names it and `free` the numbers it can have."""

    code: str
    parts: list[Part]
    word: str = ""
    rime: str = ""
    free: list[int] = []


class RimeIn(Schema):
    word: str = Field(max_length=20, description="a syllable or a bare rime")
    code: str = Field(max_length=3)


class RimeOut(Schema):
    rime: str
    code: str


@router.get("/title-code", response=TitleCodeOut, summary="The title code of a title")
@requires(Permission.CATALOGUE_VIEW)
def get_title_code(request: HttpRequest, title: str) -> Any:
    known = title_codes()
    found = title_code(title[:500], known)
    gap = found.gap
    return {
        "code": found.code,
        "parts": [{"word": word, "code": code} for word, code in found.parts],
        "word": gap.word if gap else "",
        "rime": gap.rime if gap else "",
        "free": free_numbers(gap.rime, known) if gap and gap.rime else [],
    }


@router.post("/title-codes", response={201: RimeOut}, summary="Fill a gap of the title code table")
@requires(Permission.CATALOGUE_ITEMS)
def post_title_code(request: HttpRequest, data: RimeIn) -> Any:
    return Status(201, learn_title_code(actor=actor_of(request), word=data.word, code=data.code))


@router.get("/prints/{what}", summary="Labels, cards or registers of a library as PDF")
@requires(Permission.CATALOGUE_ITEMS)
def get_print(
    request: HttpRequest,
    what: str,
    library: str,
    numbers: str = "",
    since: date | None = None,
    until: date | None = None,
    volume: int = 0,
    sheet: str = "65",
    skip: int = 0,
) -> HttpResponse:
    actor = actor_of(request)
    where = keeping_libraries(actor).filter(code=library[:30].replace("\x00", "")).first()
    if where is None:
        raise Invalid("catalogue.library_needed")
    if what not in list(What):
        raise Invalid("catalogue.print_unknown", what=what[:40])
    selection = Selection(numbers[:4000], since, until, min(max(volume, 0), 10**6))
    wanted = Wanted(What(what), selection, sheet, min(max(skip, 0), 399))
    return HttpResponse(made(actor, where, wanted), content_type="application/pdf")
