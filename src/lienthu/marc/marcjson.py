"""MARC-in-JSON in and out: an array, JSON lines, one record, or the answer of a service with an array in it
(`{"records": […]}`, `{"data": {"items": […]}}`); one bad record costs only itself.

Besides the usual shape (`{"leader", "fields": [{"001": …}, {"245": {"ind1", "ind2", "subfields"}}]}`) the older
marc-hash (arrays) and marc-json (`controlfield`/`datafield` lists) are understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO
from unicodedata import is_normalized

import orjson

from lienthu.marc import jsonwrap
from lienthu.marc.charset import UTF8, Decode, FieldDecoder, nfc
from lienthu.marc.faults import RawRecord
from lienthu.marc.record import Field, Record

DIALECT = "marcjson"
_READ = 256 * 1024
_MAX_OBJECT = 4 * 1024 * 1024
# After so many bytes scanned in vain the rest of the buffer is reported as one piece.
_PATIENCE = 2 * _MAX_OBJECT
_CREDIT = 16  # bytes forgiven for each byte of a whole object
#: A text that is not closed runs to the end: it is not tried again from each quotation mark within.
_TEXT = rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
_TOKEN = re.compile(_TEXT + rb"|[{}]", re.DOTALL)
#: `\\ud83d` without its other half: no character.
_HALF = re.compile("[\ud800-\udfff]")
_TEXTS = re.compile(b"(" + _TEXT + b")", re.DOTALL)
_DEEPEST = 100
_NEAR = 40  # characters shown of a broken place
_LINE_END = re.compile(rb"\}\s*\Z")
_RESYNC = re.compile(rb'\{\s*"(?:leader|fields|type)"\s*:|(?<=\n)\s*\{')
_BETWEEN = b", \t\r\n"
_FILLER = b"[], \t\r\n\0\xef\xbb\xbf"
_DEFAULT_LEADER = "00000nam a2200000 a 4500"


class Shape(ValueError):
    """The JSON is well-formed but no MARC record: a code of `faults.FAULTS` and its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read(stream: BinaryIO, decode: Decode | None = None) -> Iterator[RawRecord]:
    line = 1
    for index, (offset, raw, before) in enumerate(_objects(stream)):
        line += before
        yield _make(raw, index, offset, line, decode)
        line += raw.count(b"\n")


def parse(raw: bytes, decode: Decode | None = None) -> RawRecord:
    """One object's stored bytes."""
    return _make(raw, 0, 0, 1, decode)


def _objects(stream: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """Offset, bytes and number of line ends skipped before, of every outermost `{…}`."""
    buffer, base, ended, wasted = b"", 0, False, 0
    fresh, wrapped = True, False
    while True:
        if fresh and buffer:
            entered = jsonwrap.entered(buffer)
            base, buffer, fresh, wrapped = base + entered, buffer[entered:], False, bool(entered)
        elif buffer.lstrip(_BETWEEN).startswith(b"]") and not ended:
            # The list of records ends: what stands behind it belongs to the answer that it came in.
            buffer += stream.read(jsonwrap.LONGEST)
            if jsonwrap.is_end(buffer.lstrip(_BETWEEN)):
                return
        start = buffer.find(b"{")
        end = _end(buffer, start, lines=not wrapped) if start >= 0 else 0
        if start >= 0 and end <= 0:
            if not end and not ended and len(buffer) - start < _MAX_OBJECT:
                data = stream.read(max(_READ, len(buffer)))
                ended = not data
                buffer += data
                continue
            wasted += len(buffer) - start
            resync = _RESYNC.search(buffer, start + 1) if wasted < _PATIENCE else None
            end = resync.start() if resync else len(buffer)
            wasted = wasted if resync else 0
        elif start >= 0:
            wasted = max(0, wasted - _CREDIT * (end - start))
        if start >= 0:
            if buffer[:start].strip(_FILLER):
                yield base, buffer[:start], 0
                base, buffer, end, start = base + start, buffer[start:], end - start, 0
            yield base + start, _cut_short(buffer[start:end]), buffer.count(b"\n", 0, start)
            base, buffer = base + end, buffer[end:]
            continue
        if buffer.strip(_FILLER):
            yield base, buffer, 0
        base += len(buffer)
        buffer = b"" if ended else stream.read(_READ)
        if not buffer:
            return


def _cut_short(raw: bytes) -> bytes:
    return raw.rstrip(b", \t\r\n") if not raw.endswith(b"}") else raw


def _end(buffer: bytes, start: int, *, lines: bool = True) -> int:
    """Where the object opened at `start` ends; 0 if not in the buffer, -1 if it is too deep to be a record. `lines`:
    there may be one record a line."""
    newline = buffer.find(b"\n", start) if lines else -1
    if newline > 0 and _LINE_END.search(buffer, max(start, newline - 8), newline):
        following = buffer[newline + 1 : newline + 2]
        if following in (b"", b"{") and buffer.startswith((b'{"leader"', b'{"fields"'), start):
            return newline
    opening = buffer[start : start + 9]
    if newline > 0 and opening in (b'{"leader"', b'{"fields"') and buffer.startswith(opening, newline + 1):
        return newline  # one record a line, and this one is broken
    depth = 0
    for match in _TOKEN.finditer(buffer, start):
        char = buffer[match.start()]
        if char == 0x7B:
            depth += 1
            if depth > _DEEPEST:
                return -1
        elif char == 0x7D:
            depth -= 1
            if not depth:
                return match.end()
    return 0


def _loads(raw: bytes) -> object:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


def _make(raw: bytes, index: int, offset: int, line: int, decode: Decode | None) -> RawRecord:
    item = RawRecord(index, offset, raw, DIALECT, UTF8, None)
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        data = _retry(raw, item, decode)
        if data is None:
            item.note("json_broken", line=line + error.lineno - 1, text=near(error, raw))
            return item
    if not raw.isascii() and not is_normalized("NFC", raw.decode("utf-8", "replace")):
        item.note("not_nfc")
    try:
        item.record = from_json(data)
    except Shape as error:
        item.note(error.code, **error.params)
    return item


def near(error: json.JSONDecodeError, raw: bytes) -> str:
    """What stands where the JSON breaks, or at its beginning when the bytes are not UTF-8."""
    start = max(0, error.pos - _NEAR // 2)
    return _shown(error.doc[start : start + _NEAR] or raw[:_NEAR].decode("utf-8", "replace"), _NEAR)


def _shown(value: object, most: int = 20) -> str:
    """For a sentence, and for databases that keep no NUL."""
    return "".join(filter(str.isprintable, str(value)[:most])).strip()


def _retry(raw: bytes, item: RawRecord, decode: Decode | None) -> object:
    """Bytes that are not UTF-8, decoded text by text; control characters standing bare in a text."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        decoder = FieldDecoder(b"", decode)
        text = "".join(map(decoder, _TEXTS.split(raw)))
        item.encoding = decoder.encoding
        return _loads(text.encode())
    try:
        data: object = json.loads(text, strict=False)
        halves = len(_HALF.findall(whole := json.dumps(data, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return None
    if halves:
        item.note("unknown_bytes", count=halves, encoding="JSON")
        return _loads(_HALF.sub("\ufffd", whole).encode())
    item.note("json_lenient")
    return data


def from_json(data: object) -> Record:
    if not isinstance(data, dict):
        raise Shape("json_shape", text="{}")
    if len(data) == 1 and isinstance(inner := next(iter(data.values())), dict) and "fields" in inner:
        data = inner  # `{"record": {…}}`
    leader = data.get("leader")
    fields: list[Field] = []
    if isinstance(data.get("fields"), list):
        for entry in data["fields"]:
            fields.extend(_entry(entry))
    elif "controlfield" in data or "datafield" in data:
        fields = _lists(data)
    else:
        raise Shape("json_shape", text="fields")
    if leader is not None and not isinstance(leader, str):
        raise Shape("json_shape", text="leader")
    return Record(f"{leader:24.24}" if leader else _DEFAULT_LEADER, fields)


def _entry(entry: object) -> Iterator[Field]:
    if isinstance(entry, list):
        yield _hash(entry)
        return
    if not isinstance(entry, dict):
        raise Shape("json_shape", text="fields")
    if isinstance(entry.get("tag"), str) and len(entry) > 1:
        yield _tagged(entry)
        return
    for tag, value in entry.items():
        if isinstance(value, str):
            yield Field(_tag(tag), nfc(value))
        elif isinstance(value, dict):
            indicators = _indicator(value.get("ind1"), tag) + _indicator(value.get("ind2"), tag)
            yield Field(_tag(tag), "", indicators, _subfields(value.get("subfields", []), tag))
        else:
            raise Shape("json_shape", text=_shown(tag))


def _tagged(entry: dict[Any, Any]) -> Field:
    """A field that names its tag: `{"tag": "245", "ind1": "1", "subfields": [{"code": "a", "value": "Title"}]}`."""
    tag = entry["tag"]
    if "subfields" not in entry:
        return Field(_tag(tag), nfc(str(entry.get("value", ""))))
    pairs = [{str(pair.get("code", "")): pair.get("value", "")} for pair in _listed(entry, "subfields")]
    return Field(
        _tag(tag), "", _indicator(entry.get("ind1"), tag) + _indicator(entry.get("ind2"), tag), _subfields(pairs, tag)
    )


def _hash(entry: list[Any]) -> Field:
    """marc-hash: `["001", "value"]` or `["245", "1", "0", [["a", "Title"]]]`."""
    if len(entry) == 2 and all(isinstance(part, str) for part in entry):
        return Field(_tag(entry[0]), nfc(entry[1]))
    if len(entry) == 4 and isinstance(entry[3], list):
        pairs = [{str(pair[0]): pair[1]} for pair in entry[3] if isinstance(pair, list) and len(pair) == 2]
        if len(pairs) == len(entry[3]):
            indicators = _indicator(entry[1], entry[0]) + _indicator(entry[2], entry[0])
            return Field(_tag(entry[0]), "", indicators, _subfields(pairs, entry[0]))
    raise Shape("json_shape", text="fields")


def _lists(data: dict[Any, Any]) -> list[Field]:
    """marc-json: separate lists of control and data fields."""
    fields: list[Field] = []
    for entry in _listed(data, "controlfield"):
        fields.append(Field(_tag(entry.get("tag")), nfc(str(entry.get("data", "")))))
    for entry in _listed(data, "datafield"):
        tag = entry.get("tag")
        pairs = [{str(pair.get("code", "")): pair.get("data", "")} for pair in _listed(entry, "subfield")]
        both = str(entry.get("ind") or f"{entry.get('ind1') or ' '}{entry.get('ind2') or ' '}")
        fields.append(Field(_tag(tag), "", f"{both:2.2}", _subfields(pairs, tag)))
    return fields


def _listed(data: dict[Any, Any], key: str) -> list[dict[Any, Any]]:
    value = data.get(key, [])
    value = [value] if isinstance(value, dict) else value
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise Shape("json_shape", text=key)
    return value


def _tag(tag: object) -> str:
    if isinstance(tag, str) and len(tag) == 3:
        return tag
    raise Shape("json_tag", tag=_shown(tag))


def _indicator(value: object, tag: object) -> str:
    text = " " if value in (None, "", "\\", "#") else value
    if isinstance(text, str) and len(text) == 1:
        return text
    raise Shape("json_indicator", tag=_shown(tag))


def _subfields(pairs: object, tag: object) -> list[tuple[str, str]]:
    if not isinstance(pairs, list):
        raise Shape("json_shape", text=f"{_shown(tag)}.subfields")
    found: list[tuple[str, str]] = []
    for pair in pairs:
        if not isinstance(pair, dict):
            raise Shape("json_shape", text=f"{_shown(tag)}.subfields")
        for code, text in pair.items():
            if type(text) is not str:
                text = _plain(text, code, tag)
            if len(code) != 1:
                raise Shape("json_subfield", subfield=_shown(code), tag=_shown(tag))
            found.append((code, text if text.isascii() else nfc(text)))
    return found


def _plain(text: object, code: str, tag: object) -> str:
    if text is None:
        return ""
    if isinstance(text, str | int | float):
        return str(text)
    raise Shape("json_subfield", subfield=_shown(code), tag=_shown(tag))


def to_json(record: Record) -> dict[str, Any]:
    return {
        "leader": record.leader,
        "fields": [
            {field.tag: field.value}
            if field.subfields is None
            else {
                field.tag: {
                    "ind1": field.indicators[:1],
                    "ind2": field.indicators[1:2],
                    "subfields": [{code: text} for code, text in field.subfields],
                }
            }
            for field in record.fields
        ],
    }


def write(record: Record) -> bytes:
    """One line, without the line end."""
    return orjson.dumps(to_json(record))


def write_lines(records: Iterable[Record]) -> Iterator[bytes]:
    for record in records:
        yield write(record) + b"\n"
