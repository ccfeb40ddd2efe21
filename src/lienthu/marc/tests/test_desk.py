"""What the desk needs of MARC: lines, differences, fixed fields by meaning, the form, templates, help."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.marc import fixed, form, grid
from lienthu.marc.changes import changes, merge
from lienthu.marc.help import all_help, help_for
from lienthu.marc.marc21 import RULES
from lienthu.marc.record import Field, Record
from lienthu.marc.templates import TEMPLATES, fresh, with_dates, without_empty
from lienthu.marc.tests.test_properties import CODES, TEXT
from lienthu.marc.validation import hidden_marks, validate

LEADER = "00000nam a2200000 a 4500"
FILLED = TEXT.filter(lambda text: text.strip())
DATA = st.builds(
    lambda tag, indicators, subfields: Field(tag, "", indicators, subfields),
    st.sampled_from(["020", "245", "500", "653", "852"]),
    st.sampled_from(["  ", "10", " 7"]),
    st.lists(st.tuples(CODES, st.one_of(FILLED, st.sampled_from(["a ‡b", "x\u202ey", " đầu", "cuối  ", "$5"]))),
             min_size=1, max_size=4),
)  # fmt: skip
LOCAL = st.builds(Field, st.sampled_from(["926", "927"]), FILLED)
RECORDS = st.lists(st.one_of(DATA, LOCAL), min_size=1, max_size=10).map(lambda fields: Record(LEADER, fields))


def book(title: str = "Đất rừng", *more: Field) -> Record:
    return Record(
        LEADER,
        [
            Field("001", "A1"),
            Field("008", "111111s1998    vm            000 0 vie d"),
            Field("245", "", "10", [("a", f"{title} :"), ("b", "truyện /"), ("c", "Đoàn Giỏi")]),
            *more,
        ],
    )


def lines(record: Record, base: Record | None = None) -> list[tuple[str, str, str]]:
    return [(row.tag, row.indicators, row.text) for row in grid.to_rows(record, base=base)]


@given(RECORDS)
def test_lines_are_the_record_to_the_last_space(record: Record) -> None:
    assert grid.from_rows(record.leader, lines(record)) == record


def test_lines_show_blanks_codes_and_what_nobody_sees() -> None:
    record = book("Trái\u202e phải\u200b")
    assert lines(record)[1] == ("008", "", "111111s1998####vm############000#0#vie#d")
    assert lines(record)[2] == ("245", "10", "‡a Trái⟦202E⟧ phải⟦200B⟧ : ‡b truyện / ‡c Đoàn Giỏi")
    [finding] = hidden_marks(record)
    assert (finding.code, finding.tag, finding.params) == ("hidden_mark", "245", {"marks": "U+202E, U+200B"})
    assert hidden_marks(book()) == []


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (("245", "10", "Ký ức ‡c Nguyễn Du"), Field("245", "", "10", [("a", "Ký ức"), ("c", "Nguyễn Du")])),
        (("245", "1", "ǂaKý ức"), Field("245", "", "1 ", [("a", "Ký ức")])),
        (("245", "10", "$a Ký ức $cNguyễn Du"), Field("245", "", "10", [("a", "Ký ức"), ("c", "Nguyễn Du")])),
        (("500", "##", "Giá $a5"), Field("500", "", "  ", [("a", "Giá $a5")])),
        (("001", "", "A#1"), Field("001", "A#1")),
        (("926", "", "2"), Field("926", "2")),
        (("500", "##", "‡a ⟦110000⟧⟦D800⟧ ‡"), Field("500", "", "  ", [("a", "⟦110000⟧⟦D800⟧")])),
    ],
)
def test_what_a_person_types_is_understood(line: tuple[str, str, str], field: Field) -> None:
    assert grid.from_rows(LEADER, [line, ("650", "##", "  ")]).fields == [field]


def test_folded_lines_come_out_of_the_stored_record_wherever_they_stand_now() -> None:
    copies = [Field("852", "", "  ", [("j", f"HK{n}")]) for n in range(100)]
    base = book("Đất rừng", *copies)
    rows = grid.to_rows(base, lambda field: field.tag == "852", base)
    assert [(row.tag, row.indicators, row.text, row.count) for row in rows[3:]] == [("852", "fold", "3-102", 100)]
    typed = [("500", "##", "‡a Mới"), *[(row.tag, row.indicators, row.text) for row in rows]]
    record = grid.from_rows(LEADER, typed, base)
    assert record.fields[4:] == copies and record.fields[0].tag == "500"
    assert [row.text for row in grid.to_rows(record, lambda field: field.tag == "852", base) if row.is_fold] == [
        "3-102"
    ]
    assert grid.from_rows(LEADER, [("852", "fold", "3-102")]).fields == []


def test_changes_pair_fields_that_resemble_each_other() -> None:
    before = book(
        "Đất rừng", Field("653", "", "  ", [("a", "Rừng")]), Field("653", "", "  ", [("a", "Văn học Việt Nam")])
    )
    after = book("Đất rừng phương Nam", Field("653", "", "  ", [("a", "Văn học thiếu nhi Việt Nam")]))
    after.fields[0] = Field("005", "2026")
    found = [(one.tag, one.old, one.new) for one in changes(before, after)]
    assert found == [
        ("001", "A1", ""),
        ("245", "10 ‡a Đất rừng : ‡b truyện / ‡c Đoàn Giỏi", "10 ‡a Đất rừng phương Nam : ‡b truyện / ‡c Đoàn Giỏi"),
        ("653", "## ‡a Rừng", ""),
        ("653", "## ‡a Văn học Việt Nam", "## ‡a Văn học thiếu nhi Việt Nam"),
    ]
    assert changes(before, deepcopy(before)) == []


def test_two_changes_of_one_record_become_one() -> None:
    base = book("Đất rừng", Field("500", "", "  ", [("a", "Cũ")]), Field("653", "", "  ", [("a", "Rừng")]))
    mine, theirs = deepcopy(base), deepcopy(base)
    mine.fields[2].subfields = [("a", "Đất rừng phương Nam")]
    mine.fields.append(Field("653", "", "  ", [("a", "Thiếu nhi")]))
    del theirs.fields[3]
    theirs.fields.append(Field("700", "", "0 ", [("a", "Nguyễn Văn A")]))
    merged = merge(base, mine, theirs)
    assert merged.conflicts == []
    assert [field.text() for field in merged.record.fields[2:]] == [
        "Đất rừng phương Nam", "Rừng", "Thiếu nhi", "Nguyễn Văn A",
    ]  # fmt: skip


def test_a_field_that_both_changed_stays_as_it_was_saved_and_is_named() -> None:
    base, mine, theirs = book("Một"), book("Hai"), book("Ba")
    merged = merge(base, mine, theirs)
    assert merged.record == theirs
    assert [(one.tag, one.old[:9], one.new[:8]) for one in merged.conflicts] == [("245", "10 ‡a Hai", "10 ‡a Ba")]
    assert merge(base, mine, deepcopy(mine)).conflicts == []


@given(RECORDS, RECORDS)
def test_merging_with_who_changed_nothing_is_the_other_side(base: Record, other: Record) -> None:
    assert merge(base, deepcopy(base), other).record == other
    texts = sorted(map(repr, merge(base, other, deepcopy(base)).record.fields))
    assert set(texts) == set(map(repr, other.fields))


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_template_is_sound_and_empty_until_somebody_fills_it_in(kind: str) -> None:
    record = fresh(kind, "261128")
    assert len(record.control("008")) == 40
    assert {one.code for one in validate(record) if one.severity != "info"} <= {
        "no_control_number", "no_title", "no_publication", "no_accession", "no_call_number",
    }  # fmt: skip
    assert not {one.code for one in validate(record)} & {"unknown_subfield", "bad_indicator", "subfield_repeated"}
    assert all(not answer.strange for panel in fixed.panels(record) for answer in panel.answers)
    kept = {field.tag for field in without_empty(record).fields}
    assert not kept & {"020", "082", "084", "100", "245", "250", "264", "490", "650", "700", "852"}


def test_the_publication_year_fills_in_the_fixed_field() -> None:
    record = fresh("book", "261128")
    record.fields += [Field("264", "", " 1", [("c", "[2019]")])]
    assert with_dates(record).control("008")[:15] == "261128s2019    "
    record.get("008").value = "261128s1999" + record.control("008")[11:]  # type: ignore[union-attr]
    assert with_dates(record).control("008")[7:11] == "1999"


def answers(record: Record) -> dict[str, str]:
    panels = fixed.panels(record)
    return {panel.key: panel.was for panel in panels} | {a.key: a.value for p in panels for a in p.answers}


@given(st.text(st.sampled_from("abcdefgims 0129|u#"), max_size=50), st.sampled_from("aetjgkmps"))
def test_a_panel_that_nobody_touched_changes_nothing(value: str, kind: str) -> None:
    record = Record(f"00000n{kind}m a2200000 a 4500", [Field("007", f"{kind}x"), Field("008", value)])
    before = deepcopy(record)
    fixed.apply(record, answers(record))
    assert record == before


def test_an_answer_writes_its_position_only() -> None:
    record = book()
    said = answers(record) | {"x008.0.33": "p", "x008.0.7": "2001", "xLDR.0.7": "s"}
    fixed.apply(record, said)
    assert record.control("008") == "111111s2001    vm            000 p vie d"
    assert record.leader == "00000nas a2200000 a 4500"
    missing = Record(LEADER, [Field("245", "", "10", [("a", "Một")])])
    fixed.apply(missing, answers(missing) | {"x008.0.35": "vie"})
    assert [field.tag for field in missing.fields] == ["008", "245"]
    assert missing.control("008") == " " * 35 + "vie  "


def test_the_form_changes_what_it_asks_for_and_nothing_else() -> None:
    record = book("Đất rừng", Field("650", "", " 7", [("a", "Văn học"), ("2", "btkd")]))
    said = {
        "v2.a.0": "Đất rừng phương Nam :", "v2.b.0": "", "v2.n.0": "T.1", "v3.a.0": "Văn học thiếu nhi",
        "n653.a.0": "Rừng", "n100.a.0": "  ", "v99.a.0": "x", "n999.a.0": "x",
    }  # fmt: skip
    result = form.applied(lines(record), said)
    assert result[2:] == [
        ("245", "10", "‡a Đất rừng phương Nam : ‡n T.1 ‡c Đoàn Giỏi"),
        ("650", "#7", "‡a Văn học thiếu nhi ‡2 btkd"),
        ("653", "##", "‡a Rừng"),
    ]


@given(RECORDS)
def test_a_form_that_nobody_touched_changes_nothing(record: Record) -> None:
    rows = lines(record)
    said = {box.key: box.value for one in form.shown(rows) for group in one.groups for box in group.boxes}
    assert grid.from_rows(LEADER, form.applied(rows, said)) == record


def test_three_classifications_stand_side_by_side() -> None:
    rows = lines(book("Đất rừng", Field("082", "", "04", [("a", "895.922"), ("2", "23")])))
    said = {"n094.a.0": "V23", "n084.a.0": "8(V)", "n084.2.0": "19lop", "v3.a.0": "895.9223"}
    assert form.applied(rows, said)[3:] == [
        ("082", "04", "‡a 895.9223 ‡2 23"), ("084", "##", "‡a 8(V) ‡2 19lop"), ("094", "##", "‡a V23"),
    ]  # fmt: skip


def test_help_speaks_of_what_the_standard_has_in_both_languages() -> None:
    for tag, one in all_help().items():
        rule = RULES.get(tag)
        assert one.name.en, tag
        if rule is not None and rule.codes is not None:
            assert set(one.subfields) <= rule.codes, tag
            for values, allowed in ((one.first, rule.first), (one.second, rule.second)):
                known = {" " if value == "#" else value for value in values} - {"n"}
                assert allowed is None or known <= allowed, tag
    assert set(RULES) - set(all_help()) <= {"361", "387", "400", "410", "411"}
    vietnamese = [one for one in all_help().values() if one.name.vi]
    assert len(vietnamese) >= 130
    assert all(words.vi and words.en for one in vietnamese for words in [*one.hints, *one.subfields.values()])
    title = help_for("245")
    assert title is not None and title.subfields["a"].vi == "Nhan đề chính" and title.second["n"].en.startswith("Nonf")
