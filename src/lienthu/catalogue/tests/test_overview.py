"""The list of imports of a person who works for several libraries."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.accounts.actions import memberships
from lienthu.accounts.models import User
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, library, marc_file
from lienthu.catalogue.tests.test_doors import client  # noqa: F401 - a fixture
from lienthu.catalogue.views.present import switch

pytestmark = pytest.mark.django_db


def test_one_library_needs_no_switch(client: Client) -> None:  # noqa: F811
    hand_in(marc_file(book("A1", "Một")), library("TINH"), name="tinh.mrc")
    page = client.get(reverse("catalogue:overview")).content.decode()
    assert "tinh.mrc" in page and 'name="library"' not in page


def test_several_libraries_are_shown_one_at_a_time(client: Client) -> None:  # noqa: F811
    memberships.grant(
        actor=SYSTEM, user=User.objects.get(), role_code="all", library_id=library("GN").id,
        valid_from=timezone.localdate(),
    )  # fmt: skip
    hand_in(marc_file(book("A1", "Một")), library("TINH"), name="tinh.mrc")
    hand_in(marc_file(book("A1", "Một")), library("GN"), name="gn.mrc")
    assert switch(SYSTEM, "GN") == ("GN", [("GN", "GN"), ("TINH", "TINH")])
    assert switch(SYSTEM, "XX")[0] == ""
    page = client.get(reverse("catalogue:overview"), {"library": "GN"}).content.decode()
    assert 'name="library"' in page and "gn.mrc" in page and "tinh.mrc" not in page
