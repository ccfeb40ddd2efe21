"""Components that stand on one page by the dozen, written without templates: those took most of a result page's time.

Every text given is escaped here unless it is marked safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import Any, Final

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lienthu.ui.charts import HISTOGRAM_HEIGHT, HISTOGRAM_WIDTH, Column
from lienthu.ui.formats import count
from lienthu.ui.shapes import Choice

#: Each kind has a shape of its own, so that colour is never the only sign.
STATUS_SHAPES: Final = {
    "good": '<circle cx="5" cy="5" r="4.5"/>',
    "info": '<rect x="1" y="1" width="8" height="8"/>',
    "warn": '<path d="M5 .5 9.8 9.3H.2z"/>',
    "bad": '<path d="M2 .5 5 3.5 8 .5 9.5 2 6.5 5l3 3L8 9.5l-3-3-3 3L.5 8l3-3-3-3z"/>',
    "": '<path d="M5 .5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zm0 2a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"/>',
}


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Decoration unless `label` names it."""
    if not label and not size:
        return _plain_icon(name)
    css = f"icon icon-{size}" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, _drawn(name)
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, _drawn(name))


@cache
def _plain_icon(name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', _drawn(name))


def _drawn(name: str) -> str:
    return f"{static('lienthu/dist/icons.svg')}#{name}"


def status(kind: str, text: str, plain: bool = False) -> SafeString:
    """`kind`: good, info, warn, bad or empty."""
    css = "status" + (f" status--{kind}" if kind else "") + (" status--plain" if plain else "")
    shape = STATUS_SHAPES.get(kind, STATUS_SHAPES[""])
    return _safe(
        f'<span class="{_text(css)}"><svg viewBox="0 0 10 10" aria-hidden="true">{shape}</svg>{_text(text)}</span>'
    )


def facet(title: Any, choices: Iterable[Choice], open: bool = True, more_url: str = "") -> SafeString:
    more = f'<p><a href="{_text(more_url)}">{_text(_("Show all"))}</a></p>' if more_url else ""
    return _safe(
        f'<details class="facet"{" open" if open else ""}><summary>{_text(title)}{icon("down")}</summary>'
        f"<ul>{''.join(map(_choice, choices))}</ul>{more}</details>"
    )


def _choice(choice: Choice) -> str:
    current = ' aria-current="true"' if choice.active else ""
    return (
        f'<li><a href="{_text(choice.url)}" rel="nofollow"{current}>{_text(choice.label)}'
        f" <small>{count(choice.count)}</small></a></li>"
    )


def histogram(columns: Sequence[Column]) -> SafeString:
    """Columns of `charts.histogram`, drawn upwards from the ground line."""
    bars = "".join(
        f'<rect x="{bar.x:g}" width="{bar.width:g}" height="{bar.height:g}"'
        f' data-from="{bar.start}" data-to="{bar.end}"/>'
        for bar in columns
    )
    return _safe(
        f'<svg class="range__plot" viewBox="0 -{HISTOGRAM_HEIGHT} {HISTOGRAM_WIDTH} {HISTOGRAM_HEIGHT}"'
        f' preserveAspectRatio="none" aria-hidden="true"><g transform="scale(1 -1)">{bars}</g></svg>'
    )


def share_bar(part: float, whole: float) -> SafeString:
    """A line as long as `part` is of `whole`; the number itself stands beside it."""
    share = min(1.0, max(0.0, part / whole)) if whole else 0.0
    return _safe(
        f'<svg class="share-bar" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{share:.4f}" height="1"/></svg>'
    )


def _text(value: Any) -> str:
    """Django's own escaping looks for lazy text in every argument, which took longer than to escape."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - every text is escaped above
