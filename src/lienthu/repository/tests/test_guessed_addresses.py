"""Addresses that somebody makes up, changes by a letter, or has from another reader: none opens anything."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.test import Client

from lienthu.kernel.ids import sealed, unsealed
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.models import DigitalObject, Package
from lienthu.repository.rules.access import Level, Restriction
from lienthu.repository.tests.helpers import SYSTEM, jpeg, published
from lienthu.repository.tests.test_media import MP3
from lienthu.repository.tests.test_take_away import asked, reader

pytestmark = pytest.mark.usefixtures("desk")
JSON = {"accept": "application/json"}
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def refused(answer: Any, statuses: set[int]) -> bool:
    """With a sentence and no bytes of the document."""
    return answer.status_code in statuses and bool(answer.json()["message"])


def test_a_link_with_any_letter_changed_is_over() -> None:
    found = published({"1.jpg": jpeg(60, 40)}, Terms(Level.DOWNLOAD))
    link = asked(Client(), found, "zip")
    head, signed = link.rsplit("/", 1)
    changed = [f"{signed[:at]}{'A' if signed[at] != 'A' else 'B'}{signed[at + 1 :]}" for at in range(len(signed))]
    opened = [one for one in changed if not refused(Client().get(f"{head}/{one}", headers=JSON), {404})]
    assert (len(changed) > 30, opened, Client().get(link).status_code) == (True, [], 200)


@pytest.mark.parametrize("kind", ["zip", "pdf"])
def test_a_link_with_a_name_on_it_opens_for_that_reader_alone_by_parts_too(kind: str) -> None:
    found = published({"1.jpg": jpeg(60, 40)}, Terms(Level.DOWNLOAD, Restriction.RARE))
    client = reader("an")
    link = asked(client, found, kind)
    for other in (Client(), reader("binh")):
        for asked_for in ({}, {"range": "bytes=0-9"}, {"if-none-match": "*"}):
            assert refused(other.get(link, headers=JSON | asked_for), {404})
    assert client.get(link, headers={"range": "bytes=0-9"}).status_code == 206
    assert Package.objects.count() == 1


def test_guessed_images_of_a_closed_document_and_of_none_stay_shut() -> None:
    found = published({"1.jpg": jpeg(600, 400)}, Terms(Level.READ))
    page = found.pages.get().pk
    tile = "/iiif/image/3/{}/0,0,512,400/512,400/0/default.jpg"
    assert Client().get(tile.format(sealed(page))).status_code == 200
    dice = random.Random(4)
    guessed = ["".join(dice.choices(LETTERS, k=9)) for _ in range(200)]
    guessed += [sealed(number) for number in range(page + 1, page + 40)]
    assert page not in {unsealed(one) for one in guessed}
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Gia đình yêu cầu")
    opened = [one for one in guessed if not refused(Client().get(tile.format(one), headers=JSON), {404})]
    assert opened == []
    for size in ("512,400/512,400", "512,400/!200,200"):
        address = tile.format(sealed(page)).replace("512,400/512,400", size)
        assert refused(Client().get(address, headers=JSON), {403})


def test_ranges_of_a_recording_that_was_closed_are_refused_at_once() -> None:
    found = published({"ke.mp3": MP3}, Terms(Level.READ))
    address = f"/vi/read/{found.public_id}/media/1"
    part = Client().get(address, headers={"range": "bytes=0-9"})
    assert part.status_code == 206
    change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Gia đình yêu cầu")
    for asked_for in ({"range": "bytes=10-19"}, {"range": "bytes=-5"}, {"if-none-match": "*"}, {}):
        assert refused(Client().get(address, headers=JSON | asked_for), {403})
    DigitalObject.objects.filter(pk=found.pk).update(state=DigitalObject.State.DRAFT)
    for number in (0, 1, 2, 999):
        assert refused(Client().get(f"/vi/read/{found.public_id}/media/{number}", headers=JSON), {404})
