import pytest

from lienthu.marc import isbn, vocabulary
from lienthu.marc.fields import Bib, Classification, Part, Series, parse_years, public_copy, secrecy_level
from lienthu.marc.names import in_order, split_dates
from lienthu.marc.record import Field, Record
from lienthu.marc.tests.samples import book
from lienthu.marc.vocabulary import Format


def data(tag: str, *pairs: tuple[str, str], ind: str = "  ") -> Field:
    return Field(tag, "", ind, list(pairs))


def bib(*fields: Field, leader: str = "00000nam a2200000 a 4500") -> Bib:
    return Bib(Record(leader, list(fields)))


def test_an_ordinary_vietnamese_record():
    facts = Bib(book())
    assert facts.title == "Lịch sử Đắk Nông"
    assert facts.full_title == "Lịch sử Đắk Nông : từ nguồn gốc"
    assert facts.responsibility == "Nguyễn Văn Hùng"
    assert [(one.name, one.role, one.main, one.kind) for one in facts.creators] == [
        ("Nguyễn Văn Hùng", "edt", True, "person")
    ]
    assert (facts.place, facts.publisher, facts.year) == ("Hà Nội", "Văn học", 2019)
    assert (facts.extent, facts.pages, facts.size, facts.size_cm) == ("407tr.", 407, "20,5cm", 20.5)
    assert facts.languages == ["vie"]
    assert facts.classifications == [Classification("ddc", "959.765", "L302S", "082")]
    assert facts.keywords == ["Tây Nguyên"]
    assert (facts.format, facts.carrier) == (Format.BOOK, "print")
    assert facts.price == "54500VNĐ"


def test_parts_pair_numbers_and_names():
    facts = bib(data("245", ("a", "Ngữ văn 6."), ("n", "T.1,"), ("p", "Sách giáo viên /"), ("n", "Q.2")))
    assert facts.parts == [Part("T.1", "Sách giáo viên"), Part("Q.2", "")]
    assert facts.full_title == "Ngữ văn 6. T.1, Sách giáo viên. Q.2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", (2019, None)), ("[2019]", (2019, None)), ("c1998.", (1998, None)), ("1998-2001", (1998, 2001)),
        ("1998-99", (1998, 1999)), ("2o19", (None, None)), ("20019", (None, None)), ("9999", (None, None)),
        ("K.n.xb", (None, None)), ("", (None, None)), ("19--", (None, None)), ("In lần thứ 2, 2005", (2005, None)),
    ],
)  # fmt: skip
def test_years(text, expected):
    assert parse_years(text) == expected


def test_year_falls_back_to_008_when_the_imprint_has_none():
    fixed = Field("008", "260101s2003    vm            000 0 vie d")
    assert bib(fixed, data("260", ("c", "[K.n.]"))).year == 2003
    assert bib(fixed, data("260", ("c", "2005"))).year == 2005
    assert bib(Field("008", "260101n2003    vm")).year is None
    assert bib(Field("008", "260101m20012005vm")).years == (2001, 2005)
    assert bib(Field("008", "short")).year is None


def test_imprint_prefers_the_publisher_of_264():
    facts = bib(
        data("264", ("a", "X"), ("b", "In"), ind=" 3"),
        data("264", ("a", "Tp.HCM:"), ("b", "[Trẻ],"), ("c", "2020"), ind=" 1"),
    )
    assert (facts.place, facts.publisher, facts.year) == ("TP. Hồ Chí Minh", "Trẻ", 2020)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("H.:", "Hà Nội"), ("H. :", "Hà Nội"), ("Tp.HCM:", "TP. Hồ Chí Minh"), ("TpHCM:", "TP. Hồ Chí Minh"),
     ("Tp.HCM.:", "TP. Hồ Chí Minh"), ("Tp.Hồ Chí Minh:", "TP. Hồ Chí Minh"), (":", ""), ("America:", "America"),
     ("[S.]", "Sài Gòn"), ("Huế", "Huế")],
)  # fmt: skip
def test_places(text, expected):
    assert vocabulary.place(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("vie", ["vie"]), ("Vie", ["vie"]), ("$fra", ["fre"]), ("fra", ["fre"]), ("Eng", ["eng"]), ("Song ngữ", ["mul"]),
     ("Đa ngữ", ["mul"]), ("nng", ["mul"]), ("engfre", ["eng", "fre"]), ("Tiếng Việt", ["vie"]),
     ("Anh, Việt", ["eng", "vie"]),
     ("", []), ("x", []), ("Ê Đê", ["rad"]), ("M'Nông", ["cmo"])],
)  # fmt: skip
def test_languages(text, expected):
    assert vocabulary.languages(text) == expected


def test_language_of_008_serves_when_041_is_absent():
    assert bib(Field("008", "260101s2003    vm            000 0 eng d")).languages == ["eng"]
    assert bib(Field("008", "260101s2003    vm            000 0 und d")).languages == []


@pytest.mark.parametrize(
    ("text", "value", "valid", "qualifier"),
    [
        ("978-604-56-1234-7", "9786045612347", True, ""),
        ("9786045612345", "9786045612345", False, ""),
        ("0-306-40615-2 (pbk.)", "9780306406157", True, "pbk."),
        ("978 0 306 40615 7", "9780306406157", True, ""),
        ("080442957X", "9780804429573", True, ""),
        ("9780306406157 (T.1)", "9780306406157", True, "T.1"),
        ("8935036612345", "8935036612345", False, ""),
    ],
)
def test_isbns(text, value, valid, qualifier):
    (found,) = isbn.parse_isbns(text)
    assert (found.value, found.valid, found.qualifier) == (value, valid, qualifier)


def test_prices_inside_isbn_subfields_and_several_isbns():
    assert isbn.parse_isbns("54500VNĐ") == []
    (found,) = isbn.parse_isbns("9780306406157 : 99.000đ")
    assert (found.value, found.price) == ("9780306406157", "99.000đ")
    assert [one.value for one in isbn.parse_isbns("0306406152 (T.1) ; 080442957X (T.2)")] == [
        "9780306406157",
        "9780804429573",
    ]
    assert isbn.field_price(data("020", ("a", ".99.000đ"))) == "99.000đ"
    assert isbn.field_isbns(data("020", ("z", "0306406152")))[0].cancelled
    assert isbn.parse_isbns("không có") == []


def test_issn():
    one, two = isbn.parse_issns(data("022", ("a", "2049-3631"), ("y", "20493630")))
    assert (one.value, one.valid, one.cancelled) == ("2049-3631", False, False)
    assert (two.value, two.valid, two.cancelled) == ("2049-3630", True, True)


def test_creators_with_roles_dates_and_related_works():
    facts = bib(
        data("100", ("a", "Nguyễn Du, 1765-1820")),
        data("700", ("a", "Trần Ngọc Oanh1"), ("e", "dịch")),
        data("700", ("a", "Tolstoy, Leo,"), ("d", "1828-1910."), ("4", "aut")),
        data("700", ("a", "Người khác"), ("t", "Tác phẩm khác")),
        data("710", ("a", "Bộ Văn hóa."), ("b", "Cục Bản quyền")),
    )
    assert [(one.name, one.role, one.dates) for one in facts.creators] == [
        ("Nguyễn Du", "", "1765-1820"),
        ("Trần Ngọc Oanh", "trl", ""),
        ("Tolstoy, Leo", "aut", "1828-1910."),
        ("Bộ Văn hóa. Cục Bản quyền", "", ""),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Bùi, Kim Yến", "Bùi Kim Yến"), ("Lê Văn Tâm", "Lê Văn Tâm"), ("Tolstoy, Leo", "Tolstoy, Leo")],
)
def test_vietnamese_names_are_not_inverted(name, expected):
    assert in_order(name) == expected
    assert split_dates(name) == (name, "")


def test_classification_display_spaces_and_local_numbers():
    facts = bib(
        data("082", ("a", "398.597 55"), ("b", "V115H")),
        data("090", ("a", "320.973 CLI 1997")),
        data("094", ("a", "84(1)7-44")),
        data("084", ("a", "15.1"), ("2", "bbk")),
    )
    assert [(one.scheme, one.number, one.item) for one in facts.classifications] == [
        ("ddc", "398.59755", "V115H"),
        ("bbk", "84(1)7-44", ""),
        ("bbk", "15.1", ""),
        ("ddc", "320.973", "CLI 1997"),
    ]


def test_subjects_and_series():
    facts = bib(
        data("650", ("a", "Văn học"), ("x", "Lịch sử."), ("z", "Việt Nam"), ind=" 4"),
        data("651", ("a", "Đắk Nông"), ind=" 0"),
        data("653", ("a", "thơ; truyện ; ")),
        data("490", ("a", "Tủ sách Tây Nguyên ;"), ("v", "T.3")),
    )
    assert [(one.kind, one.text, one.scheme) for one in facts.subjects] == [
        ("topic", "Văn học -- Lịch sử -- Việt Nam", ""),
        ("place", "Đắk Nông", "lcsh"),
    ]
    assert facts.keywords == ["thơ", "truyện"]
    assert facts.series == [Series("Tủ sách Tây Nguyên", "T.3", "")]


@pytest.mark.parametrize(
    ("leader", "fields", "expected"),
    [
        ("00000nam", [], Format.BOOK), ("00000nas", [], Format.SERIAL), ("00000nem", [], Format.MAP),
        ("00000njm", [], Format.SOUND), ("00000ngm", [], Format.VIDEO), ("00000nkm", [], Format.PICTURE),
        ("00000nmm", [], Format.ELECTRONIC), ("00000ntm", [], Format.MANUSCRIPT), ("00000npc", [], Format.MIXED),
        ("00000ncm", [], Format.MUSIC), ("00000nam", [data("502", ("a", "Luận án"))], Format.THESIS),
        ("00000nam", [Field("927", "LA")], Format.THESIS), ("00000nam", [Field("927", "TT")], Format.SERIAL),
        ("00000nas", [Field("927", "SH")], Format.SERIAL), ("", [], Format.BOOK),
    ],
)  # fmt: skip
def test_formats(leader, fields, expected):
    assert bib(*fields, leader=f"{leader:24}").format is expected


@pytest.mark.parametrize(
    ("field", "level"),
    [(Field("926", "0"), 0), (Field("926", "3"), 3), (data("926", ("a", "10")), 10), (Field("926", "Mật"), 1),
     (Field("926", "x"), 1), (Field("926", ""), 0), (data("926", ("a", "ALDERMAN"), ("b", "STACKS"), ("c", "B")), 0)],
)  # fmt: skip
def test_secrecy(field, level):
    assert secrecy_level(Record("", [field])) == level


def test_public_copy_has_no_staff_names():
    record = book()
    copy = public_copy(record)
    assert [field.tag for field in copy.fields if field.tag in ("911", "912")] == []
    assert len(copy.fields) == len(record.fields) - 1
    assert record.get("911") is not None
