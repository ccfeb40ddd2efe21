"""A reader's text to a small tree. Pure; any text is a query, nothing raises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lienthu import text
from lienthu.discovery import analysis
from lienthu.discovery.schema import ALL, FieldKind, field_named

MAX_LENGTH: Final = 400
MAX_WORDS: Final = 24


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    field: str = ALL

    @property
    def is_marked(self) -> bool:
        """Typed with accents: its exact form ranks first."""
        return text.has_marks(self.text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side. With accents they must be exactly these; without, any accents do."""

    words: tuple[str, ...]
    field: str = ALL

    @property
    def is_marked(self) -> bool:
        return any(text.has_marks(word) for word in self.words)


@dataclass(frozen=True, slots=True)
class Key:
    """One identifier, brought to its comparable form."""

    value: str
    field: str


@dataclass(frozen=True, slots=True)
class Years:
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Node, ...]


Node = Word | Phrase | Key | Years | Not | And | Or
EVERYTHING: Final = And(())
_ISBN_WORDS: Final = (Word("ISBN"), Word("isbn"), Word("Isbn"))

_YEAR: Final = r"[12]\d{3}"
_TOKEN: Final = re.compile(
    rf"""
      (?P<quoted>-?["“”„«»](?P<inside>[^"“”„«»]*)["“”„«»]?)
    | (?P<name>[^\W\d_]+(?:[ ]+[^\W\d_]+){{0,3}})[ ]*:(?!//)
    | (?P<isbn>(?:97[89][- ]?)?\d{{1,5}}[- ]?\d{{1,7}}[- ]?\d{{1,7}}[- ]?[\dXx](?![\w-]))
    | (?P<range>(?<![\w-]){_YEAR}[ ]*[-–—][ ]*{_YEAR}(?![\w-]))
    | (?P<compare>[<>]=?[ ]*{_YEAR}(?!\w))
    | (?P<bar>\|)
    | (?P<minus>(?<!\S)-(?=[^\W_]))
    | (?P<word>[^\W_][^\s"“”„«»|:<>]*)
    """,
    re.VERBOSE,
)
# 2010-2012, 2010..2012, 2015-, 2015..: what may follow the name of the field "year".
_SPAN: Final = re.compile(rf"({_YEAR})(?:\.\.|[-–—])({_YEAR})?")
_CLASS: Final = re.compile(r"\d{3}\.\d+")
# A shelf mark as printed on the spine: class and letters, `895.92223 V500NH`, `91(V) NG527Đ`.
_CALL: Final = re.compile(r"\d{1,3}(?:\.\d+)?(?:\([^\W\d_]+\))?[ ]+[^\W\d_]{1,3}\d{2,4}[^\W\d_]{0,3}")
_OPERATORS: Final = {"AND": "and", "VÀ": "and", "OR": "or", "HOẶC": "or", "NOT": "not", "TRỪ": "not"}


def parse(source: str) -> Node:
    """The tree for what a reader typed; `EVERYTHING` when there is nothing to look for."""
    source = text.clean(source[:MAX_LENGTH])
    tree = _Parser(source).tree()
    if _CALL.fullmatch(source):
        return Or((tree, Key(analysis.identifier(text.fold(source)), "call")))
    return tree


def years(low: int | None, high: int | None) -> Years:
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Years(low, high)


class _Parser:
    """Reads left to right; a field name holds until the next one, a quoted text or the end."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.shouting = source.isupper()
        self.nodes: list[Node] = []
        self.field = ALL
        self.negate = False
        self.join = False
        self.words = 0

    def tree(self) -> Node:
        place = 0
        while match := _TOKEN.search(self.source, place):
            place = max(self._take(match), match.start() + 1)
            if self.words >= MAX_WORDS:
                break
        if len(self.nodes) == 1 and not isinstance(self.nodes[0], Not):
            return self.nodes[0]
        return And(tuple(self.nodes))

    def _take(self, match: re.Match[str]) -> int:
        kind = match.lastgroup or ""
        if kind == "inside" or match["quoted"] is not None:
            self._quoted(match)
        elif kind == "name":
            return self._name(match)
        elif kind == "isbn":
            return self._number(match)
        elif kind == "range":
            self._range(match.group())
        elif kind == "compare":
            self._compare(match.group())
        elif kind == "bar":
            self.join = True
        elif kind == "minus":
            self.negate = True
        else:
            self._word(match.group())
        return match.end()

    def _quoted(self, match: re.Match[str]) -> None:
        found = tuple(analysis.tokens(match["inside"]))
        self.negate = self.negate or match.group().startswith("-")
        if self.field != ALL and field_kind(self.field) is FieldKind.KEY:
            self._key(match["inside"])
        elif len(found) == 1:
            self._add(Word(found[0], self.field))
        elif found:
            self._add(Phrase(found[:MAX_WORDS], self.field))
        self.field = ALL

    def _name(self, match: re.Match[str]) -> int:
        """`truyện tác giả: du`: the longest run of words before the colon that names a field."""
        names = match["name"].split()
        for start in range(len(names)):
            field = field_named(" ".join(names[start:]))
            if field is not None:
                for word in names[:start]:
                    self._word(word)
                self.field = field.name
                return match.end()
        self._word(names[0])
        return match.start() + len(names[0])

    def _number(self, match: re.Match[str]) -> int:
        value = analysis.identifier(match.group())
        if self.field in (ALL, "isbn") and analysis.is_isbn(value):
            if self.nodes and self.nodes[-1] in _ISBN_WORDS:  # "ISBN 978…" as it is printed
                self.nodes.pop()
            self._add(Key(analysis.isbn13(value), "isbn"))
            return match.end()
        span = re.compile(rf"{_YEAR}[ ]*[-–—][ ]*{_YEAR}(?![\w-])").match(self.source, match.start())
        if span is not None:
            self._range(span.group())
            return span.end()
        end = match.start()
        while end < len(self.source) and not self.source[end].isspace():
            end += 1
        self._word(self.source[match.start() : end])
        return end

    def _range(self, span: str) -> None:
        low, high = re.findall(_YEAR, span)
        within = years(int(low), int(high))
        if self.field == "year":
            self._add(within)
        elif self.field == ALL:
            # A range is a year of publication or part of a title ("Lịch sử Đảng bộ 1930-1954").
            self._add(Or((within, And((Word(low), Word(high))))))
        else:
            self._add(And((Word(low, self.field), Word(high, self.field))))

    def _compare(self, span: str) -> None:
        year = int(re.findall(_YEAR, span)[0])
        offset = 0 if "=" in span else 1
        self._add(years(year + offset, None) if span[0] == ">" else years(None, year - offset))

    def _word(self, raw: str) -> None:
        operator = None if self.shouting else _OPERATORS.get(raw)
        if operator == "not":
            self.negate = True
        elif operator == "or":
            self.join = True
        elif operator is None:
            self._plain(raw)

    def _plain(self, raw: str) -> None:
        kind = field_kind(self.field)
        span = _SPAN.fullmatch(raw) if kind is FieldKind.YEAR else None
        if kind is FieldKind.YEAR and re.fullmatch(_YEAR, raw):
            self._add(Years(int(raw), int(raw)))
        elif span is not None:
            self._add(years(int(span[1]), int(span[2]) if span[2] else None))
        elif self.field == ALL and _CLASS.fullmatch(raw):
            # A class number is asked for by who reads it from a spine; it may also stand in a title.
            words = Phrase(tuple(analysis.tokens(raw)))
            self._add(Or((words, Key(analysis.identifier(raw), "class"))))
        elif kind is FieldKind.KEY:
            self._key(raw)
        else:
            field = ALL if kind is FieldKind.YEAR else self.field
            found = analysis.tokens(raw)
            if len(found) == 1:
                self._add(Word(found[0], field))
            elif found:
                # 305.899, K-12, ngữ-văn: the parts belong side by side.
                self._add(Phrase(tuple(found[:MAX_WORDS]), field))

    def _key(self, raw: str) -> None:
        value = analysis.identifier(raw) if raw.isascii() else analysis.identifier(text.fold(raw))
        if value:
            self._add(Key(analysis.isbn13(value) if self.field == "isbn" else value, self.field))

    def _add(self, node: Node) -> None:
        self.words += len(node.words) if isinstance(node, Phrase) else 1
        if self.negate:
            self.nodes.append(Not(node))
        elif self.join and self.nodes and not isinstance(self.nodes[-1], Not):
            last = self.nodes.pop()
            self.nodes.append(Or((*last.nodes, node) if isinstance(last, Or) else (last, node)))
        else:
            self.nodes.append(node)
        self.negate = self.join = False


def field_kind(name: str) -> FieldKind:
    found = field_named(name) if name != ALL else None
    return found.kind if found is not None else FieldKind.TEXT


def leaves(node: Node) -> list[Word | Phrase]:
    """The words and phrases that a hit should show, excluded ones left out."""
    if isinstance(node, Word | Phrase):
        return [node]
    if isinstance(node, And | Or):
        return [leaf for child in node.nodes for leaf in leaves(child)]
    return []


def wanted_words(node: Node) -> list[str]:
    """The single words in order of typing."""
    return [word for leaf in leaves(node) for word in ((leaf.text,) if isinstance(leaf, Word) else leaf.words)]


def is_everything(node: Node) -> bool:
    return node == EVERYTHING
