"""What the editor does to a draft when it is asked: the title code, headings of the authority file. The record is
stored only by saving; a number that a cataloguer gives to a rime without one is learnt at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.catalogue.actions.learn_title_code import learn_title_code
from lienthu.catalogue.authority_fitting import fitted
from lienthu.catalogue.queries import title_codes
from lienthu.catalogue.rules.shelf_mark import Marked, with_title_code
from lienthu.catalogue.rules.title_code import Gap, free_numbers
from lienthu.kernel.access import actor_of
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.sentences import sentence
from lienthu.marc.record import Record

ACTS = ("code", "headings")
Helped = tuple[Record, dict[str, Any]]


def helped(request: HttpRequest, marc: Record, wants: str) -> Helped:
    return _coded(request, marc) if wants == "code" else _headed(marc)


def _coded(request: HttpRequest, marc: Record) -> Helped:
    refusal, number = "", request.POST.get("rime_code", "").strip()
    if number:
        try:
            learn_title_code(actor=actor_of(request), word=request.POST.get("rime_word", ""), code=number)
        except (Invalid, Conflict, Refused) as error:
            refusal = sentence(error.code, error.params)
    table = title_codes()
    made = with_title_code(marc, table)
    said: dict[str, Any] = {"asked": asked(made.gap, table), "why": refusal, "code": made.code}
    return made.record, said | {"text": _said(made), "kind": "good" if made.written else "info"}


def asked(gap: Gap | None, table: dict[str, str]) -> dict[str, Any] | None:
    """What to ask about a rime without a number: the word, and between which numbers its own lies."""
    if gap is None or not gap.rime:
        return None
    free = free_numbers(gap.rime, table)
    return {"word": gap.word, "rime": gap.rime, "low": free[0] if free else "", "high": free[-1] if free else ""}


def _said(made: Marked) -> str:
    if made.written:
        text = ngettext(
            "The title code %(code)s was entered in %(n)s field. Nothing is saved yet.",
            "The title code %(code)s was entered in %(n)s fields. Nothing is saved yet.",
            made.written,
        )
        return text % {"code": made.code, "n": made.written}
    if made.code:
        text = _(
            "The title code is %(code)s. No class number waits for one: enter the class, or change the code by hand."
        )
        return text % {"code": made.code}
    if made.gap is None:
        return _("Enter the title first (245 $a): the code is made of it.")
    text = _("“%(word)s” is no Vietnamese syllable: such titles take letters, which the cataloguer chooses.")
    return "" if made.gap.rime else text % {"word": made.gap.word}


def _headed(marc: Record) -> Helped:
    made, changes = fitted([marc], sure_only=False)[0]
    text = (
        _("Headings that can mean one authority only now read as the authority file has them. Nothing is saved yet.")
        if changes
        else _("No heading without an authority can mean exactly one: choose from the suggestions while you type.")
    )
    return made, {"text": text, "kind": "good" if changes else "info", "changes": changes}
