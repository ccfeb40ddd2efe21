import io

from lienthu.marc import marcxml
from lienthu.marc.record import Field, Record
from lienthu.marc.tests.samples import book, ids


def read(data: bytes, **options):
    return list(marcxml.read(io.BytesIO(data), **options))


def collection(*parts: str, prolog: str = "") -> bytes:
    return f'{prolog}<collection xmlns="{marcxml.NAMESPACE}">{"".join(parts)}</collection>'.encode()


def xml(number: int) -> str:
    return marcxml.write(book(number), namespace=False)


def test_collection_round_trip_with_raw_pieces():
    data = b"".join(marcxml.write_collection([book(1), book(2)]))
    items = read(data)
    assert [item.record for item in items] == [book(1), book(2)]
    assert data[items[1].offset : items[1].offset + len(items[1].raw)] == items[1].raw
    assert items[1].raw.decode() == xml(2)
    assert marcxml.parse(items[1].raw).record == book(2)


def test_namespace_prefix_declared_outside():
    body = xml(1).replace("<", "<marc:").replace("<marc:/", "</marc:")
    data = f'<marc:collection xmlns:marc="{marcxml.NAMESPACE}">{body}</marc:collection>'.encode()
    assert [item.record for item in read(data)] == [book(1)]


def test_envelopes_that_are_also_called_record():
    oai = "<OAI-PMH><ListRecords>" + "".join(
        f"<record><header><identifier>x:{n}</identifier></header><metadata>{marcxml.write(book(n))}</metadata></record>"
        for n in (1, 2)
    )
    oai += '<record><header status="deleted"><identifier>x:3</identifier></header></record></ListRecords></OAI-PMH>'
    items = read(oai.encode())
    assert [item.record for item in items] == [book(1), book(2), None]
    assert items[2].fault_codes == ["deleted"]


def test_one_broken_record_costs_only_itself_and_names_its_line():
    broken = xml(2).replace("</datafield>", "", 1)
    items = read(collection("\n", xml(1), "\n", broken, "\n", xml(3)))
    assert ids(items)[0] == "TVL00000001"
    assert items[-1].record == book(3)
    assert items[1].faults[0] == ("xml_unclosed", {"line": 3})


def test_record_without_end_and_file_cut_short():
    items = read(collection(xml(1)[: -len("</record>")], xml(2), xml(3)[:300]))
    assert items[1].record == book(2)
    assert [item.fault_codes[0] for item in (items[0], items[2])] == ["xml_no_end", "xml_cut_off"]
    assert items[0].record is not None


def test_billion_laughs_and_external_entities_are_refused():
    bomb = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    poisoned = xml(2).replace("Văn học", "&b;&x;")
    items = read(collection(xml(1), poisoned, xml(3), prolog=bomb))
    assert {item.fault_codes[0] for item in items if item.record is None} == {"xml_forbidden"}
    records = [item.record for item in items if item.record]
    assert records[0] == book(1)
    assert records[-1] == book(3)
    assert "root" not in records[1].first("260", "b")
    assert "haha" not in records[1].first("260", "b")


def test_control_characters_are_left_out_on_both_ways():
    record = Record("", [Field("245", "", "10", [("a", "Mộ\x00t\x1f \ufffehai & <ba>")])])
    assert "Một hai &amp; &lt;ba&gt;" in marcxml.write(record)
    dirty = xml(1).replace("Văn học", "Văn\x0b học&#x1F;")
    (item,) = read(collection(dirty))
    assert item.record.first("260", "b") == "Văn học,"
    assert item.faults == [("xml_mended", {"line": 1})]


def test_a_bare_ampersand_is_named_with_its_line():
    (item,) = read(collection(xml(1).replace("Văn học", "\nVăn & học < xưa")))
    assert item.fault_codes[0] == "xml_bare_sign"
    assert item.faults[0].params == {"line": 2}
    assert item.record is not None


def test_an_element_of_no_record_is_named():
    (item,) = read(collection(xml(1).replace("</record>", "<ghi_chú/></record>")))
    assert item.faults == [("xml_bad_element", {"line": 1, "text": "ghi_chú"})]


def test_bytes_that_are_not_utf8_reach_the_hook_text_by_text():
    data = collection(xml(1)).replace("Văn học".encode(), b"V\xa8n h\xe4c")
    (item,) = read(data, decode=lambda piece: piece.decode("latin-1").replace("¨", "ă").replace("ä", "ọ"))
    assert item.record.first("260", "b") == "Văn học,"
    assert item.encoding == "mixed"


def test_bad_tag_code_and_indicator_are_reported():
    body = (
        '<record><leader>00000nam a2200000 a 4500</leader><datafield ind1="12"><subfield code="ab">x</subfield>'
        "</datafield><datafield tag='500'>loose text</datafield></record>"
    )
    (item,) = read(collection(body))
    assert item.record.fields[1] == Field("500", "", "  ", [("a", "loose text")])
    assert set(item.fault_codes) == {"xml_bad_code", "xml_bad_tag", "indicators_wrong", "no_subfields"}


def test_declared_encodings():
    body = '<?xml version="1.0" encoding="ISO-8859-1"?>' + collection(xml(1)).decode()
    latin = body.replace("Đắk Nông", "Nông").encode("latin-1", "xmlcharrefreplace")
    (item,) = read(latin)
    assert item.record.first("245", "a") == "Lịch sử Nông :"
    (item,) = read(collection(xml(1)).decode().encode("utf-16"))
    assert item.record == book(1)


def test_comments_do_not_hide_or_make_records():
    items = read(collection("<!-- <record><leader>x</leader></record> -->", xml(1), "<!-- unclosed ", xml(2)))
    assert ids(items) == ["TVL00000001", "TVL00000002"]


def test_fields_outside_any_record_are_reported():
    orphan = '<datafield tag="245" ind1=" " ind2=" "><subfield code="a">x</subfield></datafield>'
    items = read(collection(xml(1), orphan, xml(2), orphan))
    assert [item.record for item in items] == [book(1), None, book(2), None]
    assert items[1].raw.decode() == orphan
    assert items[1].fault_codes == ["xml_outside"]
