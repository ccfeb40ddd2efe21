"""Every code that a field of an entry may carry has words in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from lienthu.marc.vocabulary import Carrier, Format
from lienthu.union import words
from lienthu.union.present import LABELS
from lienthu.union.rules.entry import FIELDS


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_code_of_a_field_is_without_words(language: str) -> None:
    assert set(words.FORMATS) == {each.value for each in Format}
    assert set(words.CARRIERS) == {each.value for each in Carrier}
    assert set(LABELS) == set(FIELDS)
    with translation.override(language):
        codes = [("format", each.value) for each in Format] + [("carrier", each.value) for each in Carrier]
        codes += [(name, code) for name in ("languages", "original_languages") for code in ("vie", "cmo", "rad", "zxx")]
        assert [(name, code) for name, code in codes if words.shown(name, code) in ("", code)] == []


def test_in_vietnamese_they_are_vietnamese() -> None:
    with translation.override("vi"):
        assert words.shown("carrier", "print") == "Bản in"
        assert words.shown("format", "serial") == "Báo, tạp chí"
        assert words.shown("languages", ["vie", "cmo"]) == "Tiếng Việt; M'Nông"
        assert words.shown("classes", ["ddc 895.922", "local VN12", "k5"]) == (
            "DDC 895.922; VN12 (thư viện tự phân loại); k5"
        )
        assert words.shown("title", "book") == "book"
