"""Whose description is taken first: the order of kinds of library, what another one would change, and making it so."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry import queries as registry
from lienthu.registry.kinds import KIND_GROUPS, LibraryKind
from lienthu.registry.models import Library
from lienthu.ui import progress
from lienthu.union.actions.building import UNKNOWN_RANK, rank_table
from lienthu.union.actions.rank_libraries import HIGHEST, last_run, rank_libraries
from lienthu.union.rules.entry import LIBRARY_RANK

_NO_NUMBER = -1


@requires(Permission.UNION_ADMIN)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    shown = {"groups": _groups(), "highest": HIGHEST, "room_current": "union:model"}
    return render(request, "union/ranks.html", _runs() | shown)


@requires(Permission.UNION_ADMIN)
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    runs = _runs()
    answer = render(request, "union/_ranking.html", runs)
    if not any(job and progress.state_of(job)["running"] for job in runs.values()):
        answer["HX-Refresh"] = "true"
    return answer


@requires(Permission.UNION_ADMIN)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    dry = request.POST.get("do") != "use"
    try:
        rank_libraries(actor=actor_of(request), ranks=_asked(request.POST), dry=dry, note=request.POST.get("note", ""))
    except (Conflict, Invalid) as error:
        messages.warning(request, sentence(error.code, error.params))
    else:
        said = _("Counting what would change; nothing is changed."), _("The entries are built anew in the background.")
        messages.success(request, said[not dry])
    return redirect("union:ranks")


def _asked(said: QueryDict) -> dict[str, int]:
    """The ranks that were sent; what is no number is beyond the range, so that it is refused with its name."""
    asked = {kind: said.get(f"rank-{kind}", "").strip() for kind in LibraryKind.values if f"rank-{kind}" in said}
    return {kind: int(text) if text.isdecimal() and len(text) < 5 else _NO_NUMBER for kind, text in asked.items()}


def _groups() -> list[tuple[str, list[dict[str, Any]]]]:
    """Kinds with their rank; after a count that of the order that was counted."""
    now, asked = rank_table(), last_run(dry=True)
    real = last_run(dry=False)
    tried = asked.params["ranks"] if asked and (real is None or asked.pk > real.pk) else now
    counted = Counter(registry.kinds(list(Library.objects.values_list("pk", flat=True))).values())
    return [
        (str(title), [
            {
                "kind": kind.value,
                "label": kind.label,
                "rank": tried.get(kind.value, UNKNOWN_RANK),
                "now": now.get(kind.value, UNKNOWN_RANK),
                "default": LIBRARY_RANK.get(kind.value, UNKNOWN_RANK),
                "libraries": counted[kind.value],
            }
            for kind in kinds
        ])
        for title, kinds in KIND_GROUPS
    ]  # fmt: skip


def _runs() -> dict[str, Any]:
    """A count from before the last change says nothing any more."""
    trial, real = last_run(dry=True), last_run(dry=False)
    return {"trial": trial if trial and (real is None or trial.pk > real.pk) else None, "real": real}
