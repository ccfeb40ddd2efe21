"""Selection lists, and the register of old, rare and special documents."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, LienThuError, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository.models import Selection, SelectionLine
from lienthu.repository.models.selections import GROUND_WORDS
from lienthu.repository.projects import job_sheets, queries, sheets, words
from lienthu.repository.projects.actions import register as register_acts
from lienthu.repository.projects.actions import selections as acts
from lienthu.repository.projects.coverage import coverage
from lienthu.repository.projects.forms import RegisterForm, SelectionForm
from lienthu.repository.projects.rules.priority import Ground
from lienthu.repository.projects.views.answers import failed, number_in, pdf

KEEP = Permission.REPOSITORY_KEEP


@requires(KEEP)
def overview(request: HttpRequest) -> HttpResponse:
    shown = page(queries.selections_of(actor_of(request)), by=("-id",), after=request.GET.get("after"), size=30)
    rows = [(one, words.SELECTION_KIND[one.state]) for one in shown.items]
    context = words.page(request, "repository:selections", rows=rows, page=shown)
    return render(request, "repository/projects/selections.html", context)


@requires(KEEP)
def new(request: HttpRequest) -> HttpResponse:
    form = SelectionForm(request.POST or None, libraries=words.libraries(request))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.start_selection(
                actor=actor_of(request),
                library_id=form.library_id,
                name=said["name"],
                weights=form.weights(),
                most=said["most"],
                with_digitised=said["with_digitised"],
            )
            return redirect("repository:selection", made.public_id)
        except Invalid as error:
            failed(form, error)
    context = words.page(request, "repository:selections", form=form)
    return render(request, "repository/projects/selection_new.html", context, status=422 if form.errors else 200)


@requires(KEEP)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.selection_named(actor_of(request), public_id)
    shown = page(found.lines.all(), by=("place", "id"), after=request.GET.get("after"), size=50)
    weights = [(GROUND_WORDS[ground], found.weights.get(ground.value, 0)) for ground in Ground]
    context = words.page(
        request,
        "repository:selections",
        selection=found,
        kind=words.SELECTION_KIND[found.state],
        rows=[(line, words.reasons(line.reasons)) for line in shown.items],
        page=shown,
        weights=weights,
        totals=_totals(found),
        poll=reverse("repository:selection_progress", args=[public_id]),
    )
    return render(request, "repository/projects/selection.html", context)


def _totals(found: Selection) -> dict[str, int]:
    chosen = Q(choice=SelectionLine.Choice.IN)
    return found.lines.aggregate(
        all=Count("id"),
        chosen=Count("id", filter=chosen),
        left=Count("id", filter=Q(choice=SelectionLine.Choice.OPEN)),
        pages=Sum("pages", filter=chosen, default=0),
    )


@requires(KEEP)
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.selection_named(actor_of(request), public_id)
    poll = reverse("repository:selection_progress", args=[public_id])
    response = render(request, "repository/projects/_selection_progress.html", {"selection": found, "poll": poll})
    if found.state != Selection.State.MAKING:
        response["HX-Refresh"] = "true"
    return response


@requires(KEEP)
def sheet(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = queries.selection_named(actor_of(request), public_id)
    return sheets.answer(sheets.selection_rows(found), f"selection-{public_id}")


@requires(KEEP)
@require_POST
def line(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """A line is decided about, or moved."""
    actor = actor_of(request)
    queries.selection_named(actor, public_id)
    said = request.POST
    try:
        if said.get("place"):
            acts.move_line(actor=actor, line_id=number, place=number_in(said, "place"))
        else:
            acts.decide_line(actor=actor, line_id=number, choice=said.get("choice", ""), said=said.get("note", ""))
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    back = reverse("repository:selection", args=[public_id])
    after = f"?after={said['after']}" if said.get("after", "").replace("-", "").replace("_", "").isalnum() else ""
    return redirect(f"{back}{after}#line-{number}")


@requires(KEEP)
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """A title is added, the best are chosen, or the list is confirmed."""
    actor, said = actor_of(request), request.POST
    found = queries.selection_named(actor, public_id)
    try:
        if said.get("act") == "confirm":
            acts.confirm_selection(actor=actor, selection=found, decision=said.get("decision", ""))
            messages.success(request, _("The list is confirmed. Its titles can go into a project."))
        elif said.get("act") == "best":
            chosen = acts.choose_best(actor=actor, selection=found, number=number_in(said, "number"))
            messages.success(request, ngettext("%(n)s title chosen.", "%(n)s titles chosen.", chosen) % {"n": chosen})
        else:
            acts.add_title(actor=actor, selection=found, entry=said.get("entry", ""), said=said.get("note", ""))
            messages.success(request, _("Added at the end of the list."))
    except LienThuError as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("repository:selection", public_id)


@requires(KEEP)
def register(request: HttpRequest) -> HttpResponse:
    """The register, and a document that is entered into it."""
    actor = actor_of(request)
    form = RegisterForm(request.POST or None, libraries=words.libraries(request), initial=_asked(request))
    if form.is_bound and form.is_valid():
        try:
            made = register_acts.enter_document(actor=actor, library_id=form.library_id, said=form.document())
            messages.success(request, _("Entered under number %(n)s.") % {"n": made.number})
            return redirect("repository:register")
        except (Invalid, Conflict, NotFound) as error:
            failed(form, error)
    shown = page(queries.register_of(actor), by=("-id",), after=request.GET.get("after"), size=50)
    context = words.page(
        request,
        "repository:register",
        form=form,
        rows=[(each, *words.register_words(each)) for each in shown.items],
        page=shown,
        coverage=coverage(actor),
        open=bool(form.errors or request.GET.get("title")),
    )
    return render(request, "repository/projects/register.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> dict[str, str]:
    """From a line of a selection: what is known of the document."""
    names = ("title", "creator", "year", "call_number", "kept_at", "entry")
    return {name: value for name in names if (value := request.GET.get(name, "")[:500])}


@requires(KEEP)
@require_POST
def strike(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.register_of(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    try:
        register_acts.strike_out(actor=actor, document=found, reason=request.POST.get("reason", ""))
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("repository:register")


@requires(KEEP)
def register_file(request: HttpRequest, format: str) -> HttpResponseBase:
    """As CSV, or as the printed register of one library."""
    kept = queries.register_of(actor_of(request)).order_by("library_id", "number")
    if format == "csv":
        return sheets.answer(sheets.register_rows(kept.iterator(chunk_size=500)), "register")
    if format != "pdf":
        raise NotFound("kernel.not_found")
    first = kept.first()
    code = request.GET.get("library", "")
    library_id = first.library_id if first and not code else (number_in(request.GET, "library") if code else 0)
    return pdf(job_sheets.register_print(library_id, list(kept.filter(library_id=library_id)[:5000])), "register")
