"""Holdings and items in a bibliographic record: which convention a record follows is told by its content.

koha      952 $p barcode, $a/$b branches, $c location, $o call number, $i accession no.
evergreen 852 $b library, $c location, $j call number, $p barcode
sirsi     999 or 949 $a call number, $i barcode, $l location, $m library, $t type
aleph     940 (Duke) $b library, $c location, $h call number, $p barcode
sierra    999 $i item number, $b barcode, $l location, $q call number with `|a`
alma      ITM / 876 / 955 … $a barcode, $b library, $c location beside 852 or HOL
vn        852 $a library, $b store, $j accession no. (some sites swap $a and $b); 928 shelf ranges
marc      852 as in MARC 21 Holdings: $a $b place, $c shelf, $h $i class and item, $p piece
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lienthu.marc.fields import trim
from lienthu.marc.record import Field, Record
from lienthu.marc.shelfmarks import Doubt, expand, store_of


class ItemDraft(NamedTuple):
    """One copy as the record tells it; `raw` is the field it came from, `faults` what of it is in doubt."""

    library: str = ""
    location: str = ""
    call_number: str = ""
    accession_no: str = ""
    status: str = ""
    price: str = ""
    barcode: str = ""
    copy: str = ""
    kind: str = ""
    note: str = ""
    raw: str = ""
    faults: tuple[Doubt, ...] = ()


Reader = Callable[[Record], list[ItemDraft]]

_ACCESSION = re.compile(r"^[A-ZĐa-zđ]{0,5}[-. ]?[A-ZĐ0-9]{0,4}[/. ]?[0-9]{3,}|^[0-9]{1,6}/(?:19|20)[0-9]{2}$")
#: Koha's own columns, what says most first: a lost copy is lost, whatever else was ticked. 5 is restricted use.
_STATUS = {"0": "withdrawn", "1": "lost", "q": "on_loan", "4": "damaged", "7": "not_for_loan", "5": "not_for_loan"}
#: Values of Koha's default lists that mean something else than their subfield says.
_STATUS_VALUES = {("1", "4"): "missing", ("7", "-1"): "on_order"}
# A library's or store's name against a store's code: `Thư viện …`, `TVT`; `Kho mượn`, `VV-M2`.
_LIBRARY_NAME = re.compile(r"th[ưu] vi[ệe]n|^tv|library|trung t[âa]m|tr[ưu][ờo]ng", re.IGNORECASE)
_STORE_NAME = re.compile(r"^kho|ph[òo]ng|t[ủu] s[áa]ch|k[ệe]|shel|stack", re.IGNORECASE)


def raw_text(one: Field) -> str:
    body = one.value if one.subfields is None else "".join(f"${code}{text}" for code, text in one.subfields)
    return f"{one.tag} {body}"


def profile_of(record: Record) -> str:
    """The convention this record follows; `vn` when nothing speaks for another."""
    tags: dict[str, set[str]] = {}
    for one in record.fields:
        if one.tag in _WITNESSES:
            tags.setdefault(one.tag, set()).update(code for code, _ in one.subfields or ())
    koha = tags.get("952", set())
    # Without one of these, 952 with $a and $p is a note of cooperative cataloguing (`$d URI $h Full $p PCC`).
    if ({"a", "p"} <= koha and koha & set("coy7")) or {"b", "o"} <= tags.get("952", set()):
        return "koha"
    if {"b", "h", "p"} <= tags.get("940", set()):
        return "aleph"
    for tag in ("999", "949"):
        if {"a", "i"} <= tags.get(tag, set()) and any(map(_is_sirsi, record.all(tag))):
            return "sirsi"
    if {"b", "i", "l", "o"} <= tags.get("999", set()):
        return "sierra"
    if tags.get("ITM") or tags.get("HOL", set()) & {"M", "p"} or (tags.get("876") and "p" in tags["876"]):
        return "alma"
    codes = tags.get("852", set())
    if "j" in codes:
        if {"b", "p"} <= codes or any(len(one.values("b")) > 1 for one in record.all("852")):
            return "evergreen"
        local = tags.keys() & {"926", "927", "928"}
        return "vn" if local or any(_accessions(one) for one in record.all("852")) else "marc"
    return "vn" if not codes or tags.keys() & {"926", "927", "928"} else "marc"


def _is_sirsi(one: Field) -> bool:
    codes = {code for code, _ in one.subfields or ()}
    return {"a", "i", "w"} <= codes or {"a", "i", "l", "m"} <= codes


def _accessions(one: Field) -> bool:
    return any(_ACCESSION.match(text) for text in one.values("j"))


_WITNESSES = frozenset({"852", "876", "925", "926", "927", "928", "940", "949", "952", "999", "HOL", "ITM"})


def items(record: Record, profile: str | None = None) -> list[ItemDraft]:
    """Every copy the record names. `profile` None: by content."""
    found = PROFILES[profile or profile_of(record)](record)
    call_number = _call_number(record)
    return [one if one.call_number else one._replace(call_number=call_number) for one in found]


def _call_number(record: Record) -> str:
    """The bibliographic class and book number (090, 082) serve copies that carry none."""
    for tag in ("090", "082", "084", "080", "094", "050"):
        one = record.get(tag)
        if one is not None and one.first("a"):
            return " ".join(text for text in (trim(one.first("a")), trim(one.first("b"))) if text)
    return ""


def _koha(record: Record) -> list[ItemDraft]:
    found = []
    for one in record.all("952"):
        if one.subfields is None or not (one.first("p") or one.first("a") or one.first("b")):
            continue
        said = ((code, text) for code in _STATUS for text in one.values(code) if text not in ("", "0"))
        status = next((_STATUS_VALUES.get((code, text), _STATUS[code]) for code, text in said), "")
        found.append(
            ItemDraft(
                library=one.first("a") or one.first("b"),
                location=one.first("c"),
                call_number=one.first("o"),
                accession_no=_koha_number(one),
                status=status,
                price=one.first("g") or one.first("v"),
                barcode=one.first("p"),
                copy=one.first("t"),
                kind=one.first("y"),
                note=one.first("z"),
                raw=raw_text(one),
            )
        )
    return found


def _koha_number(one: Field) -> str:
    """$i is the inventory number, but holds dates and remarks where a library had none; $p is the barcode."""
    return next((text for text in one.values("i") if _ACCESSION.match(text)), "") or one.first("p") or one.first("i")


def _evergreen(record: Record) -> list[ItemDraft]:
    return [
        ItemDraft(
            library=one.first("b") or one.first("a"),
            location=one.first("c"),
            call_number=" ".join(text for text in (one.first("k"), one.first("j"), one.first("m")) if text),
            accession_no=one.first("p"),
            status=one.first("s"),
            price=one.first("y"),
            barcode=one.first("p"),
            copy=one.first("t"),
            kind=one.first("g"),
            note=one.first("z"),
            raw=raw_text(one),
        )
        for one in record.all("852")
        if one.first("p") or one.first("j")
    ]


#: Fields of captions and patterns, repeated in 999 with their tag in $2.
_PATTERNS = frozenset({"853", "854", "855", "863", "864", "865"})


def _sirsi(record: Record) -> list[ItemDraft]:
    return [
        ItemDraft(
            library=one.first("m"),
            location=one.first("l") or one.first("k"),
            call_number=one.first("a"),
            accession_no=one.first("i"),
            price=one.first("p"),
            barcode=one.first("i"),
            copy=one.first("c"),
            kind=one.first("t"),
            note=one.first("o"),
            raw=raw_text(one),
        )
        for one in record.all("999", "949")
        if one.first("i") and one.first("a") and one.first("2") not in _PATTERNS
    ]


def _aleph(record: Record) -> list[ItemDraft]:
    return [
        ItemDraft(
            library=one.first("b").strip(),
            location=one.first("c").strip(),
            call_number=one.first("h").strip(),
            accession_no=one.first("p").strip(),
            status=one.first("q").strip(),
            barcode=one.first("p").strip(),
            copy=one.first("n").strip(),
            kind=one.first("r"),
            note=one.first("z"),
            raw=raw_text(one),
        )
        for one in record.all("940")
        if one.first("bc")
    ]


_PIPED = re.compile(r"\s*\|[a-z]")


def _sierra(record: Record) -> list[ItemDraft]:
    return [
        ItemDraft(
            location=one.first("l"),
            call_number=_PIPED.sub(" ", one.first("q")).strip(),
            accession_no=one.first("b") or one.first("i"),
            barcode=one.first("b"),
            copy=one.first("c"),
            note=one.first("v"),
            raw=raw_text(one),
        )
        for one in record.all("999")
        if one.first("i") and one.first("l")
    ]


class _ItemCodes(NamedTuple):
    """Which subfields of an item field hold what: every Alma site chooses its own."""

    witnesses: str
    library: str
    location: str
    call_number: str
    barcode: str
    note: str


_ITEM_CODES = (
    _ItemCodes("HMW", library="M", location="xv", call_number="cn", barcode="b", note=""),
    _ItemCodes("efg", library="fd", location="ge", call_number="ik", barcode="9", note="c"),
)


def _alma(record: Record) -> list[ItemDraft]:
    """Item fields beside their holding (852 or HOL), joined by $0 or $8 where the export gives it."""
    shelves = [one for one in record.all("852", "HOL") if one.subfields]
    found = []
    for one in record.all("ITM", "876"):
        if one.subfields is None:
            continue
        present = {code for code, _ in one.subfields}
        codes = next((codes for codes in _ITEM_CODES if present >= set(codes.witnesses)), None)
        found.append(_alma_item(one, shelves) if codes is None else _coded_item(one, codes))
    return found or [_holding(one) for one in shelves if one.tag == "HOL"]


def _holding(one: Field) -> ItemDraft:
    """A holding that names no items: $M the library of an Alma network, else $b; $p a scanned volume."""
    return ItemDraft(
        library=one.first("M") or one.first("b"),
        accession_no=one.first("p"),
        barcode=one.first("p"),
        raw=raw_text(one),
    )


def _coded_item(one: Field, codes: _ItemCodes) -> ItemDraft:
    def text(wanted: str) -> str:
        return next((one.first(code).strip() for code in wanted if one.first(code).strip()), "")

    return ItemDraft(
        library=text(codes.library),
        location=text(codes.location),
        call_number=text(codes.call_number),
        accession_no=text(codes.barcode),
        barcode=text(codes.barcode),
        note=text(codes.note),
        raw=raw_text(one),
    )


def _alma_item(one: Field, shelves: list[Field]) -> ItemDraft:
    keys = set(one.values("08"))
    shelf = next((h for h in shelves if keys & set(h.values("08"))), shelves[0] if len(shelves) == 1 else None)
    call = _class_and_item(shelf) if shelf is not None else ""
    barcode = one.first("p") or one.first("a")
    return ItemDraft(
        library=(shelf.first("b") if shelf else "") or one.first("b"),
        location=(shelf.first("c") if shelf else "") or one.first("c"),
        call_number=call or one.first("h"),
        accession_no=barcode,
        barcode=barcode,
        status=one.first("j"),
        copy=one.first("t"),
        note=one.first("z"),
        raw=raw_text(one),
    )


def _class_and_item(one: Field) -> str:
    return " ".join(text for text in (one.first("k"), one.first("h"), one.first("i"), one.first("m")) if text)


def _marc(record: Record) -> list[ItemDraft]:
    """MARC 21 Holdings in the bibliographic record: one 852 is one copy or one collection of pieces ($p)."""
    found = []
    for one in record.all("852"):
        if one.subfields is not None and not one.first("abchijkp"):
            continue  # notes only
        library = one.first("a") or one.first("b")
        location = " ".join(text for text in ((one.first("b") if one.first("a") else ""), one.first("c")) if text)
        base = ItemDraft(
            library=library,
            location=location,
            call_number=_class_and_item(one) or one.first("j"),
            copy=one.first("t"),
            note=one.first("z"),
            raw=raw_text(one),
        )
        pieces = one.values("p")
        found += [base._replace(accession_no=piece, barcode=piece) for piece in pieces] or [base]
    return found


def _vietnamese(record: Record) -> list[ItemDraft]:
    found: list[ItemDraft] = []
    for one in record.all("852"):
        found += _vn_852(one)
    ranges: list[ItemDraft] = []
    for one in record.all("928"):
        ranges += _shelf_ranges(one)
    known = {item.accession_no for item in found if item.accession_no}
    return found + [item for item in ranges if item.accession_no not in known]


def _vn_852(one: Field) -> Iterator[ItemDraft]:
    library, store = _place(one)
    call = _class_and_item(one)
    texts = one.values("j") or one.values("p")
    if not texts and one.subfields is None and one.value.strip():
        texts = [one.value]
    base = ItemDraft(
        library=library,
        location=store,
        call_number=call,
        price=one.first("y"),
        copy=one.first("t"),
        note=one.first("z"),
        status=one.first("s"),
        raw=raw_text(one),
    )
    piece = one.first("p")
    for text in texts:
        numbers, faults = expand(text)
        for number in numbers:
            yield base._replace(
                accession_no=number,
                location=store or store_of(number),
                faults=tuple(faults),
                barcode=piece if len(numbers) == 1 else "",
            )
    if not texts and (library or store or call):
        yield base


def _place(one: Field) -> tuple[str, str]:
    """Library and store; one known system swaps $a and $b."""
    first, second = one.first("a").strip(), one.first("b").strip()
    if not second:
        second = one.first("c").strip()
    if _STORE_NAME.search(first) or (_LIBRARY_NAME.search(second) and not _LIBRARY_NAME.search(first)):
        first, second = second, first
    return first, second


def _shelf_ranges(one: Field) -> Iterator[ItemDraft]:
    texts: Iterable[str] = [one.value] if one.subfields is None else [text for _, text in one.subfields]
    for text in texts:
        if not text.strip():
            continue
        numbers, faults = expand(text)
        for number in numbers:
            yield ItemDraft(
                location=store_of(number), accession_no=number, raw=f"{one.tag} {text}", faults=tuple(faults)
            )


PROFILES: dict[str, Reader] = {
    "koha": _koha,
    "evergreen": _evergreen,
    "sirsi": _sirsi,
    "aleph": _aleph,
    "sierra": _sierra,
    "alma": _alma,
    "vn": _vietnamese,
    "marc": _marc,
}
