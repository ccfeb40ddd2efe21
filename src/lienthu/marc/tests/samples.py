"""Synthetic records and damaged files for the tests of this room."""

from __future__ import annotations

import struct

from lienthu.marc import iso2709
from lienthu.marc.record import Field, Record


def book(number: int = 1, title: str = "Lịch sử Đắk Nông", **more: str) -> Record:
    return Record(
        "00000nam a2200000 a 4500",
        [
            Field("001", f"TVL{number:08d}"),
            Field("008", "260101s2019    vm            000 0 vie d"),
            Field("020", "", "  ", [("a", "9786045612347 (T.1)"), ("c", "54500VNĐ")]),
            Field("041", "", "0 ", [("a", "vie")]),
            Field("082", "", "04", [("2", "23"), ("a", "959.765"), ("b", "L302S")]),
            Field("100", "", "0 ", [("a", "Nguyễn Văn Hùng"), ("e", "chủ biên")]),
            Field(
                "245",
                "",
                "10",
                [("a", f"{title} :"), ("b", more.get("rest", "từ nguồn gốc /")), ("c", "Nguyễn Văn Hùng")],
            ),
            Field("260", "", "  ", [("a", "H. :"), ("b", "Văn học,"), ("c", "2019")]),
            Field("300", "", "  ", [("a", "407tr. ;"), ("c", "20,5cm")]),
            Field("653", "", "  ", [("a", "Tây Nguyên")]),
            Field("852", "", "  ", [("a", "TVT"), ("b", "Kho mượn"), ("j", "HK000012-15")]),
            Field("911", "", "  ", [("a", "Administrator")]),
            Field("926", "", "  ", [("a", "0")]),
            Field("927", "", "  ", [("a", "SH")]),
        ],
    )


def raw(number: int = 1, title: str = "Lịch sử Đắk Nông") -> bytes:
    return iso2709.write(book(number, title))


def ids(items: list[object]) -> list[str | None]:
    return [item.record.control("001") if item.record else None for item in items]  # type: ignore[attr-defined]


def same_text(left: Record, right: Record) -> bool:
    return left.fields == right.fields


def master_file(records: list[list[tuple[int, bytes]]], deleted: set[int] = frozenset()) -> tuple[bytes, bytes]:  # type: ignore[assignment]
    """A CDS/ISIS master file and its cross-reference."""
    body = bytearray(64)
    places: list[int] = []
    for mfn, fields in enumerate(records, 1):
        base = 18 + 6 * len(fields)
        directory, texts = b"", b""
        for tag, text in fields:
            directory += struct.pack("<HHH", tag, len(texts), len(text))
            texts += text
        length = base + len(texts)
        length += length % 2
        if 512 - len(body) % 512 < 18:
            body += bytes(512 - len(body) % 512)
        places.append(len(body))
        body += struct.pack("<ihihhhh", mfn, length, 0, 0, base, len(fields), 1 if mfn in deleted else 0)
        body += (directory + texts).ljust(length - 18, b"\0")
    following = len(records) + 1
    struct.pack_into("<iiiHH", body, 0, 0, following, len(body) // 512 + 1, len(body) % 512 + 1, 0)
    body += bytes(-len(body) % 512)
    pointers = [(place // 512 + 1) * 2048 + place % 512 for place in places]
    signed = [-p if mfn in deleted else p for mfn, p in enumerate(pointers, 1)]
    xrf = struct.pack("<i", -1) + b"".join(struct.pack("<i", p) for p in signed)
    return bytes(body), xrf.ljust(512, b"\0")


def isis_export(records: list[list[tuple[int, str]]]) -> bytes:
    """WinISIS ISO 2709 export: `#`, zero indicators, lines of eighty characters."""
    out = b""
    for fields in records:
        directory, texts = b"", b""
        for tag, text in fields:
            body = text.encode() + b"#"
            directory += b"%03d%04d%05d" % (tag, len(body), len(texts))
            texts += body
        base = 24 + len(directory) + 1
        whole = b"%05d0000000%05d0004500" % (base + len(texts) + 1, base) + directory + b"#" + texts + b"#"
        out += b"".join(whole[at : at + 80] + b"\r\n" for at in range(0, len(whole), 80))
    return out
