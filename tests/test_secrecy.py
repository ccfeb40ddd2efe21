"""A record with a secrecy level is in the review and nowhere else; the staff's names of 911 and 912 leave by no door.

Every address is asked, as it stands in the table of addresses and as pages link to it, by everybody who may not review.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from lienthu.accounts.actions import memberships, people
from lienthu.accounts.models import Role, User
from lienthu.catalogue.models import ImportBatch, Item, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, marc_file
from lienthu.config.cli import main as cli
from lienthu.discovery import engines
from lienthu.kernel import outbox
from lienthu.kernel.permissions import Permission
from lienthu.marc.record import Field, Record
from lienthu.registry.models import Library
from lienthu.union.models import Entry
from tests.permission_table import rows

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PASSWORD = "rừng thông mùa khô 2026"
#: Words that are in the secret record alone, each in another field; then the staff's names.
SECRET = ("Zuquytrinh", "Zuvanmat", "9786041012349", "ZX009901", "Zudemuc", "Zunhaxuatban")
STAFF = ("Zuhoangbimat", "Zuphamkintieng")
_LINKS = re.compile(r"""(?:href|src|hx-get|action)="(/[^"#]*)""")
_MOST_PAGES = 300


def secret(level: str = "2") -> Record:
    record = book("MAT1", "Zuquytrinh bảo vệ rừng", secrecy=level, copies="ZX009901")
    record.fields[1:1] = [Field("020", "", "  ", [("a", "9786041012349")])]
    record.fields += [
        Field("650", "", " 4", [("a", "Zudemuc")]),
        Field("700", "", "0 ", [("a", "Zuvanmat Trần")]),
        Field("264", "", " 1", [("b", "Zunhaxuatban")]),
    ]
    return record


def open_book(number: str, title: str = "Đất rừng phương Nam") -> Record:
    record = book(number, title, copies=f"HK{number}001")
    record.fields += [
        Field("911", "", "  ", [("a", STAFF[0])]),
        Field("911", STAFF[0]),
        Field("912", "", "  ", [("a", STAFF[1])]),
    ]
    return record


def member(name: str, permissions: list[Permission], library_id: int | None) -> Client:
    Role.objects.create(code=name, name_vi=name, name_en=name, permissions=[each.value for each in permissions])
    user = people.open_account(actor=SYSTEM, username=name, display_name=name, password=PASSWORD, library_id=None)
    User.objects.filter(pk=user.pk).update(is_second_factor_waived=True)
    today = timezone.localdate()
    memberships.grant(actor=SYSTEM, user=user, role_code=name, library_id=library_id, valid_from=today)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def callers(tmp_path: Path, settings: Any) -> dict[str, Client]:
    settings.SEARCH_URL = f"tantivy://{tmp_path}/index"
    mine, other = Library.objects.create(code="TINH"), Library.objects.create(code="GN")
    hand_in(marc_file(open_book("A1"), open_book("A2", "Quê nội")), mine)
    hand_in(marc_file(open_book("B1")), other)
    # A record that was open, was read by everybody's index, and then got its level.
    hand_in(marc_file(secret("0")), mine, name="a.mrc")
    settle()
    assert engines.current().size == Entry.objects.filter(state=Entry.State.ACTIVE).count() == 3
    hand_in(marc_file(secret()), mine, name="b.mrc")
    settle()
    assert SourceRecord.objects.get(control_no="MAT1").state == SourceRecord.State.RESTRICTED
    rights = [each for each in Permission if each is not Permission.RESTRICTION_REVIEW]
    return {
        "anonymous": Client(),
        "staff": member("all-but-review", rights, mine.id),
        "staff elsewhere": member("all-elsewhere", list(Permission), other.id),
        "network": member("network-but-review", rights, None),
    }


def settle() -> None:
    while outbox.deliver_once() or outbox.pending():
        pass


def addresses() -> Iterator[str]:
    """Every address of the table with what is there, and searches for the secret."""
    secret_record = SourceRecord.objects.get(control_no="MAT1")
    known = {
        "record_id": [secret_record.id, SourceRecord.objects.get(control_no="A1").id],
        "public_id": [
            each.public_id for each in (*ImportBatch.objects.all(), *Item.objects.all(), *Entry.objects.all())
        ],
        "code": ["TINH", "GN"],
    }
    for row in rows():
        if row.requirement == "(allauth)" or "^" in row.path:
            continue
        names = re.findall(r"[<{](?:\w+:)?(\w+)[>}]", row.path)
        values = known.get(names[0], [secret_record.id, "MAT1"]) if names else [""]
        for value in values:
            yield re.sub(r"[<{](?:\w+:)?\w+[>}]", str(value), row.path)
    for word in (*SECRET, *STAFF, "bảo vệ rừng"):
        for path in ("/vi/search", "/vi/suggest", "/api/v1/search", "/api/v1/records", "/vi/cataloguing/records",
                     "/api/v1/suggest", "/vi/cataloguing/copies", "/api/v1/copies", "/vi/libraries"):  # fmt: skip
            yield f"{path}?q={word}"


def body_of(answer: object) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    return data.decode("utf-8", "replace")


def crawl(client: Client) -> Iterator[tuple[str, str]]:
    """Every page that is linked from another one or stands in the table, once."""
    waiting = ["/", "/vi/", "/en/", "/robots.txt", "/sitemap.xml", *addresses()]
    seen: set[str] = set()
    while waiting and len(seen) < _MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or "sign-out" in path or path.startswith(("/static/", "/en/")):
            continue
        seen.add(path)
        answer = client.get(path, follow=False)
        assert answer.status_code < 500, (path, answer.status_code)
        text = body_of(answer)
        # What was asked for stands in the search box and in links to the same search.
        asked = re.sub(r"Zu\w+|9786041012349|ZX009901", "", path) != path
        yield path, "" if asked and not path.startswith("/api/") else text
        waiting += [unescape(link) for link in _LINKS.findall(text) if not asked and not urlsplit(link).netloc]


def found_in(text: str, words: tuple[str, ...]) -> list[str]:
    spelled = json.dumps(text, ensure_ascii=False)
    return [word for word in words if word.lower() in spelled.lower()]


@pytest.mark.parametrize("caller", ["anonymous", "staff", "staff elsewhere", "network"])
def test_the_secret_record_is_on_no_page(caller: str, callers: dict[str, Client]) -> None:
    visited = 0
    for path, text in crawl(callers[caller]):
        visited += 1
        echoes = tuple(word for word in SECRET if word not in path)
        assert found_in(text, echoes) == [], path
        if caller == "anonymous":
            assert found_in(text, tuple(word for word in STAFF if word not in path)) == [], path
    assert visited > 100


@pytest.mark.parametrize("format", ["marc21", "marcxml", "marcjson", "csv", "ris", "bibtex", "dc"])
def test_no_export_has_the_secret_record_or_the_names(format: str, callers: dict[str, Client], tmp_path: Path) -> None:
    out = tmp_path / "out"
    try:
        cli(["export", "--format", format, "-o", str(out)])
    except SystemExit:
        return  # not a format of this command
    text = out.read_bytes().decode("utf-8", "replace") if out.is_file() else ""
    assert found_in(text, (*SECRET, *STAFF)) == []


def test_searching_for_the_secret_finds_nothing(callers: dict[str, Client]) -> None:
    for word in SECRET:
        for client in callers.values():
            answer = client.get(f"/api/v1/search?q={word}").json()
            assert answer.get("total", len(answer.get("hits", answer.get("items", [])))) == 0, (word, answer)
