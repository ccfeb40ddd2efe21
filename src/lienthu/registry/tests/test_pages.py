"""The pages as a browser gets them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lienthu.kernel.actor import ANONYMOUS, Actor
from lienthu.registry.actions.merge_libraries import merge_libraries
from lienthu.registry.actions.rename_library import rename_library
from lienthu.registry.models import Area, AreaVersion, Library, LibraryVersion, ServiceVersion
from lienthu.registry.tests import acting
from lienthu.registry.tests.conftest import editor
from lienthu.text import fold, sort_key

D = dt.date
Make = Callable[..., Library]
Visit = Callable[..., Any]


@pytest.fixture
def visit(settings: Any) -> Visit:
    settings.ACTOR_PROVIDER = "lienthu.registry.tests.acting.actor_for"

    def visit(path: str, data: Any = None, actor: Actor = ANONYMOUS, language: str = "en") -> Any:
        with acting.acting(actor):
            client = Client()
            return client.post(f"/{language}{path}", data) if data is not None else client.get(f"/{language}{path}")

    return visit


def test_directory_lists_in_vietnamese_order(visit: Visit, make: Make) -> None:
    for code, name in (("1", "Đắk Mil"), ("2", "Dân trí"), ("3", "Ẩn"), ("4", "An")):
        make(code, name=name)
    page = visit("/libraries").content.decode()
    places = [page.index(f">{name}</a></h2>") for name in ("An", "Ẩn", "Dân trí", "Đắk Mil")]
    assert places == sorted(places)


def test_directory_on_both_maps(visit: Visit, make: Make) -> None:
    make("1", "Xã Nam Xuân", name="Nam Xuân")
    page = visit("/libraries?as_of=01/01/2026&area=24678").content.decode()
    assert "Xã Đắk Sắk, Tỉnh Lâm Đồng" in page
    page = visit("/libraries?as_of=01/01/2026&boundaries=old&area=664").content.decode()
    assert "Xã Nam Xuân, Huyện Krông Nô, Tỉnh Đắk Nông" in page


def test_near_puts_the_chosen_commune_first_then_by_distance(visit: Visit, make: Make) -> None:
    make("1", "Xã Nam Đà", name="A", latitude=12.50, longitude=107.80)
    make("2", "Xã Quảng Trực", name="B", latitude=12.20, longitude=107.30)
    make("3", "Xã Nam Xuân", name="C", latitude=12.45, longitude=107.75)
    commune = AreaVersion.objects.get(name="Đắk Sắk", valid_to=None).area.public_id
    page = visit(f"/libraries?near={commune}&as_of=01/01/2026").content.decode()
    places = [page.index(f">{name}</a></h2>") for name in "CAB"]
    assert places == sorted(places)
    assert "0.0 km" in page


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("as_of=31/02/2025", 422, "“31/02/2025” is not a date"),
        ("kind=palace", 422, "palace"),
        ("area=00000", 404, "No area had the code 00000"),
        ("near=zzz", 404, "No area had the code zzz"),
        ("after=zzz", 422, "page mark"),
        ("boundaries=x", 422, "is not a map"),
    ],
)
def test_bad_filters_get_a_sentence_and_the_list(
    visit: Visit, make: Make, query: str, status: int, sentence: str
) -> None:
    make("1", name="Nam Xuân")
    answer = visit(f"/libraries?{query}")
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "Nam Xuân" in page) == (status, True, True)


def test_merged_library_redirects_with_a_notice(visit: Visit, make: Make, system: Actor) -> None:
    old, heir = make("KN", name="Thư viện huyện Krông Nô"), make("TINH", name="Thư viện tỉnh")
    merge_libraries(actor=system, from_ids=[old.pk], into_id=heir.pk, on=D(2025, 7, 1))
    answer = visit("/library/kn")
    assert answer.headers["Location"] == f"/en/library/{old.public_id}"
    answer = visit(f"/library/{old.public_id}")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/en/library/{heir.public_id}?from={old.public_id}",
    )
    page = visit(f"/library/{heir.public_id}?from={old.public_id}").content.decode()
    assert "Thư viện huyện Krông Nô ended on 01/07/2025" in page
    page = visit(f"/library/{old.public_id}?history=1").content.decode()
    assert "This library ended on 01/07/2025" in page
    page = visit(f"/library/{old.public_id}?as_of=01/01/2020").content.decode()
    assert "As it was on 01/01/2020" in page


def test_history_tells_names_places_and_maps(visit: Visit, make: Make, system: Actor) -> None:
    library = make("1", name="Phòng đọc Nam Xuân")
    rename_library(actor=system, library_id=library.pk, on=D(2018, 1, 1), name="Thư viện Nam Xuân")
    page = visit(f"/library/{library.public_id}").content.decode()
    for text in (
        "Opened as",
        "New name: Thư viện Nam Xuân",
        "before: Phòng đọc Nam Xuân",
        "The area is now: Xã Đắk Sắk, Tỉnh Lâm Đồng",
        "before: Xã Nam Xuân, Huyện Krông Nô, Tỉnh Đắk Nông",
    ):
        assert text in page


@pytest.mark.parametrize("path", ["/library/nope", "/library/%00", "/libraries?after=", "/library/x?as_of=z"])
def test_odd_addresses(visit: Visit, areas: dict[str, int], path: str) -> None:
    assert visit(path).status_code in {200, 404}


def test_names_are_escaped(visit: Visit, make: Make) -> None:
    library = make("1", name="<script>alert(1)</script>")
    for path in ("/libraries", f"/library/{library.public_id}"):
        assert "<script>alert" not in visit(path).content.decode()


def bulk(areas: dict[str, int], count: int) -> None:
    communes = [area for name, area in areas.items() if name.startswith("Xã ")]
    libraries = Library.objects.bulk_create(Library(code=f"L{number}") for number in range(count))
    LibraryVersion.objects.bulk_create(
        LibraryVersion(
            library=library,
            name=f"Trường Tiểu học số {number}",
            name_key=sort_key(f"Trường Tiểu học số {number}"),
            name_fold=fold(f"Trường Tiểu học số {number}"),
            kind="primary",
            area_id=communes[number % len(communes)],
            valid_from=D(2010, 1, 1),
            latitude=12 + number % 50 / 100,
            longitude=107 + number % 70 / 100,
        )
        for number, library in enumerate(libraries)
    )


@pytest.mark.parametrize("count", [40, 1700])
def test_directory_asks_the_database_the_same_number_of_times(
    visit: Visit, areas: dict[str, int], django_assert_num_queries: Any, count: int
) -> None:
    bulk(areas, count)
    with django_assert_num_queries(10):
        page = visit("/libraries").content.decode()
    assert f"{count:,}" in page
    assert len(page) < 120_000
    with django_assert_num_queries(10):
        visit("/libraries?near=24678")


# Staff


def form_values(**values: str) -> dict[str, str]:
    return {"name": "Thư viện N", "kind": "commune", "is_public_funded": "on", "on": "01/05/2020"} | values


def test_staff_change_correct_and_services(visit: Visit, make: Make, areas: dict[str, int]) -> None:
    library = make("N")
    actor, base = editor(library.pk), f"/registry/library/{library.public_id}"
    area = str(areas["Xã Nam Xuân"])
    assert "Thư viện N" in visit("/registry", actor=actor).content.decode()
    for page in ("", "/change", "/services"):
        assert visit(base + page, actor=actor).status_code == 200
    values = form_values(name="Mới", area=area, hours_mon="7:30-11:30")
    assert visit(base + "/change", values, actor).status_code == 302
    version = LibraryVersion.objects.get(library=library, valid_to=None)
    assert (version.name, version.valid_from, version.hours) == ("Mới", D(2020, 5, 1), {"mon": [["07:30", "11:30"]]})
    assert visit(f"{base}/correct/{version.pk}", actor=actor).status_code == 200
    fixed = form_values(name="Mới hơn", area=area, reason="Gõ sai", valid_from="01/06/2020")
    assert visit(f"{base}/correct/{version.pk}", fixed, actor).status_code == 302
    version.refresh_from_db()
    assert (version.name, version.valid_from) == ("Mới hơn", D(2020, 6, 1))
    offered = {"on": "01/06/2021", "has_children": "on", "note_children": "Thứ bảy"}
    assert visit(base + "/services", offered, actor).status_code == 302
    assert ServiceVersion.objects.get().note == "Thứ bảy"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"on": "hôm nay"}, "“hôm nay” is not a date"),
        ({"on": "01/01/2010"}, "It began on 01/05/2015"),
        ({"on": "01/05/2015"}, "A version begins on 01/05/2015 already"),
        ({"hours_tue": "sáng"}, "Opening hours “sáng”"),
        ({"email": "a@b"}, "cannot be “a@b”"),
        ({"latitude": "12"}, "Give both latitude and longitude"),
        ({"area": "999999"}, "999999"),
    ],
)
def test_bad_forms_come_back_with_a_sentence(
    visit: Visit, make: Make, areas: dict[str, int], values: dict[str, str], sentence: str
) -> None:
    library = make("N")
    before = list(LibraryVersion.objects.values())
    data = form_values(area=str(areas["Xã Nam Xuân"])) | values
    answer = visit(f"/registry/library/{library.public_id}/change", data, editor(None))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert list(LibraryVersion.objects.values()) == before


def test_network_pages(visit: Visit, make: Make, areas: dict[str, int]) -> None:
    make("TINH")
    network, area = editor(None), str(areas["Xã Nam Xuân"])
    assert visit("/registry/new", form_values(code="N", area=area), network).status_code == 302
    library = Library.objects.get(code="N")
    base = f"/registry/library/{library.public_id}"
    for page in ("/merge", "/split", "/close", "/identifiers"):
        assert visit(base + page, actor=network).status_code == 200
    assert visit(base + "/identifiers", {"code": "N2", "isil": "VN-N"}, network).status_code == 302
    split = form_values(code="N3", area=area, on="01/01/2021", share="0.5")
    assert visit(base + "/split", split, network).status_code == 302
    answer = visit(base + "/merge", {"into": "nope", "on": "01/01/2022"}, network)
    assert (answer.status_code, "no library with the code nope" in answer.content.decode()) == (422, True)
    assert visit(base + "/merge", {"into": "tinh", "on": "01/01/2022"}, network).status_code == 302
    third = Library.objects.get(code="N3")
    close = f"/registry/library/{third.public_id}/close"
    assert visit(close, {"on": "01/01/2023"}, network).status_code == 302
    assert list(LibraryVersion.objects.filter(valid_to=None).values_list("library__code", flat=True)) == ["TINH"]
    assert visit("/registry/areas", actor=network).status_code == 200
    commune = AreaVersion.objects.get(name="Đắk Sắk", valid_to=None)
    assert visit(f"/registry/areas/{commune.area.public_id}", actor=network).status_code == 200
    data = {"code": "24678", "name": "Đắk Sắk Mới", "level": "commune", "kind": "xa", "on": "01/01/2026"}
    data["parent"] = Area.objects.get(pk=areas["*Tỉnh Lâm Đồng"]).public_id
    change = f"/registry/areas/{commune.area.public_id}/change"
    seen = visit(change, data, network).content.decode()
    data["seen"] = seen.split('name="seen" value="')[1].split('"')[0]
    assert visit(change, data, network).status_code == 302
    assert [one.name for one in commune.area.versions.order_by("valid_from")] == ["Đắk Sắk", "Đắk Sắk Mới"]


def test_second_library_sees_and_changes_nothing(visit: Visit, make: Make, areas: dict[str, int]) -> None:
    mine, other = make("A"), make("B")
    actor = editor(mine.pk)
    assert "Thư viện B" not in visit("/registry", actor=actor).content.decode()
    version = LibraryVersion.objects.get(library=other)
    pages = ["", "/change", "/services", "/merge", "/split", "/close", "/identifiers", f"/correct/{version.pk}"]
    before = list(LibraryVersion.objects.values())
    for page in pages:
        path = f"/registry/library/{other.public_id}{page}"
        assert visit(path, actor=actor).status_code == 403
        assert visit(path, form_values(code="Z", into="A"), actor).status_code == 403
    for page in ("/merge", "/split", "/close", "/identifiers"):
        assert visit(f"/registry/library/{mine.public_id}{page}", actor=actor).status_code == 403
    for page in ("/registry/new", "/registry/areas"):
        assert visit(page, actor=actor).status_code == 403
        assert visit(page).status_code == 302
    assert visit(f"/registry/library/{mine.public_id}/correct/{version.pk}", actor=actor).status_code == 404
    assert list(LibraryVersion.objects.values()) == before
