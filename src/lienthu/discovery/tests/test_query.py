"""Any text is a query; the shapes that matter are exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.discovery.query import EVERYTHING, And, Key, Not, Or, Phrase, Word, Years, leaves, parse, wanted_words


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("", EVERYTHING),
        ('  :: -- " | ', EVERYTHING),
        ("kiều", Word("kiều")),
        ("truyện kiều", And((Word("truyện"), Word("kiều")))),
        ('"truyện kiều"', Phrase(("truyện", "kiều"))),
        ('"chưa đóng ngoặc', Phrase(("chưa", "đóng", "ngoặc"))),
        ("“truyện kiều”", Phrase(("truyện", "kiều"))),
        ("tác giả: nguyễn du", And((Word("nguyễn", "creator"), Word("du", "creator")))),
        ("TAC GIA:nguyễn", Word("nguyễn", "creator")),
        ("kiều tác giả:du", And((Word("kiều"), Word("du", "creator")))),
        ('author:"nguyễn du" kiều', And((Phrase(("nguyễn", "du"), "creator"), Word("kiều")))),
        ("kinh tế: lý thuyết", And((Word("kinh"), Word("tế"), Word("lý"), Word("thuyết")))),
        ("a -b", And((Word("a"), Not(Word("b"))))),
        ('a -"b c"', And((Word("a"), Not(Phrase(("b", "c")))))),
        ("-a", And((Not(Word("a")),))),
        ("K-12", Phrase(("K", "12"))),
        ("a NOT b", And((Word("a"), Not(Word("b"))))),
        ("a OR b", Or((Word("a"), Word("b")))),
        ("a | b | c", Or((Word("a"), Word("b"), Word("c")))),
        ("OR", Word("OR")),
        ("a OR", Word("a")),
        ("TO BE OR NOT", And((Word("TO"), Word("BE"), Word("OR"), Word("NOT")))),
        ("năm:2012", Years(2012, 2012)),
        ("năm: 2015-2010", Years(2010, 2015)),
        ("năm: 2010..2012", Years(2010, 2012)),
        ("năm: 2015-", Years(2015, None)),
        ("năm: 2015.. kiều", And((Years(2015, None), Word("kiều")))),
        ("895.9221", Or((Phrase(("895", "9221")), Key("8959221", "class")))),
        ("nhan đề: 895.9221", Phrase(("895", "9221"), "title")),
        (
            "895.92223 V500NH",
            Or(
                (
                    And((Or((Phrase(("895", "92223")), Key("89592223", "class"))), Word("V500NH"))),
                    Key("89592223V500NH", "call"),
                )
            ),
        ),
        ("91(V) NG527Đ", Or((And((Phrase(("91", "V")), Word("NG527Đ"))), Key("91VNG527D", "call")))),
        ("ISBN 9786041000012", Key("9786041000012", "isbn")),
        (">2010", Years(2011, None)),
        ("<=2010", Years(None, 2010)),
        ("2010–2015", Or((Years(2010, 2015), And((Word("2010"), Word("2015")))))),
        ("nhan đề:1930-1954", And((Word("1930", "title"), Word("1954", "title")))),
        ("978-604-1-00001-2", Key("9786041000012", "isbn")),
        ("isbn: 0300040512", Key("9780300040517", "isbn")),
        ("1234567890", Word("1234567890")),
        ("http://a.vn", And((Word("http"), Phrase(("a", "vn"))))),
        ("R’Lấp", Word("RLấp")),
        ("l'histoire", Phrase(("l", "histoire"))),
    ],
)
def test_shapes(source, tree):
    assert parse(source) == tree


@given(st.text(max_size=80))
def test_any_text_is_a_query(source):
    parse(source)


@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                "-",
                ":",
                "tác giả:",
                "năm:",
                "2010",
                "2010-2015",
                ">",
                "<",
                "|",
                "OR",
                "NOT",
                "isbn:",
                "978",
                " ",
                "R'Lấp",
                "kiều",
                "ơ̆",
                "(",
                ")",
                "*",
                "\\",
                "\x00",
                "call:",
            ]
        ),
        max_size=14,
    )
)
def test_any_mix_of_signs_is_a_query(parts):
    for source in ("".join(parts), " ".join(parts)):
        tree = parse(source)
        assert all(word for word in wanted_words(tree))
        assert len(leaves(tree)) <= 60


@given(st.lists(st.sampled_from(["kiều", "truyện", "lịch", "sử", "má", "ma"]), min_size=1, max_size=8))
def test_plain_words_stay_words_in_order(found):
    assert wanted_words(parse(" ".join(found))) == found


def test_long_text_is_cut():
    assert len(wanted_words(parse("từ " * 5000))) == 24
