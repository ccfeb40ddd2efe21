"""Typed reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import get_language

from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.ids import is_public_id, sealed, unsealed
from lienthu.registry.agencies import agencies_on, agency_version_at
from lienthu.registry.kinds import LibraryKind
from lienthu.registry.models import Agency, LibraryVersion
from lienthu.registry.queries import Question
from lienthu.repository.models import (
    Correction,
    Deposit,
    DepositFile,
    DigitalObject,
    ObjectFile,
    Package,
    Page,
    PageText,
    Removal,
    Upload,
)
from lienthu.repository.policies import DEPOSITS, KEEPS, REVIEWS, M
from lienthu.repository.rules.words import looked_for
from lienthu.text import sort_key


def object_named(public_id: str) -> DigitalObject:
    """Whoever asks: what may be shown of it is the gate's to say."""
    found = DigitalObject.objects.filter(public_id=public_id).first() if is_public_id(public_id) else None
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def image_id(page_id: int) -> str:
    return sealed(page_id)


def page_named(image: str) -> Page:
    """The page of an image identifier, with its object."""
    number = unsealed(image)
    found = Page.objects.select_related("object").filter(id=number).first() if number is not None else None
    if found is None:
        raise NotFound("kernel.not_found")
    return found


@dataclass(frozen=True, slots=True)
class PageBrief:
    id: int
    position: int
    label: str
    width: int
    height: int

    @property
    def image(self) -> str:
        return sealed(self.id)


def briefs(object_id: int, start: int = 1, end: int | None = None) -> list[PageBrief]:
    """Pages start..end (both included) in order."""
    wanted = Page.objects.filter(object_id=object_id, position__gte=start)
    if end is not None:
        wanted = wanted.filter(position__lte=end)
    return [
        PageBrief(*row) for row in wanted.order_by("position").values_list("id", "position", "label", "width", "height")
    ]


def positions_with_text(object_id: int) -> frozenset[int]:
    return frozenset(PageText.objects.filter(page__object=object_id).values_list("page__position", flat=True))


def first_pages(object_ids: Sequence[int]) -> dict[int, PageBrief]:
    """The first page of each object that has one."""
    rows = Page.objects.filter(object_id__in=object_ids, position=1)
    return {row.object_id: PageBrief(row.pk, row.position, row.label, row.width, row.height) for row in rows}


def page_at(found: DigitalObject, position: int) -> Page:
    page = Page.objects.filter(object=found, position=position).select_related("transcript", "object").first()
    if page is None:
        raise NotFound("kernel.not_found")
    return page


def published() -> QuerySet[DigitalObject]:
    return DigitalObject.objects.filter(state=DigitalObject.State.PUBLISHED)


def with_words(rows: QuerySet[M], words: str, field: str = "search_text") -> QuerySet[M]:
    """Those that say all of these words of themselves, written with accents or without."""
    for word in looked_for(words):
        rows = rows.filter(**{f"{field}__contains": word})
    return rows


def objects_kept_by(actor: Actor) -> QuerySet[DigitalObject]:
    """Not those that were reported as holding a secret: nobody works on them until a second person has decided."""
    return KEEPS.filter(actor, DigitalObject.objects.exclude(removals__state=Removal.State.REPORTED))


def deposits_of(actor: Actor) -> QuerySet[Deposit]:
    return DEPOSITS.filter(actor, Deposit.objects.all())


def deposit_named(actor: Actor, public_id: str) -> Deposit:
    found = deposits_of(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def removals_for(actor: Actor) -> QuerySet[Removal]:
    return REVIEWS.filter(actor, Removal.objects.all())


def removal_named(actor: Actor, public_id: str) -> Removal:
    found = removals_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def upload_named(actor: Actor, public_id: str) -> Upload:
    found = Upload.objects.select_related("deposit").filter(public_id=public_id).first()
    if found is None or not DEPOSITS.allows(actor, found.deposit):
        raise NotFound("repository.upload_gone")
    return found


def agency_id(code: str) -> int | None:
    """Of an agency that is there today; None for no code. Raises `Invalid`."""
    if not code.strip():
        return None
    found = agencies_on(Question(today())).filter(agency__code=code.replace("\0", "").strip().upper()).first()
    if found is None:
        raise Invalid("repository.agency_unknown", field="agency", agency=code[:40])
    return found.agency_id


def agencies_today() -> list[tuple[str, str]]:
    """Code and name of those that may hand something over."""
    found = agencies_on(Question(today())).values_list("agency__code", "name", "name_en")
    english = get_language() == "en"
    named = [(code, (name_en or name) if english else name) for code, name, name_en in found]
    return sorted(named, key=lambda pair: sort_key(pair[1]))


def agency_name(found: Deposit) -> str:
    if found.agency is None:
        return ""
    return agency_version_at(found.agency, timezone.localdate(found.made_at)).name


def library_name(library_id: int) -> str:
    nearest = LibraryVersion.objects.filter(library_id=library_id).order_by("valid_from").last()
    return nearest.name if nearest else ""


@dataclass(frozen=True, slots=True)
class Totals:
    files: int
    size: int
    taken: int
    refused: int


def totals_of(found: Deposit) -> Totals:
    rows = found.files.aggregate(
        files=Count("id"),
        size=Sum("size", default=0),
        taken=Count("id", filter=Q(state=DepositFile.State.TAKEN)),
        refused=Count("id", filter=Q(state=DepositFile.State.REFUSED)),
    )
    return Totals(**rows)


def refused_of(found: Deposit) -> QuerySet[DepositFile]:
    return found.files.filter(state=DepositFile.State.REFUSED).order_by("folder", "id")


def keeper_for(agency: Agency) -> int:
    """The one library that belongs to the agency today, else the one provincial library."""
    open_ = LibraryVersion.objects.at(today())
    for found in (open_.filter(agency=agency), open_.filter(kind=LibraryKind.PROVINCE)):
        if len(ids := found.values_list("library_id", flat=True)[:2]) == 1:
            return int(ids[0])
    raise Invalid("repository.library_of_agency", agency=agency.code)


def kept_object(actor: Actor, public_id: str) -> DigitalObject:
    found = objects_kept_by(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def readers_named(named: Iterable[tuple[str, str]]) -> dict[int, str]:
    """Account → basis, from names and bases. Raises `Invalid` for a name that no account has."""
    found: dict[int, str] = {}
    for name, basis in named:
        user = get_user_model().objects.filter(username=name).values_list("id", flat=True).first()
        if user is None:
            raise Invalid("repository.no_such_reader", field="readers", name=name[:60])
        found[user] = basis
    return found


def files_of(found: DigitalObject, role: str) -> list[ObjectFile]:
    return list(ObjectFile.objects.filter(object=found, role=role).order_by("position"))


def corrections_for(actor: Actor) -> QuerySet[Correction]:
    """What waits for whoever keeps the document."""
    kept = objects_kept_by(actor)
    waiting = Correction.objects.filter(state=Correction.State.PROPOSED, object__in=kept)
    return waiting.select_related("object", "page")


def helpers_of(page: Page) -> list[str]:
    """The names of those whose corrections stand on a page, as far as they wish to be named."""
    accepted = page.corrections.filter(state=Correction.State.ACCEPTED).exclude(credit="")
    return list(accepted.order_by("credit").values_list("credit", flat=True).distinct()[:20])


@dataclass(frozen=True, slots=True)
class Reading:
    """How far an object's pages have texts. `by`: origin in words → pages. `confidence`: the mean of what a machine
    read."""

    pages: int
    without: int
    by: list[tuple[str, int]]
    confidence: float | None
    faults: list[tuple[int, str]]


def reading_of(found: DigitalObject) -> Reading:
    texts = PageText.objects.filter(page__object=found)
    counted = dict(texts.values_list("origin").annotate(n=Count("page")))
    words = dict(PageText.Origin.choices)
    return Reading(
        pages=found.page_count,
        without=max(0, found.page_count - sum(counted.values())),
        by=[(str(words[origin]), counted[origin]) for origin in words if origin in counted],
        confidence=texts.filter(origin=PageText.Origin.OCR).aggregate(mean=Avg("confidence"))["mean"],
        faults=list(texts.exclude(fault="").order_by("page__position").values_list("page__position", "fault")[:20]),
    )


def packages_for(found: DigitalObject, user_id: int | None, *, marked: bool) -> QuerySet[Package]:
    """Newest first: the reader's own where pages are marked, else those that all share."""
    owner = Q(user_id=user_id) if marked and user_id is not None else Q(user=None)
    return Package.objects.filter(owner, object=found, gate=found.gate, ends_at__gt=timezone.now()).order_by("-id")
