"""Describes an object: title, people, date, subjects, rights, contents, the entry it belongs to.

What a description said before stays. While a council has it, it does not change; what readers have changes with a
reason, and the change is a step of the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor, ActorKind
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository import rights
from lienthu.repository.actions.move_on import SHORTEST_REASON
from lienthu.repository.actions.teach import check_licence
from lienthu.repository.events import announce
from lienthu.repository.models import DescriptionVersion, DigitalObject, Step
from lienthu.repository.models.objects import new_gate
from lienthu.repository.policies import KEEPS
from lienthu.repository.rules.words import searchable
from lienthu.text import clean
from lienthu.union.models import Entry

_PLAIN = ("kind", "date_text", "source", "rights")
_MOST_LINES = 2000
#: The step of a published document whose description was changed.
REVISED = "revised"


def describe(*, actor: Actor, object_id: int, said: Mapping[str, Any], version: Any, reason: str = "") -> None:
    """`version`: the one that the person saw; raises `Conflict` when it is no longer the last. The same values again
    change nothing."""
    values = _values(said)
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        KEEPS.check(actor, found)
        before = {name: getattr(found, name) for name in values}
        changed = sorted(name for name in values if values[name] != before[name])
        reason = _allowed(actor, found, clean(reason), changed)
        if "rights" in changed:
            check_licence(found, values["rights"])
        saved = DigitalObject.objects.filter(id=object_id, version=_number(version))
        if not saved.exists():
            raise Conflict("repository.changed_meanwhile")
        if not changed:
            return
        saved.update(**values, search_text=searchable(values), version=F("version") + 1)
        DescriptionVersion.objects.create(
            object=found, version=found.version, values=before, changed=changed, reason=reason, by=actor.label[:200]
        )
        if found.state == DigitalObject.State.PUBLISHED:
            Step.objects.create(
                object=found, act=REVISED, note=reason, checks=changed, by=actor.label[:200], person_id=actor.user_id
            )
        if "year" in changed:  # a moving wall may stand elsewhere now
            DigitalObject.objects.filter(id=object_id).update(gate=new_gate())
        data = {"object": found.public_id}
        audit.record(
            actor=actor,
            code="repository.described",
            subject=f"object:{found.pk}",
            library_id=found.library_id,
            data=data,
        )
        announce([found.pk])


def _allowed(actor: Actor, found: DigitalObject, reason: str, changed: list[str]) -> str:
    """The house itself (a command of its operator) is no keeper and gives no reason."""
    if not changed:
        return reason
    if found.state == DigitalObject.State.EARLIER:
        raise Conflict("repository.earlier_follows")
    if found.state == DigitalObject.State.REVIEW:
        raise Conflict("repository.before_the_council")
    is_person = actor.kind is not ActorKind.SYSTEM
    if is_person and found.state == DigitalObject.State.PUBLISHED and len(reason) < SHORTEST_REASON:
        raise Invalid("repository.reason_needed", field="reason")
    return reason[:500]


def _number(said: Any) -> int:
    text = str(said or "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _values(said: Mapping[str, Any]) -> dict[str, Any]:
    title = clean(said.get("title", ""))
    if not title:
        raise Invalid("repository.title_needed", field="title")
    if said.get("rights") and rights.of(said["rights"]) is None:
        raise Invalid("repository.no_such_rights", field="rights", rights=str(said["rights"])[:40])
    entry = said.get("entry", "").strip()
    if entry and not Entry.objects.filter(public_id=entry).exists():
        raise Invalid("repository.no_such_entry", field="entry", entry=entry)
    return {name: said.get(name) or "" for name in _PLAIN} | {
        "year": _number(said.get("year")) or None,
        "title": title[:500],
        "description": said.get("description", "").strip(),
        "creators": _lines(said.get("creators", "")),
        "subjects": _lines(said.get("subjects", "")),
        "contents": _contents(said.get("contents", "")),
        "entry": entry,
    }


def _lines(text: str) -> list[str]:
    return [line for line in (clean(line) for line in text.splitlines()[:_MOST_LINES]) if line]


def _contents(text: str) -> list[dict[str, Any]]:
    found = []
    for number, line in enumerate(text.splitlines()[:_MOST_LINES], 1):
        if not (line := clean(line)):
            continue
        page, _space, label = line.partition(" ")
        if not page.isdecimal() or not label or len(page) > 6:
            raise Invalid("repository.contents_line", field="contents", line=number)
        found.append({"page": int(page), "label": label})
    return sorted(found, key=lambda one: int(one["page"]))
