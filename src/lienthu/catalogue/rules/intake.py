"""One raw record in, one draft out: text repair, restriction, key, copies, findings, outcome. Pure.

The outcome is not final: whether a record is new, changed or unchanged is known only to the store.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from unicodedata import is_normalized

import orjson

from lienthu.catalogue.rules.items import MOST_ITEMS, ItemRow, items_of
from lienthu.marc import marcjson
from lienthu.marc.charset import UTF8
from lienthu.marc.faults import RawRecord
from lienthu.marc.fields import secrecy_level
from lienthu.marc.isbn import field_isbns
from lienthu.marc.record import Record, to_compact
from lienthu.marc.validation import validate
from lienthu.text import Hint, fold, repair
from lienthu.text.repair import CLEAN

#: Raised when the same bytes may give another record: a file read by an older version is read again.
INTAKE_VERSION = 7
#: What a text is called that was Unicode before and after: its letters were decomposed, or it had small faults.
_DECOMPOSED, _UNCLEAN = "Unicode (NFD)", "Unicode (Ð, NBSP…)"
LONGEST_KEY = 110
LONGEST_SEARCH = 300
_IDENTITY = (("020", "a"), ("100", "a"), ("110", "a"), ("245", "abnp"), ("250", "a"), ("260", "bc"), ("264", "bc"))
_BIBLIOGRAPHIC = frozenset("acdefgijkmoprtb ")  # leader/06 of bibliographic records; b and blank are old or careless
#: Leader/06 of what describes no document (authorities, holdings, classification, community information).
_OTHER_KINDS = dict.fromkeys("wq", "catalogue.not_bibliographic") | dict.fromkeys("uvxy", "catalogue.holdings_record")
_OTHER_KINDS["z"] = "catalogue.authority_record"
#: ` /` before a statement of responsibility is no title.
_PUNCTUATION = " /:;=,.[]-\u2013"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: A text that a program broke into lines, as pretty-printed XML does.
_LINES = re.compile(r"\s*[\r\n]\s*")

#: Short texts that proved clean: places, publishers, languages and names come again and again.
_clean: set[str] = set()
_CLEAN_LENGTH = 40
_CLEAN_ENTRIES = 50_000

Reason = tuple[str, dict[str, object]]


@dataclass(slots=True)
class Draft:
    number: int
    raw: bytes
    dialect: str
    encoding: str
    control_no: str = ""
    marc: bytes = b""
    digest: bytes = b""
    search_text: str = ""
    level: int = 0
    rejected: bool = False
    repaired: bool = False
    deleted: bool = False
    #: The row of the book of which this row is another copy; such a row has no record of its own.
    copy_of: int = 0
    items: list[ItemRow] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    findings: list[Reason] = field(default_factory=list)

    def reject(self, code: str, **params: object) -> Draft:
        self.rejected = True
        self.reasons.insert(0, (code, params))
        return self

    @property
    def sha256(self) -> bytes:
        return sha256(self.raw).digest()


def intake(
    raw: RawRecord, number: int, hint: Hint | None = None, convert: Callable[[Record], Record] | None = None
) -> Draft:
    """A record of a MARC file. `hint`: the legacy code in which the file's UTF-8 texts are. `convert`: brings the
    tags of a base of its own under MARC's."""
    draft = Draft(number, raw.raw, raw.dialect, raw.encoding)
    for fault in raw.faults:
        draft.reasons.append((f"marc.{fault.code}", fault.params))
        draft.repaired = draft.repaired or fault.severity != "info" or fault.code == "not_nfc"
    record = raw.record
    if record is None:
        return draft.reject("catalogue.unreadable") if not draft.reasons else _only_rejected(draft)
    kind = _OTHER_KINDS.get(record.leader[6:7])
    if kind:
        return draft.reject(kind, kind=record.leader[6])
    _repair_fields(record, draft, hint if raw.encoding == UTF8 else None)
    return finish(convert(record) if convert else record, draft)


def typed(record: Record) -> Draft:
    """A record typed by hand: its text is cleaned as that of a file is, so that what leaves in an export and comes
    back is the same. Raises `TypeError` for half characters."""
    draft = Draft(0, marcjson.write(record), marcjson.DIALECT, UTF8)
    _repair_fields(record, draft, None)
    return finish(record, draft)


def finish(record: Record, draft: Draft, profile: str | None = None) -> Draft:
    """What MARC files and sheets share once there is a record of clean text. `profile`: of `marc.holdings`."""
    if not any(text.strip(_PUNCTUATION) for one in record.all("245") for text in one.values("akfgnps")):
        if record.first("200", "a"):
            return draft.reject("catalogue.unimarc")
        return draft.reject("catalogue.no_title")
    # Lengths, base address, character set and directory layout describe the file that was, not the record.
    leader = f"{record.leader:24.24}"
    record.leader = f"00000{leader[5:9]}a2200000{leader[17:20]}4500"
    draft.deleted = leader[5] == "d"
    draft.level = secrecy_level(record)
    found = items_of(record, profile)
    draft.items = found.items[:MOST_ITEMS]
    if len(found.items) > MOST_ITEMS:
        draft.findings.append(("catalogue.too_many_items", {"count": len(found.items)}))
    for code, text in dict.fromkeys(found.doubtful):
        draft.findings.append((f"catalogue.{code}", {"value": text[:60]}))
    for finding in validate(record):
        # Small departures from the standard are not kept; what the law's minimum record lacks is. A sheet (it names
        # its profile) has no field 001 to miss.
        if finding.code == "no_control_number" and profile is not None:
            continue
        if finding.severity != "info" or finding.code.startswith("no_"):
            draft.findings.append((f"marc.{finding.code}", {"tag": finding.tag, **finding.params}))
    draft.marc = to_compact(record)
    draft.digest = blake2b(draft.marc, digest_size=16).digest()
    draft.search_text = search_text(record)
    draft.control_no = key_of(record, draft)
    return draft


def search_text(record: Record) -> str:
    """Title, first name, ISBN: lowercase, without accents, no longer than its column."""
    texts = [record.first("245", "abk"), *(record.first("245", code) for code in "np"), record.first("100", "a")]
    numbers = [isbn.value for field in record.all("020") for isbn in field_isbns(field)]
    return " ".join(" ".join(fold(text).split()) for text in [*texts, *numbers[:2]] if text)[:LONGEST_SEARCH]


def key_of(record: Record, draft: Draft) -> str:
    """001; without it the first accession number; without that a digest of what identifies the edition."""
    number = record.control("001").strip()
    if number and len(number) <= LONGEST_KEY:
        return number
    if number:
        return "~" + blake2b(number.encode(), digest_size=12).hexdigest()
    for item in draft.items:
        if item.accession_no:
            return f"#{item.accession_no}"
    texts = [field.text(codes) for tag, codes in _IDENTITY for field in record.all(tag)]
    return "~" + blake2b("\x1f".join(texts).encode(), digest_size=12).hexdigest()


def _only_rejected(draft: Draft) -> Draft:
    draft.rejected = True
    return draft


def _repair_fields(record: Record, draft: Draft, hint: Hint | None) -> None:
    """Each text by itself: one field of a clean record may be in another encoding."""
    touched: dict[str, list[str]] = {}
    for one in record.fields:
        if not (one.tag + one.indicators).isprintable():
            one.tag, one.indicators = _CONTROL.sub("?", one.tag), _CONTROL.sub(" ", one.indicators)
        if one.subfields is None:
            if one.tag >= "009":
                one.value = _repaired(one.value, one.tag, touched, hint)
            else:
                one.value = on_one_line(one.value)
        else:
            for index, (code, text) in enumerate(one.subfields):
                if hint or text not in _clean:
                    better = _repaired(text, one.tag, touched, hint)
                    if better is not text:
                        one.subfields[index] = (code, better)
    for encoding, tags in touched.items():
        draft.repaired = True
        draft.reasons.append(("catalogue.text_repaired", {"encoding": encoding, "tags": ", ".join(tags[:12])}))


def _repaired(text: str, tag: str, touched: dict[str, list[str]], hint: Hint | None) -> str:
    text = on_one_line(text)
    result = repair(text, hint)
    if not result.changed:
        if hint is None and len(text) <= _CLEAN_LENGTH:
            if len(_clean) >= _CLEAN_ENTRIES:
                _clean.clear()
            _clean.add(text)
        return text
    tags = touched.setdefault(encoding_name(text, result.encoding), [])
    if tag not in tags:
        tags.append(tag)
    return result.text


def on_one_line(text: str) -> str:
    return text if text.isprintable() else _LINES.sub(" ", _CONTROL.sub(" ", text))


def encoding_name(text: str, encoding: str) -> str:
    """What the reason calls the encoding that `text` was in before its repair."""
    if encoding != CLEAN:
        return spelled(encoding)
    return _UNCLEAN if is_normalized("NFC", text) else _DECOMPOSED


def spelled(encoding: str) -> str:
    """`repair` names UTF-8 what was UTF-8 read as another code and encoded again."""
    return " + ".join("UTF-8 ×2" if name == "utf-8" else name.upper() for name in encoding.split("+"))


def note_converted(draft: Draft, encodings: Iterable[str]) -> None:
    """The bytes were in these encodings and became Unicode while the record was read."""
    names = " + ".join(sorted(map(spelled, encodings)))
    if names and not draft.rejected:
        draft.repaired = True
        draft.reasons.append(("catalogue.bytes_converted", {"encoding": names}))


def reasons_json(reasons: list[Reason]) -> str:
    return orjson.dumps(reasons, default=str).decode() if reasons else ""
