"""What the cells of a row say of its document. A cell that is not understood is told with its column and left out.
Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lienthu.kernel.ids import is_public_id
from lienthu.repository.rights import RIGHTS
from lienthu.repository.rules.access import Level, Restriction
from lienthu.repository.sheets.fields import Column, Field
from lienthu.text import clean, fold

Note = tuple[str, dict[str, Any]]
_TITLE, _DATE, _SOURCE, _NAME, _DESCRIPTION = 500, 60, 300, 500, 20_000
_MOST_NAMES = 200
_SHOWN = 60
_APART = re.compile(r"\s*[;|\n]\s*")
_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)")
_LAST_YEAR = re.compile(r"^\D*(\d{3})\D*$")
_LINK = re.compile(r"(?:^|/)([0-9a-z]{9})/?$")

# fmt: off
_KINDS: Final = {
    "book": ("sach", "book", "tap sach", "sach in", "giao trinh", "luan van", "luan an", "tai lieu", "an pham", "text",
             "tai lieu dia chi", "bai viet", "sach giao khoa", "ky yeu"),
    "newspaper": ("bao", "tap chi", "bao chi", "newspaper", "magazine", "bao tap chi", "ban tin", "noi san", "tap san",
                  "so bao", "an pham dinh ky", "newspaper or magazine", "bao hoac tap chi"),
    "manuscript": ("ban thao", "han nom", "manuscript", "van ban han nom", "sach co", "thu tich co", "viet tay",
                   "thu tay",
                   "sac phong", "gia pha", "ban viet tay", "manuscript or han-nom text", "tu lieu han nom"),
    "map": ("ban do", "map", "so do", "atlas", "ban ve", "hoa do"),
    "photograph": ("anh", "hinh anh", "photo", "photograph", "tranh", "tranh anh", "anh tu lieu", "image", "buu anh",
                   "picture", "photograph or picture", "tranh ve"),
    "document": ("van ban", "cong van", "quyet dinh", "nghi quyet", "bao cao", "ho so", "document", "to trinh",
                 "chi thi",
                 "official document", "van ban hanh chinh", "tai lieu luu tru", "van kien"),
    "audio": ("ghi am", "am thanh", "audio", "sound", "bang ghi am", "sound recording", "bai hat", "am nhac",
              "bang tieng"),
    "video": ("phim", "video", "ghi hinh", "film", "bang hinh", "moving image", "phim tai lieu", "film or video"),
}
_LEVELS: Final = {
    Level.RECORD: ("chi bieu ghi", "chi thong tin", "khong", "khong chia se", "record", "record only", "metadata",
                   "noi bo",
                   "chi thu muc", "chi sieu du lieu", "muc 1", "a", "1", "closed", "dong"),
    Level.READ: ("doc", "doc truc tuyen", "xem", "xem truc tuyen", "read", "read online", "online", "doc toan van",
                 "muc 2",
                 "b", "2", "mo doc"),
    Level.DOWNLOAD: ("tai", "tai ve", "tai xuong", "doc va tai", "doc va tai ve", "download", "read and download", "mo",
                     "toan van", "open", "tu do", "cong khai", "muc 3", "c", "3", "doc va tai xuong"),
    Level.PAID: ("tra phi", "co phi", "thu phi", "paid", "fee", "for a fee", "ban", "muc 4", "d", "4"),
}
_RESTRICTIONS: Final = {
    Restriction.NONE: ("khong", "khong han che", "none", "no", "0", "-", "not restricted", "binh thuong", "thuong"),
    Restriction.CONTENT: ("a", "diem a", "loai a", "noi dung", "content", "class a", "noi dung han che"),
    Restriction.SECRET: ("b", "diem b", "loai b", "mat", "bi mat", "bi mat nha nuoc", "secret", "class b", "toi mat",
                         "tuyet mat"),
    Restriction.RARE: ("c", "diem c", "loai c", "quy hiem", "rare", "class c", "tai lieu quy hiem", "ban goc quy hiem"),
    Restriction.DAMAGED: ("d", "diem d", "loai d", "hu hong", "hu nat", "damaged", "class d", "ban goc hu hong"),
}
_RIGHTS: Final = {
    "PDM": ("cong cong", "thuoc cong chung", "public domain", "het thoi han bao ho", "het ban quyen", "pd"),
    "InC": ("con ban quyen", "con thoi han bao ho", "in copyright", "co ban quyen", "copyright", "duoc bao ho"),
    "CNE": ("chua danh gia", "chua ro", "chua xac dinh", "not evaluated"),
    "UND": ("khong xac dinh duoc", "undetermined", "khong ro"),
    "NKC": ("khong co ban quyen", "no known copyright"),
    "CC0": ("cc0", "cc zero", "cc0 1.0"),
}
_LANGUAGES: Final = {
    "vie": ("tieng viet", "viet", "vi", "vn", "vie", "vietnamese", "viet nam"),
    "eng": ("tieng anh", "anh", "en", "eng", "english"),
    "fre": ("tieng phap", "phap", "fr", "fre", "fra", "french"),
    "chi": ("tieng trung", "trung", "trung quoc", "zh", "chi", "zho", "chinese", "han", "tieng han co", "chu han",
            "han van"),
    "rus": ("tieng nga", "nga", "ru", "rus", "russian"), "lao": ("tieng lao", "lao", "lo"),
    "ger": ("tieng duc", "duc", "de", "ger", "deu", "german"), "jpn": ("tieng nhat", "nhat", "ja", "jpn", "japanese"),
    "kor": ("tieng han quoc", "han quoc", "ko", "kor", "korean"), "khm": ("tieng khmer", "khmer", "km", "khm"),
    "cmo": ("tieng m'nong", "m'nong", "mnong", "tieng mnong", "cmo"), "rad": ("tieng e de", "e de", "ede", "rad",
            "rade"),
    "jra": ("tieng gia rai", "gia rai", "jrai", "jra"), "mul": ("song ngu", "nhieu thu tieng", "mul", "da ngu"),
}
_NOT_SECRET: Final = frozenset({"", "khong", "khong mat", "no", "none", "0", "-", "thuong", "binh thuong", "public",
"khong co"})
_SECRET: Final = re.compile(r"\b(?:tuyet mat|toi mat|mat|bi mat|secret|confidential)\b")
# fmt: on
_KIND_OF: Final = {word: kind for kind, words in _KINDS.items() for word in words}
_LEVEL_OF: Final = {word: level for level, words in _LEVELS.items() for word in words}
_RESTRICTION_OF: Final = {word: one for one, words in _RESTRICTIONS.items() for word in words}
_LANGUAGE_OF: Final = {word: code for code, words in _LANGUAGES.items() for word in words}
_RIGHTS_OF: Final = (
    {word: code for code, words in _RIGHTS.items() for word in words}
    | {fold(code): code for code in RIGHTS}
    | {fold(code).replace("-", " "): code for code in RIGHTS}
    | {one.uri.partition("//")[2].rstrip("/").lower(): code for code, one in RIGHTS.items()}
)


@dataclass(slots=True)
class Said:
    """`values`: fields of `DigitalObject`, and `level` and `restriction` as a proposal. `extra`: head → cell of the
    columns that mean nothing here. `is_secret`: the row itself says that the document is a state secret; then nothing
    else of it is kept."""

    file: str = ""
    folder: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    is_secret: bool = False


def said_by(cells: Mapping[int, str], columns: list[Column]) -> Said:
    found = Said()
    for column in columns:
        cell = cells.get(column.index, "").strip()
        if not cell:
            continue
        if column.field is None:
            found.extra[column.header or column.letter] = cell[:_DESCRIPTION]
        else:
            _READERS[column.field](found, column, cell)
    if found.is_secret:
        return Said(found.file, found.folder, is_secret=True)
    return found


def _told(found: Said, code: str, column: Column, cell: str) -> None:
    found.notes.append((code, {"column": column.letter, "header": column.header[:_SHOWN], "value": cell[:_SHOWN]}))


def _short(found: Said, column: Column, cell: str, most: int) -> str:
    if len(cell) > most:
        _told(found, "repository.cell_cut", column, cell)
    return cell[:most]


def _file(found: Said, column: Column, cell: str) -> None:
    found.file = _short(found, column, cell.replace("\\", "/"), _NAME)


def _folder(found: Said, column: Column, cell: str) -> None:
    found.folder = _short(found, column, cell.replace("\\", "/"), _NAME)


def _title(found: Said, column: Column, cell: str) -> None:
    found.values["title"] = _short(found, column, clean(cell), _TITLE)


def _source(found: Said, column: Column, cell: str) -> None:
    found.values["source"] = _short(found, column, clean(cell), _SOURCE)


def _description(found: Said, column: Column, cell: str) -> None:
    before = found.values.get("description")
    found.values["description"] = _short(found, column, f"{before}\n\n{cell}" if before else cell, _DESCRIPTION)


def _listed(cell: str) -> list[str]:
    """Names apart by semicolons or lines; by commas only where each part could be a name by itself."""
    parts = _APART.split(cell)
    if len(parts) == 1 and "," in cell:
        commas = [part.strip() for part in cell.split(",")]
        if all(len(part.split()) > 1 for part in commas):
            parts = commas
    return [name for name in (clean(part) for part in parts[:_MOST_NAMES]) if name]


def _creators(found: Said, column: Column, cell: str) -> None:
    found.values["creators"] = list(dict.fromkeys([*found.values.get("creators", []), *_listed(cell)]))


def _subjects(found: Said, column: Column, cell: str) -> None:
    parts = _APART.split(cell) if _APART.search(cell) else cell.split(",")
    named = [name for name in (clean(part) for part in parts[:_MOST_NAMES]) if name]
    found.values["subjects"] = list(dict.fromkeys([*found.values.get("subjects", []), *named]))


def _date(found: Said, column: Column, cell: str) -> None:
    found.values["date_text"] = _short(found, column, clean(cell), _DATE)
    years = _YEAR.findall(cell) or _LAST_YEAR.findall(cell)
    if years:
        found.values["year"] = int(years[0])
    else:
        _told(found, "repository.cell_year", column, cell)


def _chosen(name: str, words: Mapping[str, Any], code: str) -> Any:
    def read(found: Said, column: Column, cell: str) -> None:
        value = _looked_up(words, cell)
        if value is None:
            _told(found, code, column, cell)
        else:
            found.values[name] = str(value)

    return read


def _looked_up(words: Mapping[str, Any], cell: str) -> Any:
    key = " ".join(fold(cell).replace("_", " ").split()).strip(" .")
    return words.get(key, words.get(re.sub(r"\s*\(.*\)$", "", key)))


def _rights(found: Said, column: Column, cell: str) -> None:
    key = " ".join(fold(cell).split()).strip(" .")
    address = re.sub(r"^https?://(?:www\.)?", "", cell.strip().lower()).rstrip("/").removesuffix("/deed.vi")
    address = re.sub(r"/(?:deed\.[a-z-]+|legalcode)$", "", address).replace("/page/", "/vocab/")
    code = _RIGHTS_OF.get(key) or _RIGHTS_OF.get(address) or _RIGHTS_OF.get(re.sub(r" ?\d\.\d$", "", key))
    if code is None:
        _told(found, "repository.cell_rights", column, cell)
    else:
        found.values["rights"] = code


def _entry(found: Said, column: Column, cell: str) -> None:
    hit = _LINK.search(cell.strip())
    if hit is None or not is_public_id(hit[1]):
        _told(found, "repository.cell_entry", column, cell)
    else:
        found.values["entry"] = hit[1]


def _restriction(found: Said, column: Column, cell: str) -> None:
    value = _looked_up(_RESTRICTION_OF, cell)
    if value is Restriction.SECRET or (value is None and _names_secret(cell)):
        found.is_secret = True
    elif value is None:
        _told(found, "repository.cell_restriction", column, cell)
    elif value is not Restriction.NONE:
        found.values["restriction"] = str(value)


def _secrecy(found: Said, column: Column, cell: str) -> None:
    """In a column of its own, what is not plainly harmless (`x`, `C`, `Có`) counts."""
    found.is_secret = found.is_secret or not _is_harmless(" ".join(fold(cell).split()).strip(" ."))


def _level(found: Said, column: Column, cell: str) -> None:
    value = _looked_up(_LEVEL_OF, cell)
    if value is not None:
        found.values["level"] = str(value)
    elif _names_secret(cell):
        found.is_secret = True
    else:
        _told(found, "repository.cell_level", column, cell)


def _is_harmless(key: str) -> bool:
    return key in _NOT_SECRET or key.startswith(("khong", "giai mat", "da giai mat"))


def _names_secret(cell: str) -> bool:
    key = " ".join(fold(cell).split()).strip(" .")
    return not _is_harmless(key) and bool(_SECRET.search(key))


_READERS: Final[dict[Field, Any]] = {
    Field.FILE: _file,
    Field.FOLDER: _folder,
    Field.TITLE: _title,
    Field.KIND: _chosen("kind", _KIND_OF, "repository.cell_kind"),
    Field.CREATORS: _creators,
    Field.DATE: _date,
    Field.LANGUAGE: _chosen("language", _LANGUAGE_OF, "repository.cell_language"),
    Field.DESCRIPTION: _description,
    Field.SUBJECTS: _subjects,
    Field.SOURCE: _source,
    Field.RIGHTS: _rights,
    Field.ENTRY: _entry,
    Field.LEVEL: _level,
    Field.RESTRICTION: _restriction,
    Field.SECRECY: _secrecy,
}
