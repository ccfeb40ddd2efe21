"""What a themed collection or an exhibition says: plain values that are packed into JSON, and what is wrong with them.

The draft and every published version are such packed values, so that what readers saw on a day stays as it was. They
name documents by public identifier only; whether a picture may be shown is asked anew for every reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

Region = tuple[int, int, int, int]
MOST_SECTIONS: Final = 60
MOST_PICTURES: Final = 6
MOST_ITEMS: Final = 500
_LINK = re.compile(r"/read/([0-9a-z]{6,12})(?:[/?#]|$)")
_ARK = re.compile(r"ark:/?[0-9A-Za-z]+/([0-9a-z]{6,12})(?:/p(\d{1,7}))?")
_PAGE = re.compile(r"[?&]page=(\d{1,7})")
_XYWH = re.compile(r"xywh=(?:pixel:)?(\d{1,7}),(\d{1,7}),(\d{1,7}),(\d{1,7})")


class Layout(StrEnum):
    """How pictures and words of a section stand."""

    WIDE = "wide"
    SIDE = "side"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Words:
    """The same in Vietnamese and English; English may be missing."""

    vi: str = ""
    en: str = ""

    def in_language(self, language: str) -> tuple[str, str]:
        """The text and the language that it is in."""
        if language == "en" and self.en:
            return self.en, "en"
        return self.vi, "vi"

    def __bool__(self) -> bool:
        return bool(self.vi or self.en)


NOTHING: Final = Words()


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a document, or the part of it inside `region`: x, y, width, height in its pixels."""

    object: str
    page: int = 1
    region: Region | None = None
    caption: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Spot:
    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """`text`: as people say it. Years before the common era are negative."""

    start: int
    end: int | None = None
    text: str = ""

    @property
    def is_turned(self) -> bool:
        return self.end is not None and self.end < self.start


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    heading: Words = NOTHING
    text: Words = NOTHING
    layout: Layout = Layout.SIDE
    pictures: tuple[Picture, ...] = ()
    things: tuple[str, ...] = ()
    spot: Spot | None = None
    moment: Moment | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a collection: a document, or a thing."""

    key: str
    object: str = ""
    thing: str = ""
    note: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Content:
    title: Words = NOTHING
    lead: Words = NOTHING
    text: Words = NOTHING
    credits: Words = NOTHING
    cover: Picture | None = None
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()

    @property
    def pictures(self) -> list[Picture]:
        """All, the cover first."""
        told = [picture for section in self.sections for picture in section.pictures]
        return [self.cover, *told] if self.cover else told

    @property
    def objects(self) -> list[str]:
        """The documents it shows, each once."""
        named = [one.object for one in self.pictures] + [one.object for one in self.items if one.object]
        return list(dict.fromkeys(named))

    @property
    def things(self) -> list[str]:
        named = [name for section in self.sections for name in section.things]
        return list(dict.fromkeys(named + [one.thing for one in self.items if one.thing]))


def without_documents(content: Content, named: Collection[str]) -> Content:
    """As if these documents had never been shown: their pictures, captions and lines, and the sections that were told
    with nothing else."""
    return replace(
        content,
        cover=None if content.cover and content.cover.object in named else content.cover,
        sections=tuple(_without(one, named) for one in content.sections if not is_told_with(one, named)),
        items=tuple(one for one in content.items if one.object not in named),
    )


def is_told_with(section: Section, named: Collection[str]) -> bool:
    """Whether the section's words go with these documents: it shows nothing else."""
    shown = [one.object for one in section.pictures]
    return bool(shown) and not section.things and all(name in named for name in shown)


def _without(section: Section, named: Collection[str]) -> Section:
    return replace(section, pictures=tuple(one for one in section.pictures if one.object not in named))


def picture_named(said: str) -> Picture | None:
    """What a person pasted: the address of a page in the reading room, with or without the part that is seen, an ARK,
    or the bare identifier; None for what is none of these.

    >>> picture_named("https://x.vn/vi/read/b3f7k2m9c?page=4#xywh=10,20,300,400")
    Picture(object='b3f7k2m9c', page=4, region=(10, 20, 300, 400), caption=Words(vi='', en=''))
    """
    said = said.strip()
    if ark := _ARK.search(said):
        return Picture(ark[1], int(ark[2] or 1))
    link = _LINK.search(said)
    if link is None:
        return Picture(said) if re.fullmatch(r"[0-9a-z]{6,12}", said) else None
    page, part = _PAGE.search(said), _XYWH.search(said)
    region = (int(part[1]), int(part[2]), int(part[3]), int(part[4])) if part else None
    return Picture(link[1], max(1, int(page[1])) if page else 1, region if region and region[2] and region[3] else None)


def clipped(region: Region | None, width: int, height: int) -> Region | None:
    """The part of the region that lies on the page; None for the whole."""
    if region is None:
        return None
    x, y = min(region[0], width - 1), min(region[1], height - 1)
    cut = (x, y, max(1, min(region[2], width - x)), max(1, min(region[3], height - y)))
    return None if cut == (0, 0, width, height) else cut


# Editing


def with_section(content: Content, section: Section) -> Content:
    """The section under its key, or at the end if there is none."""
    kept = [section if one.key == section.key else one for one in content.sections]
    if all(one.key != section.key for one in content.sections):
        kept.append(section)
    return replace(content, sections=tuple(kept))


def with_item(content: Content, item: Item) -> Content:
    """At the end; what is there already stays where it is and takes the new note."""
    same = next((one for one in content.items if (one.object, one.thing) == (item.object, item.thing)), None)
    if same is None:
        return replace(content, items=(*content.items, item))
    return replace(content, items=tuple(replace(one, note=item.note) if one is same else one for one in content.items))


def without(content: Content, key: str) -> Content:
    return replace(
        content,
        sections=tuple(one for one in content.sections if one.key != key),
        items=tuple(one for one in content.items if one.key != key),
    )


def moved(content: Content, key: str, by: int) -> Content:
    """One place up (-1) or down (1); at the ends it stays."""
    return replace(
        content, sections=tuple(_moved(content.sections, key, by)), items=tuple(_moved(content.items, key, by))
    )


def _moved(rows: tuple[Any, ...], key: str, by: int) -> list[Any]:
    listed = list(rows)
    at = next((place for place, one in enumerate(listed) if one.key == key), None)
    if at is not None and 0 <= at + by < len(listed):
        listed[at], listed[at + by] = listed[at + by], listed[at]
    return listed


def new_key(content: Content) -> str:
    """Short, for addresses and marks on the page; never one that is there."""
    keys = [one.key[1:] for one in content.sections] + [one.key[1:] for one in content.items]
    used = [int(key) for key in keys if key.isdecimal()]
    return f"s{max(used, default=0) + 1}"


def keys_for(said: Sequence[str]) -> list[str]:
    """The keys as they are, and new ones where there is none or the same for the second time."""
    last = max((int(key[1:]) for key in said if key[1:].isdecimal()), default=0)
    made: list[str] = []
    for key in said:
        if not key or key in made:
            last, key = last + 1, f"s{last + 1}"
        made.append(key)
    return made


def fault(content: Content, *, is_exhibition: bool, known: Iterable[str] = (), things: Iterable[str] = ()) -> str:
    """The code of what keeps it from being published; empty for nothing."""
    if not content.title.vi:
        return "repository.title_needed"
    if is_exhibition and not content.sections:
        return "repository.story_without_sections"
    if set(content.objects) - set(known):
        return "repository.story_names_unknown"
    if set(content.things) - set(things):
        return "repository.story_names_unknown"
    return ""


# Packing


def packed(content: Content) -> dict[str, Any]:
    """As JSON keeps it; what is empty is left out."""
    return _without_empty(
        {
            "title": _words(content.title),
            "lead": _words(content.lead),
            "text": _words(content.text),
            "credits": _words(content.credits),
            "cover": _picture(content.cover) if content.cover else None,
            "sections": [_section(one) for one in content.sections],
            "items": [
                _without_empty({"key": one.key, "object": one.object, "thing": one.thing, "note": _words(one.note)})
                for one in content.items
            ],
        }
    )


def _section(one: Section) -> dict[str, Any]:
    return _without_empty(
        {
            "key": one.key,
            "heading": _words(one.heading),
            "text": _words(one.text),
            "layout": one.layout.value,
            "pictures": [_picture(picture) for picture in one.pictures],
            "things": list(one.things),
            "place": {"latitude": one.spot.latitude, "longitude": one.spot.longitude, "name": one.spot.name}
            if one.spot
            else None,
            "date": {"start": one.moment.start, "end": one.moment.end, "text": one.moment.text} if one.moment else None,
        }
    )


def _picture(one: Picture) -> dict[str, Any]:
    said = {"object": one.object, "page": one.page, "region": list(one.region or ()), "caption": _words(one.caption)}
    return _without_empty(said)


def _words(one: Words) -> dict[str, str]:
    return _without_empty({"vi": one.vi, "en": one.en})


def _without_empty(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def unpacked(said: Mapping[str, Any]) -> Content:
    """The reverse of `packed`."""
    return Content(
        _read_words(said.get("title")),
        _read_words(said.get("lead")),
        _read_words(said.get("text")),
        _read_words(said.get("credits")),
        _read_picture(said["cover"]) if said.get("cover") else None,
        tuple(_read_section(one) for one in said.get("sections", ())),
        tuple(
            Item(one["key"], one.get("object", ""), one.get("thing", ""), _read_words(one.get("note")))
            for one in said.get("items", ())
        ),
    )


def _read_words(said: Mapping[str, str] | None) -> Words:
    return Words(said.get("vi", ""), said.get("en", "")) if said else NOTHING


def _read_picture(said: Mapping[str, Any]) -> Picture:
    x, y, width, height = said.get("region") or (0, 0, 0, 0)
    region = (x, y, width, height) if width else None
    return Picture(said["object"], said.get("page", 1), region, _read_words(said.get("caption")))


def _read_section(said: Mapping[str, Any]) -> Section:
    place, date = said.get("place"), said.get("date")
    return Section(
        said["key"],
        _read_words(said.get("heading")),
        _read_words(said.get("text")),
        Layout(said.get("layout", "side")),
        tuple(_read_picture(one) for one in said.get("pictures", ())),
        tuple(said.get("things", ())),
        Spot(place["latitude"], place["longitude"], place.get("name", "")) if place else None,
        Moment(date["start"], date.get("end"), date.get("text", "")) if date else None,
    )
