"""Every question of the registry, as an outsider asks it: any day, either map, and values that make no sense."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lienthu.registry.actions.agencies import open_agency
from lienthu.registry.actions.identify_library import identify_library
from lienthu.registry.models import Library
from lienthu.registry.rules.details import AgencyDetails
from lienthu.registry.tests.conftest import SYSTEM
from lienthu.registry.tests.test_agencies import D

PAGES = ("/vi/libraries", "/vi/library/{library}", "/vi/agencies", "/vi/agency/{agency}")
REST = ("/api/v1/libraries", "/api/v1/libraries/A", "/api/v1/areas", "/api/v1/areas/67", "/api/v1/agencies",
        "/api/v1/agencies/SVH")  # fmt: skip


@pytest.fixture
def asked(make: Callable[..., Library]) -> dict[str, str]:
    library = make("A", name="Thư viện Nam Xuân")
    identify_library(actor=SYSTEM, library_id=library.pk, code="A", isil="VN-NAMXUAN")
    agency = open_agency(actor=SYSTEM, code="SVH", on=D(2015, 1, 1), details=AgencyDetails("Sở Văn hóa", "department"))
    return {"library": library.public_id, "agency": agency.public_id}


@pytest.mark.parametrize("path", [*PAGES, *REST])
def test_any_day_and_either_map_is_answered(asked: dict[str, str], path: str) -> None:
    for query in ("as_of=2024-01-01", "as_of=01/09/2024&boundaries=new", "as_of=2024-01-01&boundaries=old"):
        assert Client().get(f"{path.format(**asked)}?{query}").status_code == 200


@pytest.mark.parametrize("path", [*PAGES, *REST])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("as_of=31/02/2025", "“31/02/2025” không phải là ngày"),
        ("as_of=h%C3%B4m%20nay", "“hôm nay” không phải là ngày"),
        ("boundaries=older", "“older”"),
    ],
)
def test_wrong_values_get_a_sentence(asked: dict[str, str], path: str, query: str, said: str) -> None:
    answer = Client(headers={"accept-language": "vi"}).get(f"{path.format(**asked)}?{query}")
    assert answer.status_code == 422
    body: Any = answer.json()["message"] if path.startswith("/api") else answer.content.decode()
    assert said in body


def test_a_library_is_found_by_its_isil_on_the_web_and_in_rest(asked: dict[str, str]) -> None:
    page = Client().get("/vi/library/VN-NAMXUAN")
    assert (page.status_code, page["Location"]) == (301, f"/vi/library/{asked['library']}")
    assert Client().get("/api/v1/libraries/VN-NAMXUAN").json()["code"] == "A"


def test_since_july_2025_there_is_no_district(asked: dict[str, str]) -> None:
    def path_on(query: str) -> str:
        return str(Client().get(f"/api/v1/libraries/A?{query}").json()["area_path"])

    assert path_on("as_of=2025-06-30") == "Xã Nam Xuân, Huyện Krông Nô, Tỉnh Đắk Nông"
    assert path_on("as_of=2025-07-01") == "Xã Đắk Sắk, Tỉnh Lâm Đồng"
    assert path_on("as_of=2025-07-01&boundaries=old") == "Xã Nam Xuân, Huyện Krông Nô, Tỉnh Đắk Nông"
    assert Client().get("/api/v1/areas?as_of=2025-07-01&level=district").json()["items"] == []
