"""Acts on areas: what they write, refuse and announce; pages with a look first, REST and command line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from lienthu.kernel import outbox
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import LienThuError, Refused
from lienthu.kernel.models import AuditEntry, Job
from lienthu.registry import impact, queries
from lienthu.registry.actions.abolish_area import abolish_area
from lienthu.registry.actions.change_area import change_area
from lienthu.registry.actions.merge_areas import merge_areas, transfer_areas
from lienthu.registry.actions.open_area import open_area
from lienthu.registry.actions.split_area import split_area
from lienthu.registry.jobs import DayOfChangeJob
from lienthu.registry.models import Area, AreaLink, AreaVersion, Library, SuccessorEvent
from lienthu.registry.rules.details import AreaDetails
from lienthu.registry.rules.redraw import AreaPart
from lienthu.registry.tests.conftest import SYSTEM, editor
from lienthu.registry.tests.test_agencies import ask  # noqa: F401 - the fixture

D = dt.date
Make = Callable[..., Library]
EVE, DAY = D(2025, 12, 31), D(2026, 1, 1)
HALF = Decimal("0.5")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    found: list[list[int]] = []
    monkeypatch.setattr(outbox, "publish", lambda kind, payload: found.append(payload["libraries"]))
    return found


def commune(areas: dict[str, int], name: str, code: str, parent: str = "*Tỉnh Lâm Đồng") -> AreaDetails:
    return AreaDetails(code, name, "commune", "xa", areas[parent])


def rows() -> tuple[list[Any], list[Any]]:
    return list(AreaVersion.objects.order_by("pk").values_list()), list(AreaLink.objects.order_by("pk").values_list())


def chain(area: int, on: D) -> list[str]:
    atlas = queries.atlas()
    placed = atlas.place(area, on)
    assert placed is not None
    return [unit.label for unit in atlas.chain(placed, on)]


def test_a_whole_transfer_keeps_the_name_and_the_code(areas: dict[str, int], make: Make) -> None:
    library = make("A", "*Xã Đắk Sắk", D(2025, 8, 1))
    kept, gone = areas["*Xã Cư Jút"], areas["*Xã Đắk Sắk"]
    new = transfer_areas(actor=SYSTEM, from_ids=[gone], into_id=kept, on=DAY, legal_basis="1/NQ")
    versions = AreaVersion.objects.filter(area__in=[kept, gone, new]).order_by("pk")
    assert [(one.name, one.valid_to) for one in versions] == [("Đắk Sắk", DAY), ("Cư Jút", DAY), ("Cư Jút", None)] or [
        (one.name, one.valid_to) for one in versions
    ] == [("Cư Jút", DAY), ("Đắk Sắk", DAY), ("Cư Jút", None)]
    event = SuccessorEvent.objects.order_by("pk").last()
    assert event is not None and (event.kind, event.date, event.legal_basis) == ("whole_transfer", DAY, "1/NQ")
    assert chain(gone, EVE)[0] == "Xã Đắk Sắk" and chain(gone, DAY)[0] == "Xã Cư Jút"
    assert queries.cards([library.pk], DAY)[library.pk].area_name == "Xã Cư Jút"
    assert AuditEntry.objects.filter(code="registry.areas_transferred").count() == 1


def test_a_split_into_a_part_that_goes_on_and_one_that_a_neighbour_takes(areas: dict[str, int]) -> None:
    old, neighbour = areas["*Xã Đắk Sắk"], areas["*Xã Cư Jút"]
    parts = [
        AreaPart(commune(areas, "Đắk Sắk", "24678"), Decimal("0.75")),
        AreaPart(into_id=neighbour),  # the rest
    ]
    stays, joined = split_area(actor=SYSTEM, area_id=old, on=DAY, parts=parts)
    atlas = queries.atlas()
    assert [(part.area, part.share) for part in atlas.parts(old, DAY)] == [
        (stays.pk, HALF + HALF / 2),
        (joined.pk, HALF / 2),
    ]
    assert [(part.area, part.share) for part in atlas.parts(neighbour, DAY)] == [(joined.pk, 1)]
    assert chain(joined.pk, EVE) == ["Tỉnh Lâm Đồng"]  # part of it was Đắk Sắk
    assert chain(stays.pk, EVE)[0] == "Xã Đắk Sắk"
    assert [unit.code for unit in atlas.on(DAY, "commune")].count("24678") == 1


def test_the_units_below_follow(areas: dict[str, int]) -> None:
    province, eve = areas["Tỉnh Đắk Nông"], D(2024, 1, 1)
    ends = D(2025, 7, 1)
    with pytest.raises(LienThuError) as caught:  # all of them have ended long since
        merge_areas(
            actor=SYSTEM,
            from_ids=[areas["Huyện Krông Nô"], areas["Huyện Cư Jút"]],
            on=eve,
            details=AreaDetails("670", "Liên Huyện", "district", "huyen", province),
        )
    assert (caught.value.code, caught.value.params["date"]) == ("registry.already_closed", "01/07/2025")
    assert AreaVersion.objects.filter(valid_to=ends).count() == 82


@pytest.fixture
def district(areas: dict[str, int]) -> dict[str, int]:
    """A district of today with two communes in it, and one without a commune."""
    found = {"province": areas["*Tỉnh Lâm Đồng"]}
    on = D(2025, 8, 1)
    for name, level, parent in (("H1", "district", "province"), ("H2", "district", "province"), ("X1", "commune", "H1"),
                                ("X2", "commune", "H1")):  # fmt: skip
        kind = "huyen" if level == "district" else "xa"
        details = AreaDetails(name, name, level, kind, found[parent])
        found[name] = open_area(actor=SYSTEM, on=on, details=details).pk
    return found


def test_units_below_a_merged_and_an_abolished_area(district: dict[str, int]) -> None:
    details = AreaDetails("H3", "H3", "district", "huyen", district["province"])
    new = merge_areas(actor=SYSTEM, from_ids=[district["H1"], district["H2"]], on=DAY, details=details)
    assert chain(district["X1"], EVE) == ["Xã X1", "Huyện H1", "Tỉnh Lâm Đồng"]
    assert chain(district["X1"], DAY) == ["Xã X1", "Huyện H3", "Tỉnh Lâm Đồng"]
    later = D(2026, 6, 1)
    abolish_area(actor=SYSTEM, area_id=new.pk, on=later)
    assert chain(district["X1"], later) == ["Xã X1", "Tỉnh Lâm Đồng"]
    abolish_area(actor=SYSTEM, area_id=district["X1"], on=D(2027, 1, 1))
    assert chain(district["X1"], D(2027, 1, 1)) == ["Tỉnh Lâm Đồng"]
    assert chain(district["X1"], D(2026, 12, 31)) == ["Xã X1", "Tỉnh Lâm Đồng"]


def test_a_split_district_says_where_each_commune_goes(district: dict[str, int]) -> None:
    def parts(*children: frozenset[int]) -> list[AreaPart]:
        return [
            AreaPart(AreaDetails(f"H{n}", f"H{n}", "district", "huyen", district["province"]), None, None, inside)
            for n, inside in enumerate(children, start=7)
        ]

    before = rows()
    with pytest.raises(LienThuError) as caught:
        split_area(actor=SYSTEM, area_id=district["H1"], on=DAY, parts=parts(frozenset({district["X1"]}), frozenset()))
    assert (caught.value.code, caught.value.params) == ("registry.child_unplaced", {"name": "Xã X2"})
    assert rows() == before
    both = parts(frozenset({district["X1"]}), frozenset({district["X2"]}))
    split_area(actor=SYSTEM, area_id=district["H1"], on=DAY, parts=both)
    assert chain(district["X1"], DAY)[1] == "Huyện H7" and chain(district["X2"], DAY)[1] == "Huyện H8"


def test_refusals_change_nothing(areas: dict[str, int], district: dict[str, int]) -> None:
    one, other, home = areas["*Xã Đắk Sắk"], areas["*Xã Cư Jút"], areas["*Tỉnh Lâm Đồng"]
    named = commune(areas, "Mới", "99")
    alone = open_area(actor=SYSTEM, on=D(2025, 8, 1), details=AreaDetails("1", "X", "province", "tinh"))
    acts: dict[str, Callable[[], object]] = {
        "registry.merge_two": lambda: merge_areas(actor=SYSTEM, from_ids=[one], on=DAY, details=named),
        "registry.merge_itself": lambda: transfer_areas(actor=SYSTEM, from_ids=[one], into_id=one, on=DAY),
        "registry.merge_nothing": lambda: transfer_areas(actor=SYSTEM, from_ids=[], into_id=one, on=DAY),
        "registry.one_part": lambda: split_area(actor=SYSTEM, area_id=one, on=DAY, parts=[AreaPart(named)]),
        "registry.shares_not_one": lambda: split_area(
            actor=SYSTEM, area_id=one, on=DAY, parts=[AreaPart(named, HALF), AreaPart(None, HALF / 2, other)]
        ),
        "registry.bad_share": lambda: split_area(
            actor=SYSTEM, area_id=one, on=DAY, parts=[AreaPart(named, Decimal(2)), AreaPart(None, None, other)]
        ),
        "registry.area_code_taken": lambda: open_area(actor=SYSTEM, on=DAY, details=commune(areas, "Z", "24678")),
        "registry.nothing_around": lambda: abolish_area(actor=SYSTEM, area_id=alone.pk, on=DAY),
        "registry.not_there_yet": lambda: open_area(
            actor=SYSTEM, on=DAY, details=AreaDetails("98", "Z", "commune", "xa", areas["Tỉnh Đắk Nông"])
        ),
        "registry.bad_parent": lambda: change_area(
            actor=SYSTEM, area_id=district["H1"], on=DAY, details=AreaDetails("H1", "H1", "commune", "xa", home)
        ),
        "registry.later_version": lambda: abolish_area(actor=SYSTEM, area_id=one, on=D(2025, 7, 1)),
        "kernel.not_found": lambda: abolish_area(actor=SYSTEM, area_id=10**9, on=DAY),
    }
    before, entries = rows(), AuditEntry.objects.count()
    for code, act in acts.items():
        with pytest.raises(LienThuError) as caught:
            act()
        assert caught.value.code == code
    for stranger in (editor(1), Actor.system("x").__class__(editor(1).kind, "An", 1)):
        with pytest.raises(Refused):
            abolish_area(actor=stranger, area_id=one, on=DAY)
    assert (rows(), AuditEntry.objects.count()) == (before, entries)


def test_every_act_tells_the_libraries_within(areas: dict[str, int], make: Make, told: list[list[int]]) -> None:
    a, b = make("A", "*Xã Đắk Sắk", D(2025, 8, 1)).pk, make("B", "*Xã Cư Jút", D(2025, 8, 1)).pk
    told.clear()
    parts = [AreaPart(commune(areas, "Một", "91")), AreaPart(commune(areas, "Hai", "92"))]
    split_area(actor=SYSTEM, area_id=areas["*Xã Đắk Sắk"], on=DAY, parts=parts)
    transfer_areas(actor=SYSTEM, from_ids=[areas["*Xã Cư Jút"]], into_id=areas["*Xã Nam Đà"], on=DAY)
    abolish_area(actor=SYSTEM, area_id=queries.atlas().place(b_area(b), DAY) or 0, on=D(2026, 5, 1))
    assert told == [[a], [b], [b]]


def b_area(library_id: int) -> int:
    return queries.version_at(library_id, DAY).area_id


def test_what_comes_into_force_later_is_told_again_on_its_day(
    areas: dict[str, int], make: Make, told: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = make("A", "*Xã Đắk Sắk", D(2025, 8, 1))
    told.clear()
    monkeypatch.setattr("lienthu.registry.events.today", lambda: D(2025, 10, 1))
    for name in ("Một", "Hai"):
        change_area(
            actor=SYSTEM,
            area_id=areas["*Xã Đắk Sắk"],
            on=DAY if name == "Một" else D(2026, 1, 2),
            details=commune(areas, name, "24678"),
        )
    waiting = Job.objects.filter(kind="registry.day_of_change").order_by("run_after")
    assert [job.params for job in waiting] == [{"day": "2026-01-01"}, {"day": "2026-01-02"}]
    assert (
        waiting[0].run_after.astimezone(dt.timezone(dt.timedelta(hours=7))).isoformat() == "2026-01-01T00:01:00+07:00"
    )
    run = waiting[0]
    Job.objects.filter(pk=run.pk).update(state="running", lease_token="x")
    run.refresh_from_db()
    from lienthu.kernel.jobs import Run  # noqa: PLC0415

    assert DayOfChangeJob().slice(Run(run)) is False
    assert told == [[library.pk]] * 3


def test_the_page_looks_first_and_then_does_it(ask: Callable[..., Any], areas: dict[str, int], make: Make) -> None:  # noqa: F811
    make("A", "*Xã Đắk Sắk", D(2025, 8, 1), name="Thư viện Đắk Sắk")
    admin = editor(None)
    unit = Area.objects.get(pk=areas["*Xã Đắk Sắk"]).public_id
    into = Area.objects.get(pk=areas["*Xã Cư Jút"]).public_id
    path = f"/en/registry/areas/{unit}/transfer"
    data = {"into": into, "on": "01/01/2026", "legal_basis": "1/NQ"}
    before = rows()
    seen = ask("post", path, data, admin)
    page = seen.content.decode()
    assert (seen.status_code, rows()) == (200, before)
    assert "What it touches" in page and "Thư viện Đắk Sắk" in page
    mark = page.split('name="seen" value="')[1].split('"')[0]
    other = ask("post", path, data | {"on": "02/01/2026", "seen": mark}, admin)  # changed after the look
    assert (other.status_code, rows()) == (200, before)
    assert ask("post", path, data | {"on": "01/01/1990"}, admin).status_code == 422
    assert ask("post", path, data | {"seen": mark}, editor(1)).status_code == 403
    assert rows() == before
    done = ask("post", path, data | {"seen": mark}, admin)
    assert (done.status_code, done["Location"]) == (302, f"/en/registry/areas/{unit}")
    gone = ask("get", done["Location"], None, admin).content.decode()
    assert "It ended on 01/01/2026." in gone and "Became: Xã Cư Jút" in gone


def test_all_pages_open(ask: Callable[..., Any], district: dict[str, int]) -> None:  # noqa: F811
    admin = editor(None)
    for area_id in district.values():
        unit = Area.objects.get(pk=area_id).public_id
        for act in ("", "/change", "/merge", "/transfer", "/split", "/abolish"):
            assert ask("get", f"/vi/registry/areas/{unit}{act}", None, admin).status_code == 200
            assert ask("get", f"/vi/registry/areas/{unit}{act}", None, editor(1)).status_code == 403
    assert ask("get", "/vi/registry/areas/new", None, admin).status_code == 200
    assert (
        ask("get", "/vi/registry/areas?level=district&as_of=01/01/2024", None, admin).content.decode().count("<tr>")
        == 9
    )
    assert ask("get", "/vi/registry/areas/zzzzzzzzz", None, admin).status_code == 404


def test_rest(ask: Callable[..., Any], areas: dict[str, int], make: Make) -> None:  # noqa: F811
    make("A", "*Xã Đắk Sắk", D(2025, 8, 1))
    admin, day = editor(None), "2026-01-01"

    def send(method: str, path: str, **data: Any) -> Any:
        answer = ask(method, f"/api/v1{path}", json.dumps({"on": day} | data), admin)
        return answer.status_code, answer.json()

    before = rows()
    splitting: dict[str, Any] = {
        "area": "24678",
        "parts": [{"name": "Một", "code": "91", "share": 0.4}, {"name": "Hai", "code": "92", "kind": "phuong"}],
    }
    status, seen = send("post", "/area-splits", **splitting, preview=True)
    assert (status, seen["areas"], [one["code"] for one in seen["touched"]["libraries"]]) == (200, [], ["A"])
    assert rows() == before
    status, done = send("post", "/area-splits", **splitting)
    assert [one["label"] for one in done["areas"]] == ["Xã Một", "Phường Hai"]
    day = "2026-02-01"
    status, done = send("post", "/area-mergers", areas=["91", "92"], name="Ba", code="93")
    assert (status, done["areas"][0]["code"]) == (200, "93")
    status, done = send("patch", "/areas/93", name="Bốn", on="2026-03-01")
    assert (status, done["areas"][0]["label"], done["areas"][0]["code"]) == (200, "Xã Bốn", "93")
    status, done = send("post", "/area-transfers", areas=["93"], into="24640", on="2026-04-01")
    assert (status, done["areas"][0]["code"]) == (200, "24640")
    status, done = send("post", "/areas/24640/abolish", on="2026-05-01")
    assert status == 200 and done["touched"]["libraries"][0]["code"] == "A"
    assert send("post", "/areas/24640/abolish", on="2026-06-01")[0] == 404
    status, refused = send("post", "/areas", name="X", code="24616", level="commune", kind="xa", parent="68")
    assert (status, refused["code"]) == (409, "registry.area_code_taken")
    assert (
        ask("post", "/api/v1/area-mergers", json.dumps({"areas": [], "name": "", "on": day}), editor(1)).status_code
        == 403
    )
    found = ask("get", "/api/v1/areas/24678?as_of=2025-12-31&boundaries=as_of").json()
    assert found["label"] == "Xã Đắk Sắk"


def test_rehearsal_leaves_nothing(areas: dict[str, int]) -> None:
    before = rows()
    impact.rehearse(lambda: abolish_area(actor=SYSTEM, area_id=areas["*Xã Đắk Sắk"], on=DAY))
    assert rows() == before
