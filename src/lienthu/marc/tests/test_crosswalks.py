import json

from lxml import etree

from lienthu.marc.citation import citation
from lienthu.marc.crosswalks import bibtex, dublin_core, dublin_core_xml, ris, schema_org
from lienthu.marc.isbd import isbd
from lienthu.marc.record import Field, Record
from lienthu.marc.tests.samples import book


def yen() -> Record:
    record = book()
    record.fields[5] = Field("100", "", "1 ", [("a", "Bùi, Kim Yến,"), ("d", "1960-")])
    record.fields[2] = Field("020", "", "  ", [("a", "9786045612348")])
    record.fields.append(Field("020", "", "  ", [("a", "0306406152")]))
    record.fields.append(Field("490", "", "0 ", [("a", "Tủ sách & bạn_đọc ;"), ("v", "3")]))
    return record


def test_dublin_core():
    pairs = dublin_core(yen())
    assert ("title", "Lịch sử Đắk Nông : từ nguồn gốc") in pairs
    assert ("creator", "Bùi Kim Yến") in pairs
    assert ("publisher", "Hà Nội, Văn học") in pairs
    assert ("date", "2019") in pairs
    assert ("identifier", "urn:isbn:9780306406157") in pairs
    assert not any("9786045612348" in text for _, text in pairs)
    root = etree.fromstring(dublin_core_xml(yen()))
    assert [child.text for child in root] == [text for _, text in pairs]


def test_private_fields_are_in_no_export():
    record = yen()
    for text in (str(dublin_core(record)), json.dumps(schema_org(record)), ris(record), bibtex(record), isbd(record)):
        assert "Administrator" not in text


def test_schema_org():
    data = schema_org(yen(), "https://example.org/r/1")
    assert data["@type"] == "Book"
    assert data["author"] == [{"@type": "Person", "name": "Bùi Kim Yến"}]
    assert data["isbn"] == ["9780306406157"]
    assert data["numberOfPages"] == 407
    assert data["inLanguage"] == ["vie"]


def test_ris():
    lines = ris(yen()).split("\r\n")
    assert lines[0] == "TY  - BOOK"
    assert "AU  - Bùi Kim Yến" in lines
    assert "SN  - 9780306406157" in lines
    assert lines[-2:] == ["ER  - ", ""]
    evil = Record("", [Field("245", "", "10", [("a", "Một\r\nER  - \r\nTY  - hai")])])
    assert sum(line.startswith("ER") for line in ris(evil).split("\r\n")) == 1


def test_bibtex_escapes_and_does_not_split_names():
    text = bibtex(yen(), "bùi 2019!")
    assert text.startswith("@book{bi2019,\n")
    assert "author = {{Bùi Kim Yến}}" in text
    assert r"series = {Tủ sách \& bạn\_đọc}" in text
    assert r"\{x\}\%\$\#" in bibtex(Record("", [Field("245", "", "10", [("a", "{x}%$#")])]))


def test_citations_keep_vietnamese_order():
    assert citation(yen()) == "Bùi Kim Yến (2019), Lịch sử Đắk Nông : từ nguồn gốc, Văn học, Hà Nội."
    assert isbd(yen()) == (
        "Lịch sử Đắk Nông : từ nguồn gốc / Nguyễn Văn Hùng. – Hà Nội : Văn học, 2019. – 407tr. ; 20,5cm "
        "(Tủ sách & bạn_đọc ; 3). – ISBN 9780306406157."
    )
    assert citation(Record("", [])) == ""
