"""Open educational resources: the page by subject and grade, what a school uses, the desk's form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import gate, rights
from lienthu.repository import queries as objects
from lienthu.repository.actions.teach import Said, describe_learning, start_using, stop_using
from lienthu.repository.learning import curriculum, queries
from lienthu.repository.learning.forms import LearningForm
from lienthu.repository.models import Learning
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.open_licences import OPEN
from lienthu.repository.views.stories import private
from lienthu.repository.views.words import tabs

TEACH = Permission.REPOSITORY_TEACH
KEEP = Permission.REPOSITORY_KEEP


@requires(Access.PUBLIC)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    get = request.GET.get
    asked = queries.wanted(get("subject", ""), get("grade", ""), get("kind", ""), get("licence", ""), get("q", ""))
    listed = page(queries.found(asked), by=("-object_id",), after=get("after"), size=24)
    context = {
        "asked": asked,
        "rows": _rows(request, listed.items),
        "page": listed,
        "total": queries.found(asked).count(),
        "subjects": curriculum.subjects().values(),
        "grades": curriculum.GRADES,
        "kinds": Learning.Kind.choices,
        "licences": [(code, rights.RIGHTS[code].label) for code in OPEN],
        "matrix": _matrix(asked),
        "curriculum": curriculum.name(),
        "source": curriculum.source(),
        "is_filtered": asked != queries.Wanted(),
    }
    return private(render(request, "repository/learning.html", context))


def _rows(request: HttpRequest, items: list[Learning]) -> list[dict[str, Any]]:
    """Those that this reader may know of."""
    decisions = gate.decisions_for(gate.visitor_of(request), [one.object for one in items])
    seen = [one for one in items if decisions[one.object_id].allows(Surface.RECORD)]
    first = objects.first_pages([one.object_id for one in seen if decisions[one.object_id].allows(Surface.THUMBNAIL)])
    return [
        {
            "one": one,
            "first": first.get(one.object_id),
            "open": decisions[one.object_id].allows(Surface.IMAGE),
            "subjects": [str(curriculum.subjects()[code]) for code in one.subjects],
            "licence": rights.of(one.object.rights),
        }
        for one in seen
    ]


def _matrix(asked: queries.Wanted) -> list[tuple[Any, list[tuple[int, int, str, bool]]]]:
    """Subject → for each grade: the grade, how many, the address, whether it is the one asked for; 0 and no address
    where there is nothing."""
    counted = queries.counts()
    rows = []
    for subject in curriculum.subjects().values():
        cells = []
        for grade in curriculum.GRADES:
            n = counted.get((subject.code, grade), 0)
            address = "?" + urlencode({"subject": subject.code, "grade": str(grade)}) if n else ""
            cells.append((grade, n, address, (asked.subject, asked.grade) == (subject.code, grade)))
        if any(n for _grade, n, _address, _here in cells):
            rows.append((subject, cells))
    return rows


@requires(TEACH)
@require_POST
def use(request: HttpRequest, public_id: str) -> HttpResponse:
    """A school says that it uses a resource, or uses it no more."""
    actor, one = actor_of(request), queries.named(public_id)
    card = next((card for card in queries.libraries_of(actor) if card.code == request.POST.get("library", "")), None)
    if card is None:
        raise NotFound("kernel.not_found")
    verb = stop_using if request.POST.get("stop") else start_using
    try:
        verb(actor=actor, learning_id=one.pk, library_id=card.id)
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("Noted for %(school)s.") % {"school": card.name})
    return redirect("repository:read", public_id)


@requires(TEACH)
@require_safe
def by_school(request: HttpRequest) -> HttpResponse:
    """How many resources each school uses: numbers, nobody's name."""
    context = {"schools": queries.uses_by_school(), "used": queries.most_used()}
    return render(request, "repository/learning_uses.html", context | {"room_current": "repository:learning_uses"})


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = objects.kept_object(actor_of(request), public_id)
    known = Learning.objects.select_related("parent__object").filter(object=found).first()
    form = LearningForm(request.POST or None, initial=_facts(known) if known else None)
    if form.is_bound and form.is_valid():
        seen = request.POST.get("version", "")
        try:
            describe_learning(
                actor=actor_of(request),
                object_id=found.pk,
                said=Said(
                    **form.cleaned_data
                    | {"subjects": tuple(form.cleaned_data["subjects"]), "grades": tuple(form.cleaned_data["grades"])}
                ),
                version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            )
            messages.success(request, _("Saved."))
            return redirect("repository:object", public_id)
        except (Invalid, Conflict) as error:
            named = error.params.get("field")
            form.add_error(named if named in form.fields else None, sentence(error.code, error.params))
    context = {"object": found, "known": known, "form": form, "licence": rights.of(found.rights)}
    context |= {"curriculum": curriculum.name(), "source": curriculum.source()} | tabs(request, "repository:overview")
    return render(request, "repository/learning_edit.html", context, status=422 if form.errors else 200)


def _facts(known: Learning) -> dict[str, Any]:
    plain = ("kind", "audience", "subjects", "grades", "outcomes", "minutes", "changes")
    return {name: getattr(known, name) for name in plain} | {
        "parent": known.parent.object.public_id if known.parent else ""
    }
