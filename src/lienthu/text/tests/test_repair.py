import os
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.text import encode, guess_encoding, nfc, repair, repair_bytes, repair_lines, shares_of
from lienthu.text.repair import Repair
from lienthu.text.syllables import all_syllables

TITLES = [
    "Truyện Kiều",
    "Giáo trình quản trị học : dùng cho sinh viên đại học",
    "Những vấn đề cơ bản về văn hóa các dân tộc ở Tây Nguyên",
    "Nguyễn Ngọc Tư",
    "Nhà xuất bản Chính trị quốc gia",
    "Lịch sử Đảng bộ tỉnh Đắk Nông (1930 - 2005)",
    "Từ điển tiếng Việt / Hoàng Phê chủ biên",
    "Kỹ thuật trồng và chăm sóc cây cà phê",
    "THƯ VIỆN TỈNH ĐẮK NÔNG",
    "Dế mèn phiêu lưu ký",
]
CODES = ["tcvn3", "tcvn3-pairs", "vni", "viscii", "vps", "cp1258", "viqr", "utf-8"]


def cp1252(text: str) -> str:
    return "".join(
        bytes([ord(c)]).decode("cp1252", "replace") if "\x80" <= c <= "\x9f" and c not in "\x81\x8d\x8f\x90\x9d" else c
        for c in text
    )


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("title", TITLES)
def test_every_code_comes_back(title: str, code: str) -> None:
    damaged = encode(title, code)
    for seen in (damaged, cp1252(damaged)):
        found = repair(seen)
        assert found.text == title
        assert found.changed
        assert found.confidence > 0.5
        assert code.removesuffix("-pairs") in found.encoding


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("Th- viÖn", "Thư viện"), ("Th− viÖn", "Thư viện"), ("Th• viÖn", "Thư viện"), ("Th\xad viÖn", "Thư viện"),
        ("Trêng ®¹i häc V¡N HO¸ Hµ NéI", "Trường đại học VĂN HOÁ HÀ NỘI"),
        ("Th viÖn nh©n d©n", "Thư viện nhân dân"),
        ("Nh÷ng nguyªn t¾c cÇn tu©n thñ khi ¸p dông chuÈn biªn môc Anh Mü",
         "Những nguyên tắc cần tuân thủ khi áp dụng chuẩn biên mục Anh Mỹ"),
        ("QuyÕt ®Þnh sè 12/Q§-UBND", "Quyết định số 12/QĐ-UBND"),
        ("Viá»‡t nam", "Việt nam"), ("BÃ¡o tiá»n phong", "Báo tiền phong"), ("lÃ ng quÃª", "làng quê"),
        ("Ðại học Ðà Nẵng", "Đại học Đà Nẵng"), ("CÃ´ng ty TNHH Â© 2005", "Công ty TNHH © 2005"),
        ("Nguyễn Văn A ; TruyÖn KiÒu", "Nguyễn Văn A ; Truyện Kiều"),
        ("V¨n häc ViÖt Nam : Tuyeån taäp thô", "Văn học Việt Nam : Tuyển tập thơ"),
        ("Gi¸ b¸n: 54.500®", "Giá bán: 54.500đ"), ("dÃ©couvrir l'Ã©tÃ©", "découvrir l'été"),
        ("Thu\u031b vie\u0323\u0302n", "Thư viện"),
        ("Tù häc tiÕng Anh", "Tự học tiếng Anh"),
        ("cña c¸c n\xadíc ch©u ¸", "của các nước châu Á"), ("§¹o MÉu ë Hµ Nam", "Đạo Mẫu ở Hà Nam"),
        ("X· ãc Eo", "Xã Óc Eo"), ("hµi h•íc", "hài hước"), ("Äiá»u 50.CÄƒn cá»©", "Điều 50.Căn cứ"),
        ("Toán 7. T.1 : 54.500®", "Toán 7. T.1 : 54.500đ"), ("ddo+n vi.", "đơn vị"), ("ÂM M¦U", "ÂM MƯU"),
    ],
)  # fmt: skip
def test_known_damage(damaged: str, text: str) -> None:
    assert repair(damaged).text == text


@pytest.mark.parametrize(
    "text",
    [
        "", " ",
        "Hoà Chí Minh", "Thư viện tỉnh Đắk Nông", "THƯ VIỆN", "ki-lô-gam", "sô-cô-la", "bô bô", "choáng choàng",
        "Klei khan Y Dam San", "hlăk anei čih hră Êđê", "M’Nông ơ̆m ƀơ̆ng ê̆lơ̆ kơ̆", "Ƀuôn Ama Thuột",
        "L’été à Saïgon : où aller ?", "Für Elise, Übungen für Anfänger", "El niño, ¿qué año?", "São João não é",
        "Łódź, Þórður, Ångström, garçon", "Война и мир", "日本民俗·信仰", "col·lecció", "10 µm, 5 °C, n° 5, 2ª ed.",
        "«Le rouge et le noir»", "© 1999 Smith®", "54.500đ", "£25, €30", "Is it a cat? No. It's a dog's (toy).",
        "C# and C++ ; I.N.R.I.", "161115s2016^^^^txu101^^^vlara^d", "DD1 .B84 no.22-24", "http://example.org/a?b=c.d",
        "Al-Qāhirah, Tōkyō, Mahābhārata", "e-mail, X-quang, T-shirt", "GARÐUR", "Ðe þæt boc",
    ],
)  # fmt: skip
def test_clean_text_stays(text: str) -> None:
    found = repair(text)
    assert found == (nfc(text), "unicode", 1.0, nfc(text) != text)


@given(st.text())
@settings(max_examples=300)
def test_repair_never_fails_and_gives_nfc(text: str) -> None:
    found = repair(text)
    assert unicodedata.is_normalized("NFC", found.text)
    assert found.changed == (found.text != text)
    assert 0.0 <= found.confidence <= 1.0


@given(st.binary(max_size=80))
@settings(max_examples=300)
def test_bytes_never_fail(data: bytes) -> None:
    assert unicodedata.is_normalized("NFC", repair_bytes(data).text)


@given(st.lists(st.sampled_from(TITLES), min_size=1, max_size=3).map(" / ".join), st.sampled_from(CODES))
def test_repaired_text_is_left_alone(title: str, code: str) -> None:
    once = repair(encode(title, code)).text
    assert repair(once).text == once


def test_bytes_of_every_kind() -> None:
    assert repair_bytes("Thư viện".encode()).text == "Thư viện"
    assert repair_bytes(encode("Thư viện tỉnh", "tcvn3").encode("latin-1")).text == "Thư viện tỉnh"
    assert repair_bytes("Thư viện ".encode() + encode("Truyện Kiều", "tcvn3").encode("latin-1")).text == (
        "Thư viện Truyện Kiều"
    )
    assert repair_bytes(b"caf\xe9 \x93quoted\x94").text == "café “quoted”"


@pytest.mark.parametrize(
    ("damaged", "hint", "text"),
    [("Má than", "tcvn3", "Mỏ than"), ("Hoài ký", "vni", "Hồi ký"), ("Hoà Chí Minh", "vni", "Hồ Chí Minh"),
     ("Bé luật", None, "Bé luật"), ("Bé", "tcvn3", "Bộ"), ("Thư viện Bé", "tcvn3", "Thư viện Bé")],
)  # fmt: skip
def test_a_field_that_reads_well_follows_its_file(damaged: str, hint: str | None, text: str) -> None:
    assert repair(damaged, hint).text == text
    assert repair_bytes(damaged.encode(), hint).text == damaged


def test_bytes_follow_their_file() -> None:
    assert repair_bytes("Má than".encode("latin-1"), "tcvn3").text == "Mỏ than"
    assert repair_bytes("Thư viện".encode(), "tcvn3").text == "Thư viện"


def test_a_file_tells_what_its_short_lines_are_in() -> None:
    lines = [encode(title, "tcvn3").encode("latin-1") + b"\r\n" for title in TITLES * 3]
    assert guess_encoding(lines).encoding == "tcvn3"
    found = list(repair_lines(lines))
    assert [r.text for r in found] == TITLES * 3
    short = list(repair_lines([*lines, encode("Sĩ", "tcvn3").encode("latin-1") + b"\n"]))
    assert short[-1].text == "Sĩ"
    assert [r.changed for r in repair_lines([b"plain\n", "Kiều".encode()])] == [False, False]


SHARED = Path(os.environ.get("LIENTHU_SHARED", Path(__file__).resolve().parents[5] / "shared")) / "data"


def vectors(name: str) -> list[bytes]:
    return (SHARED / "legacy-enc/vectors" / name).read_bytes().split(b"\n")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kieu.viscii.txt", "kieu.utf8-nfc.txt"), ("kieu.vni.txt", "kieu.utf8-nfc.txt"),
        ("kieu.viqr.txt", "kieu.utf8-nfc.txt"), ("kieu.cp1258.txt", "kieu.utf8-nfc.txt"),
        ("kieu.utf8-nfd.txt", "kieu.utf8-nfc.txt"), ("kieu.vni-as-utf8.txt", "kieu.utf8-nfc.txt"),
        ("kieu.double-utf8-mojibake.txt", "kieu.utf8-nfc.txt"), ("kieu.tcvn3.txt", "kieu.utf8-nfc.txt"),
    ],
)  # fmt: skip
def test_poem_in_every_code(name: str, expected: str) -> None:
    want = [line.decode() for line in vectors(expected)]
    got = [found.text for found in repair_lines(vectors(name))]
    right = sum(a == b for a, b in zip(want, got, strict=True))
    assert right / len(want) > 0.98


@pytest.mark.shared
def test_real_transcripts_stay_clean_and_come_back() -> None:
    rng = random.Random(7)
    lines = []
    for path in sorted((SHARED / "legacy-enc/viparse-corpus/ground-truth").glob("200[2-4]*.txt")):
        lines += [" ".join(nfc(line).split())[:120] for line in path.read_text("utf-8").splitlines()]
    lines = [line for line in sorted(set(lines)) if len(line) > 30 and line.isprintable()]
    sample = rng.sample(lines, 600)
    assert [line for line in sample if repair(line).text != line] == []
    right = sum(repair(encode(line, "vni")).text == line for line in sample)
    assert right / len(sample) > 0.95


@pytest.mark.parametrize("piece", ["a", "é", "Ã", "áº", "Ã ", "®", "-", "a^", "µ ", "­", "ệ", "Trêng ", "\x90"])
def test_long_fields_are_no_trap(piece: str) -> None:
    text = piece * 20_000
    assert unicodedata.is_normalized("NFC", repair(text).text)


# TCVN3 that reads as Vietnamese, or as nothing, without its file.
BY_TCVN3 = [
    ("Tù häc", "Tự học"),
    ("Má than", "Mỏ than"),
    ("Gái cuèn", "Gỏi cuốn"),
    ("§«rªmon. T.5", "Đôrêmon. T.5"),
    ("365 gîi ý mãn chay", "365 gợi ý món chay"),
    ("Tï tr\xadëng N'Trang L¬ng", "Tù trưởng N'Trang Lơng"),
    ("Niªn gi¸m huyÖn C\xad Jót", "Niên giám huyện Cư Jút"),
    ("TiÕng chiªng bon Bu Pr©ng", "Tiếng chiêng bon Bu Prâng"),
    ("c¸c n\xadíc ch©u ¸", "các nước châu Á"),
    ("N¸T", "NÁT"),
]


@pytest.mark.parametrize(("damaged", "meant"), BY_TCVN3)
def test_what_only_the_file_can_tell(damaged, meant):
    assert repair(damaged, "tcvn3-whole").text == meant
    assert repair_bytes(damaged.encode("latin-1"), "tcvn3-whole").text == meant


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [("Hoà Chí Minh", "Hồ Chí Minh"), ("Hoài ký", "Hồi ký"), ("Lao phoåi. T.1", "Lao phổi. T.1"), ("Ñaéc", "Đắc")],
)
def test_vni_by_its_file(damaged, meant):
    assert repair(damaged, "vni").text == meant


@pytest.mark.parametrize("hint", ["tcvn3", "tcvn3-whole", "vni"])
@pytest.mark.parametrize(
    "text",
    [
        "Đường lên đỉnh Olympia",
        "Lịch sử Đảng bộ",
        "Cahiers d'études",
        "© 2010",
        "«La vie»",
        "25°C",
        "Nguyễn Thị Hoà",
        "ƀuôn Êđê ơ̆",
    ],
)
def test_a_hint_leaves_clean_text_alone(text, hint):
    assert repair(text, hint).text == nfc(text)


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("cïm", "cùm"),
        ("(§· ký)", "(Đã ký)"),
        ("NXB §µ N½ng", "NXB Đà Nẵng"),
        ("TiÕng ¸c-mª-ni", "Tiếng Ác-mê-ni"),
        ("T\x04NG", "TẶNG"),
        ("Angaiteù", "Angaité"),
        ("khÄƒn quÃ\xa0ng Ä‘á»", "khăn quàng đỏ"),
        ("§¹i häc S ph¹m", "Đại học Sư phạm"),
        ("Nghi. ddi.nh 13/2023/NDD-CP ve^` du+~ lie^.u : 54.500dd", "Nghị định 13/2023/NĐ-CP về dữ liệu : 54.500đ"),
        ("01/2017/NÐ-CP", "01/2017/NĐ-CP"),
    ],
)
def test_signs_and_marks_that_no_language_has_there(damaged, meant):
    assert repair(damaged).text == meant


@pytest.mark.parametrize("word", ["må", "haï", "Træ", "dû", "coït", "lång", "Loïc", "naïf", "gìm", "Yabaâna", "p£esy"])
def test_a_foreign_word_alone_stays(word):
    assert repair(word) == (word, "unicode", 1.0, False)


@pytest.mark.parametrize("code", ["tcvn3", "vni", "viscii", "vps", "cp1258"])
def test_short_lines_follow_a_file_of_bytes(code):
    short = ["Mỏ than", "Hồ", "Bộ", "Đỗ Bích Thúy", "Tờ", "khéo léo"]
    lines = [encode(line, code).encode("latin-1") for line in TITLES * 5 + short]
    assert [found.text for found in repair_lines(lines)][-len(short) :] == short


def test_a_file_of_two_kinds_of_line_settles_none_by_one_of_them():
    lines = [encode(title, "tcvn3") for title in TITLES * 3] + TITLES * 3 + ["Tô Hoài", "Hoà", "thuở bé"]
    found = [one.text for one in repair_lines(line.encode() for line in lines)]
    assert found == TITLES * 6 + ["Tô Hoài", "Hoà", "thuở bé"]


def test_shares_of_a_file_are_those_of_its_marked_texts():
    found = [repair(encode("Truyện Kiều", "tcvn3"))] * 6 + [repair("Thư viện")] * 3 + [repair("Hoà")]
    shares = shares_of(found)
    assert set(shares) == {"tcvn3"}
    assert 0.5 < shares["tcvn3"] <= 0.6
    assert shares_of(found[:2]) == {}
    assert repair("må").text == "må"
    assert repair("hån", {"tcvn3": 0.9}).text == "hồn"


_SYLLABLES = sorted(set(all_syllables()))


@given(st.lists(st.sampled_from(_SYLLABLES), min_size=4, max_size=10).map(" ".join), st.sampled_from(["viscii", "vps"]))
@settings(max_examples=200)
def test_syllables_come_back_by_their_file(text: str, code: str) -> None:
    assert repair(encode(text, code), code).text == text


@given(st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=8).map(" ".join))
@settings(max_examples=200)
def test_syllables_of_clean_text_never_change(text: str) -> None:
    assert repair(text) == (text, "unicode", 1.0, False)


@given(st.text(), st.dictionaries(st.sampled_from(["tcvn3", "vni", "viqr", "utf-8"]), st.floats(0.01, 1.0)))
@settings(max_examples=200)
def test_shares_never_break_a_field(text: str, shares: dict[str, float]) -> None:
    assert unicodedata.is_normalized("NFC", repair(text, shares).text)


@pytest.mark.parametrize("code", ["viscii", "vps"])
@pytest.mark.parametrize("text", ["Nước", "Trường", "Non Nước", "Hướng", "Nước Nam", "Mười"])
def test_bytes_that_happen_to_be_utf8_too_are_read_as_vietnamese(code: str, text: str) -> None:
    """Two letters of a single-byte code side by side can be one letter of UTF-8 that no catalogue holds."""
    assert repair_bytes(encode(text, code).encode("latin-1")).text == text


def test_a_sign_with_its_vowel_in_vps_is_no_letter_of_croatian() -> None:
    data = encode("Nhan đề", "vps").encode("latin-1")
    assert data.decode() == "Nhan \u01ca"
    assert repair_bytes(data) == Repair("Nhan đề", "vps", 0.999, True)
    assert repair("Nhan \u01ca") == Repair("Nhan đề", "vps", 0.999, True)


@pytest.mark.parametrize(
    "text",
    ["10 μm", "Фу", "αa", "MHz Ωm", "ǁGana", "ǃKung", "ǩiõll", "ǎi", "Ǫlvir", "Ǽthelred", "А. С. Пушкин", "Bảng Ǌ"],
)
def test_letters_of_other_languages_are_no_vietnamese_by_chance(text: str) -> None:
    assert repair_bytes(text.encode()) == Repair(text, "unicode", 1.0, False)
