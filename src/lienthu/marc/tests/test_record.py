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
