"""`{% load lienthu_ui %}`: every component. README.md lists them with examples; /vi/ui shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lienthu.kernel.access import actor_of
from lienthu.ui import (
    addresses,
    charts,
    covers,
    diffs,
    display,
    errors,
    formats,
    geography,
    markup,
    nav,
    paging,
    progress,
    slots,
)
from lienthu.ui.shapes import Bar, Change, Event, LibraryHoldings, Link, MapKind, Outline, Point

register = template.Library()
Context = Mapping[str, Any]
LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))

for _filter in (formats.vnd, formats.vdate, formats.vdatetime, formats.count, formats.shown):
    register.filter(_filter.__name__, _filter)
for _tag in (markup.icon, markup.status, markup.facet, markup.share_bar):
    register.simple_tag(_tag)


# Page frame


@register.simple_tag(takes_context=True)
def html_attributes(context: Context) -> SafeString:
    request = context.get("request")
    return format_html(
        'lang="{}" data-theme="{}" data-type="{}" class="no-js"',
        get_language() or "vi",
        display.theme_of(request),
        display.size_of(request),
    )


@register.inclusion_tag("ui/c/display.html", takes_context=True)
def display_menu(context: Context) -> dict[str, Any]:
    request = context.get("request")
    return {
        "theme": display.theme_of(request),
        "size": display.size_of(request),
        "sizes": display.SIZES,
        "next": request.get_full_path() if request else "",
        "languages": language_links(context),
    }


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, Any]]:
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    return [
        {"code": code, "label": name, "url": addresses.in_language(here, code), "active": code == get_language()}
        for code, name in LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def staff_nav(context: Context) -> list[nav.NavItem]:
    request = context.get("request")
    return nav.staff_items(actor_of(request)) if request else []


@register.simple_tag
def reader_nav() -> list[nav.NavItem]:
    return nav.reader_items()


@register.simple_tag
def url_or(name: str, otherwise: str = "", *args: Any) -> str:
    """The address of a view that may not be there."""
    try:
        return reverse(name, args=args) if args else addresses.of(name)
    except NoReverseMatch:
        return otherwise


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, subject: Any = None) -> SafeString:
    return slots.render(name, context["request"], subject)


@register.simple_tag
def error_title(status: Any) -> str:
    return errors.title_of(status)


@register.simple_tag
def error_advice(status: Any) -> str:
    return errors.advice_of(status)


# Small parts


@register.inclusion_tag("ui/c/button.html")
def button(text: str, kind: str = "", **options: Any) -> dict[str, Any]:
    """`kind`: primary, danger, quiet, sun. Options: href, icon, type, name, value, small, wide, disabled, label, key
    (keys that press it, the first one shown)."""
    return {"text": text, "kind": kind, "type": "submit", **options}


@register.simple_tag
def badge(text: Any, kind: str = "") -> SafeString:
    return format_html('<span class="badge{}">{}</span>', f" badge--{kind}" if kind else "", text)


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> str:
    """`kind`: info, good, warn, bad. Bad and warn are announced at once."""
    return _block("ui/c/notice.html", content=content, kind=kind, title=title)


@register.simple_block_tag
def card(content: str, title: str = "", href: str = "", foot: str = "") -> str:
    return _block("ui/c/card.html", content=content, title=title, href=href, foot=foot)


@register.simple_block_tag
def empty(content: str, title: str, icon: str = "inbox") -> str:
    return _block("ui/c/empty.html", content=content, title=title, icon=icon)


@register.simple_block_tag
def table(content: str, caption: str, stack: bool = False) -> str:
    """A scrolling frame round `<thead>…<tbody>…`; `stack` turns rows into blocks on a phone (`data-label` on cells)."""
    return _block("ui/c/table.html", content=content, caption=caption, stack=stack)


# Lists and ways onward


@register.inclusion_tag("ui/c/chips.html")
def chips(items: Iterable[Link], clear_url: str = "") -> dict[str, Any]:
    """The filters that are on; each `url` takes its filter off."""
    return {"items": items, "clear_url": clear_url}


@register.inclusion_tag("ui/c/pages.html", takes_context=True)
def pages(context: Context, number: int, last: int, param: str = "page") -> dict[str, Any]:
    return {"entries": paging.numbered(_path(context), number, last, param), "number": number, "last": last}


@register.inclusion_tag("ui/c/keyset.html", takes_context=True)
def keyset(context: Context, next: str | None, param: str = "after", first: bool = True) -> dict[str, Any]:
    """For `kernel.paging.Page.next`. `first`: offer the way back to the first page when not on it."""
    here = _path(context)
    on_first = param not in paging.query_of(here)
    return {
        "first_url": "" if on_first or not first else paging.with_param(here, param, ""),
        "next_url": paging.with_param(here, param, next) if next else "",
    }


@register.inclusion_tag("ui/c/sorthead.html", takes_context=True)
def sorthead(context: Context, label: str, key: str, param: str = "sort") -> dict[str, Any]:
    """A column head that sorts: `key`, and `-key` when it is chosen again."""
    here = _path(context)
    current = paging.query_of(here).get(param, "")
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    target = f"-{key}" if current == key else key
    return {"label": label, "order": order, "url": paging.with_param(here, param, target, drop=("page", "after"))}


@register.inclusion_tag("ui/c/tabs.html")
def tabs(items: Iterable[Link], label: str) -> dict[str, Any]:
    return {"items": items, "label": label}


@register.inclusion_tag("ui/c/crumbs.html")
def crumbs(items: Iterable[Link]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("ui/c/facts.html")
def facts(items: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Pairs of name and value; pairs with an empty value are left out."""
    return {"items": [(name, value) for name, value in items if value not in (None, "", [])]}


@register.inclusion_tag("ui/c/timeline.html")
def timeline(items: Iterable[Event]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("ui/c/stat.html")
def stat(value: Any, label: str, unit: str = "", bars: Sequence[float] = ()) -> dict[str, Any]:
    """Inside `<dl class="stats">`. `bars` are the last values, oldest first."""
    return {"value": value, "label": label, "unit": unit, "bars": charts.spark(bars)}


# The reader's components


@register.inclusion_tag("ui/c/search.html", takes_context=True)
def searchbox(context: Context, action: str = "", value: str = "", **options: Any) -> dict[str, Any]:
    """Options: suggest (address of JSON [{text, hint, url}]), big, name, label, placeholder, id, keep (pairs)."""
    action = action or url_or("discovery:search")
    suggest = options.pop("suggest", "") or url_or("discovery:suggest")
    return {"name": "q", "id": "q", "action": action, "value": value, "suggest": suggest, **options}


@register.inclusion_tag("ui/c/range.html")
def yearrange(bars: Sequence[Bar], low: Any = "", high: Any = "", **options: Any) -> dict[str, Any]:
    """Options: legend, low_name (year_from), high_name (year_to), id, submit (send the form after sliding)."""
    plot = markup.histogram(charts.histogram(bars)) if bars else ""
    least, most = (bars[0].start, bars[-1].end) if bars else (0, 0)
    names = {"low_name": "year_from", "high_name": "year_to", "id": "years"}
    return {"plot": plot, "least": least, "most": most, "low": low or "", "high": high or "", **names, **options}


@register.inclusion_tag("ui/c/holdings.html")
def holdings(groups: Iterable[LibraryHoldings], title: str = "") -> dict[str, Any]:
    return {"groups": groups, "title": title}


@register.inclusion_tag("ui/c/cover.html")
def cover(src: str, alt: str = "", eager: bool = False) -> dict[str, Any]:
    """An image of 2:3. Empty `alt` where the title stands beside it."""
    return {"src": src, "alt": alt, "eager": eager}


@register.simple_tag
def cover_drawing(title: str, creator: str = "", year: Any = "", **options: Any) -> SafeString:
    """The generated cover inside the page, set in the page's own fonts. Options: kind, class_no, seed."""
    chosen = {name: str(options.get(name, "")) for name in ("kind", "class_no", "seed")}
    return mark_safe(covers.cover_in_page(title, creator, str(year), **chosen))  # noqa: S308 - escaped by covers


@register.inclusion_tag("ui/c/map.html")
def map(
    points: Sequence[Point],
    caption: str,
    areas: Sequence[Outline] = (),
    width: int = 420,
    ground: Sequence[tuple[float, float]] = (),
    legend: Sequence[MapKind] = (),
    zoom: str = "",
    whole: str = "",
) -> dict[str, Any]:
    """`whole`: the address that shows everything again; given when only a part is shown."""
    drawn = geography.draw(points, areas, width, ground=ground, close=bool(whole), zoom=zoom)
    return {"map": drawn, "caption": caption, "legend": legend, "whole": whole}


# The staff's components


@register.inclusion_tag("ui/c/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    return {"field": bound}


@register.filter
def is_checkbox(bound: BoundField) -> bool:
    return getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset


@register.inclusion_tag("ui/c/drop.html")
def filedrop(name: str, label: str, accept: str = "", **options: Any) -> dict[str, Any]:
    """Options: id, help, multiple, required, errors."""
    return {"name": name, "label": label, "accept": accept, "id": f"id_{name}", **options}


@register.inclusion_tag("ui/c/progress.html", name="progress")
def progress_tag(job: Any, poll: str = "", title: str = "", message: str = "") -> dict[str, Any]:
    """A `kernel.jobs.Job`. `poll`: address that answers this same fragment; asked every two seconds while it runs."""
    return {"job": job, "poll": poll, "title": title, "message": message, **progress.state_of(job)}


@register.simple_tag
def progress_refresh(job: Any) -> str:
    """For `{% block head %}`: without scripts the page loads itself anew while the job runs."""
    if progress.state_of(job)["running"]:
        return mark_safe('<noscript><meta http-equiv="refresh" content="4"></noscript>')
    return ""


@register.inclusion_tag("ui/c/changes.html")
def changes(items: Sequence[Change], shown: int = 3) -> dict[str, Any]:
    """What was changed, the first of it open."""
    return {"first": items[:shown], "more": items[shown:]}


@register.simple_tag
def diff(before: str, after: str) -> SafeString:
    return diffs.inline(before, after)


@register.simple_tag
def diff_before(before: str, after: str) -> SafeString:
    return diffs.side(before, after, "del")


@register.simple_tag
def diff_after(before: str, after: str) -> SafeString:
    return diffs.side(before, after, "ins")


def _block(name: str, **context: Any) -> str:
    return render_to_string(name, context)


def _path(context: Context) -> str:
    request: HttpRequest = context["request"]
    return request.get_full_path()
