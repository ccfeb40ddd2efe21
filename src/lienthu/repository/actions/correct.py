"""Readers correct the text of a page line by line; who keeps the object accepts or rejects."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound, NotSignedIn, TooMany
from lienthu.repository import gate
from lienthu.repository.events import announce_texts
from lienthu.repository.models import Correction, Page, PageText
from lienthu.repository.policies import KEEPS
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.corrections import replaced, text_of
from lienthu.text import clean

#: Proposals of one person that may wait at once.
MOST_WAITING = 1000
_LONGEST_LINE = 2000


def propose(*, visitor: gate.Visitor, page: Page, version: int, lines: Mapping[int, str], credit: str = "") -> int:
    """`lines`: number of the line, from 0 → how it reads. Those that say what stands there already are no proposals.
    How many were taken. Raises `Conflict` when the text is no longer the one that was seen (`version`)."""
    actor = visitor.actor
    if actor.user_id is None:
        raise NotSignedIn("kernel.not_signed_in")
    gate.passed_page(visitor, page, Surface.TEXT)
    with transaction.atomic():
        shown = PageText.objects.select_for_update(of=("self",)).filter(page=page).first()
        if shown is None:
            raise NotFound("kernel.not_found")
        if shown.version != version:
            raise Conflict("repository.text_changed_meanwhile")
        made = [_proposal(page, shown, number, text, actor, credit) for number, text in lines.items()]
        wanted = [one for one in made if one is not None]
        waiting = Correction.objects.filter(person_id=actor.user_id, state=Correction.State.PROPOSED)
        waiting.filter(page=page, line__in=list(lines)).delete()
        if waiting.count() + len(wanted) > MOST_WAITING:
            raise TooMany("repository.too_many_corrections", limit=MOST_WAITING)
        Correction.objects.bulk_create(wanted)
    return len(wanted)


def _proposal(page: Page, shown: PageText, number: int, text: str, actor: Actor, credit: str) -> Correction | None:
    if not 0 <= number < len(shown.lines):
        raise Invalid("repository.no_such_line", line=number + 1)
    line, text = shown.lines[number], clean(text)
    if len(text) > _LONGEST_LINE:
        raise Invalid("repository.line_too_long", line=number + 1, limit=_LONGEST_LINE)
    if text == text_of(line):
        return None
    return Correction(
        object_id=page.object_id,
        page=page,
        line=number,
        before=text_of(line),
        after=text,
        box=line[:4],
        person_id=actor.user_id,
        credit=clean(credit)[:100],
    )


def decide(*, actor: Actor, correction_id: int, accept: bool, note: str = "") -> Correction:
    """Raises `Conflict` when it was decided, or the line no longer reads as it did when it was corrected."""
    with transaction.atomic():
        found = (
            Correction.objects.select_for_update(of=("self",))
            .select_related("object", "page")
            .filter(id=correction_id)
            .first()
        )
        if found is None:
            raise NotFound("kernel.not_found")
        KEEPS.check(actor, found.object)
        if found.state != Correction.State.PROPOSED:
            raise Conflict("repository.correction_decided")
        if accept:
            _put_in(found)
        found.state = Correction.State.ACCEPTED if accept else Correction.State.REJECTED
        found.decided_at, found.decided_by, found.note = timezone.now(), actor.label[:200], clean(note)[:300]
        found.save(update_fields=["state", "decided_at", "decided_by", "note"])
        data = {"object": found.object.public_id, "page": found.page.position}
        audit.record(
            actor=actor,
            code="repository.correction_accepted" if accept else "repository.correction_rejected",
            subject=f"object:{found.object_id}",
            library_id=found.object.library_id,
            data=data,
        )
        if accept:
            announce_texts([found.page_id])
    return found


def _put_in(found: Correction) -> None:
    shown = PageText.objects.select_for_update(of=("self",)).filter(page_id=found.page_id).first()
    if shown is None or found.line >= len(shown.lines) or text_of(shown.lines[found.line]) != found.before:
        raise Conflict("repository.line_changed_meanwhile")
    lines = [*shown.lines[: found.line], replaced(shown.lines[found.line], found.after), *shown.lines[found.line + 1 :]]
    PageText.objects.filter(page_id=found.page_id).update(
        lines=lines,
        text="\n".join(text_of(line) for line in lines),
        origin=PageText.Origin.PERSON,
        version=F("version") + 1,
        made_at=timezone.now(),
    )
