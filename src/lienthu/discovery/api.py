"""REST: search, suggestions, one record. Open to everybody; the same action as the pages."""

from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema

from lienthu.discovery import params, suggest
from lienthu.discovery import record as records
from lienthu.discovery.answers import found_as_data
from lienthu.discovery.pages import search as page_search
from lienthu.discovery.pages.page import as_data
from lienthu.discovery.query import MAX_LENGTH
from lienthu.discovery.search import search
from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import Invalid
from lienthu.marc import marcjson
from lienthu.repository import gate

router = Router(tags=["discovery"])


class SearchParams(Schema):
    q: str = ""
    sort: str = ""
    page: int = 1
    year_from: int | None = None
    year_to: int | None = None
    library: list[str] = []
    area: list[str] = []
    area_old: list[str] = []
    """On the map before 1 July 2025, districts too; `boundaries=old` counts by that map."""
    boundaries: str = ""
    kind: list[str] = []
    format: list[str] = []
    language: list[str] = []
    subject: list[str] = []
    creator: list[str] = []
    availability: list[str] = []
    near: str = ""


class Copies(Schema):
    code: str
    name: str
    copies: int
    available: int


class HitOut(Schema):
    id: str
    title: str
    creators: list[str]
    year: int | None
    publisher: str
    format: str
    languages: list[str]
    libraries: list[Copies]
    score: float
    url: str


class FacetOut(Schema):
    value: str
    label: str
    count: int


class FoundOut(Schema):
    total: int
    seconds: float
    understood: str
    suggestion: str
    hits: list[HitOut]
    facets: dict[str, list[FacetOut]]
    approximate: list[str]
    """Facets whose counts are estimates, because very much was found."""


class SuggestionOut(Schema):
    text: str
    field: str
    count: int
    id: str


class PageOut(Schema):
    kind: Literal["page", "recording", "chapter"]
    position: int
    """The number of the page, of the recording among the files, or of the chapter."""
    label: str
    """The page's own number, the time, or the chapter's title."""
    url: str
    snippet: str
    seconds: int | None = None
    """When it is said."""
    image: str | None = None
    """The image's IIIF address; null where pictures are closed or there are none."""
    width: int = 0
    height: int = 0
    boxes: list[list[int]] = []
    """x, y, width and height of each word that was asked for, in pixels of the page."""


class DocumentOut(Schema):
    id: str
    title: str
    pages: list[PageOut]


class FoundPagesOut(Schema):
    total: int
    """Pages and passages, not documents."""
    seconds: float
    understood: str
    loosened: bool
    """Nothing stands so with these accents: pages with any."""
    documents: list[DocumentOut]


class RecordOut(Schema):
    id: str
    url: str
    fields: dict[str, Any]
    copies: int
    on_shelf: int
    libraries: list[str]
    marc: dict[str, Any]


@router.get("/search", response=FoundOut, summary="Search the union catalogue")
@requires(Access.PUBLIC)
def search_entries(request: HttpRequest, wanted: Query[SearchParams]) -> dict[str, Any]:
    raw = {name: value if isinstance(value, list) else [str(value)] for name, value in wanted.dict().items() if value}
    asked = params.checked(params.read(raw, wanted.near), sort=wanted.sort, filters=())
    if wanted.page < 1:
        raise Invalid("discovery.bad_page", last=500)
    return found_as_data(search(asked))


@router.get("/suggest", response=list[SuggestionOut], summary="Suggestions while typing")
@requires(Access.PUBLIC)
def suggestions(request: HttpRequest, q: str = "") -> list[suggest.Suggestion]:
    return suggest.suggest(q.replace("\x00", ""))


@router.get("/pages", response=FoundPagesOut, summary="Search in digitised pages, recordings and books")
@requires(Access.PUBLIC)
def search_pages(
    request: HttpRequest, q: str = "", page: int = 1, size: int = 20, bare: bool = False
) -> dict[str, Any]:
    """Only what the caller may read. `bare`: any accents do."""
    asked = page_search.PageRequest(q.replace("\x00", "")[:MAX_LENGTH], page, size, bare)
    return as_data(page_search.search(asked, gate.visitor_of(request)))


@router.get("/records/{public_id}", response=RecordOut, summary="One record of the union catalogue")
@requires(Access.PUBLIC)
def one_record(request: HttpRequest, public_id: str) -> dict[str, Any]:
    page = records.load(records.resolve(public_id))
    return {
        "id": page.entry.public_id,
        "url": reverse("discovery:record", args=[page.entry.public_id]),
        "fields": {name: found["v"] for name, found in page.data.items()},
        "copies": page.copies,
        "on_shelf": page.on_shelf,
        "libraries": [str(group.library) for group in page.holdings],
        "marc": marcjson.to_json(page.marc),
    }
