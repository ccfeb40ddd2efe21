"""What the pages of appraisal say: acts and their checklists, what stands against them, the way of a document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lienthu.kernel.actor import Actor
from lienthu.kernel.sentences import sentence
from lienthu.repository.actions.describe import REVISED
from lienthu.repository.actions.move_on import hand_of
from lienthu.repository.actions.renew import RENEWED
from lienthu.repository.appraisal_queries import facts_of
from lienthu.repository.models import Case, DescriptionVersion, DigitalObject, Step
from lienthu.repository.models.appraisal import CHOICE_WORDS, OUTCOME_WORDS
from lienthu.repository.policies import KEEPS, REVIEWS
from lienthu.repository.rules.council import Choice, Outcome
from lienthu.repository.rules.states import (
    CHECKS,
    WITH_REASON,
    Act,
    Facts,
    Fault,
    fault,
    is_reviewers,
    possible,
)
from lienthu.ui.formats import vdatetime
from lienthu.ui.shapes import Event

ACT_WORDS = {
    Act.HAND_ON: gettext_lazy("Hand on to the cataloguer"),
    Act.SUBMIT: gettext_lazy("Submit to the council"),
    Act.RETURN: gettext_lazy("Return with a reason"),
    Act.CONFIRM: gettext_lazy("Confirm as the first person"),
    Act.PUBLISH: gettext_lazy("Publish"),
    Act.WITHDRAW: gettext_lazy("Withdraw from readers"),
    Act.REOPEN: gettext_lazy("Work on it again"),
}
#: What the timeline says was done.
DONE_WORDS = {
    Act.HAND_ON: gettext_lazy("Handed on to the cataloguer"),
    Act.SUBMIT: gettext_lazy("Submitted to the council"),
    Act.RETURN: gettext_lazy("Returned"),
    Act.CONFIRM: gettext_lazy("Confirmed by the first person"),
    Act.PUBLISH: pgettext_lazy("a document's state", "Published"),
    Act.WITHDRAW: pgettext_lazy("a document's state", "Withdrawn"),
    Act.REOPEN: gettext_lazy("Taken up again"),
    REVISED: gettext_lazy("Description changed"),
    RENEWED: gettext_lazy("New version of the masters"),
}
CHECK_WORDS = {
    "pages_complete": gettext_lazy("All pages are there"),
    "pages_in_order": gettext_lazy("They stand in the right order"),
    "pages_readable": gettext_lazy("Every page can be read"),
    "no_secrets": gettext_lazy("Nothing in it is a state secret"),
    "described_from_original": gettext_lazy("Described from the original"),
    "creators_checked": gettext_lazy("Names and dates checked"),
    "rights_known": gettext_lazy("Rights are known and stated"),
    "unit_agrees": gettext_lazy("The unit agrees in writing"),
    "access_as_decided": gettext_lazy("Who may see it is set as the council decided"),
}
FIELD_WORDS = {
    "title": gettext_lazy("Title"),
    "kind": gettext_lazy("Kind"),
    "creators": gettext_lazy("Creators"),
    "date_text": gettext_lazy("Date"),
    "year": gettext_lazy("Year to sort by"),
    "subjects": gettext_lazy("Subjects"),
    "description": gettext_lazy("Description"),
    "source": gettext_lazy("Where the original is"),
    "rights": gettext_lazy("Rights"),
    "entry": gettext_lazy("Entry in the union catalogue"),
    "contents": gettext_lazy("Contents"),
}
OUTCOME_KIND = {
    Outcome.OPEN: "info",
    Outcome.APPROVED: "good",
    Outcome.RETURNED: "bad",
    Outcome.NO_QUORUM: "warn",
    Outcome.DROPPED: "",
}
CHOICE_KIND = {Choice.PUBLISH: "good", Choice.RETURN: "bad", Choice.ABSTAIN: ""}


@dataclass(frozen=True, slots=True)
class Way:
    """An act that may be done now; `against`: why not yet."""

    act: str
    label: Any
    needs_reason: bool
    checks: list[tuple[str, Any]] = field(default_factory=list)
    against: str = ""
    is_farewell: bool = False


def ways(actor: Actor, found: DigitalObject) -> list[Way]:
    facts = facts_of([found])[found.pk]
    acts = [
        act
        for act in possible(found.state, needs_two=facts.needs_two)
        if (REVIEWS if is_reviewers(act, found.state) else KEEPS).allows(actor, found)
    ]
    return [
        Way(
            act.value,
            ACT_WORDS[act],
            act in WITH_REASON,
            [(code, CHECK_WORDS[code]) for code in CHECKS.get(act, ())],
            _against(act, facts, found, actor),
            act is Act.WITHDRAW,
        )
        for act in acts
    ]


def _against(act: Act, facts: Facts, found: DigitalObject, actor: Actor) -> str:
    return said(fault(act, facts, hand_of(actor, CHECKS.get(act, ()))), found)


def said(against: Fault | None, found: DigitalObject) -> str:
    params = {"state": found.get_state_display()} | (against.params if against else {})
    return sentence(against.code, params) if against else ""


def event(step: Step) -> Event:
    words = FIELD_WORDS if step.act in (REVISED, RENEWED) else CHECK_WORDS
    checked = ", ".join(str(words.get(code, code)) for code in step.checks)
    return Event(
        vdatetime(step.at), DONE_WORDS.get(step.act, step.act), " · ".join(filter(None, (step.note, checked, step.by)))
    )


def earlier(found: DigitalObject) -> list[tuple[DescriptionVersion, list[tuple[Any, str]]]]:
    """Earlier descriptions, newest first, with what was changed in each."""
    return [
        (one, [(FIELD_WORDS[name], _text(one.values.get(name))) for name in one.changed if name in FIELD_WORDS])
        for one in found.descriptions.order_by("-version")[:20]
    ]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(str(one.get("label", "")) if isinstance(one, dict) else str(one) for one in value)
    return "" if value is None else str(value)


def case_facts(case: Case | None) -> dict[str, Any] | None:
    """The council's case of an object as its page shows it."""
    if case is None:
        return None
    outcome = Outcome(case.outcome)
    return {
        "case": case,
        "kind": OUTCOME_KIND[outcome],
        "word": OUTCOME_WORDS[outcome],
        "votes": votes_of(case) if case.sitting.closed_at else [],
    }


def votes_of(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "name": vote.member.name,
            "kind": CHOICE_KIND[Choice(vote.choice)],
            "word": CHOICE_WORDS[Choice(vote.choice)],
            "reason": vote.reason,
        }
        for vote in sorted(case.votes.all(), key=lambda vote: vote.at)
    ]


def tally(case: Case) -> str:
    choices = [vote.choice for vote in case.votes.all()]
    return _("%(yes)s for, %(no)s against, %(rest)s abstaining") % {
        "yes": choices.count(Choice.PUBLISH),
        "no": choices.count(Choice.RETURN),
        "rest": choices.count(Choice.ABSTAIN),
    }
