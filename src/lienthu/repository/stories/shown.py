"""A story as one reader may have it: every picture asks the gate, and what is closed leaves a quiet place.

As many queries for a hundred pictures as for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthu.kernel.actor import ANONYMOUS
from lienthu.kernel.sentences import sentence
from lienthu.repository import gate
from lienthu.repository.gate import Visitor
from lienthu.repository.models import DigitalObject, Page, Story, Thing
from lienthu.repository.queries import image_id
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.stories import (
    Content,
    Item,
    Layout,
    Moment,
    Picture,
    Region,
    Section,
    Spot,
    Words,
    clipped,
    is_told_with,
    unpacked,
)
from lienthu.ui.shapes import Point

_WIDTHS = (480, 960, 1600)


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the language it is in."""

    text: str = ""
    lang: str = "vi"

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Image:
    """Addresses of one picture in the sizes that phones and desks need."""

    src: str
    srcset: str
    width: int
    height: int

    @property
    def is_tall(self) -> bool:
        return self.height > self.width * 1.1


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture's place. `image`: None where this reader may not see it; then `why` says so, if even that may be told.
    `title`: of its document, empty where the document may not be named."""

    image: Image | None = None
    title: str = ""
    caption: Said = Said()
    url: str = ""
    why: str = ""
    rights: str = ""
    page: int = 1
    document: str = ""
    region: Region | None = None

    @property
    def alt(self) -> str:
        return self.caption.text or _("Page %(n)s of %(title)s") % {"n": self.page, "title": self.title}


@dataclass(frozen=True, slots=True)
class ShownThing:
    thing: Thing
    title: Said
    text: Said
    picture: Shown | None

    @property
    def url(self) -> str:
        return reverse("repository:thing", args=[self.thing.public_id])


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    number: int
    heading: Said
    text: Said
    layout: Layout
    pictures: list[Shown]
    things: list[ShownThing]
    spot: Spot | None
    moment: Moment | None

    @property
    def when(self) -> str:
        return moment_words(self.moment) if self.moment else ""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A line of a collection: a document or a thing."""

    key: str
    note: Said
    picture: Shown
    object: DigitalObject | None = None
    thing: ShownThing | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A whole story in the reader's language."""

    title: Said
    lead: Said
    text: Said
    credits: Said
    cover: Shown | None
    chapters: list[Chapter] = field(default_factory=list)
    items: list[ShownItem] = field(default_factory=list)

    @property
    def points(self) -> list[Point]:
        return [
            Point(
                one.spot.latitude,
                one.spot.longitude,
                one.spot.name or str(one.heading),
                f"#{one.key}",
                note=str(one.heading),
                kind="point",
                show_label=True,
            )
            for one in self.chapters
            if one.spot
        ]

    @property
    def moments(self) -> list[Chapter]:
        """Those with a date, the earliest first."""
        return sorted((one for one in self.chapters if one.moment), key=lambda one: (one.moment.start, one.number))  # type: ignore[union-attr]


def said(words: Words) -> Said:
    return Said(*words.in_language((get_language() or "vi")[:2]))


def moment_words(moment: Moment) -> str:
    """As people say it, else the years."""
    if moment.text:
        return moment.text
    years = [_year(year) for year in (moment.start, moment.end) if year is not None]
    return "–".join(years)


def _year(year: int) -> str:
    return str(year) if year > 0 else _("%(year)s BCE") % {"year": -year}


class Gallery:
    """The pictures of one or several stories as one visitor may see them."""

    def __init__(self, visitor: Visitor, pictures: Iterable[Picture]) -> None:
        wanted = list(pictures)
        named = {one.object for one in wanted}
        self.objects = {one.public_id: one for one in DigitalObject.objects.filter(public_id__in=named)}
        self._decisions = gate.decisions_for(visitor, list(self.objects.values()))
        positions = {one.page for one in wanted}
        ids = [one.pk for one in self.objects.values() if self._decisions[one.pk].allows(Surface.IMAGE)]
        pages = Page.objects.filter(object_id__in=ids, position__in=positions)
        self._pages = {(page.object_id, page.position): page for page in pages}

    def may_name(self, public_id: str) -> bool:
        found = self.objects.get(public_id)
        return found is not None and self._decisions[found.pk].allows(Surface.RECORD)

    def may_tell(self, section: Section) -> bool:
        """A section goes when all that it shows are documents this visitor may not know of."""
        return not is_told_with(section, [one.object for one in section.pictures if not self.may_name(one.object)])

    def show(self, picture: Picture) -> Shown:
        found = self.objects.get(picture.object)
        if found is None or not self.may_name(picture.object):
            return Shown(why=_("This picture is not shown here any more."))
        decision = self._decisions[found.pk]
        named: dict[str, Any] = {
            "title": found.title,
            "rights": found.rights,
            "page": picture.page,
            "document": found.public_id,
        }
        if not decision.allows(Surface.IMAGE):
            return Shown(url=reverse("repository:read", args=[found.public_id]), why=sentence(decision.why), **named)
        page = self._pages.get((found.pk, picture.page))
        if page is None:
            address = reverse("repository:read", args=[found.public_id])
            return Shown(url=address, why=_("This document has no page %(n)s.") % {"n": picture.page}, **named)
        region = clipped(picture.region, page.width, page.height)
        named["caption"] = said(picture.caption)  # it tells of what is seen, so it goes with the image
        return Shown(image_of(page, region), url=_where(found, page, region), region=region, **named)


def image_of(page: Page, region: Region | None) -> Image:
    width, height = (region[2], region[3]) if region else (page.width, page.height)
    part = ",".join(str(number) for number in region) if region else "full"
    base = f"/iiif/image/3/{image_id(page.pk)}/{part}"
    sizes = []
    for wide in _WIDTHS:
        across = min(wide, width)
        size = across, max(1, round(height * across / width))
        if size not in sizes:
            sizes.append(size)
    addresses = [(f"{base}/{across},{down}/0/default.jpg", across) for across, down in sizes]
    return Image(
        addresses[min(1, len(addresses) - 1)][0],
        ", ".join(f"{address} {across}w" for address, across in addresses),
        width,
        height,
    )


def _where(found: DigitalObject, page: Page, region: Region | None) -> str:
    address = reverse("repository:read", args=[found.public_id]) + "?" + urlencode({"page": page.position})
    return f"{address}#xywh={','.join(str(number) for number in region)}" if region else address


def tell(visitor: Visitor, content: Content, *, at_the_desk: bool = False) -> Told:
    """All of a story as this visitor may have it. `at_the_desk`: with the sections that are not told, for whoever works
    on them."""
    things = _things(content.things)
    pictures = [*content.pictures, *(Picture(one.object) for one in content.items if one.object)]
    gallery = Gallery(visitor, [*pictures, *_pictures_of(things.values())])
    shown_things = {name: show_thing(gallery, one) for name, one in things.items()}
    return Told(
        said(content.title),
        said(content.lead),
        said(content.text),
        said(content.credits),
        gallery.show(content.cover) if content.cover else _first(gallery, content),
        [
            _chapter(gallery, shown_things, one, number)
            for number, one in enumerate(content.sections, 1)
            if at_the_desk or gallery.may_tell(one)
        ],
        [line for one in content.items if (line := _item(gallery, shown_things, one)) is not None],
    )


def untold(content: Content) -> set[str]:
    """The keys of the sections that readers do not have."""
    gallery = Gallery(Visitor(ANONYMOUS), content.pictures)
    return {one.key for one in content.sections if not gallery.may_tell(one)}


def _first(gallery: Gallery, content: Content) -> Shown | None:
    """Where no cover was chosen: the first picture that this reader may see."""
    told = [*content.pictures, *(Picture(one.object) for one in content.items if one.object)]
    shown = (gallery.show(one) for one in told)
    return next((one for one in shown if one.image), None)


def _chapter(gallery: Gallery, things: dict[str, ShownThing], section: Section, number: int) -> Chapter:
    return Chapter(
        section.key,
        number,
        said(section.heading),
        said(section.text),
        section.layout,
        [gallery.show(one) for one in section.pictures],
        [things[name] for name in section.things if name in things],
        section.spot,
        section.moment,
    )


def _item(gallery: Gallery, things: dict[str, ShownThing], item: Item) -> ShownItem | None:
    """None for what this reader may not even know of."""
    if item.thing:
        thing = things.get(item.thing)
        return ShownItem(item.key, said(item.note), thing.picture or Shown(), thing=thing) if thing else None
    if not gallery.may_name(item.object):
        return None
    return ShownItem(item.key, said(item.note), gallery.show(Picture(item.object)), object=gallery.objects[item.object])


def _things(named: Sequence[str]) -> dict[str, Thing]:
    found = Thing.objects.filter(public_id__in=named, is_shown=True).select_related("object")
    return {one.public_id: one for one in found}


def _pictures_of(things: Iterable[Thing]) -> list[Picture]:
    return [picture for one in things if (picture := picture_of(one))]


def picture_of(thing: Thing) -> Picture | None:
    if thing.object is None:
        return None
    region = tuple(thing.region) if thing.region else None
    return Picture(thing.object.public_id, thing.page, region)


def show_thing(gallery: Gallery, thing: Thing) -> ShownThing:
    picture = picture_of(thing)
    return ShownThing(
        thing,
        said(Words(thing.title, thing.title_en)),
        said(Words(thing.text, thing.text_en)),
        gallery.show(picture) if picture else None,
    )


def show_things(visitor: Visitor, things: Sequence[Thing]) -> list[ShownThing]:
    gallery = Gallery(visitor, _pictures_of(things))
    return [show_thing(gallery, one) for one in things]


@dataclass(frozen=True, slots=True)
class Card:
    """A story in a list."""

    story: Story
    title: Said
    lead: Said
    cover: Shown | None

    @property
    def url(self) -> str:
        name = "repository:exhibition" if self.story.kind == Story.Kind.EXHIBITION else "repository:themed"
        return reverse(name, args=[self.story.public_id])


def cards(visitor: Visitor, stories: Sequence[Story]) -> list[Card]:
    contents = [unpacked(one.shown) for one in stories]
    wanted: list[Picture] = []
    for content in contents:
        wanted += [*content.pictures[:4], *(Picture(one.object) for one in content.items[:4] if one.object)]
    gallery = Gallery(visitor, wanted)
    return [
        Card(story, said(content.title), said(content.lead), _cover(gallery, content))
        for story, content in zip(stories, contents, strict=True)
    ]


def _cover(gallery: Gallery, content: Content) -> Shown | None:
    """Only what may be seen: a list has no room for a closed one."""
    told = [*content.pictures[:4], *(Picture(one.object) for one in content.items[:4] if one.object)]
    shown = (gallery.show(one) for one in told)
    return next((one for one in shown if one.image), None)
