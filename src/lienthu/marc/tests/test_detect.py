import io

import openpyxl
import pytest

from lienthu.marc import dialects, iso2709, marcjson, marcxml
from lienthu.marc.detect import Format, detect
from lienthu.marc.tests.samples import book, isis_export, master_file, raw


def workbook() -> bytes:
    out = io.BytesIO()
    book_ = openpyxl.Workbook()
    book_.active.append(["STT", "Tên sách"])
    book_.save(out)
    return out.getvalue()


CASES = [
    (raw(1) + raw(2), Format.MARC21),
    (b"\xef\xbb\xbf" + raw(1), Format.MARC21),
    (b"     " + raw(1)[5:], Format.MARC21),
    (b"garbage" + raw(1) + raw(2), Format.MARC21),
    (dialects.write_a(book()), Format.DIALECT_A),
    (dialects.write_b(book()), Format.DIALECT_B),
    (b"\xef\xbb\xbf" + dialects.write_b(book()), Format.DIALECT_B),
    (dialects.write_c(book()), Format.DIALECT_C),
    (marcxml.write(book()).encode(), Format.MARCXML),
    (b'\xef\xbb\xbf<?xml version="1.0"?><m:collection xmlns:m="http://www.loc.gov/MARC21/slim">', Format.MARCXML),
    ("<collection><record/></collection>".encode("utf-16"), Format.MARCXML),
    (marcjson.write(book()), Format.MARCJSON),
    (b"[\n" + marcjson.write(book()) + b"]", Format.MARCJSON),
    (workbook(), Format.XLSX),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), Format.XLS),
    ("STT;Tên sách;Tác giả\n1;Truyện Kiều;Nguyễn Du\n2;Số đỏ;Vũ Trọng Phụng\n".encode(), Format.CSV),
    ("STT\tTên sách\n1\tKiều\n".encode("utf-16"), Format.CSV),
    (isis_export([[(24, "Tên sách")]]), Format.ISIS_ISO),
    (master_file([[(24, b"Ten")]])[0], Format.ISIS_MASTER),
    (b"", Format.UNKNOWN),
    (b"%PDF-1.4 ...", Format.UNKNOWN),
    (b'{"name": "package"}', Format.UNKNOWN),
    (b"<html><body>hello</body></html>", Format.UNKNOWN),
    (bytes(4096), Format.UNKNOWN),
]


@pytest.mark.parametrize(("data", "expected"), CASES)
def test_by_content_whatever_the_name(data, expected, tmp_path):
    assert detect(data) is expected
    assert detect(data, "catalogue.iso") is expected
    path = tmp_path / "x.ISO"
    path.write_bytes(data)
    assert detect(path) is expected
    stream = io.BytesIO(data)
    assert detect(stream) is expected
    assert stream.tell() == 0


def test_the_name_only_breaks_ties():
    assert detect("Tên sách\nTruyện Kiều\n".encode(), "sach.csv") is Format.CSV
    assert detect(iso2709.write(book()), "sach.csv") is Format.MARC21
