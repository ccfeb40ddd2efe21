"""A list of titles for digitisation: put together from the catalogue, ordered by people, confirmed by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository.models import Selection, SelectionLine
from lienthu.repository.policies import KEEPS
from lienthu.repository.projects.candidates import candidates_among
from lienthu.repository.projects.rules.priority import weights_from
from lienthu.repository.projects.trail import note
from lienthu.text import clean
from lienthu.union.queries import resolve

MAKE: Final = "repository.make_selection"
MOST_TITLES: Final = 2_000


def start_selection(
    *,
    actor: Actor,
    library_id: int,
    name: str,
    weights: Mapping[str, Any] | None = None,
    most: int = 200,
    with_digitised: bool = False,
) -> Selection:
    """Of the library's own titles, the `most` that weigh heaviest. A job reads the whole union catalogue for it."""
    KEEPS.check_library(actor, library_id)
    name = clean(name)
    if not name:
        raise Invalid("repository.title_needed", field="name")
    if not 1 <= most <= MOST_TITLES:
        raise Invalid("repository.selection_size", field="most", most=MOST_TITLES)
    with transaction.atomic():
        made = Selection.objects.create(
            library_id=library_id,
            name=name[:200],
            weights={ground.value: weight for ground, weight in weights_from(weights or {}).items()},
            most=most,
            with_digitised=with_digitised,
            made_by=actor.label[:200],
        )
        made.job = jobs.start(
            actor=actor,
            kind=MAKE,
            params={"selection": made.pk},
            library_id=library_id,
            unique_key=f"{MAKE}:{made.pk}",
        )
        made.save(update_fields=["job"])
        note(actor, "selection_begun", f"selection:{made.pk}", library_id, selection=made.public_id, most=most)
    return made


def decide_line(*, actor: Actor, line_id: int, choice: str, said: str = "") -> SelectionLine:
    """Digitise it, or leave it out, or leave it open again. A line that was left out says why."""
    if choice not in SelectionLine.Choice.values:
        raise Invalid("repository.no_such_choice")
    said = clean(said)
    if choice == SelectionLine.Choice.OUT and len(said) < 3:
        raise Invalid("repository.left_out_reason")
    with transaction.atomic():
        line = _line_to_change(actor, line_id)
        line.choice, line.note, line.decided_by = choice, said[:300], actor.label[:200]
        line.save(update_fields=["choice", "note", "decided_by"])
        _changed(line.selection)
    return line


def move_line(*, actor: Actor, line_id: int, place: int) -> None:
    """To another place of the list, from 1; the others make room."""
    with transaction.atomic():
        line = _line_to_change(actor, line_id)
        ordered = list(line.selection.lines.exclude(id=line.pk).order_by("place", "id"))
        ordered.insert(max(0, min(place - 1, len(ordered))), line)
        _number(ordered)
        _changed(line.selection)


def add_title(*, actor: Actor, selection: Selection, entry: str, said: str = "") -> SelectionLine:
    """A title of the union catalogue that the rules did not bring, at the end of the list and to be digitised."""
    KEEPS.check(actor, selection)
    public_id = resolve(entry.strip().rpartition("/")[2].lower()).public_id
    with transaction.atomic():
        _to_change(selection.pk)
        if selection.lines.filter(entry=public_id).exists():
            raise Conflict("repository.selected_already")
        found = candidates_among(selection, [public_id])
        if not found:
            raise NotFound("repository.no_such_entry", entry=entry[:20])
        line = found[0]
        line.place = selection.lines.count() + 1
        line.choice, line.note, line.decided_by = SelectionLine.Choice.IN, clean(said)[:300], actor.label[:200]
        line.save()
        _changed(selection)
    return line


def choose_best(*, actor: Actor, selection: Selection, number: int) -> int:
    """The first `number` lines that nobody decided about yet, to be digitised. How many they were."""
    KEEPS.check(actor, selection)
    with transaction.atomic():
        _to_change(selection.pk)
        open_ones = selection.lines.filter(choice=SelectionLine.Choice.OPEN).order_by("place", "id")
        chosen = list(open_ones.values_list("id", flat=True)[: max(0, number)])
        SelectionLine.objects.filter(id__in=chosen).update(choice=SelectionLine.Choice.IN, decided_by=actor.label[:200])
        _changed(selection)
    return len(chosen)


def confirm_selection(*, actor: Actor, selection: Selection, decision: str = "") -> None:
    """From now on it is fixed, and its titles can be given to a project. `decision`: the paper that approves it."""
    KEEPS.check(actor, selection)
    with transaction.atomic():
        _to_change(selection.pk)
        chosen = selection.lines.filter(choice=SelectionLine.Choice.IN).count()
        if not chosen:
            raise Invalid("repository.nothing_selected")
        Selection.objects.filter(id=selection.pk).update(
            state=Selection.State.CONFIRMED,
            decision=clean(decision)[:200],
            confirmed_by=actor.label[:200],
            confirmed_at=timezone.now(),
        )
        note(
            actor,
            "selection_confirmed",
            f"selection:{selection.pk}",
            selection.library_id,
            selection=selection.public_id,
            titles=chosen,
        )


def order_by_score(selection: Selection) -> None:
    """The places of a list that was just put together."""
    _number(list(selection.lines.order_by("-score", "year", "id")))


def _number(ordered: list[SelectionLine]) -> None:
    moved = []
    for place, line in enumerate(ordered, 1):
        if line.place != place:
            line.place = place
            moved.append(line)
    SelectionLine.objects.bulk_update(moved, ["place"], 500)


def _line_to_change(actor: Actor, line_id: int) -> SelectionLine:
    line = SelectionLine.objects.select_related("selection").filter(id=line_id).first()
    if line is None or not KEEPS.allows(actor, line.selection):
        raise NotFound("kernel.not_found")
    line.selection = _to_change(line.selection_id)
    return line


def _to_change(selection_id: int) -> Selection:
    locked = Selection.objects.select_for_update(no_key=True).get(id=selection_id)
    if locked.state != Selection.State.OPEN:
        raise Conflict("repository.selection_fixed")
    return locked


def _changed(selection: Selection) -> None:
    Selection.objects.filter(id=selection.pk).update(version=F("version") + 1)
