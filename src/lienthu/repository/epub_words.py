"""The words of a chapter as they are read, and marks around those that were looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from lienthu.repository.rules.places import Place, words_in
from lienthu.repository.search_inside import MOST, asked

#: What is not read as text, whatever it holds.
SILENT: Final = frozenset({"script", "style", "head", "iframe", "object", "svg", "math"})
_PHRASES: Final = {"span", "em", "strong", "i", "b", "u", "s", "sub", "sup", "small", "q", "cite", "code", "abbr", "a"}
_RARER: Final = {"img", "ruby", "rt", "rp", "mark", "bdi", "bdo", "del", "ins", "kbd", "var", "samp", "time"}
_INLINE: Final = frozenset(_PHRASES | _RARER)
NAME: Final = "found"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: the text of an element, or what follows it. `start`: its place in the whole."""

    node: Any
    is_tail: bool
    start: int
    text: str


def text_of(body: Any) -> str:
    """Paragraphs on lines of their own."""
    return "\n".join(line for raw in _whole(body)[0].split("\n") if (line := " ".join(raw.split())))


def mark(body: Any, query: str) -> None:
    """The words next to each other, else each of them, as on a page image. Each place can be named in an address:
    `found-1`, `found-2`."""
    wanted = asked(query)
    if not wanted.terms:
        return
    whole, pieces = _whole(body)
    words = words_in(whole, exactly=wanted.exactly)
    found = (list(words.places(wanted.terms)) or list(words.any_of(wanted.terms)))[:MOST]
    ranges = [(number, *_range(place)) for number, place in enumerate(found, 1)]
    named: set[int] = set()
    for piece in pieces:
        ends = piece.start + len(piece.text)
        inside = [(n, a - piece.start, b - piece.start) for n, a, b in ranges if a < ends and b > piece.start]
        for number, made in _wrapped(piece, inside):
            if number not in named:
                named.add(number)
                made.set("id", f"{NAME}-{number}")


def _range(place: Place) -> tuple[int, int]:
    start, _, length, _ = place.boxes[0]
    return start, start + length


def _whole(body: Any) -> tuple[str, list[Piece]]:
    pieces: list[Piece] = []
    written: list[str] = []
    at = 0
    for node, is_tail, text in _runs(body):
        if node is not None:
            pieces.append(Piece(node, is_tail, at, text))
        written.append(text)
        at += len(text)
    return "".join(written), pieces


def _runs(element: Any) -> Iterator[tuple[Any, bool, str]]:
    """Texts in reading order; line ends where a block begins and ends belong to no element."""
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if name and name not in SILENT:
        edge = "" if name in _INLINE else "\n"
        yield None, False, edge
        if element.text:
            yield element, False, element.text
        for child in element:
            yield from _runs(child)
            if child.tail:
                yield child, True, child.tail
        yield None, False, edge


def _wrapped(piece: Piece, inside: list[tuple[int, int, int]]) -> list[tuple[int, Any]]:
    """Puts marks into a run of text, each under the number of what was found."""
    made: list[tuple[int, Any]] = []
    at = 0
    for number, start, end in inside:
        start, end = max(at, start), min(len(piece.text), end)
        if start < end:
            _follow(piece, made, piece.text[at:start])
            one = etree.Element("{http://www.w3.org/1999/xhtml}mark")
            one.text, at = piece.text[start:end], end
            made.append((number, one))
    if made:
        made[-1][1].tail = piece.text[at:]
        parent = piece.node.getparent() if piece.is_tail else piece.node
        place = parent.index(piece.node) + 1 if piece.is_tail else 0
        for further, (_, one) in enumerate(made):
            parent.insert(place + further, one)
    return made


def _follow(piece: Piece, made: list[tuple[int, Any]], text: str) -> None:
    """The text behind the last mark, or before the first one."""
    if made:
        made[-1][1].tail = text
    elif piece.is_tail:
        piece.node.tail = text
    else:
        piece.node.text = text
