"""Appraisal: what waits for a decision, councils and their sittings, votes, many published at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, LienThuError, Refused
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import cards
from lienthu.repository import appraisal_queries as queries
from lienthu.repository import appraisal_words as words
from lienthu.repository.actions import councils as acts
from lienthu.repository.actions.publish_many import faults_of, left_behind, publish_many, publishing_named
from lienthu.repository.appraisal_forms import CouncilForm, SittingForm, VoteForm
from lienthu.repository.appraisal_minutes import minutes_pdf
from lienthu.repository.models import Case, DigitalObject, Sitting
from lienthu.repository.models.appraisal import OUTCOME_WORDS
from lienthu.repository.rules.council import Choice, Outcome
from lienthu.repository.rules.states import CHECKS, Act
from lienthu.repository.views.words import tabs

REVIEW = Permission.REPOSITORY_REVIEW
_MOST_CHOSEN = 1000


def _page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    return tabs(request, "repository:review") | {"room_current": "repository:review"} | more


@requires(REVIEW)
def review(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    found = queries.in_review(actor).select_related("library")
    shown = page(found, by=("id",), after=request.GET.get("after"), size=50)
    against = faults_of(actor, shown.items)
    cases = queries.newest_cases(shown.items)
    rows = [(one, words.said(against[one.pk], one), words.case_facts(cases.get(one.pk))) for one in shown.items]
    sittings = Sitting.objects.filter(council__in=queries.councils(actor), closed_at=None).select_related("council")
    open_ones = list(sittings.order_by("held_on", "id")[:50])
    context = _page(request, rows=rows, page=shown, sittings=open_ones)
    return render(request, "repository/review.html", context)


def _chosen(request: HttpRequest) -> list[DigitalObject]:
    return queries.reviewed_objects(actor_of(request), request.POST.getlist("object")[:_MOST_CHOSEN])


@requires(REVIEW)
@require_POST
def put_before(request: HttpRequest) -> HttpResponse:
    """The chosen documents onto the list of an open sitting."""
    actor, chosen = actor_of(request), _chosen(request)
    sitting = queries.sitting_named(actor, request.POST.get("sitting", ""))
    try:
        put = acts.put_before(actor=actor, sitting=sitting, object_ids=[one.pk for one in chosen])
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, ngettext("%(n)s document put.", "%(n)s documents put.", put) % {"n": put})
    return redirect("repository:sitting", sitting.public_id)


@requires(REVIEW)
@require_POST
def publish_preview(request: HttpRequest) -> HttpResponse:
    """Which of the chosen can be published and which cannot, and why. Writes nothing."""
    chosen = _chosen(request)
    against = faults_of(actor_of(request), chosen)
    context = _page(
        request,
        ready=[one for one in chosen if against[one.pk] is None],
        held=[(one, words.said(against[one.pk], one)) for one in chosen if against[one.pk]],
        checks=[(code, words.CHECK_WORDS[code]) for code in CHECKS[Act.PUBLISH]],
    )
    return render(request, "repository/publish_preview.html", context)


@requires(REVIEW)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    try:
        job = publish_many(actor=actor_of(request), objects=_chosen(request), checks=request.POST.getlist("check")[:20])
    except (Invalid, Conflict, Refused) as error:
        messages.error(request, sentence(error.code, error.params))
        return redirect("repository:review")
    return redirect("repository:publishing", job.public_id)


def _publishing(request: HttpRequest, public_id: str) -> dict[str, Any]:
    job = publishing_named(actor_of(request), public_id)
    return _page(
        request,
        job=job,
        poll=reverse("repository:publishing_progress", args=[job.public_id]),
        published=job.result.get("published", 0),
        left=[(one.title, sentence(one.code, one.params)) for one in left_behind(job)],
    )


@requires(REVIEW)
def publishing(request: HttpRequest, public_id: str) -> HttpResponse:
    return render(request, "repository/publishing.html", _publishing(request, public_id))


@requires(REVIEW)
def publishing_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    context = _publishing(request, public_id)
    response = render(request, "repository/_publishing.html", context)
    if not context["job"].is_active:
        response["HX-Refresh"] = "true"
    return response


@requires(REVIEW)
def councils(request: HttpRequest) -> HttpResponse:
    found = queries.councils(actor_of(request)).select_related("library").prefetch_related("members")
    shown = page(found, by=("-id",), after=request.GET.get("after"), size=30)
    return render(request, "repository/councils.html", _page(request, page=shown))


@requires(REVIEW)
def council_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    scope = actor.scope(REVIEW)
    known = cards(None if scope.everything else scope.library_ids)
    libraries = sorted(((card.code, card.name) for card in known.values()), key=lambda pair: pair[1])
    form = CouncilForm(request.POST or None, libraries=libraries, candidates=queries.candidates(set(known)))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.set_up_council(
                actor=actor,
                library_id=next(card.id for card in known.values() if card.code == said["library"]),
                name=said["name"],
                decision=said["decision"],
                quorum=said["quorum"],
                members=form.members(),
            )
            return redirect("repository:council", made.public_id)
        except Invalid as error:
            named = error.params.get("field")
            form.add_error(named if named in form.fields else None, sentence(error.code, error.params))
    context = _page(request, form=form)
    return render(request, "repository/council_new.html", context, status=422 if form.errors else 200)


@requires(REVIEW)
def council(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.council_named(actor, public_id)
    form = SittingForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            said = form.cleaned_data
            made = acts.open_sitting(actor=actor, council=found, held_on=said["held_on"], place=said["place"])
            return redirect("repository:sitting", made.public_id)
        except (Invalid, Conflict) as error:
            form.add_error(error.params.get("field"), sentence(error.code, error.params))
    shown = page(found.sittings.all(), by=("-id",), after=request.GET.get("after"), size=30)
    context = _page(request, council=found, members=found.members.order_by("id"), form=form, page=shown)
    return render(request, "repository/council.html", context, status=422 if form.errors else 200)


@requires(REVIEW)
@require_POST
def end_council(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.council_named(actor_of(request), public_id)
    try:
        acts.end_council(actor=actor_of(request), council=found)
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The council has ended."))
    return redirect("repository:council", public_id)


@requires(REVIEW)
def sitting(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.sitting_named(actor, public_id)
    members = list(found.council.members.order_by("id"))
    mine = next((one for one in members if one.user_id == actor.user_id), None)
    cases = queries.cases_of(found)
    rounds = queries.rounds_of([case.object_id for case in cases])
    rows = [_case_row(case, mine.pk if mine else None, actor.user_id, rounds) for case in cases]
    context = _page(request, sitting=found, council=found.council, members=members, rows=rows, is_member=bool(mine))
    return render(request, "repository/sitting.html", context)


def _case_row(case: Case, member: int | None, user: int | None, rounds: Any) -> dict[str, Any]:
    outcome = Outcome(case.outcome)
    own = next((vote for vote in case.votes.all() if vote.member_id == member), None)
    is_own_work = user in rounds[case.object_id].submitters
    return {
        "case": case,
        "kind": words.OUTCOME_KIND[outcome],
        "word": OUTCOME_WORDS[outcome],
        "votes": words.votes_of(case),
        "tally": words.tally(case),
        "may_vote": member is not None and not is_own_work,
        "is_own_work": is_own_work,
        "own": own,
        "form": VoteForm(initial={"choice": own.choice, "reason": own.reason} if own else None, prefix=str(case.pk)),
    }


@requires(REVIEW)
@require_POST
def vote(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.sitting_named(actor, public_id)
    said = request.POST
    try:
        choice = _choice(said.get(f"{number}-choice", ""))
        case = acts.case_in(found, number)
        acts.cast_vote(actor=actor, case=case, choice=choice, reason=said.get(f"{number}-reason", ""))
    except (Invalid, Conflict, Refused) as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("Your vote is noted. You may change it until the sitting is closed."))
    return redirect(f"{reverse('repository:sitting', args=[public_id])}#case-{number}")


def _choice(text: str) -> Choice:
    try:
        return Choice(text)
    except ValueError as error:
        raise Invalid("repository.no_such_choice") from error


@requires(REVIEW)
@require_POST
def close_sitting(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.sitting_named(actor, public_id)
    try:
        acts.close_sitting(actor=actor, sitting=found, remarks=request.POST.get("remarks", ""))
    except LienThuError as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The sitting is closed. Print its minutes and have them signed."))
    return redirect("repository:sitting", public_id)


@requires(REVIEW)
def minutes(request: HttpRequest, public_id: str) -> HttpResponse:
    """Biên bản họp hội đồng thẩm định as PDF."""
    found = queries.sitting_named(actor_of(request), public_id)
    response = HttpResponse(minutes_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, f"bien-ban-tham-dinh-{public_id}.pdf"))
    return response
