"""Every page, at both widths, light and dark: no accessibility fault, nothing sticks out, no console error; light."""

from __future__ import annotations

import gzip
import re
import urllib.request

import pytest

from tests.journeys.conftest import DESK, PHONE, Visit
from tests.journeys.house import House
from tests.journeys.looks import look

pytestmark = pytest.mark.browser
READER = [
    "/vi/",
    "/vi/search?q=viet+nam",
    "/vi/search?q=kh%C3%B4ng+c%C3%B3+g%C3%AC+xyz",
    "/vi/record/RECORD",
    "/vi/libraries",
    "/vi/library/TINH",
    "/vi/libraries?group=school",
    "/vi/libraries?as_of=30/06/2025&boundaries=old",
    "/vi/agencies",
    "/vi/agency/AGENCY",
    "/vi/search/near",
    "/vi/account/login/",
    "/vi/account/password/reset/",
    "/en/",
    "/en/record/RECORD",
]
STAFF = [
    "/vi/me",
    "/vi/people",
    "/vi/jobs",
    "/vi/audit",
    "/vi/cataloguing",
    "/vi/cataloguing/upload",
    "/vi/cataloguing/BATCH",
    "/vi/cataloguing/restrictions",
    "/vi/cataloguing/authorities",
    "/vi/cataloguing/authorities/new",
    "/vi/cataloguing/authorities/proposals",
    "/vi/registry",
    "/vi/registry/areas",
    "/vi/registry/areas/new",
    "/vi/registry/areas/AREA",
    "/vi/registry/areas/AREA/merge",
    "/vi/registry/areas/AREA/split",
    "/vi/registry/new",
    "/vi/registry/library/TINH",
    "/vi/registry/library/TINH/change",
    "/vi/registry/library/TINH/services",
    "/vi/registry/library/TINH/close",
    "/vi/registry/library/TINH/merge",
    "/vi/registry/library/TINH/split",
    "/vi/registry/library/TINH/identifiers",
    "/vi/union/review",
    "/vi/account/password/change/",
    "/vi/account/2fa/",
    "/vi/account/2fa/totp/activate/",
    "/vi/account/2fa/webauthn/add/",
    "/vi/account/sessions/",
    "/vi/account/logout/",
]


def _real(path: str, house: House) -> str:
    if "RECORD" in path:
        found = house.json("/api/v1/search?q=chu+tho+so+bong+toi")
        return path.replace("RECORD", found["hits"][0]["id"])
    if "AREA" in path:
        return path.replace("AREA", house.json("/api/v1/areas?level=commune")["items"][0]["id"])
    if "AGENCY" in path:
        return path.replace("AGENCY", house.json("/api/v1/agencies")["items"][0]["id"])
    return path


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("who", ["", "quantri"], ids=["reader", "staff"])
def test_every_page_is_fit(visit: Visit, house: House, who: str, size: dict[str, int]) -> None:
    page = visit("/vi/", size, who=who)
    paths = STAFF if who else READER
    if who:
        page.goto("/vi/cataloguing")
        batch = page.locator("main table a").first.get_attribute("href") or ""
        paths = [path.replace("BATCH", batch.rsplit("/", 1)[1]) for path in paths]
    wrong = []
    for path in paths:
        answer = page.goto(_real(path, house))
        assert answer is not None and answer.status == 200, path
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            try:
                look(page, re.sub(r"\W+", "-", f"page{path}-{theme}"))
            except AssertionError as error:
                wrong.append((theme, str(error)[:600]))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("path", ["/vi/", "/vi/search?q=viet+nam"])
def test_pages_carry_little_script(visit: Visit, house: House, path: str) -> None:
    page = visit(path, DESK)
    sources = page.evaluate("[...document.scripts].filter(s => s.src).map(s => s.src)")
    assert sources
    sizes = []
    for source in sources:
        with urllib.request.urlopen(urllib.request.Request(source, headers={"Accept-Encoding": "gzip"})) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            body = answer.read()
            assert gzip.decompress(body)
            sizes.append(len(body))
    assert sum(sizes) <= 60_000


def test_pages_forbid_foreign_and_inline_scripts(house: House) -> None:
    with urllib.request.urlopen(house.url + "/vi/") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
