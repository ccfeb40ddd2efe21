"""What a digital object has to do with union entries, people, places, events and other documents."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from lienthu.catalogue.authority_queries import called
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository.models import DigitalObject, Relation, Thing
from lienthu.repository.policies import KEEPS
from lienthu.repository.rules.relations import End, fits
from lienthu.repository.rules.relations import Relation as Way
from lienthu.text import clean
from lienthu.union.queries import resolve

TARGETS = ("entry", "authority", "thing", "object")


def relate(*, actor: Actor, object_id: int, kind: str, target: str, named: str, source: str) -> Relation:
    """`target`: what `named` names, one of `TARGETS`: an entry's, thing's or document's identifier or address, an
    authority's heading or identifier. Raises `Invalid` for what does not fit together, `Conflict` for what is there."""
    source, named = clean(source)[:500], clean(named)
    if not source:
        raise Invalid("repository.source_needed", field="source")
    if kind not in {one.value for one in Way}:
        raise Invalid("repository.no_such_relation", field="kind")
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).filter(id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        KEEPS.check(actor, found)
        end, at = _end(target, named)
        if not fits(Way(kind), end):
            raise Invalid("repository.relation_does_not_fit", field="kind")
        if at.get("other") == found:
            raise Invalid("repository.related_to_itself", field="named")
        try:
            with transaction.atomic():
                made = Relation.objects.create(object=found, kind=kind, source=source, made_by=actor.label[:200], **at)
        except IntegrityError as error:
            raise Conflict("repository.related_already") from error
        _note(actor, found, "repository.related")
    return made


def unrelate(*, actor: Actor, object_id: int, relation_id: int) -> None:
    with transaction.atomic():
        found = Relation.objects.select_related("object").filter(id=relation_id, object_id=object_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        KEEPS.check(actor, found.object)
        _note(actor, found.object, "repository.unrelated")
        found.delete()


def _end(target: str, named: str) -> tuple[End, dict[str, Any]]:
    word = named.rstrip("/").rpartition("/")[2].partition("?")[0][:12].lower()
    if target == "authority":
        authority = called(named)
        return End(authority.kind), {"authority": authority}
    if target == "entry":
        try:
            return End.ENTRY, {"entry": resolve(word).public_id}
        except NotFound as error:
            raise Invalid("repository.no_such_entry", field="named", entry=word) from error
    if target == "thing":
        thing = Thing.objects.filter(public_id=word).first()
        if thing is None:
            raise Invalid("repository.no_such_thing", field="named", thing=word)
        return End(thing.kind), {"thing": thing}
    if target == "object":
        other = DigitalObject.objects.filter(public_id=word, state=DigitalObject.State.PUBLISHED).first()
        if other is None:
            raise Invalid("repository.no_such_document", field="named", document=word)
        return End.OBJECT, {"other": other}
    raise Invalid("repository.no_such_relation", field="target")


def _note(actor: Actor, found: DigitalObject, code: str) -> None:
    audit.record(
        actor=actor,
        code=code,
        subject=f"object:{found.pk}",
        library_id=found.library_id,
        data={"object": found.public_id},
    )
