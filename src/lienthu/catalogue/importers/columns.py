"""Recognises the header rows and the meaning of each column of one sheet from its first rows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from lienthu.catalogue.importers import joined, lost_zeros, shapes
from lienthu.catalogue.importers.learning import learn_cells, likely_code
from lienthu.catalogue.importers.targets import AMBIGUOUS, BY_SPELLING, REPEATABLE, Target
from lienthu.text import fold, repair

LOOK_AT = 200  # rows of a sheet that are looked at
_HEADER_WITHIN = 40
_LEAST_LINES = 8  # of a list without a head

Row = Sequence[str]


@dataclass(slots=True)
class Column:
    index: int
    header: str
    target: Target
    confidence: float
    samples: list[str] = field(default_factory=list)
    #: What the base itself calls the field of this tag.
    name: str = ""
    #: How many digits its numbers have, as a person said; 0: as they stand.
    digits: int = 0


@dataclass(slots=True)
class Layout:
    """How one sheet is read. Row numbers count from 0; `header_end` is the first row after the header."""

    header_start: int
    header_end: int
    columns: list[Column]
    warnings: list[str] = field(default_factory=list)
    sheet: str = ""
    offset: int = 0
    #: The legacy code that the sheet's texts are in, and whether they are its bytes (a CSV that is no UTF-8).
    hint: str = ""
    are_bytes: bool = False
    #: All of a book stands in one cell; the columns are its parts.
    joined: joined.Joined | None = None

    def cells_of(self, row: Row) -> Row:
        return row if self.joined is None else self.joined.cells(row)

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    @property
    def signature(self) -> str:
        """The same for two sheets with the same headers in the same order."""
        joined = "\x1f".join(header_key(header) for header in self.headers)
        return hashlib.sha256(joined.encode()).hexdigest()[:24]

    @property
    def targets(self) -> list[Target]:
        return [column.target for column in self.columns]

    @property
    def has_title(self) -> bool:
        return any(column.target in TITLES for column in self.columns)


TITLES = frozenset({Target.TITLE, Target.TITLE_AUTHOR, Target.AUTHOR_TITLE})


def column_letter(index: int) -> str:
    """0 → A, 26 → AA, as spreadsheet programs name columns."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


_LONGEST_HEADER = 200


def header_key(text: str) -> str:
    """A header as it is compared: repaired, folded, without brackets and marks. Nothing for longer texts."""
    if len(text) > _LONGEST_HEADER:
        return ""
    folded = fold(repair(text).text if not text.isascii() else text)
    folded = re.sub(r"\(.*?\)|\[.*?]|[*:?\"“”_]", " ", folded)
    return " ".join(folded.split()).strip(" .-/,")


def match_header(text: str, values: Sequence[str] = ()) -> tuple[Target, float] | None:
    """The meaning that a header names; `values` of the column settle the ambiguous ones."""
    key = header_key(text)
    if not key or len(key) > 60:
        return None
    if key in AMBIGUOUS:
        options = AMBIGUOUS[key]
        best = max(options, key=lambda target: (round(shapes.share(target, values), 1), -options.index(target)))
        return best, 0.8
    if key in BY_SPELLING:
        return BY_SPELLING[key], 0.95
    bare = re.sub(r"[.,/\-]+", " ", key)
    bare = " ".join(bare.split())
    if bare in BY_SPELLING:
        return BY_SPELLING[bare], 0.9
    if (compound := _compound(key)) is not None:
        return compound, 0.85
    inside = [
        spelling
        for spelling in BY_SPELLING
        if len(spelling) >= 5 and re.search(rf"(?<![a-z0-9]){re.escape(spelling)}(?![a-z0-9])", bare)
    ]
    if inside and len(bare) <= 45:
        return BY_SPELLING[max(inside, key=len)], 0.75
    if len(bare) >= 5:
        near = process.extractOne(bare, BY_SPELLING.keys(), scorer=fuzz.ratio, score_cutoff=86)
        if near:
            return BY_SPELLING[near[0]], 0.65
    return None


_PARTS = re.compile(r"\s*[,/;+&]\s*|\s+-\s+|\s+va\s+")
_IMPRINT_PARTS = frozenset({Target.PUBLISHER, Target.PLACE, Target.YEAR})
_PEOPLE = frozenset({Target.AUTHOR, Target.EDITOR, Target.TRANSLATOR})


def _compound(key: str) -> Target | None:
    """`NXB, năm`, `Tác giả / chủ biên`, `Tác giả - Tên sách`: the meaning that several names in one head have."""
    parts = [BY_SPELLING.get(part) for part in _PARTS.split(key) if part]
    named = {part for part in parts if part}
    if len(parts) < 2 or None in parts:
        return None
    if len(named) == 1:
        return parts[0]
    if named <= _IMPRINT_PARTS:
        return Target.IMPRINT
    if named <= _PEOPLE:
        return Target.AUTHOR
    if named == {Target.TITLE, Target.AUTHOR}:
        return Target.TITLE_AUTHOR if parts[0] is Target.TITLE else Target.AUTHOR_TITLE
    return None


def recognise(rows: Sequence[Row]) -> Layout | None:
    """None when the rows hold nothing that looks like a list."""
    rows = rows[:LOOK_AT]
    one_cell = joined.find(rows)
    rows = [one_cell.cells(row) if any(row) else row for row in rows] if one_cell is not None else rows
    width = max((len(row) for row in rows), default=0)
    if not width:
        return None
    start, end = _find_header(rows)
    # A short head in a legacy font (`Líp` for `Lớp`) can be read only with its neighbours.
    if code := learn_cells(rows) or likely_code(rows[start:end]):
        rows = [[repair(cell, code).text for cell in row] for row in rows[:end]] + list(rows[end:])
        start, end = _find_header(rows)
    headers = _joined_headers(rows[start:end], width)
    body = [row for row in rows[end:] if any(row)]
    columns = [_column(index, headers[index], _values(body, index)) for index in range(width)]
    while columns and not columns[-1].header and not columns[-1].samples:
        columns.pop()
    if not columns:
        return None
    layout = Layout(start, end, columns, joined=one_cell)
    _claim_title(layout, body)
    _settle_numbers(layout, body)
    _settle_doubles(layout)
    _warn(layout, body)
    return layout


def apply(layout: Layout, targets: dict[int, Target], digits: Mapping[int, int] | None = None) -> Layout:
    """The layout as a person corrected it. `digits`: column → how many its numbers have."""
    for column in layout.columns:
        if column.index in targets:
            column.target, column.confidence = targets[column.index], 1.0
        column.digits = (digits or {}).get(column.index, 0) if column.target in lost_zeros.MEANINGS else 0
    layout.warnings = [] if layout.has_title else ["no_title_column"]
    return layout


def _find_header(rows: Sequence[Row]) -> tuple[int, int]:
    scores = {number: score for number, row in enumerate(rows[:_HEADER_WITHIN]) if (score := _head_score(row))}
    best = _first_head(rows, scores)
    if best < 0:
        best = next((number for number, row in enumerate(rows[:_HEADER_WITHIN]) if _names_title(row)), -1)
    if best < 0:
        best = _lone_title(rows)
    if best < 0:
        return _first_wide_row(rows)
    end = best + 1
    if end < len(rows) and _is_sub_header(rows[best], rows[end]):
        end += 1
    start = best
    above = rows[start - 1] if start else []
    if len([cell for cell in above if cell]) >= 3 and (
        _is_sub_header(above, rows[start]) or _is_upper_half(above, rows[start])
    ):
        start -= 1
    if end < len(rows) and is_column_numbers(rows[end]):
        end += 1
    return start, end


def _lone_title(rows: Sequence[Row]) -> int:
    """The head of a list of titles and nothing else; -1 without one."""
    widths = [sum(map(bool, row)) for row in rows if any(row)]
    if not widths or max(widths) > 2:
        return -1
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        hits = [match_header(cell) for cell in row if cell]
        if len(hits) == 1 and hits[0] and hits[0][0] in TITLES and hits[0][1] >= 0.9:
            return number
    return -1


def is_list_of_titles(lines: Sequence[str]) -> bool:
    """Lines of text with the name of such a column on top, or many short ones that do not end as sentences do."""
    named = _lone_title([[line] for line in lines])
    if 0 <= named < len(lines) - 1:
        return True
    short = sum(1 for line in lines if 3 <= len(line) <= 150 and line[-1] not in ".,;:" and any(map(str.isalpha, line)))
    return len(lines) >= _LEAST_LINES and short >= 0.9 * len(lines)


def _head_score(row: Row) -> float:
    """A head names several different things and is made of names only; 0 for another row."""
    filled = [cell for cell in row if cell]
    hits = [match_header(cell) for cell in filled]
    known = {hit[0] for hit in hits if hit}
    if len(known) < 2 or len(known) < 0.4 * len(filled):
        return 0
    return sum(max(hit[1] for hit in hits if hit and hit[0] is target) for target in known)


def _first_head(rows: Sequence[Row], scores: dict[int, float]) -> int:
    """Of the rows that look like a head the first: a list repeats its own, perhaps in other words."""
    if not scores:
        return -1
    best = max(scores, key=lambda number: scores[number])
    names = [header_key(cell) for cell in rows[best]]
    for number, score in scores.items():
        if number >= best:
            break
        if has_same_names(names, rows[number]) or (score >= 0.5 * scores[best] and _names_title(rows[number])):
            # The lower line of a head of two lines says more.
            while scores.get(number + 1, 0) > scores[number]:
                number += 1
            return number
    return best


def has_same_names(keys: Sequence[str], row: Row) -> bool:
    """Most cells of the row are those of the head with these keys."""
    filled = [index for index, cell in enumerate(row) if cell]
    same, others = 0, len(filled)
    for index in filled:
        # Most rows are no heads and differ from the first cell on: folding all of them is what a large sheet costs.
        if same + others < 0.6 * len(filled):
            return False
        others -= 1
        same += index < len(keys) and keys[index] != "" and header_key(row[index]) == keys[index]
    return same >= 2 and same >= 0.6 * len(filled)


def _names_title(row: Row) -> bool:
    """A head whose only known name is the title's: short names, no numbers."""
    filled = [cell for cell in row if cell]
    if len(filled) < 3 or any(len(cell) > 40 or cell[0].isdigit() for cell in filled):
        return False
    hits = [hit for cell in filled if (hit := match_header(cell))]
    return any(target in TITLES and sure >= 0.9 for target, sure in hits)


def _first_wide_row(rows: Sequence[Row]) -> tuple[int, int]:
    """Without a header the list starts at the first row that is about as wide as most."""
    widths = sorted(sum(1 for cell in row if cell) for row in rows if any(row))
    typical = widths[len(widths) // 2] if widths else 1
    for number, row in enumerate(rows):
        if sum(1 for cell in row if cell) >= max(1, 0.7 * typical):
            return number, number
    return 0, 0


def _is_sub_header(upper: Row, lower: Row) -> bool:
    """True for a second header line: it names parts under a wide upper cell (`Xuất bản` over `Nơi`, `Nhà`, `Năm`)."""
    filled = [(index, cell) for index, cell in enumerate(lower) if cell]
    if not filled or any(re.search(r"\d{2}", cell) for _index, cell in filled):
        return False
    known = sum(1 for _index, cell in filled if match_header(cell))
    under_gap = sum(1 for index, _cell in filled if index >= len(upper) or not upper[index] or _spread(upper, index))
    return known >= 1 and under_gap >= 0.5 * len(filled) and known + under_gap >= len(filled)


def _is_upper_half(upper: Row, lower: Row) -> bool:
    """Heads that are merged over both lines stand in both of them."""
    same = sum(1 for one, two in zip(upper, lower, strict=False) if one and one == two)
    return same >= 2


def _spread(row: Row, index: int) -> bool:
    """A merged cell stands in each column it covers, so its text repeats beside it."""
    beside = [row[near] for near in (index - 1, index + 1) if 0 <= near < len(row)]
    return row[index] in beside


def is_column_numbers(row: Row) -> bool:
    """`(1) (2) (3)` or `1 2 3` (or A B C) under the header of an official form."""
    filled = [cell.strip("() .").removesuffix(".0") for cell in row if cell]
    if len(filled) < 3:
        return False
    numbers = [str(number) for number in range(1, len(filled) + 1)]
    letters = [chr(ord("A") + number) for number in range(min(len(filled), 26))]
    return filled in (numbers, letters)


def _joined_headers(rows: Sequence[Row], width: int) -> list[str]:
    headers = []
    for index in range(width):
        parts = [row[index].strip() for row in rows if index < len(row) and row[index] and not is_column_numbers(row)]
        if len(parts) > 1 and match_header(parts[-1]):
            # The part's own name says more, unless it needs the upper one (`Xuất bản` / `Năm`).
            whole = match_header(" ".join(parts))
            own = match_header(parts[-1])
            parts = parts[-1:] if not whole or (own and own[1] >= whole[1]) else parts
        headers.append(" ".join(dict.fromkeys(parts)))
    return headers


def _values(body: Sequence[Row], index: int) -> list[str]:
    found = (row[index] for row in body if index < len(row) and row[index])
    return [value if value.isascii() else repair(value).text for value in found]


def _column(index: int, header: str, values: list[str]) -> Column:
    samples = values[:3]
    named = match_header(header, values)
    if named is None:
        guess = shapes.by_content(values)
        if guess is None:
            return Column(index, header, Target.IGNORE, 0.3 if values else 1.0, samples)
        if guess[0] in (Target.PUBLISHER, Target.PLACE) and shapes.has_year_inside(values):
            guess = Target.IMPRINT, guess[1]
        return Column(index, header, guess[0], guess[1] * (0.8 if header else 1.0), samples)
    target, confidence = named
    if (
        target in TITLES
        and confidence < 0.9
        and len(values) > 1
        and not any(any(map(str.isalpha, value)) for value in values)
    ):
        return Column(index, header, Target.IGNORE, 0.3, samples)  # a number of titles (`Số đầu sách`), no title
    if (target in (Target.PUBLISHER, Target.PLACE) and shapes.has_year_inside(values)) or (
        target is Target.YEAR and shapes.share(Target.YEAR, values) < 0.3 and shapes.has_year_inside(values)
    ):
        target = Target.IMPRINT
    elif target is Target.QUANTITY and shapes.is_serial(values) and len(values) > 5:
        confidence -= 0.2
    fits = shapes.share(target, values)
    if fits < 0.3 and target not in (Target.LOCATION, Target.AUTHOR, Target.PUBLISHER, Target.PLACE, Target.LANGUAGE):
        confidence -= 0.3
    return Column(index, header, target, round(confidence, 2), samples)


def _claim_title(layout: Layout, body: Sequence[Row]) -> None:
    """Without a named title column, the unclaimed column with the longest texts is it."""
    if layout.has_title or (layout.header_start == layout.header_end and not _speaks_of_books(layout, body)):
        return
    free = [
        (sum(map(len, values)) / len(values), column)
        for column in layout.columns
        if column.confidence < 0.6 and column.target in (Target.IGNORE, Target.AUTHOR, Target.PUBLISHER)
        if shapes.is_title_like(values := _values(body, column.index))
    ]
    if free:
        column = max(free, key=lambda pair: pair[0])[1]
        values = _values(body, column.index)
        both = sum(" / " in value for value in values) >= 0.7 * len(values)
        column.target, column.confidence = Target.TITLE_AUTHOR if both else Target.TITLE, 0.5


def _speaks_of_books(layout: Layout, body: Sequence[Row]) -> bool:
    """Without a head, something beside the titles must be known by its shape: a letter has commas in its lines too."""
    filled = sum(1 for column in layout.columns if column.samples)
    known = any(column.target is not Target.IGNORE and column.samples for column in layout.columns)
    return known and filled >= 2 and len(body) >= 2


_CODES = frozenset({"ma", "ma so", "ma sach", "ma tl", "ma tai lieu"})
_OF_COPY = re.compile(r"dkcb|ca biet|ma vach|barcode|accession|copy|dang ky|dang ki|so dk")


def _settle_numbers(layout: Layout, body: Sequence[Row]) -> None:
    """Beside the copies' numbers a code that names each title (`Mã sách`) is the number of the record."""
    columns = [
        column
        for column in layout.columns
        if column.samples
        and (
            column.target is Target.ACCESSION
            or (column.target is Target.CALL_NUMBER and header_key(column.header) in _CODES)
        )
    ]
    of_copies = [column for column in columns if _OF_COPY.search(header_key(column.header))]
    if not of_copies or Target.CONTROL_NO in layout.targets:
        return
    for column in columns:
        values = _values(body, column.index)
        if column in of_copies or not any(map(str.isdigit, values[0])):
            continue
        if len(set(values)) >= 0.9 * len(values):
            column.target = Target.CONTROL_NO
            return


def _settle_doubles(layout: Layout) -> None:
    """Two columns of one meaning: the surer one has it. A head nobody knows (`Người tặng`) names no second author."""
    if any(column.target is Target.AUTHOR and column.confidence >= 0.75 for column in layout.columns):
        for column in layout.columns:
            if column.target is Target.AUTHOR and column.header and column.confidence < 0.6:
                column.target, column.confidence = Target.IGNORE, 0.3
    for target in {column.target for column in layout.columns} - REPEATABLE:
        same = [column for column in layout.columns if column.target is target]
        if len(same) > 1:
            keep = max(same, key=lambda column: (column.confidence, bool(column.samples), -column.index))
            for column in same:
                if column is not keep:
                    column.target, column.confidence = Target.IGNORE, 0.3
                    layout.warnings.append("double_column")
    # One combined column is enough to hold title and author; a separate author then only adds names.


def _warn(layout: Layout, body: Sequence[Row]) -> None:
    if not layout.has_title:
        layout.warnings.append("no_title_column")
    if layout.header_start == layout.header_end:
        layout.warnings.append("no_header_row")
    if any(0 < column.confidence < 0.6 and column.samples for column in layout.columns):
        layout.warnings.append("unsure_columns")
    if not body:
        layout.warnings.append("no_rows")
    layout.warnings = list(dict.fromkeys(layout.warnings))
