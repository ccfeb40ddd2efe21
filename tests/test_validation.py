"""A malformed REST request is answered in the reader's language, whatever pydantic calls the fault."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from pydantic_core.core_schema import ErrorType

from lienthu.config import validation
from lienthu.config.api import LettersAsTheyAre
from lienthu.text import has_marks

CONTEXT = dict.fromkeys(("ge", "gt", "le", "lt", "min_length", "max_length"), 7) | {"expected": "'a' or 'b'"}


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_every_fault_has_a_sentence_of_ours_in_both_languages(kind: str) -> None:
    for context in ({}, CONTEXT):
        error = {"type": kind, "loc": ("query", "limit"), "msg": "Input should be odd", "ctx": context}
        with translation.override("vi"):
            vietnamese = validation.detail([error])
        with translation.override("en"):
            english = validation.detail([error])
        assert has_marks(vietnamese) and "limit" in vietnamese and "Input" not in vietnamese
        assert english != vietnamese and "%(" not in vietnamese + english and "None" not in vietnamese + english


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("int_parsing", "limit phải là số nguyên."),
        ("bool_parsing", "limit phải là true hoặc false."),
        ("missing", "Thiếu limit."),
        ("date_from_datetime_parsing", "limit phải là ngày dạng 2026-11-28."),
        ("less_than_equal", "limit không được quá 500."),
        ("no_such_type", "Không dùng được giá trị của limit."),
    ],
)
def test_the_sentence_names_field_and_fault(kind: str, sentence: str) -> None:
    error = {"type": kind, "loc": ("query", "limit"), "msg": "", "ctx": {"le": 500} if "less" in kind else {}}
    with translation.override("vi"):
        assert validation.detail([error]) == sentence


@pytest.mark.django_db
def test_over_http() -> None:
    answer = Client().get("/api/v1/libraries?limit=many", headers={"Accept-Language": "vi"})
    assert answer.status_code == 422
    assert answer.json()["message"] == "Không đọc được yêu cầu: limit phải là số nguyên."


def test_answers_are_written_in_letters_and_half_a_pair_stays_a_number() -> None:
    data = {"name": "Đắk Nông", "half": "\ud83d"}
    body = LettersAsTheyAre().render(RequestFactory().get("/"), data, response_status=200)
    assert body == '{"name": "Đắk Nông", "half": "\\ud83d"}'.encode()
    assert json.loads(body) == data
