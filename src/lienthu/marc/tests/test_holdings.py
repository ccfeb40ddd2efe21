import pytest

from lienthu.marc.holdings import items, profile_of
from lienthu.marc.record import Field, Record
from lienthu.marc.shelfmarks import expand, store_of
from lienthu.marc.tests.samples import book


def data(tag: str, *pairs: tuple[str, str]) -> Field:
    return Field(tag, "", "  ", list(pairs))


def record(*fields: Field) -> Record:
    return Record("", list(fields))


@pytest.mark.parametrize(
    ("text", "count", "first", "last"),
    [
        ("03704-3729", 26, "03704", "03729"), ("VV-D2/00033-34", 2, "VV-D2/00033", "VV-D2/00034"),
        ("00090-92", 3, "00090", "00092"), ("HK000012-15", 4, "HK000012", "HK000015"),
        ("V-G2/00493-534", 42, "V-G2/00493", "V-G2/00534"), ("HK000012-HK000015", 4, "HK000012", "HK000015"),
        ("HK000098 - 101", 4, "HK000098", "HK000101"), ("PM.002774", 1, "PM.002774", "PM.002774"),
        ("045/2008", 1, "045/2008", "045/2008"), ("VV12-00033", 1, "VV12-00033", "VV12-00033"),
        ("HK000001, HK000003", 2, "HK000001", "HK000003"), ("VV-D2/00033, 00035-37", 4, "VV-D2/00033", "VV-D2/00037"),
    ],
)  # fmt: skip
def test_accession_ranges(text, count, first, last):
    found = expand(text)
    assert (len(found.numbers), found.numbers[0], found.numbers[-1], found.faults) == (count, first, last, [])


@pytest.mark.parametrize(("text", "fault"), [("00001-99999", "range_too_long"), ("HK000015-12", "range_backwards")])
def test_impossible_ranges_are_kept_whole_and_reported(text, fault):
    assert expand(text) == ([text], [(fault, text)])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("HK12,13,15-18", ["HK12", "HK13", "HK15", "HK16", "HK17", "HK18"]),
        ("HK000012, 13, 15-17", ["HK000012", "HK000013", "HK000015", "HK000016", "HK000017"]),
        ("HK000098, 99, 00, 1", ["HK000098", "HK000099", "HK000100", "HK000001"]),
        ("TN.00012-00013; GK.00003-4", ["TN.00012", "TN.00013", "GK.00003", "GK.00004"]),
        ("HK000012 đến HK000014", ["HK000012", "HK000013", "HK000014"]), ("VV001 → VV002", ["VV001", "VV002"]),
        ("HK000012 - HK000013", ["HK000012", "HK000013"]), ("HK000012 –  HK000013", ["HK000012", "HK000013"]),
        ("HK000012 HK000015", ["HK000012", "HK000015"]), ("từ TK20 đến TK22", ["TK20", "TK21", "TK22"]),
        ("HK00012 tới 14", ["HK00012", "HK00013", "HK00014"]),
        ("HK12->14", ["HK12", "HK13", "HK14"]), ("HK12…13", ["HK12", "HK13"]), ("HK12~13", ["HK12", "HK13"]),
        ("A1, A2 và A5", ["A1", "A2", "A5"]), ("12/2015, 3", ["12/2015", "3"]),
        ("D12/2015, 3/2015", ["D12/2015", "3/2015"]),
        ("00012-14, 00020", ["00012", "00013", "00014", "00020"]), ("2005-VN34", ["2005-VN34"]),
    ],
)  # fmt: skip
def test_lists_as_people_write_them(text, numbers):
    assert expand(text) == (numbers, [])


def test_ranges_in_doubt_say_which_part_is_meant():
    assert expand("HK1; HK000015-12; TK20 - GK25") == (
        ["HK1", "HK000015-12", "TK20 - GK25"],
        [("range_backwards", "HK000015-12"), ("range_two_names", "TK20 - GK25")],
    )
    assert expand("HK12-14 (mất 13)") == (["HK12", "HK13", "HK14"], [("range_remark", "HK12-14 (mất 13)")])
    assert expand("VV 12 (c.1)") == (["VV 12 (c.1)"], [])


def test_stores():
    assert [store_of(n) for n in ("VV-D2/03704", "HK000012", "045/2008", "12345")] == ["VV-D2", "HK", "", ""]


def test_vietnamese_852_and_928():
    found = items(book())
    assert [(item.library, item.location, item.accession_no, item.call_number) for item in found] == [
        ("TVT", "Kho mượn", f"HK0000{n}", "959.765 L302S") for n in (12, 13, 14, 15)
    ]
    assert found[0].raw == "852 $aTVT$bKho mượn$jHK000012-15"
    ranges = record(data("928", ("a", "VV-D2/00033-34"), ("b", "VV-M2/00028-30"), ("c", "V-G2/00493")))
    assert [(item.location, item.accession_no) for item in items(ranges)] == [
        ("VV-D2", "VV-D2/00033"), ("VV-D2", "VV-D2/00034"), ("VV-M2", "VV-M2/00028"), ("VV-M2", "VV-M2/00029"),
        ("VV-M2", "VV-M2/00030"), ("V-G2", "V-G2/00493"),
    ]  # fmt: skip


def test_the_site_that_swaps_library_and_store():
    (item,) = items(record(data("852", ("a", "Kho đọc"), ("b", "Thư viện tỉnh"), ("j", "HK000001"))))
    assert (item.library, item.location) == ("Thư viện tỉnh", "Kho đọc")


def test_the_same_copy_in_852_and_928_counts_once():
    both = record(data("852", ("a", "TVT"), ("b", "D"), ("j", "00090-92")), Field("928", "00091-93"))
    assert [item.accession_no for item in items(both)] == ["00090", "00091", "00092", "00093"]


def test_koha():
    one = record(
        data("952", ("0", "0"), ("1", "1"), ("a", "CPL"), ("b", "FPL"), ("c", "REF"), ("g", "25.00"), ("o", "001 K"),
             ("p", "39999000001"), ("y", "BK"), ("t", "2")),
        data("999", ("c", "1"), ("d", "1")),
    )  # fmt: skip
    assert profile_of(one) == "koha"
    (item,) = items(one)
    assert (item.library, item.location, item.call_number, item.barcode, item.status, item.price, item.copy) == (
        "CPL", "REF", "001 K", "39999000001", "lost", "25.00", "2",
    )  # fmt: skip


def test_evergreen_sirsi_aleph_alma_and_plain_marc():
    cases = {
        "evergreen": data("852", ("a", "SYS"), ("b", "BR1"), ("b", "BR1"), ("c", "Stacks"), ("j", "QA 1"), ("p", "B1")),
        "sirsi": data("999", ("a", "QA 1"), ("w", "LC"), ("i", "B1"), ("l", "Stacks"), ("m", "BR1"), ("t", "BOOK")),
        "aleph": data("940", ("b", "BR1"), ("c", "Stacks"), ("h", "QA 1"), ("p", "B1")),
        "marc": data("852", ("a", "BR1"), ("c", "Stacks"), ("h", "QA 1"), ("p", "B1")),
    }
    for profile, field in cases.items():
        assert profile_of(record(field)) == profile
        (item,) = items(record(field))
        assert (item.library, item.location, item.call_number, item.barcode) == ("BR1", "Stacks", "QA 1", "B1"), profile
    alma = record(
        data("852", ("8", "h1"), ("b", "BR1"), ("c", "Stacks"), ("h", "QA 1")), data("876", ("0", "h1"), ("p", "B1"))
    )
    assert profile_of(alma) == "alma"
    assert [(item.location, item.call_number, item.barcode) for item in items(alma)] == [("Stacks", "QA 1", "B1")]


def test_no_holdings():
    assert items(record(data("245", ("a", "x")))) == []
    assert items(record(data("952", ("a", "Library has 2 copies.")))) == []


def test_item_fields_of_alma_sites_and_of_sierra():
    hbz = "H22 xAJ--Mag vAJ--Mag hfalse n951_Z96 M49HBZ_ULB bAJ-1019284 a232 c951_Z96 W2023 uAJ wAJ"
    temple = "r222 b1 h0 gstacks tBOOK 939074003728656 estacks 8232 cv.2 a0 q2017 iQ125.N48 dMAIN fMAIN"
    sierra = "ii1430977 ltrln s- c1 o1 b00036388532 q|aHC102|b.D8 v1993"
    expected = {
        ("ITM", hbz): ("49HBZ_ULB", "AJ--Mag", "951_Z96", "AJ-1019284", ""),
        ("ITM", temple): ("MAIN", "stacks", "Q125.N48", "39074003728656", "v.2"),
        ("999", sierra): ("", "trln", "HC102 .D8", "00036388532", "1993"),
    }
    for (tag, text), wanted in expected.items():
        made = Record(fields=[Field(tag, "", "  ", [(part[0], part[1:]) for part in text.split()])])
        (item,) = items(made)
        assert (item.library, item.location, item.call_number, item.accession_no, item.note) == wanted


def from_codes(tag, text):
    return Record(fields=[Field(tag, "", "  ", [(part[0], part[1:].replace("_", " ")) for part in text.split()])])


def test_inventory_numbers_of_koha_that_are_none():
    wrong = from_codes("952", "aBC bBC cCG i8/1/2013 i.PUBLIC. o861.42_C955 p35609000970")
    right = from_codes("952", "aTV cKho iHK000012 p35609000970")
    assert [one.accession_no for one in items(wrong) + items(right)] == ["35609000970", "HK000012"]


def test_fields_that_look_like_items_and_are_none():
    assert items(from_codes("952", "a351331783 bBAKER dURI hFull iLCC kDDC plccopycat tContents u20100626")) == []
    assert items(from_codes("852", "xuniversal_pattern")) == []
    caption = from_codes("999", "0c1768678 2853 3y 81 av. bno. i(year) j(season) lL mM wW")
    assert items(caption) == []


def test_a_holding_or_item_without_a_barcode_is_still_one():
    (temple,) = items(from_codes("ITM", "b1 h8 gmedia tDVD emedia 8234 q2018 iTEST_111 dMEDIA r2018 fMEDIA"))
    assert (temple.library, temple.location, temple.call_number, temple.accession_no) == (
        "MEDIA",
        "media",
        "TEST 111",
        "",
    )
    (alma,) = items(from_codes("HOL", "d2023 8221 b2023 M49HBZ_UBT gfalse aSystem"))
    assert (alma.library, alma.accession_no) == ("49HBZ UBT", "")


def test_a_convention_is_told_by_one_field_not_by_several_together():
    caption = from_codes("999", "2866 ax wy lm mx").fields
    sierra = from_codes("999", "ii5808748 ldcpf s- c1 o0 bHBHA-9029 q|aA_13.2").fields
    (copy,) = items(Record(fields=[*caption, *sierra]))
    assert (copy.location, copy.call_number, copy.accession_no) == ("dcpf", "A 13.2", "HBHA-9029")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([("0", "1")], "withdrawn"), ([("1", "1")], "lost"), ([("1", "4")], "missing"), ([("4", "1")], "damaged"),
        ([("7", "1")], "not_for_loan"), ([("7", "-1")], "on_order"), ([("5", "1")], "not_for_loan"),
        ([("q", "2026-01-02")], "on_loan"), ([("0", "0"), ("1", "0"), ("4", ""), ("7", "0")], ""),
        ([("4", "1"), ("7", "1"), ("1", "2"), ("0", "1")], "withdrawn"), ([("7", "1"), ("1", "2")], "lost"),
        ([("5", "1"), ("4", "1")], "damaged"), ([("0", "0"), ("7", "1")], "not_for_loan"),
    ],
)  # fmt: skip
def test_what_koha_ticked_on_a_copy(said, status):
    fields = [Field("952", "", "  ", [*said, ("a", "MAIN"), ("b", "MAIN"), ("o", "895.9"), ("p", "K1"), ("y", "BK")])]
    assert [one.status for one in items(Record("", fields))] == [status]
