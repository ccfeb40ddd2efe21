"""An authority as its page shows it: names, ways onward, its works newest first, what was written about it."""

from __future__ import annotations

from typing import Any, Final

import orjson
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from lienthu.catalogue.authority_queries import AuthorityView
from lienthu.catalogue.models.authorities import KIND_WORDS
from lienthu.catalogue.rules.authority_data import ADDRESSES, FormRole
from lienthu.catalogue.rules.headings import Kind, heading_of, name_and_dates
from lienthu.discovery import hit_html
from lienthu.discovery.search import Found, Request, search
from lienthu.kernel.errors import Unavailable
from lienthu.ui.shapes import Link

PAGE: Final = 20
FEW: Final = 6
SCHEME_NAMES: Final = {"viaf": "VIAF", "isni": "ISNI", "wikidata": "Wikidata", "lccn": "Library of Congress"}
_RESPONSIBLE: Final = (Kind.PERSON, Kind.BODY, Kind.WORK)


def context(view: AuthorityView, page: int) -> dict[str, Any]:
    one = view.authority
    kind = Kind(one.kind)
    by_them = _found("authority", one.public_id, PAGE, page) if kind in _RESPONSIBLE else None
    size, number = (FEW, 1) if by_them is not None else (PAGE, page)
    about = _found("about", one.public_id, size, number)
    main = by_them if by_them is not None else about
    return {
        "view": view,
        "one": one,
        "name": name_and_dates(one.heading)[0] if kind is Kind.PERSON else one.heading,
        "kind": KIND_WORDS[kind],
        "life": life_words(one.born, one.died),
        "names": _names(view),
        "ways": [(label, links) for label, way in _ways() if (links := _links(view, way))],
        "elsewhere": [Link(SCHEME_NAMES[s], ADDRESSES[s] % value) for s, value in sorted(one.identifiers.items())],
        "works": by_them,
        "works_html": _rows(by_them),
        "works_url": _more("authority", one.public_id),
        "about": about,
        "about_html": _rows(about),
        "about_url": _more("about", one.public_id),
        "data_url": f"/api/v1/authorities/{one.public_id}",
        "is_away": main is None,
        "page": number if by_them is None else page,
        "last": main.last_page if main else 1,
        "json_ld": mark_safe(_json_ld(view)),  # noqa: S308 - escaped for a script element
    }


def life_words(born: str, died: str) -> str:
    if born and died:
        return f"{born}–{died}"
    if born:
        return _("born %(year)s") % {"year": born}
    return _("died %(year)s") % {"year": died} if died else ""


def _names(view: AuthorityView) -> list[tuple[str, list[str]]]:
    """By kind of name, pen names first."""
    labels = [
        (_("Pen names"), (FormRole.PEN_NAME,)),
        (_("Also called"), (FormRole.VARIANT, FormRole.ABBREVIATION, FormRole.PREFERRED)),
        (_("Formerly"), (FormRole.FORMER,)),
        (_("In English"), (FormRole.ENGLISH,)),
    ]
    kind = Kind(view.authority.kind)
    said = {heading_of(kind, view.authority.heading).key}
    shown: dict[FormRole, list[str]] = {}
    for form in view.names:
        # Another spelling of a name that stands here already tells a reader nothing.
        key = heading_of(kind, form.text).key
        if key not in said:
            said.add(key)
            text = name_and_dates(form.text)[0] if kind is Kind.PERSON else form.text
            shown.setdefault(FormRole(form.role), []).append(text)
    found = [(label, [text for role in roles for text in shown.get(role, ())]) for label, roles in labels]
    return [(label, texts) for label, texts in found if texts]


def _ways() -> list[tuple[str, str]]:
    return [
        (_("Broader"), "broader"),
        (_("Narrower"), "narrower"),
        (_("See also"), "related"),
        (_("Earlier name"), "earlier"),
        (_("Later name"), "later"),
    ]


def _links(view: AuthorityView, way: str) -> list[Link]:
    return [Link(one.heading, reverse("discovery:authority", args=[one.public_id])) for one in view.related(way)]


def _found(field: str, public_id: str, size: int, page: int) -> Found | None:
    """None while search is away."""
    try:
        return search(Request(text=f'{field}: "{public_id}"', sort="newest", size=size, page=page, facets=()))
    except Unavailable:
        return None


def _rows(found: Found | None) -> str:
    return hit_html.rows(found.hits, reverse("discovery:record", args=["x"])[:-1]) if found else ""


def _more(field: str, public_id: str) -> str:
    query = urlencode({"q": f'{field}: "{public_id}"'})
    return f"{reverse('discovery:search')}?{query}"


def _json_ld(view: AuthorityView) -> str:
    one = view.authority
    types = {Kind.PERSON: "Person", Kind.BODY: "Organization", Kind.PLACE: "Place", Kind.WORK: "CreativeWork"}
    said = {
        "@context": "https://schema.org",
        "@type": types.get(Kind(one.kind), "DefinedTerm"),
        "name": one.heading,
        "alternateName": [form.text for form in view.names],
        "birthDate": one.born if one.kind == Kind.PERSON else "",
        "deathDate": one.died if one.kind == Kind.PERSON else "",
        "description": one.about,
        "sameAs": [ADDRESSES[scheme] % value for scheme, value in sorted(one.identifiers.items())],
    }
    text = orjson.dumps({name: value for name, value in said.items() if value}).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
