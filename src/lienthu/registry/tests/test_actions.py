"""What the verbs write, what they refuse, and that a refusal leaves nothing behind."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lienthu.kernel.actor import ANONYMOUS, Actor
from lienthu.kernel.errors import Conflict, Invalid, LienThuError, NotFound, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.registry import queries
from lienthu.registry.actions import agencies
from lienthu.registry.actions._libraries import details_of
from lienthu.registry.actions.change_area import change_area
from lienthu.registry.actions.change_library import change_library
from lienthu.registry.actions.close_library import close_library
from lienthu.registry.actions.correct_library import correct_library
from lienthu.registry.actions.identify_library import identify_library
from lienthu.registry.actions.merge_libraries import merge_libraries
from lienthu.registry.actions.move_library import move_library
from lienthu.registry.actions.open_area import open_area
from lienthu.registry.actions.open_library import open_library
from lienthu.registry.actions.rename_library import rename_library
from lienthu.registry.actions.set_hours import set_hours
from lienthu.registry.actions.set_services import set_services
from lienthu.registry.actions.split_area import split_area
from lienthu.registry.actions.split_library import NewPart, split_library
from lienthu.registry.models import (
    AgencyVersion,
    AreaVersion,
    Library,
    LibraryLink,
    LibraryVersion,
    ServiceVersion,
    SuccessorEvent,
)
from lienthu.registry.rules.details import AgencyDetails, AreaDetails, LibraryDetails
from lienthu.registry.rules.redraw import AreaPart
from lienthu.registry.tests.conftest import editor

pytestmark = pytest.mark.django_db
D = dt.date
Make = Callable[..., Library]


def spans(library: Library) -> list[tuple[str, D, D | None]]:
    rows = LibraryVersion.objects.filter(library=library).order_by("valid_from")
    return list(rows.values_list("name", "valid_from", "valid_to"))


def state() -> tuple[Any, ...]:
    return (
        list(LibraryVersion.objects.order_by("pk").values()),
        list(Library.objects.order_by("pk").values()),
        list(ServiceVersion.objects.order_by("pk").values()),
        SuccessorEvent.objects.count(),
        AuditEntry.objects.count(),
    )


def test_rename_keeps_what_was(make: Make, system: Actor) -> None:
    library = make("KN")
    rename_library(actor=system, library_id=library.pk, on=D(2020, 1, 1), name="Thư viện huyện", legal_basis="QĐ 1")
    assert spans(library) == [
        ("Thư viện KN", D(2015, 5, 1), D(2020, 1, 1)),
        ("Thư viện huyện", D(2020, 1, 1), None),
    ]
    assert queries.version_at(library.pk, D(2019, 12, 31)).name == "Thư viện KN"
    assert queries.version_at(library.pk, D(2020, 1, 1)).name == "Thư viện huyện"
    event = SuccessorEvent.objects.get(kind="rename")
    assert (event.date, event.legal_basis) == (D(2020, 1, 1), "QĐ 1")
    entry = AuditEntry.objects.get(code="registry.library_changed")
    assert entry.library_id == library.pk
    assert entry.data["changes"]["name"] == ["Thư viện KN", "Thư viện huyện"]


def test_change_between_two_versions_ends_where_the_next_begins(make: Make, system: Actor) -> None:
    library = make("A")
    for year, name in ((2020, "B"), (2017, "C")):
        rename_library(actor=system, library_id=library.pk, on=D(year, 1, 1), name=name)
    assert spans(library) == [
        ("Thư viện A", D(2015, 5, 1), D(2017, 1, 1)),
        ("C", D(2017, 1, 1), D(2020, 1, 1)),
        ("B", D(2020, 1, 1), None),
    ]


def test_move_and_hours(make: Make, system: Actor, areas: dict[str, int]) -> None:
    library = make("A")
    move_library(actor=system, library_id=library.pk, on=D(2021, 1, 1), area_id=areas["Xã Nam Đà"], address="Thôn 1")
    set_hours(actor=system, library_id=library.pk, on=D(2022, 1, 1), hours={"mon": [["7:30", "11:30"]]})
    version = queries.version_at(library.pk, D(2023, 1, 1))
    assert (version.area_id, version.address) == (areas["Xã Nam Đà"], "Thôn 1")
    assert version.hours == {"mon": [["07:30", "11:30"]]}
    assert queries.version_at(library.pk, D(2021, 6, 1)).hours == {}


def test_correction_changes_one_version_and_is_on_record(make: Make, system: Actor) -> None:
    library = make("A")
    rename_library(actor=system, library_id=library.pk, on=D(2020, 1, 1), name="B")
    first, second = LibraryVersion.objects.filter(library=library).order_by("valid_from")
    correct_library(
        actor=system,
        library_id=library.pk,
        version_id=second.pk,
        details=replace(details_of(second), name="Bê"),
        reason="Gõ sai",
        valid_from=D(2019, 3, 1),
    )
    assert spans(library) == [("Thư viện A", D(2015, 5, 1), D(2019, 3, 1)), ("Bê", D(2019, 3, 1), None)]
    entry = AuditEntry.objects.get(code="registry.library_corrected")
    assert entry.data["changes"]["name"] == ["B", "Bê"]
    assert entry.data["changes"]["valid_from"] == ["2020-01-01", "2019-03-01"]
    assert entry.data["reason"] == "Gõ sai"
    before = state()
    for wrong in (D(2015, 5, 1), D(2014, 1, 1)):
        with pytest.raises(Conflict) as caught:
            correct_library(
                actor=system,
                library_id=library.pk,
                version_id=second.pk,
                details=details_of(second),
                reason="",
                valid_from=wrong,
            )
        assert caught.value.code == "registry.before_previous"
    assert state() == before
    with pytest.raises(NotFound):
        other = make("Z")
        correct_library(actor=system, library_id=other.pk, version_id=first.pk, details=details_of(first), reason="")


def test_merged_libraries_lead_to_the_heir(make: Make, system: Actor) -> None:
    old, older, heir, last = make("DM"), make("KN"), make("TINH"), make("LD")
    set_services(actor=system, library_id=old.pk, on=D(2016, 1, 1), offered={"children": ""})
    merge_libraries(actor=system, from_ids=[old.pk, older.pk], into_id=heir.pk, on=D(2025, 7, 1), legal_basis="QĐ")
    assert spans(old) == [("Thư viện DM", D(2015, 5, 1), D(2025, 7, 1))]
    assert queries.heirs(old.pk) == [heir]
    merge_libraries(actor=system, from_ids=[heir.pk], into_id=last.pk, on=D(2026, 1, 1))
    assert queries.heirs(old.pk) == [last]
    assert queries.library_by_code("dm") == old
    assert queries.library_by_code(old.public_id) == old
    kinds = SuccessorEvent.objects.exclude(kind="create").order_by("date")
    assert [(event.kind, event.library_links.count()) for event in kinds if event.library_links.exists()] == [
        ("merge", 2),
        ("whole_transfer", 1),
    ]
    assert ServiceVersion.objects.get().valid_to == D(2025, 7, 1)
    card = queries.cards([old.pk])[old.pk]
    assert (card.name, card.is_open) == ("Thư viện DM", False)
    assert old.pk not in queries.cards()


def test_split_goes_on_or_ends(make: Make, system: Actor) -> None:
    library = make("A")
    details = details_of(queries.version_at(library.pk, D(2020, 1, 1)))
    parts = [NewPart("B", replace(details, name="B"), Decimal("0.4")), NewPart("C", replace(details, name="C"))]
    opened = split_library(actor=system, library_id=library.pk, on=D(2021, 1, 1), parts=parts, goes_on=True)
    assert spans(library)[-1][2] is None
    assert [queries.heirs(library.pk), queries.heirs(opened[0].pk)] == [opened, []]
    assert list(LibraryLink.objects.filter(before=library).values_list("share", flat=True)) == [Decimal("0.4"), None]
    ended = split_library(
        actor=system,
        library_id=opened[0].pk,
        on=D(2022, 1, 1),
        parts=[NewPart("D", replace(details, name="D"))],
        goes_on=False,
    )
    assert spans(opened[0])[-1][2] == D(2022, 1, 1)
    assert queries.heirs(opened[0].pk) == ended


def test_services_from_a_day_on(make: Make, system: Actor) -> None:
    library = make("A")
    set_services(actor=system, library_id=library.pk, on=D(2016, 1, 1), offered={"children": "T7", "internet": ""})
    set_services(actor=system, library_id=library.pk, on=D(2018, 1, 1), offered={"children": "T7, CN"})
    rows = ServiceVersion.objects.order_by("service__kind", "valid_from")
    assert list(rows.values_list("service__kind", "note", "valid_from", "valid_to")) == [
        ("children", "T7", D(2016, 1, 1), D(2018, 1, 1)),
        ("children", "T7, CN", D(2018, 1, 1), None),
        ("internet", "", D(2016, 1, 1), D(2018, 1, 1)),
    ]
    with pytest.raises(Conflict):
        set_services(actor=system, library_id=library.pk, on=D(2017, 1, 1), offered={})


def test_codes_are_never_given_twice(make: Make, system: Actor) -> None:
    library = make("A")
    identify_library(actor=system, library_id=library.pk, code="b", isil="VN-DN1")
    assert queries.library_by_code("A") == queries.library_by_code("VN-DN1") == library
    for code in ("A", "B"):
        with pytest.raises(Conflict) as caught:
            make(code)
        assert caught.value.code == "registry.code_taken"
    identify_library(actor=system, library_id=library.pk, code="A", isil="")
    assert queries.library_by_code("VN-DN1") == library


@pytest.mark.parametrize("isil", ["DE-1", "VN-", "VN-123456789012", "VN_1", "VN-Đ"])
def test_isil_form(make: Make, system: Actor, isil: str) -> None:
    library = make("A")
    with pytest.raises(Invalid) as caught:
        identify_library(actor=system, library_id=library.pk, code="A", isil=isil)
    assert caught.value.code == "registry.bad_isil"


def _refused_by_dates() -> list[tuple[str, D]]:
    return [
        ("registry.before_opening", D(2015, 4, 30)),
        ("registry.version_begins_then", D(2015, 5, 1)),
        ("registry.date_out_of_range", D(205, 1, 1)),
        ("registry.already_closed", D(2024, 1, 1)),
    ]


@pytest.mark.parametrize(("code", "on"), _refused_by_dates())
def test_bad_dates_change_nothing(make: Make, system: Actor, code: str, on: D) -> None:
    library = make("A")
    close_library(actor=system, library_id=library.pk, on=D(2023, 1, 1))
    details = replace(details_of(queries.version_at(library.pk, D(2016, 1, 1))), name="B")
    before = state()
    with pytest.raises(LienThuError) as caught:
        change_library(actor=system, library_id=library.pk, on=on, details=details)
    assert caught.value.code == code
    assert state() == before


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"name": "  "}, "registry.missing_field", "name"),
        ({"name": "x" * 201}, "registry.field_too_long", "name"),
        ({"kind": "palace"}, "registry.bad_field", "kind"),
        ({"email": "a@b"}, "registry.bad_field", "email"),
        ({"web": "javascript:alert(1)"}, "registry.bad_field", "web"),
        ({"phone": "gọi tôi"}, "registry.bad_field", "phone"),
        ({"latitude": 91.0, "longitude": 100.0}, "registry.bad_field", "latitude"),
        ({"latitude": float("nan"), "longitude": 100.0}, "registry.bad_field", "latitude"),
        ({"latitude": 12.0}, "registry.half_coordinates", None),
        ({"hours": {"mon": [["9:00", "8:00"]]}}, "registry.bad_hours", None),
        ({"hours": {"lundi": []}}, "registry.bad_hours", None),
        ({"area_id": 999_999}, "registry.bad_field", "area"),
    ],
)
def test_bad_fields_are_named(make: Make, values: dict[str, Any], code: str, field: str | None) -> None:
    make("A")
    before = state()
    with pytest.raises(Invalid) as caught:
        make("B", **values)
    assert (caught.value.code, caught.value.params.get("field")) == (code, field)
    assert state() == before


def test_text_is_cleaned_at_the_door(make: Make, system: Actor) -> None:
    library = make("A", name="  Thư   viện xã Đắk Sắk\u0000 ")
    assert spans(library)[0][0] == "Thư viện xã Đắk Sắk"
    rename_library(actor=system, library_id=library.pk, on=D(2020, 1, 1), name="B\u0000", legal_basis="QĐ\u0000 1")
    assert LibraryVersion.objects.get(library=library, valid_to=None).legal_basis == "QĐ 1"
    before = state()
    with pytest.raises(Invalid) as caught:
        close_library(actor=system, library_id=library.pk, on=D(2021, 1, 1), legal_basis="x" * 201)
    assert (caught.value.code, caught.value.params) == (
        "registry.field_too_long",
        {"field": "legal_basis", "limit": 200},
    )
    assert state() == before


def test_each_library_edits_itself_only(make: Make) -> None:
    mine, other = make("A"), make("B")
    actor = editor(mine.pk)
    rename_library(actor=actor, library_id=mine.pk, on=D(2020, 1, 1), name="C")
    details = details_of(queries.version_at(other.pk, D(2020, 1, 1)))
    version = LibraryVersion.objects.get(library=other)
    before = state()
    for attempt in (
        lambda: rename_library(actor=actor, library_id=other.pk, on=D(2020, 1, 1), name="C"),
        lambda: set_services(actor=actor, library_id=other.pk, on=D(2020, 1, 1), offered={}),
        lambda: correct_library(actor=actor, library_id=other.pk, version_id=version.pk, details=details, reason=""),
        lambda: correct_library(
            actor=ANONYMOUS, library_id=other.pk, version_id=version.pk, details=details, reason=""
        ),
        lambda: close_library(actor=actor, library_id=mine.pk, on=D(2021, 1, 1)),
        lambda: merge_libraries(actor=actor, from_ids=[mine.pk], into_id=other.pk, on=D(2021, 1, 1)),
        lambda: split_library(
            actor=actor,
            library_id=mine.pk,
            on=D(2021, 1, 1),
            parts=[NewPart("Z", details)],
            goes_on=True,
        ),
        lambda: identify_library(actor=actor, library_id=mine.pk, code="ZZ", isil=""),
        lambda: open_library(actor=actor, code="Z", on=D(2021, 1, 1), details=details),
    ):
        with pytest.raises(Refused):
            attempt()
    assert state() == before


def test_merge_refusals(make: Make, system: Actor) -> None:
    one, late = make("A"), make("B", on=D(2024, 1, 1))
    before = state()
    for from_ids, into, on, code in (
        ([], one.pk, D(2025, 1, 1), "registry.merge_nothing"),
        ([one.pk], one.pk, D(2025, 1, 1), "registry.merge_itself"),
        ([one.pk], late.pk, D(2023, 1, 1), "registry.not_there_yet"),
        ([late.pk], one.pk, D(2024, 1, 1), "registry.later_version"),
    ):
        with pytest.raises(LienThuError) as caught:
            merge_libraries(actor=system, from_ids=from_ids, into_id=into, on=on)
        assert caught.value.code == code
    assert state() == before


def test_areas_change_and_are_cut(system: Actor, areas: dict[str, int]) -> None:
    province = areas["*Tỉnh Lâm Đồng"]
    commune = areas["*Xã Đắk Sắk"]
    change_area(
        actor=system,
        area_id=commune,
        on=D(2026, 1, 1),
        details=AreaDetails("24678", "Đắk Sắk Mới", "commune", "xa", province),
    )
    parts = [
        AreaPart(AreaDetails(code, name, "commune", "xa", province), Decimal(share))
        for name, code, share in (("Một", "94", "0.75"), ("Hai", "95", "0.25"))
    ]
    split_area(actor=system, area_id=commune, on=D(2027, 1, 1), parts=parts)
    atlas = queries.atlas()
    old = areas["Xã Nam Xuân"]
    assert [unit.label for unit in atlas.chain(atlas.place(old, D(2026, 6, 1)) or 0, D(2026, 6, 1))] == [
        "Xã Đắk Sắk Mới",
        "Tỉnh Lâm Đồng",
    ]
    assert sorted(part.share or 0 for part in atlas.parts(old, D(2027, 6, 1))) == [Decimal("0.25"), Decimal("0.75")]
    with pytest.raises(Invalid):
        open_area(
            actor=system, on=D(2026, 1, 1), details=AreaDetails("1", "X", "province", "tinh", areas["*Xã Cư Jút"])
        )
    assert not AreaVersion.objects.filter(name="X").exists()


def test_agencies(system: Actor) -> None:
    tt, kh = (
        agencies.open_agency(actor=system, code=code, on=D(2004, 1, 1), details=AgencyDetails(code, "department"))
        for code in ("TTTT", "KHCN")
    )
    agencies.change_agency(
        actor=system, agency_id=kh.pk, on=D(2024, 1, 1), details=AgencyDetails("Sở KH&CN", "department")
    )
    agencies.merge_agencies(actor=system, from_ids=[tt.pk], into_id=kh.pk, on=D(2025, 3, 1))
    assert list(AgencyVersion.objects.order_by("pk").values_list("name", "valid_from", "valid_to")) == [
        ("TTTT", D(2004, 1, 1), D(2025, 3, 1)),
        ("KHCN", D(2004, 1, 1), D(2024, 1, 1)),
        ("Sở KH&CN", D(2024, 1, 1), None),
    ]
    with pytest.raises(Refused):
        agencies.merge_agencies(actor=editor(1), from_ids=[tt.pk], into_id=kh.pk, on=D(2025, 3, 1))


def test_details_round_trip(make: Make) -> None:
    library = make("A", email="a@b.vn", latitude=12.5, longitude=107.7, hours={"sat": [["8:00", "11:00"]]})
    details = details_of(queries.version_at(library.pk, D(2020, 1, 1)))
    assert details.hours == {"sat": [["08:00", "11:00"]]}
    assert isinstance(details, LibraryDetails)
    assert (details.latitude, details.email) == (12.5, "a@b.vn")
