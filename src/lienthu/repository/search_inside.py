"""Search inside one object: an accented query finds exactly, an unaccented one all; hits know their boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lienthu import text
from lienthu.repository.models import DigitalObject, PageText
from lienthu.repository.queries import image_id

MOST = 200
_AROUND = 6
SEARCH = "http://iiif.io/api/search/2/context.json"


@dataclass(frozen=True, slots=True)
class Hit:
    """`box`: x, y, width, height in pixels of the page image."""

    position: int
    page_id: int
    before: str
    match: str
    after: str
    box: tuple[int, int, int, int]


def hits(found: DigitalObject, query: str, most: int = MOST) -> list[Hit]:
    """The words of the query next to each other, in page order."""
    wanted = [core for core in (_core(word) for word in query.split()[:20]) if core]
    if not wanted:
        return []
    result: list[Hit] = []
    rows = PageText.objects.filter(page__object=found).order_by("page__position")
    for position, page_id, whole, lines in rows.values_list("page__position", "page_id", "text", "lines").iterator(200):
        if text.fold(wanted[0].split()[0]) not in text.fold(whole):
            continue
        for hit in _on_page(position, page_id, lines, wanted):
            result.append(hit)
            if len(result) >= most:
                return result
    return result


def _on_page(position: int, page_id: int, lines: list[Any], wanted: list[str]) -> Iterator[Hit]:
    """Across line ends too: the words of a page in reading order."""
    words = [word for line in lines for word in line[4]]
    seen = [_core(word[0]) for word in words]
    asked = wanted
    if not any(text.has_marks(word) for word in wanted):
        asked, seen = [text.fold(word) for word in wanted], [text.fold(word) for word in seen]
    for at in range(len(seen) - len(asked) + 1):
        if seen[at : at + len(asked)] == asked:
            some = words[at : at + len(asked)]
            yield Hit(
                position,
                page_id,
                " ".join(word[0] for word in words[max(0, at - _AROUND) : at]),
                " ".join(word[0] for word in some),
                " ".join(word[0] for word in words[at + len(asked) : at + len(asked) + _AROUND]),
                _box(some[: _same_line(some)]),
            )


def _core(word: str) -> str:
    """Without punctuation around it, in lower case, the tone mark where today's spelling has it."""
    return " ".join(text.modern_tone(part) for part in text.words(word.lower()))


def _same_line(some: list[Any]) -> int:
    """How many of the words stand on the first one's line."""
    for number, word in enumerate(some[1:], 1):
        if word[1] < some[number - 1][1]:
            return number
    return len(some)


def _box(some: list[Any]) -> tuple[int, int, int, int]:
    x, y = min(word[1] for word in some), min(word[2] for word in some)
    right, bottom = max(word[1] + word[3] for word in some), max(word[2] + word[4] for word in some)
    return x, y, right - x, bottom - y


def as_annotations(found: DigitalObject, query: str, base: str) -> dict[str, Any]:
    """The hits as IIIF Content Search 2.0 has them."""
    here = f"{base}/iiif/search/2/{found.public_id}"
    canvas = f"{base}/iiif/presentation/3/{found.public_id}/canvas"
    items = []
    for number, hit in enumerate(hits(found, query), 1):
        x, y, w, h = hit.box
        items.append(
            {
                "id": f"{here}/hit/{image_id(hit.page_id)}/{number}",
                "type": "Annotation",
                "motivation": "highlighting",
                "body": {"type": "TextualBody", "value": hit.match, "format": "text/plain"},
                "target": f"{canvas}/{hit.position}#xywh={x},{y},{w},{h}",
            }
        )
    return {"@context": SEARCH, "id": f"{here}?{urlencode({'q': query})}", "type": "AnnotationPage", "items": items}
