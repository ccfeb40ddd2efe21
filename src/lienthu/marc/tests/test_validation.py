import pytest

from lienthu.marc.record import Field, Record
from lienthu.marc.tests.samples import book
from lienthu.marc.validation import MESSAGES, Finding, validate


def changed(**fields: Field | None) -> Record:
    record = book()
    for tag, field in fields.items():
        record.fields = [one for one in record.fields if one.tag != tag[1:]]
        if field is not None:
            record.fields.append(field)
    return record


def codes(record: Record) -> list[str]:
    return [finding.code for finding in validate(record)]


def test_a_good_record_has_no_findings():
    assert validate(book()) == []


def test_isbn_with_a_wrong_check_digit_names_it():
    record = changed(_020=Field("020", "", "  ", [("a", "978-604-56-1234-8 (T.1)")]))
    assert validate(record) == [Finding("isbn_check", "020", 1, {"value": "978-604-56-1234-8"})]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (changed(_245=None), "no_title"),
        (changed(_245=Field("245", "", "10", [("a", " / ")])), "no_title"),
        (changed(_100=None, _245=Field("245", "", "10", [("a", "Tên")])), "no_author"),
        (changed(_260=None), "no_publication"),
        (changed(_260=Field("260", "", "  ", [("a", "H.")])), "no_publication"),
        (changed(_653=None), "no_subject"),
        (changed(_852=None), "no_accession"),
        (changed(_082=None), "no_call_number"),
        (changed(_001=None), "no_control_number"),
        (changed(_245=Field("245", "", "X0", [("a", "Tên")])), "bad_indicator"),
        (changed(_245=Field("245", "", "10", [("a", "Tên"), ("z", "x")])), "unknown_subfield"),
        (changed(_245=Field("245", "", "10", [("a", "Tên"), ("a", "x")])), "subfield_repeated"),
        (changed(_245=Field("245", "", "10", [("a", "Tên"), ("!", "x")])), "bad_subfield_code"),
        (changed(_245=Field("245", "", "10", [("a", "Tên"), ("b", "")])), "empty_subfield"),
        (changed(_500=Field("500", "", "  ", [])), "empty_field"),
        (changed(_500=Field("500", "text")), "data_without_subfields"),
        (changed(_008=Field("008", "260101s2019")), "control_length"),
        (changed(_008=Field("008", "260101Z2019".ljust(40))), "date_type"),
        (changed(_022=Field("022", "", "  ", [("a", "2049-3631")])), "issn_check"),
        (changed(_0x1=Field("0 1", "", "  ", [("a", "x")])), "control_with_subfields"),
        (changed(_5_5=Field("5-5", "", "  ", [("a", "x")])), "bad_tag"),
        (Record("short", book().fields), "leader_length"),
        (Record("00000nam a2200000 a 4500", []), "no_fields"),
        (Record("00000xam a2200000 a 4500", book().fields), "leader_status"),
        (Record("00000nXm a2200000 a 4500", book().fields), "leader_type"),
        (Record("00000naX a2200000 a 4500", book().fields), "leader_level"),
    ],
)
def test_each_finding(record, code):
    assert code in codes(record)


def test_not_repeatable_names_the_field_and_how_often():
    record = changed()
    record.fields += [Field("245", "", "10", [("a", "Hai")]), Field("245", "", "10", [("a", "Ba")])]
    finding = next(one for one in validate(record) if one.code == "not_repeatable")
    assert (finding.tag, finding.params) == ("245", {"count": 3})
    assert str(finding) == "Field 245 may stand only once and stands 3 times."
    assert finding.severity == "warning"


def test_local_fields_are_left_alone():
    record = changed()
    record.fields += [Field("911", "x"), Field("999", "", "zz", [("!", "x")]), Field("CAT", "", "  ", [("a", "x")])]
    assert codes(record) == []


def test_every_message_can_be_filled():
    record = Record("x", [Field("001", ""), Field("245", "", "zz", [("!", "x"), ("a", ""), ("a", "y"), ("a", "z")])])
    assert all("%(" not in str(finding) for finding in validate(record))
    assert {finding.code for finding in validate(record)} <= MESSAGES.keys()
