"""One hit of a result page as markup. Twenty of them, twenty covers included, cost less than one template did."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.discovery.documents import Brief
from lienthu.discovery.search import HeldAt, ShownHit
from lienthu.ui.covers import cover_in_page
from lienthu.ui.markup import status
from lienthu.union.words import format_name


def rows(hits: Iterable[ShownHit], record_url: str) -> SafeString:
    """`record_url`: where records are, up to the identifier."""
    return mark_safe("\n".join(_row(hit, record_url) for hit in hits))  # noqa: S308 - all texts are escaped below


def _row(hit: ShownHit, record_url: str) -> str:
    reason = f'<p class="small">{hit.reason_html}</p>' if hit.reason else ""
    return (
        f'<li class="hit">{_cover(hit.brief)}<div>'
        f'<h2><a href="{record_url}{escape(hit.brief.id)}">{hit.title_html}</a></h2>'
        f"{_origin(hit)}{reason}"
        f'<p class="hit__where">{_whereabouts(hit.held)}</p></div></li>'
    )


def _cover(brief: Brief) -> str:
    creator = brief.creators[0] if brief.creators else ""
    return cover_in_page(brief.title, creator, str(brief.year or ""), brief.format, brief.class_no, brief.id)


def _origin(hit: ShownHit) -> str:
    """By whom on one line; what it is, of when and whose on the next, none of the three broken in two."""
    brief = hit.brief
    by = f'<p class="hit__by">{hit.creators_html}</p>' if hit.creators_html else ""
    about = (format_name(brief.format), str(brief.year or ""), brief.publisher)
    parts = " · ".join(f"<span>{escape(part)}</span>" for part in about if part)
    return f'{by}<p class="hit__about">{parts}</p>'


def _whereabouts(held: tuple[HeldAt, ...]) -> str:
    if not held:
        return ""
    first, *others = held
    if first.available:
        shown = status("good", _("On the shelf at %(name)s") % {"name": first.name}, plain=True)
    elif first.copies:
        shown = status("warn", _("At %(name)s, not on the shelf now") % {"name": first.name}, plain=True)
    else:
        shown = status("info", _("At %(name)s") % {"name": first.name}, plain=True)
    if not others:
        return shown
    count = len(others)
    more = ngettext("and %(counter)s more library", "and %(counter)s more libraries", count) % {"counter": count}
    return f'{shown} <span class="muted small">{escape(more)}</span>'
