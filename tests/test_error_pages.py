"""The last-resort pages: they stand by themselves, in the reader's language, when other things do not."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.test import Client

from lienthu.kernel.actor import Actor


def away(request: HttpRequest) -> Actor:
    raise OperationalError("could not connect to server")


def torn(request: HttpRequest) -> Actor:
    raise InterfaceError("connection already closed")


def broken(request: HttpRequest) -> Actor:
    raise ZeroDivisionError


@pytest.mark.parametrize("cause", ["away", "torn"])
def test_without_a_database_the_page_says_so_and_needs_none(settings: Any, cause: str) -> None:
    """No `db` fixture: any query from the page itself would fail the test."""
    settings.ACTOR_PROVIDER = f"tests.test_error_pages.{cause}"
    client = Client(raise_request_exception=False, headers={"Cookie": "sessionid=abcdef; lt_theme=dark"})
    answer = client.get("/vi/libraries")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Lúc này chưa kết nối được với mục lục." in page and 'data-theme="dark"' in page
    api = client.get("/api/v1/libraries")
    assert (api.status_code, api.json()["code"]) == (503, "kernel.database_away")


def test_a_fault_of_ours_is_a_page_too(settings: Any) -> None:
    settings.ACTOR_PROVIDER = "tests.test_error_pages.broken"
    answer = Client(raise_request_exception=False).get("/en/libraries")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert "Retry-After" not in answer


@pytest.mark.django_db
def test_an_unknown_address_offers_a_search() -> None:
    page = Client().get("/vi/khong-co-trang-nay").content.decode()
    assert 'id="error-q"' in page and "404" in page


@pytest.mark.django_db
def test_who_tries_too_often_is_told_to_wait_in_our_words(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    client = Client()
    for number in range(25):
        answer = client.post("/vi/account/password/reset/", {"email": f"an{number}@example.org"})
        if answer.status_code == 429:
            break
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Nhanh quá một chút" in page and "Hãy đợi vài phút" in page
