from lienthu.marc.record import Field, Record, from_compact, to_compact


def test_compact_keeps_empty_data_fields_apart_from_control_fields() -> None:
    record = Record(
        "00000nam a2200000 a 4500",
        [
            Field("001", "TVL1"),
            Field("911", ""),
            Field("245", "", "10", []),
            Field("500", "", "  ", [("a", "")]),
            Field("650", "", " 7", [("a", "Văn học"), ("2", "btkkhcn")]),
        ],
    )
    again = from_compact(to_compact(record))
    assert again == record
    assert again.fields[1].is_control
    assert again.fields[2].subfields == []


def test_a_copy_is_changed_alone() -> None:
    record = Record("x" * 24, [Field("001", "A1"), Field("245", "", "10", [("a", "Một")])])
    other = record.copy()
    assert other == record
    other.fields[1].subfields = [("a", "Hai")]
    other.copy().fields[1].subfields.append(("b", "x"))  # type: ignore[union-attr]
    other.fields[0].value = "A2"
    assert (record.control("001"), record.first("245", "a"), other.fields[1].subfields) == ("A1", "Một", [("a", "Hai")])
