"""Each library's cataloguing habits and faults, as measured in exports of Vietnamese systems."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Habits:
    system: str = "marc"  # shape of the control number and of the local fields
    comma: float = 0.2  # share of Vietnamese personal names inverted
    foreign_natural: float = 0.1
    places: str = "isbd"  # how the place is written, see PLACES
    publishers: str = "plain"
    volume: str = "n"  # n: 245 $n, a: inside $a, b: inside $b
    volume_words: tuple[str, ...] = ("T.{n}",)
    old_tone: float = 0.1
    short_i: float = 0.05
    eth: float = 0.0
    unaccented: float = 0.0
    capitals: float = 0.0
    mojibake: float = 0.0  # share of records with one double-encoded field
    isbn: str = "plain"  # plain, hyphens, mixed
    bad_isbn: float = 0.01
    no_isbn: float = 0.1
    price: str = "c"  # 020 $c; "a": inside $a; "": none
    missing_year: float = 0.01
    wrong_year: float = 0.002
    edition: float = 0.75  # share of reprints whose edition is written down
    statement: float = 0.9  # share with 245 $c
    subjects: str = "653"  # 650, 653, both
    call: str = "title"  # title, author, letters, none
    ddc_digits: int = 9
    ddc_spaces: float = 0.0
    bbk: float = 0.0  # share of records before 2005 with 094
    abstract: float = 0.0
    item_style: str = "852"  # 852, 928, both
    stores: tuple[str, ...] = ("Đọc", "Mượn")
    prefix: str = "HK"
    staff: bool = True
    secret: float = 0.0
    copies: tuple[int, int] = (1, 4)
    brief: float = 0.0  # share of records with little more than a title
    empties: float = 0.0  # empty subfields, outer blanks, stray indicators
    default_008: bool = True


PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "isbd": {"Hà Nội": ("H. :",), "Tp. Hồ Chí Minh": ("Tp. Hồ Chí Minh :",)},
    "mixed": {
        "Hà Nội": ("H.:", "H.:", "H. :", "Hà Nội:", "H:", "HN.:", ":"),
        "Tp. Hồ Chí Minh": ("Tp.HCM:", "TpHCM:", "Tp.HCM.:", "Tp.Hồ Chí Minh:", "TP. HCM :"),
    },
    "full": {"Hà Nội": ("Hà Nội", "Hà nội"), "Tp. Hồ Chí Minh": ("TP Hồ Chí Minh", "Thành phố Hồ Chí Minh")},
    "short": {"Hà Nội": ("H.", "H", "HN"), "Tp. Hồ Chí Minh": ("TPHCM", "Tp HCM", "HCM")},
}
PUBLISHERS: dict[str, tuple[str, ...]] = {
    "plain": ("{p},",),
    "mixed": ("{p},", "Nxb. {p},", "NXB {p},", "Nxb {p}", "{p}"),
    "full": ("Nhà xuất bản {p}", "NXB {p}", "NXB. {p}"),
    "short": ("{p}",),
}
# The same publisher before a change of name, or by its short name.
SHORT_NAMES = {
    "Giáo dục Việt Nam": ("Giáo dục", "GD", "GDVN"),
    "Chính trị quốc gia Sự thật": ("Chính trị Quốc gia", "CTQG", "Sự thật"),
    "Tổng hợp Tp. Hồ Chí Minh": ("Tổng hợp", "Tổng hợp TP.HCM"),
    "Đại học Quốc gia Hà Nội": ("ĐHQG Hà Nội", "ĐHQGHN", "Đại học Quốc gia"),
    "Đại học Sư phạm": ("ĐHSP", "Đại học sư phạm"),
    "Khoa học và Kỹ thuật": ("Khoa học kỹ thuật", "KHKT"),
    "Quân đội nhân dân": ("QĐND", "Quân đội Nhân dân"),
    "Công an nhân dân": ("CAND", "Công an Nhân dân"),
    "Văn hóa Thông tin": ("Văn hoá - Thông tin", "VHTT"),
}

_EMICLIB = Habits(system="tvl", item_style="928", places="mixed", publishers="mixed", empties=0.15)

HABITS: dict[str, Habits] = {
    "TINH": Habits(
        comma=0.05,
        volume_words=("T.{n}",),
        isbn="mixed",
        subjects="both",
        call="title",
        bbk=0.3,
        abstract=0.5,
        stores=("Đọc", "Mượn", "Thiếu nhi", "Địa chí"),
        prefix="DN",
        secret=0.002,
        copies=(1, 6),
        ddc_digits=12,
        default_008=False,
        mojibake=0.004,
        edition=0.95,
        no_isbn=0.04,
    ),
    "GN": Habits(
        places="mixed", comma=0.3, volume_words=("Tập {n}", "T.{n}"), isbn="hyphens", old_tone=0.6, prefix="GN"
    ),
    "CJ": Habits(
        old_tone=0.9,
        unaccented=0.02,
        comma=0.0,
        volume="a",
        volume_words=("T.{n}", "Tập {n}"),
        prefix="CJ",
        bbk=0.6,
        call="letters",
        no_isbn=0.5,
    ),
    "DG": Habits(
        system="sheet",
        comma=0.0,
        places="short",
        publishers="short",
        volume="a",
        volume_words=("tập {n}", "Tập {w}"),
        prefix="DG",
        no_isbn=0.6,
        call="none",
        subjects="653",
        unaccented=0.03,
        brief=0.2,
    ),
    "DM": replace(
        _EMICLIB,
        comma=0.5,
        eth=0.3,
        volume_words=("T.{n}", "T. {n}", "Tập {n}"),
        isbn="mixed",
        ddc_spaces=0.3,
        call="author",
        prefix="DM",
        bad_isbn=0.02,
    ),
    "DR": replace(
        _EMICLIB,
        comma=0.2,
        volume="b",
        volume_words=("Tập {n}",),
        isbn="hyphens",
        call="title",
        prefix="DR",
        short_i=0.4,
    ),
    "DS": replace(
        _EMICLIB, comma=0.2, volume="n", volume_words=("T.{n}",), call="letters", prefix="DS", missing_year=0.02
    ),
    "KN": Habits(
        system="isis",
        places="short",
        publishers="short",
        comma=0.0,
        volume="a",
        volume_words=("T.{n}",),
        prefix="KN",
        no_isbn=0.7,
        bbk=0.8,
        call="letters",
        capitals=0.1,
        price="",
    ),
    "TD": Habits(
        system="sheet",
        comma=0.0,
        places="full",
        publishers="full",
        volume="a",
        volume_words=("Tập {n}", "tập {w}"),
        prefix="TD",
        old_tone=0.5,
        no_isbn=0.5,
        call="none",
    ),
    "CDCD": replace(
        _EMICLIB,
        item_style="both",
        comma=0.25,
        volume_words=("T.{n}", "Tập {n}"),
        isbn="mixed",
        call="author",
        prefix="VV",
        stores=("Đọc", "Mượn", "Giáo trình"),
        mojibake=0.02,
        ddc_spaces=0.2,
        secret=0.001,
        abstract=0.2,
    ),
    "TCPN": Habits(
        system="sheet",
        comma=0.0,
        places="short",
        publishers="short",
        volume="a",
        volume_words=("T{n}", "Tập {n}"),
        prefix="PN",
        no_isbn=0.6,
        call="none",
        brief=0.2,
    ),
    "THPTCVA": Habits(
        system="sheet",
        comma=0.0,
        places="short",
        publishers="full",
        volume="a",
        volume_words=("Tập {n}", "T{n}", "tập {w}"),
        prefix="HK",
        no_isbn=0.8,
        call="none",
        copies=(1, 30),
        short_i=0.3,
        old_tone=0.4,
    ),
    "THCSNT": Habits(
        system="sheet",
        comma=0.0,
        places="short",
        publishers="short",
        volume="a",
        volume_words=("tập {w}", "tập {n}"),
        prefix="STK",
        no_isbn=0.9,
        call="none",
        copies=(1, 20),
    ),
    "THKD": Habits(
        system="sheet",
        comma=0.0,
        places="short",
        publishers="full",
        volume="a",
        volume_words=("tập {w}", "tập {n}"),
        prefix="TH",
        no_isbn=0.9,
        call="none",
        copies=(2, 25),
        old_tone=0.7,
    ),
    "XDS": Habits(
        system="sheet",
        comma=0.0,
        places="short",
        publishers="short",
        volume="a",
        volume_words=("tap {n}", "Tập {n}"),
        prefix="XDS",
        unaccented=0.35,
        no_isbn=0.9,
        call="none",
        brief=0.4,
    ),
    "XNX": Habits(
        system="sheet",
        comma=0.0,
        places="short",
        publishers="short",
        volume="a",
        volume_words=("T.{n}",),
        prefix="XNX",
        no_isbn=0.7,
        call="none",
        brief=0.3,
        missing_year=0.03,
    ),
    "BCHQS": Habits(comma=0.4, volume_words=("T.{n}",), prefix="QS", secret=0.08, places="full", publishers="mixed"),
    "CA": Habits(comma=0.1, volume_words=("T. {n}",), prefix="CA", secret=0.1, subjects="650", publishers="full"),
}
WORDS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


def volume_text(pattern: str, number: int) -> str:
    if "{w}" in pattern and number > 10:
        pattern = pattern.replace("{w}", "{n}")
    return pattern.format(n=number, w=WORDS[number] if number < 11 else "")
