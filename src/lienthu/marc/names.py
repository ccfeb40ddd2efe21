"""Personal names as headings write them: Vietnamese order, glued dates and footnote digits."""

from __future__ import annotations

import re

_DATES = re.compile(
    r",?\s*\(?((?:\?|k\. ?|kh\. ?|khoảng )?[0-9]{3,4}\s*[-–]\s*(?:[0-9?]{3,4})?|[0-9]{4}\s*[-–]?)\)?\.?$"
)
_FOOTNOTE = re.compile(r"(?<=[a-zà-ỹ])[0-9]{1,2}$", re.IGNORECASE)
_MARKED = frozenset("ăâđêôơưĂÂĐÊÔƠƯảãạắằẳẵặấầẩẫậẻẽẹếềểễệỉĩịỏọốồổỗộớờởỡợủũụứừửữựỳỷỹỵ")
_FAMILY = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương đinh lâm "  # noqa: SIM905
    "phùng mai tô hà tạ chu cao thái quách châu lương tăng triệu kiều la giang văn thân bạch cù khổng tôn".split()
)


def split_dates(name: str) -> tuple[str, str]:
    """`Nguyễn Du, 1765-1820` → name and dates; the footnote digit of `Trần Ngọc Oanh1` is dropped."""
    match = _DATES.search(name)
    dates = ""
    if match and match.start():
        name, dates = name[: match.start()].rstrip(" ,("), match[1].strip()
    return _FOOTNOTE.sub("", name), dates


def is_vietnamese(name: str) -> bool:
    family = name.partition(",")[0].strip().lower()
    return family in _FAMILY or bool(_MARKED & set(name))


def in_order(name: str) -> str:
    """`Bùi, Kim Yến` → `Bùi Kim Yến`: in Vietnamese names the comma is a cataloguing habit, not an inversion.
    Western names keep the comma by which they are known to be inverted."""
    if "," not in name or not is_vietnamese(name):
        return name
    return " ".join(part.strip() for part in name.split(",") if part.strip())
