"""ISBD, area by area: records with and without their marks look alike."""

from __future__ import annotations

import pytest
from hypothesis import given

from lienthu.marc.grid import field_of
from lienthu.marc.isbd import areas, isbd, paragraphs
from lienthu.marc.record import Record
from lienthu.marc.tests.test_properties import RECORDS


def record(*lines: str) -> Record:
    """`245 10 ‡a…` each."""
    return Record("00000nam a2200000 i 4500", [field_of(line[:3], line[4:6], line[7:]) for line in lines])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("245 10 ‡aKý ức Đắk Nông", "Ký ức Đắk Nông"),
        ("245 10 ‡aKý ức : ‡bhồi ký / ‡cY Phôn.", "Ký ức : hồi ký / Y Phôn"),
        ("245 10 ‡aKý ức ‡bhồi ký ‡cY Phôn", "Ký ức : hồi ký / Y Phôn"),
        ("245 10 ‡aToán = ‡bMathematics / ‡cBộ Giáo dục", "Toán = Mathematics / Bộ Giáo dục"),
        ("245 10 ‡aTruyện Kiều ; ‡bCung oán ngâm / ‡cNguyễn Du", "Truyện Kiều ; Cung oán ngâm / Nguyễn Du"),
        ("245 10 ‡aLịch sử. ‡nT.1, ‡pThời cổ đại / ‡cViện Sử học", "Lịch sử. T.1, Thời cổ đại / Viện Sử học"),
        ("245 10 ‡aLịch sử Việt Nam ‡nT.1 ‡pThời cổ đại", "Lịch sử Việt Nam. T.1, Thời cổ đại"),
        ("245 10 ‡aTạp chí. ‡pPhụ san", "Tạp chí. Phụ san"),
        ("245 10 ‡aTây Nguyên ‡h[bản đồ] : ‡btỉ lệ lớn", "Tây Nguyên [bản đồ] : tỉ lệ lớn"),
        ("245 10 ‡cY Phôn", "Y Phôn"),
    ],
)  # fmt: skip
def test_title_area(line: str, shown: str) -> None:
    assert areas(record(line))[0].texts == (shown,)


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["260 ## ‡aH. : ‡bGiáo dục, ‡c2019."], "Hà Nội : Giáo dục, 2019"),
        (["264 #1 ‡aHà Nội ‡bGiáo dục ‡c2019"], "Hà Nội : Giáo dục, 2019"),
        (["264 #1 ‡aHà Nội : ‡bThế giới ; ‡aHuế : ‡bThuận Hóa, ‡c2019"], "Hà Nội : Thế giới ; Huế : Thuận Hóa, 2019"),
        (["264 #1 ‡aHà Nội ‡bTrẻ ‡c[2019]", "264 #4 ‡c2018", "264 #3 ‡aHuế ‡bIn A ‡c2019"],
         "Hà Nội : Trẻ, [2019], ©2018 (Huế : In A, 2019)"),
        (["264 #0 ‡aĐắk Nông ‡c2020"], "Đắk Nông, 2020"),
        (["260 ## ‡aH. : ‡bTrẻ, ‡c2001 ‡e(Huế : ‡fIn A)"], "Hà Nội : Trẻ, 2001 (Huế : In A)"),
        (["260 ## ‡c1998"], "1998"),
    ],
)  # fmt: skip
def test_publication_area(lines: list[str], shown: str) -> None:
    assert [area.texts for area in areas(record(*lines)) if area.code == "publication"] == [(shown,)]


def test_the_whole_description_in_one_paragraph_and_in_several() -> None:
    whole = record(
        "020 ## ‡a978-604-0-00000-2 (bìa mềm) ‡c54.000đ", "245 10 ‡aĐất rừng phương Nam : ‡btruyện / ‡cĐoàn Giỏi.",
        "250 ## ‡aTái bản lần thứ 5 / ‡bcó sửa chữa", "264 #1 ‡aHà Nội : ‡bKim Đồng, ‡c2021",
        "300 ## ‡a296 tr. : ‡bminh hoạ ; ‡c21 cm + ‡e1 CD", "490 0# ‡aTủ sách vàng ; ‡vT.3",
        "500 ## ‡aTên sách ngoài bìa: Đất rừng.", "504 ## ‡aThư mục: tr. 290",
    )  # fmt: skip
    assert isbd(whole) == (
        "Đất rừng phương Nam : truyện / Đoàn Giỏi. – Tái bản lần thứ 5 / có sửa chữa. – Hà Nội : Kim Đồng, 2021. – "
        "296 tr. : minh hoạ ; 21 cm + 1 CD (Tủ sách vàng ; T.3). – Tên sách ngoài bìa: Đất rừng. – Thư mục: tr. 290. – "
        "ISBN 9786040000002 (bìa mềm) : 54.000đ."
    )
    assert paragraphs(whole) == [
        "Đất rừng phương Nam : truyện / Đoàn Giỏi. – Tái bản lần thứ 5 / có sửa chữa. – Hà Nội : Kim Đồng, 2021.",
        "296 tr. : minh hoạ ; 21 cm + 1 CD (Tủ sách vàng ; T.3).",
        "Tên sách ngoài bìa: Đất rừng.",
        "Thư mục: tr. 290.",
        "ISBN 9786040000002 (bìa mềm) : 54.000đ.",
    ]


def test_maps_and_serials_have_an_area_of_their_own() -> None:
    chart = record("245 10 ‡aĐắk Nông", "255 ## ‡aTỉ lệ 1:100 000 ; ‡bUTM", "300 ## ‡a1 bản đồ ; ‡c60 x 80 cm")
    assert isbd(chart) == "Đắk Nông. – Tỉ lệ 1:100 000 ; UTM. – 1 bản đồ ; 60 x 80 cm."
    paper = record("022 ## ‡a2354-1105", "245 00 ‡aVăn nghệ Đắk Nông", "362 0# ‡aSố 1 (2005)-")
    assert isbd(paper) == "Văn nghệ Đắk Nông. – Số 1 (2005)-. – ISSN 2354-1105."


@given(RECORDS)
def test_any_record_has_a_display(found: Record) -> None:
    assert isbd(found) == "" or isbd(found)[-1] in ".…!?"
    assert all(text.strip() for area in areas(found) for text in area.texts)
