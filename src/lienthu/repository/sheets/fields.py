"""What a column of a metadata sheet can mean, and the heads that say so: with or without marks, in Vietnamese or
English, Dublin Core or the words of a catalogue. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz, process

from lienthu.catalogue.importers.columns import column_letter, header_key, is_column_numbers
from lienthu.catalogue.importers.targets import SPELLINGS, Target
from lienthu.text import fold

Row = Sequence[str]
#: A head stands within so many rows; what a column's cells look like is seen in so many.
HEAD_WITHIN: Final = 40
_LOOK_AT: Final = 200
_SHORTEST_PART, _SHORTEST_NEAR, _LONGEST = 5, 5, 60
_NEAR: Final = 88
_SAME_NAMES: Final = 0.5


class Field(StrEnum):
    FILE = "file"
    FOLDER = "folder"
    TITLE = "title"
    KIND = "kind"
    CREATORS = "creators"
    DATE = "date"
    LANGUAGE = "language"
    DESCRIPTION = "description"
    SUBJECTS = "subjects"
    SOURCE = "source"
    RIGHTS = "rights"
    ENTRY = "entry"
    LEVEL = "level"
    RESTRICTION = "restriction"
    SECRECY = "secrecy"


#: More than one column may say these; what they say is put together.
REPEATABLE: Final = frozenset({Field.CREATORS, Field.SUBJECTS, Field.DESCRIPTION})

# fmt: off
_OWN: Final[dict[Field, tuple[str, ...]]] = {
    Field.FILE: (
        "tep", "ten tep", "ten tep tin", "tep tin", "tap tin", "ten tap tin", "file", "ten file", "file name",
        "filename",
        "filenames", "files", "cac tep", "duong dan", "duong dan tep", "path", "file path", "tep so", "ten tep so",
        "image",
        "file anh", "ten anh", "anh", "tep dinh kem", "tep tai lieu", "identifier file", "ten file so hoa",
        "file so hoa",
        "object", "ma tep", "file pdf", "ten file pdf", "tep pdf",
    ),
    Field.FOLDER: (
        "thu muc", "ten thu muc", "folder", "folder name", "directory", "dir", "thu muc chua", "thu muc tep", "goi",
        "tui", "bag", "ten goi", "duong dan thu muc", "thu muc anh", "folders", "item folder",
    ),
    Field.TITLE: ("ten tai lieu so", "trich yeu", "trich yeu noi dung", "ten van ban", "ten ban do", "ten anh tu lieu",
                  "ten ho so", "nhan de tai lieu so"),
    Field.KIND: ("kind", "kieu tai lieu", "loai tu lieu", "dang", "document type", "resource type", "loai van ban",
                 "kieu"),
    Field.CREATORS: ("nguoi tao", "nguoi chup", "co quan ban hanh", "nguoi ve", "nhiep anh", "contributor", "creators",
                     "dong gop", "don vi ban hanh", "nguoi tao lap", "chu the"),
    Field.DATE: ("date", "ngay ban hanh", "thoi gian", "nien dai", "ngay", "created", "issued", "ngay thang nam",
                 "nam sang tac",
                 "nam chup", "ngay chup", "thoi diem", "nam ban hanh", "ngay thang van ban", "nam san xuat"),
    Field.LANGUAGE: (),
    Field.DESCRIPTION: ("mo ta noi dung", "dien giai", "chu giai", "thuyet minh"),
    Field.SUBJECTS: ("chu de noi dung", "dia danh", "coverage", "nhan vat", "de muc", "tu khoa chu de", "place"),
    Field.SOURCE: ("nguon", "nguon goc", "noi luu tru ban goc", "ban goc", "noi giu ban goc", "xuat xu", "source",
                   "provenance",
                   "noi luu ban goc", "noi giu", "ky hieu luu tru", "ho so goc"),
    Field.RIGHTS: ("ban quyen", "quyen tac gia", "giay phep", "quyen", "rights", "license", "licence",
                   "tinh trang quyen",
                   "tinh trang ban quyen", "rights statement", "quyen so huu", "tuyen bo quyen"),
    Field.ENTRY: ("ma bieu ghi", "bieu ghi", "ma bieu ghi lien hop", "ma lien thu", "union entry", "entry", "relation",
                  "bieu ghi muc luc", "muc luc lien hop"),
    Field.LEVEL: ("muc chia se", "muc do chia se", "cap chia se", "che do khai thac", "muc khai thac", "quyen truy cap",
                  "muc truy cap", "sharing", "sharing level", "access", "access level", "chia se", "che do truy cap",
                  "che do su dung", "quyen doc", "quyen khai thac"),
    Field.RESTRICTION: ("loai han che", "han che", "han che su dung", "dien han che", "restriction", "legal class",
                        "tai lieu han che", "diem han che"),
    Field.SECRECY: ("mat", "bi mat nha nuoc", "dau mat", "classified", "security", "do mat nha nuoc"),
}
_FROM_CATALOGUE: Final = {
    Field.TITLE: (Target.TITLE,), Field.KIND: (Target.KIND,), Field.CREATORS: (Target.AUTHOR, Target.EDITOR),
    Field.DATE: (Target.YEAR, ), Field.LANGUAGE: (Target.LANGUAGE,), Field.DESCRIPTION: (Target.SUMMARY,),
    Field.SUBJECTS: (Target.SUBJECT, Target.KEYWORD), Field.SECRECY: (Target.SECRECY,),
}
# fmt: on


def _spelled() -> dict[str, Field]:
    found = {spelling: one for one, targets in _FROM_CATALOGUE.items() for to in targets for spelling in SPELLINGS[to]}
    return found | {spelling: one for one, spellings in _OWN.items() for spelling in spellings}


BY_SPELLING: Final = _spelled()
_PREFIX = re.compile(r"^(?:dc|dcterms|mods)[. ]+")
#: A name that has to stand alone: inside another head it says nothing (`Số tệp`, `Dung lượng file`).
_ONLY_WHOLE: Final = frozenset({Field.FILE, Field.FOLDER, Field.SECRECY, Field.ENTRY})
_NOT_NAMES = re.compile(
    r"\b(?:so luong|so tep|dung luong|dinh dang|kich thuoc|size|format|count|checksum|sha|md5|stt)\b"
)


def meaning(head: str) -> tuple[Field, float] | None:
    """The field that a head names, and how sure that is."""
    key = _PREFIX.sub("", header_key(head))
    if not key or len(key) > _LONGEST or _NOT_NAMES.search(key):
        return None
    for plain, sure in ((key, 1.0), (" ".join(re.sub(r"[.,/\-]+", " ", key).split()), 0.95)):
        if plain in BY_SPELLING:
            return BY_SPELLING[plain], sure
    parts = [BY_SPELLING.get(part.strip()) for part in re.split(r"[,/;+&]| va | - ", key)]
    if len(parts) > 1 and parts[0] is not None and set(parts) == {parts[0]}:
        return parts[0], 0.9
    inside = [
        spelling
        for spelling, one in BY_SPELLING.items()
        if len(spelling) >= _SHORTEST_PART and f" {spelling} " in f" {key} " and one not in _ONLY_WHOLE
    ]
    if inside:
        return BY_SPELLING[max(inside, key=len)], 0.75
    near = process.extractOne(key, BY_SPELLING.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return (BY_SPELLING[near[0]], 0.65) if near and len(key) >= _SHORTEST_NEAR else None


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is None for one whose cells are kept as they are. `twice`: an earlier column says the same."""

    index: int
    header: str
    field: Field | None
    twice: bool = False

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(slots=True)
class Head:
    """`start` is the head's row, `end` the first row of data; both from 0."""

    start: int
    end: int
    columns: list[Column] = field(default_factory=list)

    @property
    def names_files(self) -> bool:
        return any(column.field in (Field.FILE, Field.FOLDER) for column in self.columns)


def find_head(rows: Sequence[Row], names: Collection[str] = ()) -> Head | None:
    """The row that names most fields. `names`: folded names of the files and folders there are; a column whose cells
    are mostly such names holds them, whatever its head says. None where no row is a head."""
    scored = [(_score(row), -number) for number, row in enumerate(rows[:HEAD_WITHIN])]
    if not scored or (best := max(scored))[0] <= 0:
        return None
    start = -best[1]
    end = start + 1
    while end < len(rows) and (is_column_numbers(rows[end]) or not any(rows[end])):
        end += 1
    found = Head(start, end)
    known: dict[Field, float] = {}
    hits = {index: meaning(cell) for index, cell in enumerate(rows[start]) if cell.strip()}
    for index, hit in sorted(hits.items(), key=lambda pair: -(pair[1][1] if pair[1] else 0)):
        one = hit[0] if hit else None
        twice = one is not None and one in known and one not in REPEATABLE
        if one is not None:
            known.setdefault(one, hit[1] if hit else 0)
        found.columns.append(Column(index, rows[start][index].strip(), None if twice else one, twice))
    found.columns.sort(key=lambda column: column.index)
    if not found.names_files:
        _claim_names(found, rows, {fold(name) for name in names})
    return found


def _score(row: Row) -> float:
    """A head names at least two different fields, or one of files or folders."""
    hits = [hit for cell in row if cell and len(cell) <= _LONGEST and (hit := meaning(cell))]
    different = {one for one, _sure in hits}
    if len(different) < 2 and not different & {Field.FILE, Field.FOLDER}:
        return 0
    if any(re.fullmatch(r"[^\s]+\.[A-Za-z0-9]{2,4}", cell.strip()) for cell in row):  # the name of a file: data
        return 0
    return sum(max(sure for other, sure in hits if other is one) for one in different)


def _claim_names(found: Head, rows: Sequence[Row], names: Collection[str]) -> None:
    if not names:
        return
    best, share = -1, 0.0
    for number, column in enumerate(found.columns):
        cells = [row[column.index] for row in rows[found.end : found.end + _LOOK_AT] if column.index < len(row)]
        filled = [cell for cell in cells if cell]
        same = sum(fold(cell).strip("/ ") in names for cell in filled) / max(1, len(filled))
        if same > share:
            best, share = number, same
    if share >= _SAME_NAMES:
        column = found.columns[best]
        found.columns[best] = Column(column.index, column.header, Field.FILE)


def repeats(found: Head, row: Row) -> bool:
    """The head again, as printed lists have it on every page."""
    same = sum(
        1 for column in found.columns if column.index < len(row) and fold(row[column.index]) == fold(column.header)
    )
    return same >= 2 and same >= len([cell for cell in row if cell]) * 0.6
