"""Title codes (bảng mã hoá tên sách): onset + number of the toneless rime of the first word + onset of the second.

The numbers are those confirmed by agreeing catalogues; other rimes have none, so the caller falls back on letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CODES = """a100 ac101 ach102 ai103 am104 an105 ang106 anh107 ao108 ap109 at110 ay112 ăc113 ăm114 ăn115 âm120 ân121
âng122 âp123 ât124 âu125 ây126 e200 en203 eo205 ep206 ê250 ên254 êp257 êt258 i300 ia301 ich302 iêm304 iên305 iêng306
iêt308 iêu309 im310 in311 inh312 o400 oa401 oach403 oan406 oanh408 oat411 oi428 om429 on430 ong431 op434 ô450 ôc451
ôi452 ôn454 ông455 ôt458 ơ459 ơi461 u500 ua501 uân502 uât504 uc506 ung513 uôn517 uyên527 ư550 ưa551 ưc552 ưng556
ươc557 ươi558 ươn560 ương561 ưt565 y600"""
CODES = {match[1]: match[2] for match in re.finditer(r"(\D+?)(\d{3})\s*", _CODES)}
_ONSET = re.compile(r"ngh|ng|nh|gh|gi(?=[aăâeêoôơuưy])|gi|qu|ch|kh|ph|th|tr|[bcdđghklmnpqrstvx]", re.IGNORECASE)
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


@lru_cache(maxsize=20_000)
def _parts(word: str) -> tuple[str, str]:
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.lower()).translate(_TONES))
    match = _ONSET.match(plain)
    onset = match[0] if match else ""
    rime = plain[len(onset) :]
    if onset == "gi" and not rime:
        onset, rime = "g", "i"
    return onset, rime


def onset_code(word: str) -> str:
    onset, rime = _parts(word)
    return ("GI-" if onset == "gi" else onset.upper()) if onset else rime[:1].upper()


def word_code(word: str) -> str:
    """`Văn` → `V115`; empty when the rime has no confirmed number."""
    onset, rime = _parts(word)
    code = CODES.get(rime)
    return ("GI-" if onset == "gi" else onset.upper()) + code if code else ""


def title_code(title: str) -> str:
    words = title.split(None, 2)[:2]
    first = word_code(words[0].strip(",.:'\"()")) if words else ""
    if not first:
        return ""
    return first + onset_code(words[1].strip(",.:'\"()")).rstrip("-") if len(words) > 1 else first


def name_code(name: str) -> str:
    """`Nguyễn Văn Hùng` → `NG527V`: the author habit of the same table."""
    return title_code(name.replace(",", ""))
