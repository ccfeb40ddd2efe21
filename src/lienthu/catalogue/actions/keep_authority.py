"""An authority is entered, its details changed, its preferred heading renamed, a name added or taken away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from lienthu.catalogue.actions.authorities import add_form, good_name, locked, note, tell, writing
from lienthu.catalogue.actions.link_headings import headings_of, keys_of
from lienthu.catalogue.models import Authority, AuthorityAct, AuthorityForm
from lienthu.catalogue.rules.authority_data import MOST_FORMS, Details, Fault, FormRole, checked
from lienthu.catalogue.rules.headings import Kind, heading_of, preferred_key
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound

_PREFERRED = (FormRole.PREFERRED, FormRole.ENGLISH)
_Acts = AuthorityAct.Kind


@dataclass(frozen=True, slots=True)
class NewAuthority:
    """`names`: other forms with their roles; a name given twice, or like the heading, counts once."""

    kind: Kind
    heading: str
    names: tuple[tuple[FormRole, str], ...] = ()
    details: Details = field(default_factory=Details)
    source_key: str | None = None


def create_authority(*, actor: Actor, data: NewAuthority, reason: str = "", audited: bool = True) -> Authority:
    """Raises `Conflict` where one with this heading is there: namesakes are told apart by dates in the heading."""
    details, heading = _good(data.details), good_name(data.kind, data.heading)
    names = [(role, good_name(data.kind, text)) for role, text in data.names if text.strip()]
    with writing(actor):
        authority = Authority(
            kind=data.kind.value,
            heading=heading,
            heading_key=preferred_key(heading_of(data.kind, heading)),
            source_key=data.source_key,
            version=0,
        )
        _set(authority, details)
        authority.save()
        add_form(authority, FormRole.PREFERRED, heading)
        for role, text in _each_once(heading, names):
            add_form(authority, role, text)
        note(actor, _Acts.CREATED, authority, after={"heading": heading}, reason=reason, audited=audited)
        tell(keys=set(authority.forms.values_list("kind", "key")))
    return authority


def change_authority(
    *, actor: Actor, authority_id: int, details: Details, expected_version: int | None, audited: bool = True
) -> Authority:
    """Dates may tell namesakes apart, so the links under its names are computed anew."""
    details = _good(details)
    with writing(actor):
        authority = locked(authority_id, expected_version)
        before = _details(authority)
        _set(authority, details)
        after = _details(authority)
        if after == before:
            return authority
        changed = {name for name in after if after[name] != before[name]}
        note(
            actor, _Acts.CHANGED, authority, audited=audited,
            before={name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
        )  # fmt: skip
        if changed & {"born", "died"}:
            # What was merged into it and has no dates of its own is dated by them.
            tell(keys=keys_of([authority.pk]))
    return authority


def rename_authority(
    *,
    actor: Actor,
    authority_id: int,
    heading: str,
    expected_version: int | None,
    old_as: FormRole = FormRole.VARIANT,
    reason: str = "",
) -> Authority:
    """The old heading stays as a name of the kind `old_as`, so that records which have it are found as before. All
    entries that show the heading follow."""
    if old_as in _PREFERRED:
        raise Invalid("catalogue.authority_role", role=old_as.value)
    with writing(actor):
        authority = locked(authority_id, expected_version)
        heading = good_name(Kind(authority.kind), heading)
        if heading == authority.heading:
            return authority
        before = authority.heading
        taken = authority.forms.filter(text=heading).first()
        if taken is not None:
            taken.delete()
        authority.forms.filter(role=FormRole.PREFERRED.value).update(role=old_as.value)
        form = add_form(authority, FormRole.PREFERRED, heading)
        authority.heading = heading
        authority.heading_key = preferred_key(heading_of(Kind(authority.kind), heading))
        note(actor, _Acts.RENAMED, authority, before={"heading": before}, after={"heading": heading}, reason=reason)
        tell(keys={(form.kind, form.key)}, shown=[authority.pk])
    return authority


def add_name(*, actor: Actor, authority_id: int, text: str, role: FormRole, audited: bool = True) -> AuthorityForm:
    """Of preferred forms only that in English is a name to add; the other one comes by renaming."""
    if role is FormRole.PREFERRED:
        raise Invalid("catalogue.authority_role", role=role.value)
    with writing(actor):
        authority = locked(authority_id)
        name = good_name(Kind(authority.kind), text)
        known = authority.forms.filter(text=name).first()
        if known is not None:
            raise Conflict("catalogue.authority_has_name", name=name)
        if authority.forms.count() >= MOST_FORMS:
            raise Invalid("catalogue.authority_many_names", most=MOST_FORMS)
        if role is FormRole.ENGLISH:
            authority.forms.filter(role=role.value).update(role=FormRole.VARIANT.value)
        form = add_form(authority, role, name)
        note(actor, _Acts.NAMED, authority, after={"name": name, "role": role.value}, audited=audited)
        tell(keys={(form.kind, form.key)}, shown=[authority.pk])
    return form


def remove_name(*, actor: Actor, form_id: int, reason: str = "") -> None:
    """A name of the authority, or of one that was merged into it; its own preferred heading stays."""
    with writing(actor):
        form = AuthorityForm.objects.select_related("authority__root").filter(pk=form_id).first()
        if form is None:
            raise NotFound("catalogue.no_such_authority")
        if form.role == FormRole.PREFERRED:
            raise Invalid("catalogue.authority_needs_heading", heading=form.authority.heading)
        shown = form.authority.stands_for
        before = headings_of([shown])
        form.delete()
        note(actor, _Acts.UNNAMED, form.authority, before={"name": form.text, "role": form.role}, reason=reason)
        tell(keys={(form.kind, form.key)}, before=before)


def _each_once(heading: str, names: Iterable[tuple[FormRole, str]]) -> list[tuple[FormRole, str]]:
    found: dict[str, FormRole] = {}
    for role, text in names:
        if text != heading and text not in found and role is not FormRole.PREFERRED:
            is_second = role is FormRole.ENGLISH and role in found.values()
            found[text] = FormRole.VARIANT if is_second else role
    if len(found) >= MOST_FORMS:
        raise Invalid("catalogue.authority_many_names", most=MOST_FORMS)
    return [(role, text) for text, role in found.items()]


def _good(details: Details) -> Details:
    found = checked(details)
    if isinstance(found, Fault):
        raise Invalid(found.code, **({"field": found.field} | found.params))
    return found


def _set(authority: Authority, details: Details) -> None:
    authority.born, authority.died, authority.about = details.born, details.died, details.about
    authority.sources, authority.identifiers = list(details.sources), dict(details.identifiers)


def _details(authority: Authority) -> dict[str, object]:
    kept = Details(
        authority.born, authority.died, authority.about, tuple(authority.sources), dict(authority.identifiers)
    )
    return asdict(kept)
