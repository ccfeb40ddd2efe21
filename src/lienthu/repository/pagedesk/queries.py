"""What the page desk shows: a window of pages with what is to be said of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.repository.models import DigitalObject, Page, PageLook, PageText
from lienthu.repository.pagedesk.flags import Flag, Leaf, flags, printed_number
from lienthu.repository.rules.page_recipe import outline

WINDOW: Final = 60


@dataclass(frozen=True, slots=True)
class Card:
    """`cut`: corners of what a suggestion would leave, as an SVG polygon in hundredths; `split`: where it would be cut,
    in hundredths."""

    page: Page
    flags: list[str]
    cut: str
    split: str
    said: list[str]
    is_waiting: bool


def all_flags(found: DigitalObject) -> dict[int, list[Flag]]:
    looks = {look.page_id: look for look in PageLook.objects.filter(page__object=found)}
    printed = _printed(found)
    rows = found.pages.order_by("position").values_list(
        "id", "position", "name", "master", "number", "recipe", "pyramid"
    )
    leaves = []
    for pk, position, name, master, number, recipe, pyramid in rows:
        look = looks.get(pk)
        sound = look is not None and look.pyramid == pyramid
        leaves.append(
            Leaf(
                id=pk,
                position=position,
                name=name if number == 0 else "",
                source=f"{master}:{number}:{json.dumps(recipe)}",
                hash=look.hash if sound and look else "",
                is_blank=bool(look and look.is_blank),
                printed=printed.get(pk),
            )
        )
    return flags(leaves)


def _printed(found: DigitalObject) -> dict[int, int]:
    texts = PageText.objects.filter(page__object=found).values_list("page_id", "lines", "page__height")
    numbers = {pk: printed_number(lines, height) for pk, lines, height in texts.iterator(chunk_size=200)}
    return {pk: number for pk, number in numbers.items() if number is not None}


def cards(pages: Sequence[Page], flagged: dict[int, list[Flag]]) -> list[Card]:
    looks = {look.page_id: look for look in PageLook.objects.filter(page__in=pages)}
    return [_card(page, looks.get(page.pk), flagged.get(page.pk, [])) for page in pages]


def _card(page: Page, look: PageLook | None, flagged: list[Flag]) -> Card:
    is_waiting = page.wanted is not None
    usable = look is not None and look.pyramid == page.pyramid and not is_waiting
    cut, split, said = "", "", []
    if usable and look is not None and look.steps:
        corners = outline((page.width, page.height), look.steps)
        cut = " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
        said = [_said(step) for step in look.steps]
    if usable and look is not None and look.split:
        split = f"{100 * look.split:.2f}"
        said.append(_("looks like a double page"))
    return Card(page, [sentence_of(flag) for flag in flagged], cut, split, said, is_waiting)


def _said(step: dict[str, Any]) -> str:
    if step["do"] == "straighten":
        return _("straighten by %(angle)s°") % {"angle": f"{step['angle']:.1f}".replace(".", ",")}
    return _("crop the dark ground")


def sentence_of(flag: Flag) -> str:
    params, count = flag.params, flag.params.get("count", 1)
    if flag.code == "double":
        return _("Like page %(of)s") % params
    numbers = str(params["first"]) if params["first"] >= params["last"] else f"{params['first']}–{params['last']}"
    if flag.code == "missing":
        said = ngettext("Before it page %(numbers)s is missing", "Before it pages %(numbers)s are missing", count)
    else:
        said = ngettext("Before it file %(numbers)s is missing", "Before it files %(numbers)s are missing", count)
    return said % {"numbers": numbers}
