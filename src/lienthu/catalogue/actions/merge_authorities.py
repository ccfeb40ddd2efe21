"""Two authorities are one, and apart again. A merge moves nothing: names, relations and history stay with the
authority that brought them and are read at the end of the chain, so taking it back is exact."""

from __future__ import annotations

from lienthu.catalogue.actions.authorities import locked, note, tell, writing
from lienthu.catalogue.actions.link_headings import headings_of, keys_of
from lienthu.catalogue.actions.relate_authorities import stands_above_itself
from lienthu.catalogue.models import Authority, AuthorityAct
from lienthu.catalogue.rules.authority_data import RelationKind
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound

_DIRECTED = (RelationKind.BROADER, RelationKind.EARLIER)


def merge_authorities(*, actor: Actor, loser_id: int, winner_id: int, reason: str) -> Authority:
    """`loser` becomes part of `winner`, whose preferred heading stays. Its address leads on."""
    if loser_id == winner_id:
        raise Invalid("catalogue.authority_itself")
    if not reason.strip():
        raise Invalid("catalogue.authority_reason", field="reason")
    with writing(actor):
        first, second = (locked(one) for one in sorted((loser_id, winner_id)))
        loser, winner = (first, second) if first.pk == loser_id else (second, first)
        if loser.kind != winner.kind:
            raise Invalid("catalogue.authority_kinds", one=loser.heading, other=winner.heading)
        before = headings_of([loser.pk, winner.pk])
        loser.merged_into = loser.root = winner
        loser.save()
        Authority.objects.filter(root=loser).update(root=winner)
        if any(stands_above_itself(winner.pk, kind) for kind in _DIRECTED):
            raise Conflict("catalogue.authority_circle", one=loser.heading, other=winner.heading)
        note(actor, AuthorityAct.Kind.MERGED, loser, other=winner, reason=reason)
        tell(keys=keys_of([winner.pk]), shown=[winner.pk], before=before)
    return winner


def unmerge_authority(*, actor: Actor, authority_id: int, reason: str) -> Authority:
    """The authority stands for itself again, with all that it brought and all that was done to it since."""
    if not reason.strip():
        raise Invalid("catalogue.authority_reason", field="reason")
    with writing(actor):
        found = Authority.objects.select_for_update(of=("self",)).filter(pk=authority_id).first()
        if found is None:
            raise NotFound("catalogue.no_such_authority")
        if found.merged_into is None or found.root is None:
            raise Conflict("catalogue.authority_not_merged", heading=found.heading)
        same = Authority.objects.filter(kind=found.kind, heading_key=found.heading_key, merged_into=None).first()
        if same is not None:
            raise Conflict("catalogue.authority_heading_taken", heading=same.heading)
        winner, root = found.merged_into, found.root
        before = headings_of([root.pk])
        found.merged_into = found.root = None
        found.save()
        Authority.objects.filter(pk__in=_below(found.pk)).update(root=found)
        note(actor, AuthorityAct.Kind.UNMERGED, found, other=winner, reason=reason)
        tell(keys=keys_of([root.pk, found.pk]), shown=[root.pk, found.pk], before=before)
    return found


def _below(authority_id: int) -> list[int]:
    """All that was merged into it, directly or through others."""
    found: list[int] = []
    front = [authority_id]
    while front:
        front = list(Authority.objects.filter(merged_into_id__in=front).values_list("pk", flat=True))
        found += front
    return found
