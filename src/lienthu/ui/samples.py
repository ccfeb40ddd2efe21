"""What the living style page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.ui.shapes import Bar, Change, Choice, Copy, Event, LibraryHoldings, Link, Outline, Point

PROOF = "Nguyễn Đình Chiểu, Ngữ văn, Ộ Ậ Ỹ, ơ̆ ư̆ R'Lấp"


@dataclass
class SampleJob:
    state: str
    done: int
    total: int | None
    note: str
    started_at: datetime | None = None


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Library's name"), help_text=_("As on its sign."), max_length=80)
    opened = forms.DateField(label=_("Open since"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("public", _("Public library")), ("school", _("School library"))]
    )
    days = forms.MultipleChoiceField(
        label=_("Open on"),
        required=False,
        choices=[("sat", _("Saturday")), ("sun", _("Sunday"))],
        widget=forms.CheckboxSelectMultiple,
    )
    lends = forms.BooleanField(label=_("Lends books home"), required=False)
    note = forms.CharField(
        label=pgettext_lazy("field label", "Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


COLOURS = ["paper", "surface", "sunk", "ink", "ink-2", "soil", "forest", "lake", "amber", "brick", "basalt", "sun"]

BOOKS = (
    ("Lục Vân Tiên", "Nguyễn Đình Chiểu", "1889", "book", "895.922"),
    ("Truyện Kiều : khảo đính và chú giải", "Nguyễn Du", "1972", "book", "895.9221"),
    ("Sử thi M'Nông : Cướp chăn lêng của Jrêng, Lêng con Ôt", "Điểu Kâu sưu tầm và dịch", "2006", "book", "398.2"),
    ("Địa chí Đắk Nông", "Ủy ban nhân dân tỉnh Đắk Nông", "2013", "book", "959.765"),
    ("Ngữ văn 9. Tập một", "Nguyễn Minh Thuyết (tổng chủ biên)", "2024", "book", "807"),
    ("Kỹ thuật trồng và chăm sóc cà phê vối ở Tây Nguyên", "Trịnh Đức Minh", "1999", "book", "633.7"),
    ("Toán cao cấp", "Nguyễn Đình Trí", "2009", "book", "510"),
    ("Báo Đắk Nông", "", "2004", "serial", "079"),
    ("Ca khúc Tây Nguyên", "Nhiều tác giả", "1985", "music", "781.62"),
    ("Bản đồ hành chính tỉnh Đắk Nông", "Nhà xuất bản Bản đồ", "2015", "map", "912"),
    (
        "Cẩm nang phòng, chống thiên tai, giảm nhẹ rủi ro và thích ứng với biến đổi khí hậu"
        " dành cho cán bộ cấp xã vùng Tây Nguyên",
        "Tổng cục Phòng chống thiên tai", "2019", "book", "363.34",
    ),
    ("Đắc nhân tâm", "Dale Carnegie ; Nguyễn Hiến Lê dịch", "1951", "book", "158"),
)  # fmt: skip


def _holdings() -> list[LibraryHoldings]:
    return [
        LibraryHoldings(
            library="Thư viện tỉnh Đắk Nông", place="Phường Bắc Gia Nghĩa, 1,2 km",
            status="Còn 2 bản", kind="good", url="#",
            copies=[
                Copy("895.922 L709V", "Phòng mượn, tầng 1", "Sẵn sàng"),
                Copy("895.922 L709V", "Phòng đọc, tầng 2", "Đọc tại chỗ", "info", 12),
            ],
        ),
        LibraryHoldings(
            library="Trường THPT Chu Văn An", place="Gia Nghĩa", kind="warn",
            status="Đang cho mượn, hẹn trả 02/12/2026",
            copies=[Copy("8(V) NG527Đ", "Kho giáo viên", "Đang cho mượn", "warn")],
        ),
        LibraryHoldings(library="Thư viện Cư Jút", place="Ea T'ling", status="Chỉ có bản lưu", kind=""),
    ]  # fmt: skip


def _points() -> list[Point]:
    spots = (
        (12.004, 107.690, "Thư viện tỉnh Đắk Nông", "", True),
        (12.590, 107.893, "Cư Jút", "info", True),
        (11.995, 107.510, "Đắk R'Lấp", "info", True),
        (12.180, 107.530, "Tuy Đức", "info", True),
        (12.430, 107.640, "Đắk Mil", "info", True),
        (12.280, 107.790, "Đắk Song", "good", True),
        (12.480, 107.890, "Krông Nô", "info", False),
        (11.920, 107.880, "Đắk Glong", "info", True),
    )
    return [Point(lat, lon, name, "#map", kind=kind, show_label=show) for lat, lon, name, kind, show in spots]


OUTLINE = Outline(
    (
        (12.80, 107.83), (12.73, 107.98), (12.55, 108.08), (12.38, 107.97), (12.28, 108.03), (12.08, 108.10),
        (11.86, 108.05), (11.75, 107.90), (11.80, 107.72), (11.86, 107.55), (11.77, 107.40), (11.90, 107.28),
        (12.08, 107.24), (12.28, 107.36), (12.32, 107.52), (12.50, 107.56), (12.66, 107.62),
    ),
    "Đắk Nông (hình minh họa)",
)  # fmt: skip


def _bars() -> list[Bar]:
    counts = (2, 1, 3, 2, 5, 9, 14, 12, 8, 22, 31, 28, 64, 120, 180, 410, 390, 520)
    return [Bar(1936 + index * 5, 1940 + index * 5, count) for index, count in enumerate(counts)]


def context() -> dict[str, Any]:
    now = timezone.now()
    invalid = SampleForm({"name": "", "opened": "31/02/2026", "kind": "public"})
    invalid.is_valid()
    return {
        "proof": PROOF,
        "form": SampleForm(initial={"name": PROOF}),
        "invalid": invalid,
        "books": BOOKS,
        "holdings": _holdings(),
        "points": _points(),
        "areas": [OUTLINE],
        "bars": _bars(),
        "choices": [
            Choice("Thư viện tỉnh Đắk Nông", 12480, "#facets", active=True),
            Choice("Thư viện Cư Jút", 3120, "#facets"),
            Choice("Trường Phổ thông Dân tộc nội trú huyện Đắk R'Lấp", 87, "#facets"),
        ],
        "chips": [Link("Tiếng Việt", "#facets"), Link("2000–2024", "#facets")],
        "tab_items": [
            Link("Sách", "#tabs", True, 1204), Link("Báo, tạp chí", "#tabs", False, 38),
            Link("Bản đồ", "#tabs", False, 0),
        ],
        "crumb_items": [Link("Trang chủ", "#"), Link("Thư viện", "#"), Link("Cư Jút")],
        "facts": [
            ("Tác giả", "Nguyễn Đình Chiểu"), ("Nhà xuất bản", "Giáo dục"), ("Năm", "1998"),
            ("Mô tả", "312 trang ; 21 cm"),
        ],
        "events": [
            Event(date(2025, 7, 1), "Thuộc tỉnh Lâm Đồng", "Sáp nhập Lâm Đồng, Bình Thuận và Đắk Nông", current=True),
            Event(date(2004, 1, 1), "Thành lập tỉnh Đắk Nông", "Tách từ tỉnh Đắk Lắk"),
        ],
        "jobs": [
            SampleJob("running", 5400, 20000, "Đang đọc dong-nam.xlsx, dòng 5.400", now - timedelta(minutes=3)),
            SampleJob("queued", 0, None, ""),
            SampleJob("done", 20000, 20000, "19.877 nhận, 120 sửa, 3 từ chối"),
            SampleJob("failed", 812, 20000, "Tệp bị cắt ở byte 1.204.331"),
        ],
        "spark": [3, 5, 4, 8, 9, 7, 12, 15],
        "today": date(2026, 11, 22),
        "colours": COLOURS,
    }  # fmt: skip


def staff_context() -> dict[str, Any]:
    rows = [
        {"no": 1204 + index, "title": title, "creator": creator, "year": year, "kind": "good" if index % 4 else "warn"}
        for index, (title, creator, year, *_rest) in enumerate(BOOKS)
    ]
    return {
        "rows": rows,
        "before": "Lục Vân Tiên / Nguyễn Đình Chiểu. - H. : Giáo dục, 1998",
        "after": "Lục Vân Tiên / Nguyễn Đình Chiểu. - Hà Nội : Giáo dục, 1999",
        "changed": [
            Change("245$a", "TruyÖn KiÒu", "Truyện Kiều", "TCVN3"),
            Change("260$a", "Ñaø Naüng", "Đà Nẵng", "VNI"),
            Change("C Tác giả", "Tá»‘ Há»¯u", "Tố Hữu", "UTF-8 ×2"),
            Change("653$a", "th¬ ca d©n gian", "thơ ca dân gian", "TCVN3"),
        ],
        "tab_items": [Link(_("To review"), "#", True, 38), Link(_("Accepted"), "#", False, 1204)],
    }
