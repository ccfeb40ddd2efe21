"""Headings and keywords of records that stand for no authority yet: the one that each can mean, where it is one only.

A few queries for any number of records. Equality of names decides, never likeness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from lienthu.catalogue.actions.link_headings import forms_under
from lienthu.catalogue.models import Authority, AuthorityForm
from lienthu.catalogue.rules.batch_edit import Operation, applied
from lienthu.catalogue.rules.fitting import ELSEWHERE, Changes, Fit, Keyword, keywords, with_headings, with_keywords
from lienthu.catalogue.rules.headings import Form, Kind, heading_of, lookup, resolve
from lienthu.catalogue.rules.record_headings import Role, Said, record_headings
from lienthu.marc.record import Record
from lienthu.text import clean

_SLICE: Final = 500
_COUNTED: Final = (Role.CREATOR, Role.SUBJECT)
_Forms = Mapping[tuple[str, str], list[Form]]
#: Kind, authority and whether a person has to decide.
_Found = tuple[Kind, int, bool]


def heading_fits(said: Collection[Said]) -> dict[Said, Fit]:
    """Of these headings those that stand for nobody, but can mean one authority only."""
    asked = [one for one in dict.fromkeys(said) if one.role in _COUNTED]
    keys = {(kind.value, _key(kind, one.text)) for one in asked for kind in (one.kind, *_elsewhere(one))}
    forms = forms_under(keys)
    bare = _bare_forms(asked, forms)
    found: dict[Said, _Found] = {}
    for one in asked:
        own = forms.get((one.kind.value, _key(one.kind, one.text)), [])
        if resolve(one.dates, own).authority is not None:
            continue
        fit = _dated(one, own) if own else _filed_elsewhere(one, forms) or _without_marks(one, bare)
        if fit is not None:
            found[one] = fit
    headings = dict(Authority.objects.filter(pk__in={pk for _, pk, _ in found.values()}).values_list("pk", "heading"))
    return {
        one: Fit(kind, headings[pk], is_sure)
        for one, (kind, pk, is_sure) in found.items()
        # A word that is a name elsewhere is that name only letter by letter.
        if one.role is Role.CREATOR or kind is one.kind or headings[pk] == clean(one.text)
    }


def _key(kind: Kind, text: str) -> str:
    return heading_of(kind, text).key


def _elsewhere(said: Said) -> tuple[Kind, ...]:
    return ELSEWHERE.get((said.role, said.kind), ())


def _dated(said: Said, own: Sequence[Form]) -> _Found | None:
    """A name without dates of which one authority is known, with dates: a namesake could be meant."""
    everyone = {form.authority for form in own}
    return (said.kind, everyone.pop(), False) if len(everyone) == 1 and not said.dates else None


def _filed_elsewhere(said: Said, forms: _Forms) -> _Found | None:
    found = {
        (kind, authority)
        for kind in _elsewhere(said)
        if (authority := resolve("", forms.get((kind.value, _key(kind, said.text)), ())).authority) is not None
    }
    if len(found) != 1 or said.dates:
        return None
    kind, authority = found.pop()
    return kind, authority, True


def _bare_forms(asked: Iterable[Said], forms: _Forms) -> dict[str, set[int]]:
    """Lookup → authorities, for names of several words that were typed without any marks."""
    wanted = [
        lookup(one.kind, one.text)
        for one in asked
        if one.text.isascii() and " " in one.text.strip() and not forms.get((one.kind.value, _key(one.kind, one.text)))
    ]
    found: dict[str, set[int]] = defaultdict(set)
    for start in range(0, len(wanted), _SLICE):
        rows = AuthorityForm.objects.filter(lookup__in=wanted[start : start + _SLICE])
        for text, own, root in rows.values_list("lookup", "authority_id", "authority__root_id"):
            found[text].add(root or own)
    return found


def _without_marks(said: Said, bare: Mapping[str, set[int]]) -> _Found | None:
    owners = bare.get(lookup(said.kind, said.text), set())
    return (said.kind, next(iter(owners)), False) if len(owners) == 1 and not said.dates else None


def keyword_fits(asked: Collection[Keyword]) -> dict[Keyword, Fit]:
    """Keywords that are a name, the preferred one or another, of exactly one authority of the kinds they may be."""
    keys = {(kind.value, _key(kind, one.text)) for one in asked for kind in one.kinds}
    forms = forms_under(keys)
    found: dict[Keyword, tuple[Kind, int]] = {}
    for one in asked:
        named = [
            (kind, resolve("", held)) for kind in one.kinds if (held := forms.get((kind.value, _key(kind, one.text))))
        ]
        if len(named) == 1 and (authority := named[0][1].authority) is not None:
            found[one] = (named[0][0], authority)
    headings = dict(Authority.objects.filter(pk__in={pk for _, pk in found.values()}).values_list("pk", "heading"))
    return {one: Fit(kind, headings[pk]) for one, (kind, pk) in found.items()}


def fitted(records: Sequence[Record], *, sure_only: bool) -> list[tuple[Record, Changes]]:
    """Each record with what its headings can only mean, and its changes; keywords stay."""
    fits = heading_fits([one for record in records for one in record_headings(record)])
    if sure_only:
        fits = {one: fit for one, fit in fits.items() if fit.is_sure}
    return [with_headings(record, fits) for record in records]


def _headings(records: Sequence[Record]) -> Callable[[Record], Record]:
    fits = heading_fits([one for record in records for one in record_headings(record)])
    sure = {one: fit for one, fit in fits.items() if fit.is_sure}
    return lambda record: with_headings(record, sure)[0]


def _keywords(records: Sequence[Record]) -> Callable[[Record], Record]:
    fits = keyword_fits({one for record in records for one in keywords(record)})
    linked = _linked({one for record in records for one in record_headings(record) if one.role is Role.SUBJECT})
    return lambda record: with_keywords(record, fits, linked)[0]


def _linked(said: Collection[Said]) -> dict[Said, str]:
    """Headings that stand for an authority → what it is called."""
    forms = forms_under({(one.kind.value, _key(one.kind, one.text)) for one in said})
    found = {
        one: resolve(one.dates, forms.get((one.kind.value, _key(one.kind, one.text)), ())).authority for one in said
    }
    headings = dict(Authority.objects.filter(pk__in={pk for pk in found.values() if pk}).values_list("pk", "heading"))
    return {one: headings[pk] for one, pk in found.items() if pk}


#: Safe fixes that look something up: what the authority file says about these records → one record changed.
LOOKED_UP: Final[dict[str, Callable[[Sequence[Record]], Callable[[Record], Record]]]] = {
    "headings": _headings,
    "keywords": _keywords,
}


def change_for(operation: Operation, records: Sequence[Record]) -> Callable[[Record], Record]:
    """What a batch edit does to each of these records."""
    if operation.kind == "fix" and operation.fix in LOOKED_UP:
        return LOOKED_UP[operation.fix](records)
    return partial(applied, operation)
