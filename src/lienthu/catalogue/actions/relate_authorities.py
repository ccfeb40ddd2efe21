"""Two authorities are related (SKOS broader, related; an earlier name), or no longer."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from lienthu.catalogue.actions.authorities import locked, note, tell, writing
from lienthu.catalogue.models import AuthorityAct, AuthorityRelation
from lienthu.catalogue.rules.authority_data import RelationKind, reaches
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound

MOST_RELATIONS = 500


def relate(*, actor: Actor, source_id: int, target_id: int, kind: RelationKind, audited: bool = True) -> None:
    """`source` has `target` as broader concept, earlier name, or beside it. Raises `Conflict` for a circle."""
    if source_id == target_id:
        raise Invalid("catalogue.authority_itself")
    with writing(actor):
        source, target = locked(source_id), locked(target_id)
        if source.relations.count() + source.relations_in.count() >= MOST_RELATIONS:
            raise Invalid("catalogue.authority_many_relations", most=MOST_RELATIONS)
        one, other = (source, target)
        if kind is RelationKind.RELATED and source.pk > target.pk:
            one, other = target, source
        elif kind is not RelationKind.RELATED and goes_round([target.pk], [source.pk], kind):
            raise Conflict("catalogue.authority_circle", one=source.heading, other=target.heading)
        made, is_new = AuthorityRelation.objects.get_or_create(source=one, target=other, kind=kind.value)
        if not is_new:
            raise Conflict("catalogue.authority_related", one=source.heading, other=target.heading)
        note(actor, AuthorityAct.Kind.RELATED, source, other=target, after={"relation": made.kind}, audited=audited)
        tell(keys=(), shown=[source.pk, target.pk])


def unrelate(*, actor: Actor, relation_id: int) -> None:
    with writing(actor):
        relation = AuthorityRelation.objects.select_related("source", "target").filter(pk=relation_id).first()
        if relation is None:
            raise NotFound("catalogue.no_such_authority")
        relation.delete()
        source, target = relation.source, relation.target
        note(actor, AuthorityAct.Kind.UNRELATED, source, other=target, before={"relation": relation.kind})
        tell(keys=(), shown=[source.stands_for, target.stands_for])


def goes_round(start: list[int], goal: list[int], kind: RelationKind) -> bool:
    """Whether `goal` stands above `start`; authorities merged into one another count as one."""
    return bool(set(start) & set(goal)) or reaches(start, frozenset(goal), lambda ids: _above(ids, kind))


def _above(ids: set[int], kind: RelationKind) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    edges = AuthorityRelation.objects.filter(Q(source_id__in=ids) | Q(source__root_id__in=ids), kind=kind.value)
    pairs = edges.annotate(
        low=Coalesce(F("source__root_id"), F("source_id")), high=Coalesce(F("target__root_id"), F("target_id"))
    )
    for low, high in pairs.values_list("low", "high"):
        if low != high:
            found[low].add(high)
    return found


def stands_above_itself(root_id: int, kind: RelationKind) -> bool:
    return reaches([root_id], frozenset([root_id]), lambda ids: _above(ids, kind))
