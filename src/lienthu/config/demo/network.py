"""The demo network: who is in it, where, and what 1 July 2025 did to each.

Names, addresses and services are plausible, not those of real institutions; places and area codes are real.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Agency:
    code: str
    name: str
    name_en: str
    kind: str  # the registry's AgencyKind
    valid_to: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """What a library was called and where it belonged from a day on. The first period starts the library."""

    valid_from: str
    name: str
    name_en: str
    kind: str  # the registry's LibraryKind
    area: str  # code of the commune-level unit in force on that day
    agency: str
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    code: str
    periods: tuple[Period, ...]
    address: str
    latitude: float
    longitude: float
    hours: Mapping[str, tuple[tuple[str, str], ...]]
    services: tuple[str, ...]
    phone: str = ""

    @property
    def name(self) -> str:
        return self.periods[-1].name

    @property
    def kind(self) -> str:
        return self.periods[0].kind


@dataclass(frozen=True, slots=True)
class Account:
    username: str
    name: str
    role: str
    library: str = ""  # empty: the whole network
    privileged: bool = field(default=False)


MERGER = "2025-07-01"
MERGER_BASIS = "202/2025/QH15, 1671/NQ-UBTVQH15"
ALL_WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), (("07:30", "11:30"), ("13:30", "17:00")))
OFFICE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("07:30", "11:30"), ("13:30", "17:00")))
SCHOOL = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("07:00", "11:00"), ("13:30", "16:30")))
EVENINGS = {
    "mon": (("14:00", "17:00"),),
    "wed": (("14:00", "17:00"),),
    "sat": (("08:00", "11:00"),),
    "sun": (("08:00", "11:00"),),
}

AGENCIES = (
    Agency(
        "UBND-DN",
        "Ủy ban nhân dân tỉnh Đắk Nông",
        "People's Committee of Đắk Nông",
        "peoples_committee",
        MERGER,
        "UBND-LD",
    ),
    Agency("UBND-LD", "Ủy ban nhân dân tỉnh Lâm Đồng", "People's Committee of Lâm Đồng", "peoples_committee"),
    Agency(
        "SVH-DN",
        "Sở Văn hóa, Thể thao và Du lịch tỉnh Đắk Nông",
        "Đắk Nông Department of Culture, Sports and Tourism",
        "department",
        MERGER,
        "SVH-LD",
    ),
    Agency(
        "SVH-LD",
        "Sở Văn hóa, Thể thao và Du lịch tỉnh Lâm Đồng",
        "Lâm Đồng Department of Culture, Sports and Tourism",
        "department",
    ),
    Agency(
        "SGD-DN",
        "Sở Giáo dục và Đào tạo tỉnh Đắk Nông",
        "Đắk Nông Department of Education and Training",
        "department",
        MERGER,
        "SGD-LD",
    ),
    Agency(
        "SGD-LD", "Sở Giáo dục và Đào tạo tỉnh Lâm Đồng", "Lâm Đồng Department of Education and Training", "department"
    ),
    Agency("BQP", "Bộ Chỉ huy Quân sự tỉnh", "Provincial Military Command", "armed_forces"),
    Agency("BCA", "Công an tỉnh", "Provincial Police", "armed_forces"),
    Agency("BAO-DN", "Báo Đắk Nông", "Đắk Nông Newspaper", "press"),
)


def _district(
    code: str,
    place: str,
    word: str,
    old_area: str,
    new_area: str,
    new_place: str,
    address: str,
    at: tuple[float, float],
    phone: str,
) -> Library:
    english = "City" if word == "thành phố" else "District"
    unit = "Phường" if new_place in {"Đông Gia Nghĩa", "Bắc Gia Nghĩa", "Nam Gia Nghĩa"} else "Xã"
    return Library(
        code,
        (
            Period(
                "2005-01-01", f"Thư viện {word} {place}", f"{place} {english} Library", "district", old_area, "SVH-DN"
            ),
            Period(
                MERGER,
                f"Thư viện {unit.lower()} {new_place}",
                f"{new_place} Commune Library" if unit == "Xã" else f"{new_place} Ward Library",
                "commune",
                new_area,
                "UBND-LD",
                MERGER_BASIS,
            ),
        ),
        address,
        *at,
        OFFICE,
        ("reading_room", "home_loan", "children", "internet"),
        phone,
    )


def _school(
    code: str, name: str, name_en: str, kind: str, areas: tuple[str, str], address: str, at: tuple[float, float]
) -> Library:
    return Library(
        code,
        (
            Period("2008-09-05", name, name_en, kind, areas[0], "SGD-DN"),
            Period(MERGER, name, name_en, kind, areas[1], "SGD-LD", MERGER_BASIS),
        ),
        address,
        *at,
        SCHOOL,
        ("reading_room", "home_loan"),
    )


LIBRARIES = (
    Library(
        "TINH",
        (
            Period(
                "2004-06-01",
                "Thư viện tỉnh Đắk Nông",
                "Đắk Nông Provincial Library",
                "province",
                "24617",
                "SVH-DN",
                "22/2003/QH11",
            ),
            Period(
                MERGER,
                "Thư viện tỉnh Lâm Đồng - Cơ sở Gia Nghĩa",
                "Lâm Đồng Provincial Library, Gia Nghĩa Branch",
                "province",
                "24617",
                "SVH-LD",
                MERGER_BASIS,
            ),
        ),
        "Đường 23 Tháng 3",
        12.0016,
        107.6905,
        ALL_WEEK,
        ("reading_room", "home_loan", "children", "local_history", "internet", "mobile"),
        "0261 354 0001",
    ),
    _district(
        "GN",
        "Gia Nghĩa",
        "thành phố",
        "24617",
        "24617",
        "Đông Gia Nghĩa",
        "Đường Nguyễn Tất Thành",
        (11.9948, 107.6862),
        "0261 354 0002",
    ),
    _district(
        "CJ",
        "Cư Jút",
        "huyện",
        "24640",
        "24640",
        "Cư Jút",
        "Đường Nguyễn Tất Thành",
        (12.5986, 107.8921),
        "0261 388 0003",
    ),
    _district(
        "DG",
        "Đắk Glong",
        "huyện",
        "24631",
        "24631",
        "Quảng Khê",
        "Thôn 4",
        (11.8953, 107.8214),
        "0261 362 0004",
    ),
    _district(
        "DM",
        "Đắk Mil",
        "huyện",
        "24664",
        "24664",
        "Đức Lập",
        "Đường Trần Hưng Đạo",
        (12.4491, 107.6219),
        "0261 374 0005",
    ),
    _district(
        "DR",
        "Đắk R'Lấp",
        "huyện",
        "24733",
        "24733",
        "Kiến Đức",
        "Đường Nguyễn Tất Thành",
        (11.9927, 107.5204),
        "0261 364 0006",
    ),
    _district(
        "DS",
        "Đắk Song",
        "huyện",
        "24717",
        "24717",
        "Đức An",
        "Đường Lê Duẩn",
        (12.2514, 107.6043),
        "0261 371 0007",
    ),
    _district(
        "KN",
        "Krông Nô",
        "huyện",
        "24688",
        "24688",
        "Krông Nô",
        "Đường Nguyễn Chí Thanh",
        (12.4526, 107.8817),
        "0261 358 0008",
    ),
    _district(
        "TD",
        "Tuy Đức",
        "huyện",
        "24739",
        "24739",
        "Tuy Đức",
        "Thôn 3",
        (12.1835, 107.4522),
        "0261 365 0009",
    ),
    Library(
        "CDCD",
        (
            Period(
                "2008-12-01",
                "Thư viện Trường Cao đẳng Cộng đồng Đắk Nông",
                "Đắk Nông Community College Library",
                "vocational",
                "24615",
                "UBND-DN",
            ),
            Period(
                MERGER,
                "Thư viện Trường Cao đẳng Cộng đồng Đắk Nông",
                "Đắk Nông Community College Library",
                "vocational",
                "24615",
                "UBND-LD",
                MERGER_BASIS,
            ),
        ),
        "Tổ dân phố 6",
        11.9863,
        107.6702,
        ALL_WEEK,
        ("reading_room", "home_loan", "internet"),
        "0261 354 0010",
    ),
    _school(
        "TCPN",
        "Thư viện Trường Trung cấp Phương Nam",
        "Phương Nam Intermediate School Library",
        "vocational",
        ("24617", "24617"),
        "Đường Hùng Vương",
        (12.0057, 107.6951),
    ),
    _school(
        "THPTCVA",
        "Thư viện Trường THPT Chu Văn An",
        "Chu Văn An Upper Secondary School Library",
        "upper_secondary",
        ("24617", "24617"),
        "Đường Trần Phú",
        (12.0081, 107.6874),
    ),
    _school(
        "THCSNT",
        "Thư viện Trường THCS Nguyễn Trãi",
        "Nguyễn Trãi Lower Secondary School Library",
        "lower_secondary",
        ("24664", "24664"),
        "Đường Lê Duẩn",
        (12.4533, 107.6261),
    ),
    _school(
        "THKD",
        "Thư viện Trường Tiểu học Kim Đồng",
        "Kim Đồng Primary School Library",
        "primary",
        ("24688", "24688"),
        "Tổ dân phố 3",
        (12.4577, 107.8763),
    ),
    Library(
        "XDS",
        (
            Period("2014-03-26", "Thư viện xã Đắk Sôr", "Đắk Sôr Commune Library", "commune", "24691", "SVH-DN"),
            Period(
                MERGER,
                "Thư viện xã Nam Đà - Điểm Đắk Sôr",
                "Nam Đà Commune Library, Đắk Sôr Point",
                "commune",
                "24697",
                "UBND-LD",
                MERGER_BASIS,
            ),
        ),
        "Thôn Đức Lập",
        12.5072,
        107.8394,
        EVENINGS,
        ("reading_room", "home_loan", "children"),
    ),
    Library(
        "XNX",
        (
            Period("2016-09-02", "Thư viện xã Nam Xuân", "Nam Xuân Commune Library", "commune", "24692", "SVH-DN"),
            Period(
                MERGER,
                "Thư viện xã Đắk Sắk - Điểm Nam Xuân",
                "Đắk Sắk Commune Library, Nam Xuân Point",
                "commune",
                "24678",
                "UBND-LD",
                MERGER_BASIS,
            ),
        ),
        "Thôn Nam Thanh",
        12.4936,
        107.7838,
        EVENINGS,
        ("reading_room", "home_loan"),
    ),
    Library(
        "BCHQS",
        (
            Period(
                "2006-12-22",
                "Thư viện Bộ Chỉ huy Quân sự tỉnh",
                "Provincial Military Command Library",
                "armed_forces",
                "24617",
                "BQP",
            ),
        ),
        "Đường Tôn Đức Thắng",
        12.0122,
        107.7016,
        OFFICE,
        ("reading_room",),
    ),
    Library(
        "CA",
        (Period("2010-08-19", "Thư viện Công an tỉnh", "Provincial Police Library", "armed_forces", "24617", "BCA"),),
        "Đường Lê Lai",
        11.9989,
        107.6987,
        OFFICE,
        ("reading_room",),
    ),
)

ACCOUNTS = (
    Account("quantri", "Nguyễn Minh Quân", "network-admin", privileged=True),
    Account("giamdoc", "Trần Thị Thu Hà", "director", "TINH", privileged=True),
    Account("bienmuc", "Lê Thị Hồng Nhung", "cataloguer", "TINH"),
    Account("thuthu", "H'Yến Niê", "librarian", "TINH"),
    Account("truonghoc", "Phạm Văn Lâm", "school-librarian", "THPTCVA"),
    Account("thuvienxa", "H'Bia Mlô", "librarian", "XDS"),
    Account("sohoa", "Đỗ Quốc Bảo", "digitisation", "TINH"),
    Account("thamdinh", "Vũ Thị Minh Nguyệt", "reviewer", "TINH", privileged=True),
    Account("baodaknong", "Báo Đắk Nông", "depositor"),
    Account("sovhttdl", "Hoàng Đức Thịnh", "department-officer", privileged=True),
    Account("thanhtra", "Bùi Thị Lan", "inspector"),
    Account("bandoc", "Nguyễn Thị Mai", "reader"),
    Account("docgianhi", "Y Bảo Kpă", "reader"),
)


def library(code: str) -> Library:
    for candidate in LIBRARIES:
        if candidate.code == code:
            return candidate
    raise KeyError(code)
