"""MARC 21 authority records in and out: 1XX heading, 4XX other names, 5XX relations, 024 identifiers, 046 years, 670
sources, 678 about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lienthu.catalogue.actions.keep_authority import NewAuthority
from lienthu.catalogue.authority_queries import AuthorityView
from lienthu.catalogue.rules.authority_data import SCHEMES, Details, Fault, FormRole, RelationKind, checked
from lienthu.catalogue.rules.headings import Kind, heading_of, name_and_dates
from lienthu.marc.fields import trim
from lienthu.marc.record import Field, Record

LEADER = "00000nz  a2200000n  4500"
_KINDS = {"00": Kind.PERSON, "10": Kind.BODY, "11": Kind.BODY, "30": Kind.WORK, "50": Kind.SUBJECT, "51": Kind.PLACE}
_TAGS = {Kind.PERSON: "00", Kind.BODY: "10", Kind.WORK: "30", Kind.SUBJECT: "50", Kind.PLACE: "51"}
_CODES = {"00": "abcq", "10": "abcdn", "11": "acdnq", "30": "adfgklmnoprst", "50": "ab", "51": "ab"}
_ROLE_OF = {"a": FormRole.FORMER, "d": FormRole.ABBREVIATION}
_W_OF = {FormRole.FORMER: "a", FormRole.ABBREVIATION: "d"}


@dataclass(frozen=True, slots=True)
class Pointer:
    """The other end of a relation, by its heading (5XX) or, in SKOS, by its address; `turned`: the relation goes from
    there to here (narrower, later)."""

    relation: RelationKind
    turned: bool
    kind: Kind
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    data: NewAuthority
    pointers: tuple[Pointer, ...] = ()


_RELATIONS = {
    "g": (RelationKind.BROADER, False),
    "h": (RelationKind.BROADER, True),
    "a": (RelationKind.EARLIER, False),
    "b": (RelationKind.EARLIER, True),
}


def from_marc(record: Record) -> Incoming | str:
    """The authority, or the code of why it is none: `not_authority`, `no_heading`, `kind_unknown`."""
    if record.leader[6:7] != "z":
        return "not_authority"
    first = next((one for one in record.fields if one.tag[:1] == "1" and one.subfields is not None), None)
    if first is None:
        return "no_heading"
    kind, heading = _named(first)
    if kind is None:
        return "kind_unknown"
    if not heading_of(kind, heading).key:
        return "no_heading"
    names = tuple(
        (_ROLE_OF.get(one.first("w")[:1], FormRole.VARIANT), text)
        for one in record.fields
        if one.tag[:1] == "4" and (text := _named(one, kind)[1])
    )
    return Incoming(
        NewAuthority(kind, heading, names, _details(record, kind, first), _source_key(record)),
        tuple(pointer for one in record.fields if one.tag[:1] == "5" and (pointer := _pointer(one)) is not None),
    )


def _named(one: Field, expected: Kind | None = None) -> tuple[Kind | None, str]:
    kind = _KINDS.get(one.tag[1:])
    if kind is None or (expected is not None and kind is not expected and not one.first("t")):
        return None, ""
    if one.first("t") and kind in (Kind.PERSON, Kind.BODY):
        title = trim(one.text("tnp")).rstrip(".")
        author = trim(one.text("ab")).rstrip(".")
        return Kind.WORK, f"{author}. {title}"
    name = trim(one.text(_CODES[one.tag[1:]]))
    name = name.rstrip(".") if kind is not Kind.PERSON or name[-3:-2] not in " ." else name
    if kind is Kind.PERSON and one.first("d"):
        name = f"{name.rstrip(',')}, {trim(one.first('d')).rstrip('.')}"
    parts = [name, *(trim(text).rstrip(".") for text in one.values("vxyz"))]
    return kind, " -- ".join(filter(None, parts))


def _pointer(one: Field) -> Pointer | None:
    kind, text = _named(one)
    if kind is None or not text:
        return None
    relation, turned = _RELATIONS.get(one.first("w")[:1], (RelationKind.RELATED, False))
    return Pointer(relation, turned, kind, text)


def _details(record: Record, kind: Kind, first: Field) -> Details:
    """What is said with a mistake (an identifier that cannot be one, years the wrong way round) is left out."""
    born, died = record.first("046", "f")[:4], record.first("046", "g")[:4]
    if kind is Kind.PERSON and not born and not died:
        born, _, died = heading_of(kind, "x", first.first("d")).dates.partition("-")
    identifiers = {}
    for one in record.all("024"):
        scheme = one.first("2").lower()
        if scheme in SCHEMES:
            identifiers[scheme] = one.first("a")
    number = record.first("010", "a").strip()
    if number:
        identifiers.setdefault("lccn", number)
    sources = tuple(" ".join(filter(None, (one.first("a"), one.first("b")))) for one in record.all("670"))
    about = "\n".join(one.text("ab") for one in record.all("678"))
    given = Details(born, died, about, sources, identifiers)
    found = checked(given)
    while isinstance(found, Fault):
        if found.field in identifiers:
            identifiers.pop(found.field)
            given = Details(given.born, given.died, about, sources, identifiers)
        else:
            given = Details("", "", about, sources, identifiers)
        found = checked(given)
    return found


def _source_key(record: Record) -> str | None:
    number = record.control("001").strip()
    return f"({record.control('003').strip()}){number}"[:120] if number else None


def to_marc(view: AuthorityView) -> Record:
    one = view.authority
    kind = Kind(one.kind)
    stamp = one.changed_at.strftime("%Y%m%d%H%M%S.0")
    entered = one.created_at.strftime("%y%m%d")
    fields = [
        Field("001", one.public_id),
        Field("003", "LIENTHU"),
        Field("005", stamp),
        Field("008", f"{entered}n||azznnaabn          |n a|a      c"),
        *_identifiers(one.identifiers),
    ]
    if one.born or one.died:
        years = [(code, year) for code, year in (("f", one.born), ("g", one.died)) if year]
        fields.append(Field("046", "", "  ", years))
    fields.append(_heading("1", kind, one.heading))
    for form in view.names:
        role = FormRole(form.role)
        fields.append(_heading("4", kind, form.text, _W_OF.get(role, "")))
    for relation in view.relations:
        other = relation.other
        fields.append(_heading("5", Kind(other.kind), other.heading, relation.w))
    fields += [Field("670", "", "  ", [("a", source)]) for source in one.sources]
    if one.about:
        fields.append(Field("678", "", "0 " if kind is Kind.PERSON else "1 ", [("a", one.about)]))
    return Record(LEADER, fields)


def _identifiers(identifiers: dict[str, str]) -> Iterable[Field]:
    for scheme, value in sorted(identifiers.items()):
        if scheme == "lccn":
            yield Field("010", "", "  ", [("a", value)])
    for scheme, value in sorted(identifiers.items()):
        if scheme != "lccn":
            yield Field("024", "", "7 ", [("a", value), ("2", scheme)])


def _heading(block: str, kind: Kind, text: str, w: str = "") -> Field:
    subfields: list[tuple[str, str]] = [("w", w)] if w else []
    name, *divisions = text.split(" -- ")
    indicators = {Kind.PERSON: "0 ", Kind.BODY: "2 ", Kind.WORK: " 0"}.get(kind, "  ")
    if kind is Kind.PERSON:
        bare, dates = name_and_dates(name)
        subfields += [("a", f"{bare},"), ("d", dates)] if dates else [("a", name)]
        indicators = "1 " if "," in bare else "0 "
    else:
        subfields.append(("a", name))
    return Field(block + _TAGS[kind], "", indicators, _divided(subfields, divisions))


def _divided(subfields: list[tuple[str, str]], divisions: Sequence[str]) -> list[tuple[str, str]]:
    return subfields + [("x", one) for one in divisions]
