"""Documents are found at the desk by what they say of themselves, with accents or without."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from lienthu.repository.actions.describe import describe
from lienthu.repository.models import DigitalObject
from lienthu.repository.tests.helpers import SYSTEM, handed_over, jpeg
from lienthu.repository.views.words import described

TITLE = "Đăk Nông: đất và người"
PAGE = "/vi/repository"


@pytest.fixture
def found(staff: Client) -> DigitalObject:
    handed_over({"2.jpg": jpeg()}, title="Báo Quảng Đức")
    handed_over({"1.jpg": jpeg()}, title=TITLE)
    return DigitalObject.objects.get(title=TITLE)


def shown(staff: Client, words: str) -> list[str]:
    here = [row[0].title for row in staff.get(PAGE, {"q": words}).context["rows"]]
    there = [one["title"] for one in staff.get("/api/v1/objects", {"q": words}).json()["items"]]
    assert here == there
    return here


@pytest.mark.parametrize("words", [TITLE, "dak nong", "ĐĂK NÔNG", "người đất", "  nguoi \x00"])
def test_in_any_order_with_accents_or_without(staff: Client, found: DigitalObject, words: str) -> None:
    assert shown(staff, words) == [TITLE]


@pytest.mark.parametrize("words", ["Đăk Mil", "%", "_", "báo người"])
def test_every_word_is_asked_for_as_it_stands(staff: Client, found: DigitalObject, words: str) -> None:
    assert shown(staff, words) == []
    assert "Không tài liệu nào có những từ này" in staff.get(PAGE, {"q": words}).content.decode()


def test_a_new_description_is_found_and_the_old_one_is_not(staff: Client, found: DigitalObject) -> None:
    said = described(found) | {"title": "Sách khác", "creators": "Nguyễn Thị Ánh", "subjects": "Hồ Tà Đùng"}
    describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version)
    assert [shown(staff, words) for words in ("dat va nguoi", "anh nguyen", "ta dung")] == [[], *[["Sách khác"]] * 2]


def test_what_was_described_before_is_found_after_the_migration(staff: Client, found: DigitalObject) -> None:
    DigitalObject.objects.update(search_text="")
    assert shown(staff, "dak nong") == []
    import_module("lienthu.repository.migrations.0020_objects_by_words").fill(apps, connection.schema_editor())
    assert shown(staff, "dak nong") == [TITLE]
