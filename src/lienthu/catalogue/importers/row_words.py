"""What a line of a list says that is no book: the heading of a part, a signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lienthu.text import fold

FOOTER = re.compile(
    r"nguoi lap|ke toan|hieu truong|ky ten|ky, ghi ro|ghi ro ho ten|can bo thu vien|nhan vien thu vien|thu thu$|"
    r"\bngay\b.*\bthang\b.*\bnam\b|xac nhan cua|ban giam hieu|giam doc$|nguoi nhan|ban giao"
)
_KINDS = (
    "sach truyen tai_lieu bao tap_chi giao_trinh tranh ban_do bang_dia tu_dien van_ban giao_khoa giao_vien "
    "tham_khao nghiep_vu thieu_nhi bai_tap nang_cao phap_luat dao_duc co_tich ngoai_ngu tieng_anh tieng_viet "
    "van_hoc ngu_van khoa_hoc ky_nang ky_nang_song chinh_tri lich_su dia_chi dia_li dia_ly toan vat_li vat_ly "
    "hoa_hoc sinh_hoc tin_hoc am_nhac my_thuat the_duc mam_non tieu_hoc thcs thpt dung_chung khac moi cu"
)
_KIND = "|".join(word.replace("_", " ") for word in _KINDS.split())
#: Kinds and subjects that a list is parted by; a title says more than these words.
_PART = re.compile(
    rf"(?:(?:muc|phan|loai|nhom|kho|tu|ke|the loai|mon) )?(?:cac loai |loai )?(?:{_KIND})"
    rf"(?:(?: va| [-–,/&+]|,)? ?(?:{_KIND}|(?:lop|khoi) \d{{1,2}}|mon [a-z ]{{2,12}}))*[\s:.]*"
)
#: The commonest family names, and how names of the peoples of Tây Nguyên begin.
_FAMILIES = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương đinh lâm "
    "phùng mai tô hà tạ lương cao nông vi lò hứa triệu lục chu la quách thái tăng châu doãn giang kiều lưu mạc "
    "nghiêm ninh ông bà y"
)
_FAMILY = frozenset(_FAMILIES.split())
_PERSONAL = ("H'", "H’", "K'", "K’")


def names_a_part(text: str, titles: Sequence[str]) -> bool:
    """`SÁCH THAM KHẢO` in a list that writes its titles otherwise, `Sách giáo khoa`, `Kệ 3:`; `titles`: some others."""
    folded = " ".join(fold(text).split())
    if text.rstrip().endswith(":") or _PART.fullmatch(folded):
        return True
    return text.isupper() and len(folded.split()) > 1 and not any(one.isupper() for one in titles if one != text)


def is_of_a_signature(text: str) -> bool:
    """`Nguyễn Thị Lan`, `H'Linh Niê`, `(Ký, ghi rõ họ tên)`: what a person, and hardly a book, is called."""
    if any(map(str.isdigit, text)):
        return False
    words = text.split()
    if FOOTER.search(" ".join(fold(text).split())) or not any(map(str.isalpha, text)):
        return True
    named = bool(words) and (words[0].casefold() in _FAMILY or words[0].startswith(_PERSONAL))
    return named and 2 <= len(words) <= 5 and all(word[:1].isupper() for word in words)
