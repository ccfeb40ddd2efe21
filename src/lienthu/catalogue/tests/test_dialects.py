"""The same books in every dialect a library may send are the same records here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lienthu.catalogue.models import Item, SourceRecord
from lienthu.catalogue.tests.helpers import book, hand_in, library, marc_file
from lienthu.marc import dialects, iso2709, marcjson, marcxml
from lienthu.marc.record import Record, from_compact

pytestmark = pytest.mark.django_db

BOOKS = [
    book("A1", "Lập trình C# căn bản", copies="HK000012-15"),
    book("A2", "Bán với giá $25 ở Đắk Nông", copies="00090-92"),
    book("A3", "Dế mèn phiêu lưu ký"),
]


def each(write: Callable[[Record], bytes]) -> bytes:
    return b"".join(map(write, BOOKS))


def doubled(data: bytes) -> bytes:
    """UTF-8 that was read as CP1252 (Latin-1 where that has no character) and saved again."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data).encode()


FILES = {
    "marc21": each(iso2709.write),
    "marc21 with a mark and line ends": b"\xef\xbb\xbf" + b"\r\n".join(map(iso2709.write, BOOKS)),
    "dialect A": each(dialects.write_a),
    "dialect B": b"\xef\xbb\xbf" + each(dialects.write_b),
    "dialect C": each(dialects.write_c),
    "dialect D": doubled(each(dialects.write_c)),
    "marcxml": b"".join(marcxml.write_collection(BOOKS)),
    "marcjson": b"".join(marcjson.write_lines(BOOKS)),
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_records_and_copies(name: str) -> None:
    batch = hand_in(FILES[name])
    assert (batch.rows, batch.rejected) == (3, 0)
    stored = SourceRecord.objects.order_by("control_no")
    assert [from_compact(record.marc).fields for record in stored] == [one.fields for one in BOOKS]
    assert list(Item.objects.order_by("id").values_list("accession_no", flat=True)) == [
        "HK000012", "HK000013", "HK000014", "HK000015", "00090", "00091", "00092",
    ]  # fmt: skip


def test_another_dialect_of_the_same_file_changes_nothing() -> None:
    hand_in(FILES["marc21"], library("A"))
    for name in ("dialect A", "marcxml", "marcjson"):
        batch = hand_in(FILES[name], library("A"))
        assert (name, batch.unchanged) == (name, 3)
    flagged_marc8 = each(lambda record: iso2709.write(record)[:9] + b" " + iso2709.write(record)[10:])
    assert hand_in(flagged_marc8, library("A")).unchanged == 3
    assert marc_file(*BOOKS) == FILES["marc21"]
