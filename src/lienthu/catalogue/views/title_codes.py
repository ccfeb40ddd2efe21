"""The title code of a title, how it is made, and the table with its gaps."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue.actions.learn_title_code import forget_title_code, learn_title_code
from lienthu.catalogue.models import TitleCodeRime
from lienthu.catalogue.queries import title_codes
from lienthu.catalogue.rules.title_code import Gap, confirmed, free_numbers, series, title_code
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence


@requires(Permission.CATALOGUE_VIEW)
def table(request: HttpRequest) -> HttpResponse:
    known = title_codes()
    title = request.GET.get("title", "").strip()[:500]
    made = title_code(title, known) if title else None
    free = free_numbers(made.gap.rime, known) if made and made.gap and made.gap.rime else []
    context = {
        "title": title,
        "made": made,
        "free": free,
        "series": series(known),
        "learnt": {row.rime: row for row in TitleCodeRime.objects.all()},
        "confirmed": len(confirmed()),
        "may_edit": not actor_of(request).scope(Permission.CATALOGUE_ITEMS).is_empty,
    }
    return render(request, "catalogue/title_codes.html", context)


@requires(Permission.CATALOGUE_VIEW)
def suggest(request: HttpRequest) -> JsonResponse:
    """`?title=…` → at most one row: the code and how it is made, or why there is none."""
    made = title_code(request.GET.get("title", "")[:500], title_codes())
    if made.code:
        how = " · ".join(f"{word} → {code}" for word, code in made.parts)
        return JsonResponse([{"text": made.code, "hint": how}], safe=False)
    return JsonResponse([{"text": "", "hint": why_none(made.gap)}] if made.gap else [], safe=False)


def why_none(gap: Gap) -> str:
    if gap.rime:
        return _("The rime “%(rime)s” of “%(word)s” has no number in the table yet.") % {
            "rime": gap.rime,
            "word": gap.word,
        }
    return _("“%(word)s” is no Vietnamese syllable: such titles take letters, which the cataloguer chooses.") % {
        "word": gap.word
    }


@requires(Permission.CATALOGUE_ITEMS)
@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    word = request.POST.get("word", "")
    try:
        row = learn_title_code(actor=actor_of(request), word=word, code=request.POST.get("code", ""))
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(
            request, _("The rime %(rime)s has the number %(code)s now.") % {"rime": row.rime, "code": row.code}
        )
    return redirect(f"{request.path.removesuffix('/learn')}?{request.GET.urlencode()}")


@requires(Permission.CATALOGUE_ITEMS)
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    try:
        forget_title_code(actor=actor_of(request), rime=request.POST.get("rime", ""))
    except NotFound as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("catalogue:title_codes")
