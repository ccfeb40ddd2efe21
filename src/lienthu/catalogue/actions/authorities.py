"""What every verb about authorities shares: finding one, noting the act, and telling what it changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.catalogue.actions.link_headings import Key, headings_of, lock_authorities, relink
from lienthu.catalogue.events import announce_links
from lienthu.catalogue.models import Authority, AuthorityAct, AuthorityForm
from lienthu.catalogue.policies import check_authorities
from lienthu.catalogue.rules.authority_data import Fault, FormRole, checked_name
from lienthu.catalogue.rules.headings import Kind, heading_of, lookup
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound


@contextmanager
def writing(actor: Actor) -> Iterator[None]:
    """One transaction, one writer; a second authority of the same heading is refused by the database."""
    check_authorities(actor)
    try:
        with transaction.atomic():
            lock_authorities()
            yield
    except IntegrityError as error:
        raise Conflict("catalogue.authority_exists") from error


def locked(authority_id: int, expected_version: int | None = None) -> Authority:
    """The authority to change: one that was merged is changed at the one it is part of."""
    authority = Authority.objects.select_for_update(of=("self",)).filter(pk=authority_id).first()
    if authority is None:
        raise NotFound("catalogue.no_such_authority")
    if authority.merged_into is not None:
        raise Conflict("catalogue.authority_is_merged", heading=authority.heading, into=authority.merged_into.heading)
    if expected_version is not None and authority.version != expected_version:
        last = authority.acts.order_by("-id").first()
        raise Conflict("catalogue.authority_overtaken", person=last.actor_label if last else "")
    return authority


def good_name(kind: Kind, text: str) -> str:
    name = checked_name(kind, text)
    if isinstance(name, Fault):
        raise Invalid(name.code, field=name.field, **name.params)
    return name


def add_form(authority: Authority, role: FormRole, text: str) -> AuthorityForm:
    kind = Kind(authority.kind)
    heading = heading_of(kind, text)
    return AuthorityForm.objects.create(
        authority=authority,
        kind=authority.kind,
        role=role.value,
        text=text,
        key=heading.key,
        dates=heading.dates,
        lookup=lookup(kind, text),
    )


def note(
    actor: Actor,
    kind: AuthorityAct.Kind,
    authority: Authority,
    *,
    other: Authority | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    audited: bool = True,
) -> None:
    """The act in the authority's history and in the audit; the version that pages compare goes up."""
    authority.version += 1
    authority.save()
    AuthorityAct.objects.create(
        authority=authority,
        other=other,
        kind=kind,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason.strip()[:500],
        actor_label=actor.label[:200],
        at=timezone.now(),
    )
    if audited:
        what = other.heading if other else ", ".join(str(value) for value in (after or before or {}).values())
        audit.record(
            actor=actor,
            code=f"catalogue.authority_{kind.value}",
            subject=f"authority:{authority.public_id}",
            data={"heading": authority.heading, "what": what[:300], "reason": reason.strip()[:500]},
        )


def tell(*, keys: Collection[Key], shown: Collection[int] = (), before: Collection[int] = ()) -> None:
    """Links under `keys` anew; whoever shows a heading whose link changed, one of the authorities `shown`, or one of
    the headings that were theirs `before`, hears of it."""
    changed = relink(keys)
    concerned = {*changed, *before, *headings_of(shown)}
    announce_links(headings=sorted(concerned))
