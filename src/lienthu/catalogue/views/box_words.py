"""What the pages of rotation boxes say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lienthu.catalogue import rotation_queries as queries
from lienthu.catalogue.actions.fill_box import Filled
from lienthu.catalogue.actions.receive_box import Checked
from lienthu.catalogue.models import (
    RotationBox,
    RotationCheck,
    RotationCopy,
    RotationExtension,
    RotationLeg,
    RotationStray,
)
from lienthu.catalogue.models.rotation import BAR_WORDS, COPY_WORDS, FINDING_WORDS
from lienthu.catalogue.rules.rotation import BoxState, CopyState, Finding
from lienthu.catalogue.views.item_words import status_kind, status_word, title_of
from lienthu.kernel.clock import today
from lienthu.registry.queries import cards
from lienthu.ui.formats import vdate, vdatetime
from lienthu.ui.shapes import Event, Link

LIST_WORDS = {
    "open": gettext_lazy("All open boxes"),
    "coming": gettext_lazy("To be received"),
    "guests": gettext_lazy("At a library"),
    "late": gettext_lazy("Overdue"),
    "closed": gettext_lazy("Closed"),
}
_KIND = {BoxState.HOME: "info", BoxState.ON_THE_WAY: "warn", BoxState.AT_HOST: "good", BoxState.CLOSED: ""}
_FINDING_KIND = {Finding.WAITING: "", Finding.PRESENT: "good", Finding.DAMAGED: "warn", Finding.MISSING: "bad"}
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class BoxRow:
    box: RotationBox
    state: str
    kind: str
    owner: str
    until: str
    is_late: bool
    counts: queries.Counts


@dataclass(frozen=True, slots=True)
class CopyRow:
    copy: RotationCopy
    number: str
    title: str
    state: Any
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    check: RotationCheck
    number: str
    title: str
    place: str
    finding: Any
    kind: str


def names(ids: Iterable[int | None]) -> Mapping[int, str]:
    return {one.id: one.name for one in cards({each for each in ids if each is not None}).values()}


def is_late(box: RotationBox) -> bool:
    return box.state in (BoxState.ON_THE_WAY, BoxState.AT_HOST) and box.due_on is not None and box.due_on < today()


def where(box: RotationBox, known: Mapping[int, str]) -> str:
    """Where the box is, in words."""
    match BoxState(box.state):
        case BoxState.ON_THE_WAY:
            target = known.get(box.to_library_id or 0, "")
            return (
                _("on its way home")
                if box.to_library_id == box.library_id
                else _("on its way to %(name)s") % {"name": target}
            )
        case BoxState.AT_HOST:
            return _("at %(name)s") % {"name": known.get(box.holder_id, "")}
        case BoxState.HOME:
            return _("at home")
    return _("closed")


def rows(boxes: list[RotationBox]) -> list[BoxRow]:
    known = names(each for box in boxes for each in (box.library_id, box.holder_id, box.to_library_id))
    counts = queries.counts_of(boxes)
    return [
        BoxRow(
            box,
            where(box, known),
            "bad" if is_late(box) else _KIND[BoxState(box.state)],
            known.get(box.library_id, box.library.code),
            vdate(box.due_on) if box.due_on else "",
            is_late(box),
            counts.get(box.pk, queries.Counts()),
        )
        for box in boxes
    ]


def lists(current: str) -> list[Link]:
    here = reverse("catalogue:boxes")
    return [Link(LIST_WORDS[name], f"{here}?list={name}", name == current) for name in queries.LISTS]


def copies(found: Iterable[RotationCopy]) -> list[CopyRow]:
    return [_copy(copy) for copy in found]


def _copy(copy: RotationCopy) -> CopyRow:
    item = copy.item
    if copy.state == CopyState.IN:
        state, kind = status_word(item.status), status_kind(item.status)
    else:
        state = str(COPY_WORDS[CopyState(copy.state)])
        kind = "" if copy.state == CopyState.OUT else "bad"
    return CopyRow(copy, item.accession_no or item.public_id, title_of(item), state, kind, copy.condition)


def checks(found: Iterable[RotationCheck]) -> list[CheckRow]:
    rows = []
    for check in found:
        item, finding = check.copy.item, Finding(check.finding)
        number = item.accession_no or item.public_id
        rows.append(
            CheckRow(check, number, title_of(item), item.call_number, FINDING_WORDS[finding], _FINDING_KIND[finding])
        )
    return rows


def stray(one: RotationStray) -> str:
    if one.item is None:
        return _("not known")
    return _("%(title)s (of %(library)s)") % {"title": title_of(one.item), "library": one.item.library.code}


def timeline(box: RotationBox, legs: list[RotationLeg]) -> list[Event]:
    """The newest first; each handover leads to its minutes."""
    known = names(each for leg in legs for each in (leg.from_library_id, leg.to_library_id))
    events = [Event(vdatetime(box.closed_at), _("Closed"), box.closed_by)] if box.closed_at else []
    for leg in sorted(legs, key=lambda one: -one.number):
        events += _leg_events(box, leg, known)
    return [*events, Event(vdatetime(box.created_at), _("Made"), box.created_by)]


def _leg_events(box: RotationBox, leg: RotationLeg, known: Mapping[int, str]) -> list[Event]:
    there = known.get(leg.to_library_id, "")
    events = [_extension(one, there) for one in sorted(leg.extensions.all(), key=lambda one: -one.pk)]
    if leg.received_at:
        text = _("Received by %(name)s") % {"name": there}
        events.append(Event(vdatetime(leg.received_at), text, _said(leg.receiver, leg.received_by, leg.remark)))
    if leg.called_back_at:
        events.append(Event(vdatetime(leg.called_back_at), _("Called back"), leg.called_back_by))
    due = _("until %(day)s") % {"day": vdate(leg.due_on)} if leg.due_on else ""
    minutes = format_html(
        '<a href="{}">{}</a>',
        reverse("catalogue:box_minutes", args=[box.public_id, leg.number]),
        _("Handover minutes no. %(number)s (PDF)") % {"number": leg.number},
    )
    detail = format_html("{} · {}", _said(leg.giver, leg.sent_by, due, leg.note), minutes)
    text = _("Sent from %(source)s to %(target)s") % {"source": known.get(leg.from_library_id, ""), "target": there}
    return [*events, Event(vdatetime(leg.sent_at), text, detail)]


def _extension(one: RotationExtension, where: str) -> Event:
    text = _("Stays at %(name)s until %(day)s instead of %(before)s")
    days = {"name": where, "day": vdate(one.due_on), "before": vdate(one.before)}
    return Event(vdatetime(one.at), text % days, _said(one.by, one.reason))


def _said(*parts: str) -> str:
    return " · ".join(dict.fromkeys(part for part in parts if part))


def filled(done: Filled) -> tuple[str, str]:
    """What went in, and what did not."""
    good = ngettext("%(n)s copy put into the box.", "%(n)s copies put into the box.", done.added) % {"n": done.added}
    if done.in_box:
        text = ngettext("%(n)s was in it already.", "%(n)s were in it already.", done.in_box)
        good += " " + text % {"n": done.in_box}
    bad = []
    if done.barred:
        some = ", ".join(f"{number} ({BAR_WORDS[why]})" for number, why in done.barred[:_SHOWN])
        bad.append(_("Stays here: %(which)s") % {"which": some + (" …" if len(done.barred) > _SHOWN else "")})
    if done.unknown:
        some = ", ".join(done.unknown[:_SHOWN]) + (" …" if len(done.unknown) > _SHOWN else "")
        bad.append(_("Not known here, or on several copies: %(which)s") % {"which": some})
    return good, " ".join(bad)


def scanned(done: Checked, finding: Finding) -> list[tuple[str, str, str, str]]:
    """(kind, icon, words, codes) of one scan or a list of them."""
    good = ("warn", "warning", _("damaged")) if finding is Finding.DAMAGED else ("good", "success", _("there"))
    said = (
        (done.seen, *good),
        (done.changed, *good[:2], _("noted anew: %(finding)s") % {"finding": FINDING_WORDS[finding]}),
        (done.twice, "info", "info", _("scanned before")),
        (done.ambiguous, "bad", "error", _("one number on several copies: scan the copy’s identifier")),
        (done.strays, "bad", "error", _("not of this box")),
    )
    return [
        (kind, icon, str(word), ", ".join(codes[:_SHOWN]) + (" …" if len(codes) > _SHOWN else ""))
        for codes, kind, icon, word in said
        if codes
    ]
