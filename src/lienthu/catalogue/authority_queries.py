"""Typed reads of authorities: one with all that it stands for, suggestions, and what headings of records mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet

from lienthu.catalogue.models import (
    Authority,
    AuthorityAct,
    AuthorityForm,
    AuthorityIntake,
    AuthorityIntakeRow,
    AuthorityProposal,
    AuthorityRelation,
    HeadingUse,
    RecordHeading,
)
from lienthu.catalogue.rules.authority_data import FormRole, RelationKind
from lienthu.catalogue.rules.headings import Kind, heading_of, lookup, name_and_dates, preferred_key
from lienthu.kernel import sql
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.ids import is_public_id
from lienthu.kernel.sql import among
from lienthu.text import clean

MOST_SUGGESTED = 10
_MOST_SHOWN = 200
_MOST_TOUCHED = 2_000
_LAST = "\uffff"


@dataclass(frozen=True, slots=True)
class Related:
    """`way`: broader, narrower, related, earlier, later, as seen from the authority asked for. `w`: the MARC 5XX $w."""

    id: int
    way: str
    other: Authority

    @property
    def w(self) -> str:
        return {"broader": "g", "narrower": "h", "earlier": "a", "later": "b"}.get(self.way, "")


@dataclass(frozen=True, slots=True)
class AuthorityView:
    """An authority with the names and relations of all that was merged into it. `redirected`: another was asked for."""

    authority: Authority
    redirected: bool
    forms: tuple[AuthorityForm, ...]
    relations: tuple[Related, ...]
    merged: tuple[Authority, ...]

    @property
    def names(self) -> list[AuthorityForm]:
        """All but the preferred heading, each text once."""
        found = {form.text: form for form in reversed(self.forms) if form.text != self.authority.heading}
        return list(found.values())[::-1]

    @property
    def english(self) -> str:
        own = (form for form in self.forms if form.authority_id == self.authority.pk)
        return next((form.text for form in own if form.role == FormRole.ENGLISH), "")

    def related(self, way: str) -> list[Authority]:
        return [one.other for one in self.relations if one.way == way]


def find(public_id: str) -> Authority:
    found = (
        Authority.objects.select_related("root").filter(public_id=public_id.lower().replace("\x00", "")[:12]).first()
    )
    if found is None:
        raise NotFound("catalogue.no_such_authority")
    return found


def called(typed: str, kind: Kind | None = None) -> Authority:
    """The authority that a person names by its heading, or by its identifier or address. Raises `Invalid`."""
    word = typed.strip().rstrip("/").rpartition("/")[2][:12].lower().replace("\x00", "")
    found = list(standing(kind).filter(public_id=word)) if is_public_id(word) else []
    if not found:
        kinds = [kind] if kind else list(Kind)
        wanted = Q(pk__in=[])
        for one in kinds:
            wanted |= Q(kind=one.value, heading_key=preferred_key(heading_of(one, typed)))
        found = list(standing().filter(wanted).order_by("id")[:2])
    if len(found) != 1:
        code = "catalogue.authority_two_called" if found else "catalogue.authority_none_called"
        raise Invalid(code, field="other", name=typed[:120])
    return found[0]


def view(public_id: str) -> AuthorityView:
    """What stands for this address now; the address of one that was merged leads on."""
    asked = find(public_id)
    root = asked.root or asked
    return _views([root], redirected=asked.pk != root.pk)[0]


def _views(roots: list[Authority], *, redirected: bool = False) -> list[AuthorityView]:
    ids = [root.pk for root in roots]
    forms: dict[int, list[AuthorityForm]] = defaultdict(list)
    order = {role: place for place, role in enumerate(FormRole)}
    rows = AuthorityForm.objects.filter(Q(authority_id__in=ids) | Q(authority__root_id__in=ids))
    for form in rows.select_related("authority"):
        forms[form.authority.stands_for].append(form)
    merged: dict[int, list[Authority]] = defaultdict(list)
    for part in Authority.objects.filter(root_id__in=ids).select_related("merged_into").order_by("id"):
        merged[part.stands_for].append(part)
    relations = _relations(ids)
    return [
        AuthorityView(
            root,
            redirected,
            tuple(sorted(forms[root.pk], key=lambda f: (f.authority_id != root.pk, order[FormRole(f.role)], f.pk))),
            tuple(relations[root.pk]),
            tuple(merged[root.pk]),
        )
        for root in roots
    ]


_WAYS = {
    RelationKind.BROADER: ("broader", "narrower"),
    RelationKind.RELATED: ("related", "related"),
    RelationKind.EARLIER: ("earlier", "later"),
}


def _relations(ids: Collection[int]) -> dict[int, list[Related]]:
    """Each once, however many of the merged parts say it; none between parts of one."""
    # First the parts: asked through the joins, a database may walk all authorities.
    parts = [*ids, *Authority.objects.filter(root_id__in=ids).values_list("pk", flat=True)]
    near = Q(source_id__in=parts) | Q(target_id__in=parts)
    rows = AuthorityRelation.objects.filter(near).select_related("source__root", "target__root").order_by("id")
    found: dict[int, list[Related]] = defaultdict(list)
    seen: set[tuple[int, str, int]] = set()
    for row in rows:
        source, target = row.source.root or row.source, row.target.root or row.target
        there, back = _WAYS[RelationKind(row.kind)]
        for one, way, other in ((source, there, target), (target, back, source)):
            if one.pk in ids and source.pk != target.pk and (one.pk, way, other.pk) not in seen:
                seen.add((one.pk, way, other.pk))
                found[one.pk].append(Related(row.pk, way, other))
    return found


def export_views(kind: Kind | None = None) -> Iterator[AuthorityView]:
    """All that stand for themselves, in the order of their ids, in pages: memory stays flat."""
    rows, last = standing(kind).order_by("id"), 0
    while page := list(rows.filter(id__gt=last)[:500]):
        yield from _views(page)
        last = page[-1].pk


def standing(kind: Kind | None = None) -> QuerySet[Authority]:
    found = Authority.objects.filter(merged_into=None)
    return found.filter(kind=kind.value) if kind is not None else found


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`form`: the name that was found, where it is not the heading itself. `parts`: name and dates of the heading."""

    id: int
    public_id: str
    kind: str
    heading: str
    form: str
    life: str

    @property
    def parts(self) -> tuple[str, str]:
        return name_and_dates(self.heading) if self.kind == Kind.PERSON else (self.heading, "")


def suggestions(kind: Kind, typed: str, limit: int = MOST_SUGGESTED) -> list[Suggestion]:
    """Authorities with a name that begins so, marks or not, family name first or with a comma."""
    found: dict[int, Suggestion] = {}
    for start in _beginnings(kind, typed):
        for text, pk, public_id, heading, born, died in sql.rows(_suggesting(), [start, start + _LAST, limit * 3]):
            form = "" if text == heading else text
            life = f"{born}-{died}" if born or died else ""
            found.setdefault(pk, Suggestion(pk, public_id, kind.value, heading, form, life))
    return list(found.values())[:limit]


def _suggesting() -> str:
    """Names from one lookup to another in the order of the index; PostgreSQL's compares bytes, as SQLite's does."""
    least, less = ("~>=~", "~<~") if connection.vendor == "postgresql" else (">=", "<")
    order = "f.lookup USING ~<~" if connection.vendor == "postgresql" else "f.lookup"
    return (
        "SELECT f.text, COALESCE(r.id, a.id), COALESCE(r.public_id, a.public_id), COALESCE(r.heading, a.heading), "  # noqa: S608
        "COALESCE(r.born, a.born), COALESCE(r.died, a.died) FROM catalogue_authorityform f "
        "JOIN catalogue_authority a ON a.id = f.authority_id LEFT JOIN catalogue_authority r ON r.id = a.root_id "
        f"WHERE f.lookup {least} %s AND f.lookup {less} %s ORDER BY {order}, f.id LIMIT %s"
    )


def _beginnings(kind: Kind, typed: str) -> list[str]:
    typed = typed[:200].replace("\x00", "")
    whole = lookup(kind, name_and_dates(typed)[0] if kind is Kind.PERSON else typed)
    if len(whole) < len(kind.value) + 3:
        return []
    last, comma, first = typed.partition(",")
    turned = lookup(kind, f"{first} {last}")
    return list(dict.fromkeys([whole, turned] if comma and kind is Kind.PERSON else [whole]))


def _beginning(start: str) -> QuerySet[AuthorityForm]:
    forms = AuthorityForm.objects.all()
    if connection.vendor == "postgresql":
        return forms.filter(lookup__startswith=start)  # by the index with pattern operators
    return forms.filter(lookup__gte=start, lookup__lt=start + _LAST)  # SQLite's LIKE uses no index


def listed(kind: Kind | None, typed: str) -> QuerySet[Authority]:
    """For the staff's list: all of a kind, or those with a name that begins so."""
    found = standing(kind)
    if not typed.strip():
        return found
    wanted = Q(pk__in=[])
    for one in [kind] if kind else list(Kind):
        for start in _beginnings(one, typed):
            owners = _beginning(start).values_list("authority_id", "authority__root_id")[:_MOST_SHOWN]
            wanted |= Q(pk__in=[root or own for own, root in owners])
    return found.filter(wanted)


def links_of_records(record_ids: Collection[int]) -> dict[int, list[tuple[str, str, int]]]:
    """Record → (role, text of the heading, authority) of the headings that stand for one."""
    where, value = among("u.record_id", list(record_ids))
    found: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    for record_id, role, text, authority in sql.rows(
        "SELECT u.record_id, u.role, h.text, h.authority_id FROM catalogue_headinguse u "  # noqa: S608
        f"JOIN catalogue_recordheading h ON h.id = u.heading_id WHERE {where} AND h.authority_id IS NOT NULL",
        [value],
    ):
        found[record_id].append((role, text, authority))
    return found


@dataclass(frozen=True, slots=True)
class Named:
    public_id: str
    kind: str
    heading: str
    names: tuple[str, ...]


def named(authority_ids: Collection[int]) -> dict[int, Named]:
    """Heading and all other names of these authorities, two queries."""
    roots = list(Authority.objects.filter(pk__in=authority_ids))
    names: dict[int, list[str]] = defaultdict(list)
    forms = AuthorityForm.objects.filter(Q(authority_id__in=authority_ids) | Q(authority__root_id__in=authority_ids))
    for own, root, text in forms.order_by("id").values_list("authority_id", "authority__root_id", "text"):
        names[root or own].append(text)
    return {
        one.pk: Named(
            one.public_id,
            one.kind,
            one.heading,
            tuple(text for text in dict.fromkeys(names[one.pk]) if text != one.heading),
        )
        for one in roots
    }


@dataclass(frozen=True, slots=True)
class Met:
    """An authority that has this very name. `role` of the name; `related`: what stands beside it, earlier, later."""

    authority: Authority
    name: str
    role: FormRole
    related: tuple[Authority, ...]


def met(typed: str, most: int = 3) -> list[Met]:
    """Whom a whole name stands for, each once; a name without any marks stands for every one that reads so without
    them. Three queries."""
    name = clean(typed.replace("\x00", ""))[:200]
    wanted = Q(pk__in=[])
    for kind in Kind:
        if key := heading_of(kind, name).key:
            wanted |= Q(kind=kind.value, key=key)
    if name.isascii() and len(name) > 2:
        wanted |= Q(lookup__in=[lookup(kind, name) for kind in Kind])
    found: dict[int, AuthorityForm] = {}
    # In no order of the database's: it would walk all names by their ids instead of asking the indexes.
    forms = AuthorityForm.objects.filter(wanted).select_related("authority__root").order_by()[: most * 10]
    for form in sorted(forms, key=lambda each: each.pk):
        found.setdefault(form.authority.stands_for, form)
    chosen = list(found.items())[:most]
    relations = _relations([root for root, _ in chosen]) if chosen else {}
    return [
        Met(form.authority.root or form.authority, form.text, FormRole(form.role), _beside(relations.get(root, ())))
        for root, form in chosen
    ]


def _beside(relations: Iterable[Related]) -> tuple[Authority, ...]:
    return tuple(one.other for one in relations if one.way in ("related", "earlier", "later"))


def beside(public_ids: Collection[str]) -> list[Authority]:
    """See-also references of these authorities, each once, none of them themselves; three queries."""
    ids = list(Authority.objects.filter(public_id__in=public_ids).values_list("pk", flat=True)) if public_ids else []
    relations = _relations(ids) if ids else {}
    found = {one.pk: one for each in relations.values() for one in _beside(each) if one.pk not in ids}
    return list(found.values())


def use_counts(heading_ids: Collection[int]) -> dict[int, int]:
    """Heading → records that have it."""
    where, value = among("heading_id", list(heading_ids))
    query = f"SELECT heading_id, COUNT(DISTINCT record_id) FROM catalogue_headinguse WHERE {where} GROUP BY heading_id"  # noqa: S608
    return dict(sql.rows(query, [value]))


def records_of(authority_id: int) -> int:
    return HeadingUse.objects.filter(heading__authority_id=authority_id).values("record_id").distinct().count()


def wordings(authority_id: int) -> list[tuple[RecordHeading, int]]:
    """How records write it, the most used first."""
    headings = RecordHeading.objects.filter(authority_id=authority_id).annotate(n=Count("uses")).order_by("-n", "id")
    return [(heading, heading.n) for heading in headings[:_MOST_SHOWN]]


def history(authority: Authority) -> list[AuthorityAct]:
    acts = AuthorityAct.objects.filter(Q(authority=authority) | Q(other=authority))
    return list(acts.select_related("authority", "other").order_by("-id")[:_MOST_SHOWN])


def open_proposals(kind: Kind | None = None) -> QuerySet[AuthorityProposal]:
    found = AuthorityProposal.objects.filter(state=AuthorityProposal.State.OPEN).select_related("authority")
    return found.filter(kind=kind.value) if kind is not None else found


def newest_act() -> tuple[int, str]:
    """Another one with whatever is done to an authority."""
    newest = AuthorityAct.objects.order_by("-id").values_list("id", "at").first()
    return (newest[0], newest[1].isoformat()) if newest else (0, "")


def persons_touched(since: tuple[int, str]) -> set[int] | None:
    """The authorities whose names or whose part in another may have changed after this act (`newest_act`); None when
    there is no such act, or so many came after it that all names are read sooner. Acts are written one after the other
    (`lock_authorities`)."""
    number, at = since
    acts = AuthorityAct.objects.filter(id__gte=number).order_by("id")
    rows = list(acts.values_list("id", "at", "authority_id", "other_id")[: 2 * _MOST_TOUCHED])
    if not rows or rows[0][0] != number or rows[0][1].isoformat() != at:
        return None
    named = {one for row in rows[1:] for one in row[2:] if one is not None}
    if len(named) > _MOST_TOUCHED or len(rows) == 2 * _MOST_TOUCHED:
        return None
    return named | set(Authority.objects.filter(root__in=named).values_list("id", flat=True))


def person_names(authorities: Collection[int] | None = None) -> Iterator[tuple[int, int, str, str]]:
    """(authority, the one it is part of or itself, that one's preferred heading, a name) of persons, without dates; of
    all when none are named."""
    forms = AuthorityForm.objects.filter(kind=Kind.PERSON.value)
    if authorities is not None:
        forms = forms.filter(authority__in=authorities)
    columns = ("authority_id", "authority__root_id", "authority__heading", "authority__root__heading", "text")
    for own, root, heading, other, name in forms.order_by("id").values_list(*columns).iterator(2_000):
        yield own, root or own, name_and_dates(other or heading)[0], name_and_dates(name)[0]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """`headings`: each wording with how many records have it, the most used first."""

    proposal: AuthorityProposal
    headings: tuple[tuple[RecordHeading, int], ...]


def proposal_views(proposals: Collection[AuthorityProposal]) -> list[ProposalView]:
    ids = [one.pk for one in proposals]
    through = AuthorityProposal.headings.through.objects.filter(authorityproposal_id__in=ids)
    rows: dict[int, list[RecordHeading]] = defaultdict(list)
    for link in through.select_related("recordheading"):
        rows[link.authorityproposal_id].append(link.recordheading)
    counts = use_counts({row.pk for members in rows.values() for row in members})
    return [
        ProposalView(
            one,
            tuple(
                sorted(((row, counts.get(row.pk, 0)) for row in rows[one.pk]), key=lambda pair: (-pair[1], pair[0].pk))
            ),
        )
        for one in proposals
    ]


def intakes() -> QuerySet[AuthorityIntake]:
    return AuthorityIntake.objects.select_related("job")


def intake_for(public_id: str) -> AuthorityIntake:
    found = intakes().filter(public_id=public_id.lower().replace("\x00", "")[:12]).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def intake_counts(intake: AuthorityIntake) -> dict[str, int]:
    return dict(intake.rows.order_by().values_list("outcome").annotate(n=Count("id")))


def intake_rows(intake: AuthorityIntake, outcome: str = "") -> QuerySet[AuthorityIntakeRow]:
    rows = intake.rows.select_related("authority")
    return rows.filter(outcome=outcome) if outcome in AuthorityIntakeRow.Outcome.values else rows
