"""A full file that may not be believed withdraws nothing, says so with the number, and a person may still insist."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from lienthu.accounts.models import Role
from lienthu.catalogue.actions.continue_import import confirm_withdrawal
from lienthu.catalogue.commands import Withdraw
from lienthu.catalogue.models import ImportBatch, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, book, hand_in, librarian, library, marc_file, read, signed_in
from lienthu.catalogue.tests.test_doors import command
from lienthu.catalogue.withdrawals import held_back, missing
from lienthu.kernel.errors import Conflict, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import Permission

pytestmark = pytest.mark.django_db
BOOKS = [book(f"A{number}", f"Sách {number}") for number in range(4)]


def faulty() -> ImportBatch:
    hand_in(marc_file(*BOOKS))
    return hand_in(marc_file(*BOOKS[:3], book("A9", "")), mode="full")


def many() -> ImportBatch:
    hand_in(marc_file(*BOOKS))
    return hand_in(marc_file(BOOKS[0]), mode="full")


def states() -> dict[str, str]:
    return dict(SourceRecord.objects.values_list("control_no", "state"))


def test_the_sentence_names_the_number_and_the_reason() -> None:
    assert held_back(faulty()) == (
        "1 biểu ghi không có trong tệp, nhưng chưa rút biểu ghi nào: "
        "các dòng bị từ chối hoặc bị cắt có thể chính là những biểu ghi đó."
    )
    told = held_back(many())
    assert told.startswith("3 biểu ghi, hơn 50 % mục lục, không có trong tệp") and "%%" not in told
    assert held_back(hand_in(marc_file(*BOOKS), mode="full")) == ""


@pytest.mark.parametrize(("make", "gone"), [(faulty, {"A3"}), (many, {"A1", "A2", "A3"})])
def test_a_person_who_has_seen_them_withdraws_them(make: Callable[[], ImportBatch], gone: set[str]) -> None:
    batch = make()
    assert {one.control_no for one in missing(batch)} == gone
    confirm_withdrawal(actor=SYSTEM, batch=batch, expected=len(gone))
    batch.refresh_from_db()
    read(batch)
    assert (batch.state, batch.withdrawal, batch.withdrawn) == ("done", "done", len(gone))
    assert {number for number, state in states().items() if state == "withdrawn"} == gone
    said = AuditEntry.objects.filter(code="catalogue.withdrawal_confirmed").get()
    assert said.data["missing"] == len(gone)
    with pytest.raises(Conflict, match="nothing_to_withdraw"):
        confirm_withdrawal(actor=SYSTEM, batch=batch, expected=len(gone))


@pytest.mark.parametrize("expected", [None, 0, 2])
def test_another_number_than_was_seen_changes_nothing(expected: int | None) -> None:
    batch = many()
    with pytest.raises(Conflict, match="withdrawal_changed") as refusal:
        confirm_withdrawal(actor=SYSTEM, batch=batch, expected=expected)
    assert refusal.value.params == {"missing": 3}
    batch.refresh_from_db()
    assert (batch.state, batch.withdrawal, batch.withdraw_confirmed) == ("done", "many", False)
    assert set(states().values()) == {"active"}


def test_only_who_may_import_there() -> None:
    batch = many()
    for actor in (librarian(library("KHAC")), librarian(library(), permission=Permission.CATALOGUE_VIEW)):
        with pytest.raises(Refused):
            confirm_withdrawal(actor=actor, batch=batch, expected=3)
    assert set(states().values()) == {"active"}


def test_the_page_shows_what_goes_and_withdraws_it() -> None:
    client, batch = signed_in(), many()
    page = reverse("catalogue:batch", args=[batch.public_id])
    going = reverse("catalogue:going", args=[batch.public_id])
    assert going in client.get(page).content.decode()
    shown = client.get(going).content.decode()
    assert "Sách 1" in shown and "Sách 3" in shown and "Sách 0" not in shown and 'name="missing" value="3"' in shown
    act = reverse("catalogue:go_on", args=[batch.public_id])
    assert client.post(act, {"act": "withdraw", "missing": "²"}).status_code == 409
    assert client.post(act, {"act": "withdraw", "missing": "3"}).status_code == 302
    batch.refresh_from_db()
    assert read(batch).withdrawn == 3
    assert client.get(going).status_code == 302


def test_the_page_offers_no_withdrawal_that_would_be_refused() -> None:
    client, batch = signed_in(), many()
    going = reverse("catalogue:going", args=[batch.public_id])
    hand_in(marc_file(*BOOKS, book("M9", "Sách mới")))
    shown = client.get(going).content.decode()
    assert "Sách 1" in shown and "mới hơn" in shown and 'name="missing"' not in shown
    SourceRecord.objects.update(state=SourceRecord.State.WITHDRAWN)
    shown = client.get(going).content.decode()
    assert "Không còn biểu ghi nào thiếu" in shown
    assert 'name="missing"' not in shown and "mới hơn" not in shown and "hơn 50" not in shown


def test_a_restricted_record_shows_its_number_alone() -> None:
    hand_in(marc_file(*BOOKS, book("M1", "Chuyện kín", secrecy="1")))
    batch = hand_in(marc_file(BOOKS[0]), mode="full")
    client = signed_in()
    items = {
        one["control_no"]: one["title"]
        for one in client.get(f"/api/v1/imports/{batch.public_id}/missing").json()["items"]
    }
    assert items["M1"] == "Chuyện kín" and items["A1"] == "Sách 1"
    client.user.memberships.update(role=_viewer())
    told = client.get(f"/api/v1/imports/{batch.public_id}/missing").content.decode()
    assert "M1" in told and "Chuyện kín" not in told


def _viewer() -> Role:
    rights = [Permission.CATALOGUE_IMPORT.value, Permission.CATALOGUE_VIEW.value]
    return Role.objects.create(code="importer", name_vi="Nhập", permissions=rights)


def test_rest_tells_lists_and_withdraws() -> None:
    client, batch = signed_in(), faulty()
    address = f"/api/v1/imports/{batch.public_id}"
    state = client.get(address).json()
    assert (state["withdrawal"], state["missing"]) == ("faults", 1) and state["withdrawal_message"].startswith("1 ")
    listed = client.get(f"{address}/missing").json()
    assert (listed["count"], [one["title"] for one in listed["items"]]) == (1, ["Sách 3"])
    assert client.post(f"{address}/withdraw").status_code == 409
    assert client.post(f"{address}/withdraw?missing=1").status_code == 200
    batch.refresh_from_db()
    assert read(batch).withdrawn == 1
    assert client.get(f"{address}/missing").status_code == 409


def withdraw(*words: str) -> int:
    """The command as the operator types it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    chosen = Withdraw()
    chosen.add_arguments(parser)
    return chosen.run(parser.parse_args(words))


def test_the_command_says_lists_and_withdraws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library()
    command(tmp_path, marc_file(*BOOKS))
    code, told = command(tmp_path, marc_file(BOOKS[0]), "--full")
    assert (code, told[0]["withdrawal"], told[0]["missing"]) == (1, "many", 3)
    assert told[0]["withdrawal_message"].startswith("3 ")
    batch = told[0]["batch"]
    capsys.readouterr()
    assert withdraw(batch) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[1:4]] == [[f"A{n}", "Sách", str(n)] for n in (1, 2, 3)]
    assert lines[4].endswith(f"lienthu withdraw {batch} --confirm 3")
    assert withdraw(batch, "--json") == 1
    assert [json.loads(line)["control_no"] for line in capsys.readouterr().out.splitlines()] == ["A1", "A2", "A3"]
    with pytest.raises(Conflict, match="withdrawal_changed"):
        withdraw(batch, "--confirm", "2")
    assert set(states().values()) == {"active"}
    assert withdraw(batch, "--confirm", "3") == 0
    assert sorted(states().values()) == ["active", "withdrawn", "withdrawn", "withdrawn"]
    with pytest.raises(Conflict, match="nothing_to_withdraw"):
        withdraw(batch)
