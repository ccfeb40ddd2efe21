"""Resumable upload by tus 1.0: what arrives counts, what does not is sent again, and nothing is done twice."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lienthu.accounts.actions import memberships, people
from lienthu.accounts.actions.first_roles import ensure_first_roles
from lienthu.accounts.actors import person
from lienthu.accounts.models import Role, User
from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict
from lienthu.kernel.permissions import Permission
from lienthu.repository.actions import upload as uploads
from lienthu.repository.actions.deposit import cancel_deposit, close_deposit, open_deposit
from lienthu.repository.models import Deposit, DepositFile, Page, Upload
from lienthu.repository.stores import QUARANTINE, UPLOADS
from lienthu.repository.tests.helpers import CLEAR, SYSTEM, jpeg, library

pytestmark = pytest.mark.usefixtures("desk")
TUS = {"Tus-Resumable": "1.0.0", "Accept": "application/json"}
PIECE = "application/offset+octet-stream"


@pytest.fixture
def sender(db: None) -> Client:
    ensure_first_roles()
    Role.objects.create(code="d", name_vi="Giao", name_en="Deposits", permissions=[Permission.REPOSITORY_DEPOSIT.value])
    user = people.open_account(
        actor=SYSTEM, username="giao", display_name="Giao", password="rừng thông mùa khô 2026", library_id=None
    )
    memberships.grant(actor=SYSTEM, user=user, role_code="d", library_id=library().pk, valid_from=timezone.localdate())
    client = Client()
    client.force_login(User.objects.get(pk=user.pk), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def deposit(desk: None, sender: Client) -> Deposit:
    """The sender's own."""
    giao = person(User.objects.get(username="giao"))
    return open_deposit(actor=giao, library_id=library().pk, title="T", clearance=CLEAR)


def begin(client: Client, deposit: Deposit, size: int, name: str = "1.jpg", **more: str) -> Any:
    said = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in {"filename": name, **more}.items())
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": said}
    return client.generic("POST", f"/api/v1/deposits/{deposit.public_id}/uploads", headers=headers)


def send(client: Client, address: str, offset: int, data: bytes, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.generic(
        "PATCH", address, data, content_type=PIECE, headers=TUS | {"Upload-Offset": str(offset)} | named
    )


def ask(client: Client, address: str) -> int:
    return int(client.generic("HEAD", address, headers=TUS)["Upload-Offset"])


def sum64(data: bytes) -> str:
    return b64encode(hashlib.sha256(data).digest()).decode()


def test_a_file_in_pieces_becomes_a_page(sender: Client, deposit: Deposit) -> None:
    data = jpeg()
    begun = begin(sender, deposit, len(data))
    assert (begun.status_code, begun["Upload-Offset"]) == (201, "0")
    address = begun["Location"]
    assert send(sender, address, 0, data[:5000], Upload_Checksum=f"sha256 {sum64(data[:5000])}").status_code == 204
    assert ask(sender, address) == 5000
    assert begin(sender, deposit, len(data))["Location"] == address  # the page was loaded anew
    last = send(sender, address, 5000, data[5000:], Repr_Digest=f"sha-256=:{sum64(data)}:")
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(data)))
    file = DepositFile.objects.get()
    assert (file.name, file.size, file.sha256) == ("1.jpg", len(data), hashlib.sha256(data).hexdigest())
    assert not UPLOADS.path(Upload.objects.get().public_id).exists()
    close_deposit(actor=SYSTEM, deposit=deposit)
    jobs.drain()
    assert Page.objects.get().name == "1.jpg"


def test_another_offset_is_a_conflict_that_says_where_it_goes_on(sender: Client, deposit: Deposit) -> None:
    address = begin(sender, deposit, 10)["Location"]
    send(sender, address, 0, b"12345")
    refused = send(sender, address, 0, b"12345")
    assert (refused.status_code, refused.json()["params"]) == (409, {"offset": 5})
    assert refused["Tus-Resumable"] == "1.0.0"
    assert ask(sender, address) == 5


def test_a_damaged_piece_does_not_count(sender: Client, deposit: Deposit) -> None:
    address = begin(sender, deposit, 10)["Location"]
    damaged = send(sender, address, 0, b"12345", Upload_Checksum=f"sha256 {sum64(b'12346')}")
    assert (damaged.status_code, ask(sender, address)) == (460, 0)
    assert send(sender, address, 0, b"12345", Upload_Checksum="crc32 AAAA").status_code == 422


def test_a_file_that_changed_is_refused_as_a_whole(sender: Client, deposit: Deposit) -> None:
    address = begin(sender, deposit, 10)["Location"]
    send(sender, address, 0, b"12345")
    ended = send(sender, address, 5, b"67890", Repr_Digest=f"sha-256=:{sum64(b'ABCDE67890')}:")
    assert (ended.status_code, ended.json()["code"]) == (409, "repository.changed_on_the_way")
    assert (DepositFile.objects.count(), Upload.objects.get().state) == (0, "refused")
    assert not UPLOADS.path(Upload.objects.get().public_id).exists()
    assert begin(sender, deposit, 10)["Location"] != address  # it may be sent again


def test_the_digest_may_be_said_at_the_beginning(sender: Client, deposit: Deposit) -> None:
    address = begin(sender, deposit, 3, sha256=hashlib.sha256(b"abc").hexdigest())["Location"]
    assert send(sender, address, 0, b"abd").status_code == 409
    assert DepositFile.objects.count() == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 412),
        ({"Tus-Resumable": "0.2.2"}, 412),
        (TUS, 400),
        (TUS | {"Upload-Length": "-1"}, 400),
        (TUS | {"Upload-Length": "5"}, 422),
        (TUS | {"Upload-Length": "0", "Upload-Metadata": "filename YQ=="}, 422),
        (TUS | {"Upload-Length": "99999999999999", "Upload-Metadata": "filename YQ=="}, 422),
        (TUS | {"Upload-Length": "5", "Upload-Metadata": "filename %%%"}, 400),
        (TUS | {"Upload-Length": "5", "Upload-Metadata": "filename Li4v"}, 422),  # ../
    ],
)
def test_nonsense_begins_nothing(sender: Client, deposit: Deposit, headers: dict[str, str], status: int) -> None:
    answer = sender.generic("POST", f"/api/v1/deposits/{deposit.public_id}/uploads", headers=headers)
    assert (answer.status_code, Upload.objects.count()) == (status, 0)


def test_more_than_promised_is_not_written(sender: Client, deposit: Deposit) -> None:
    address = begin(sender, deposit, 4)["Location"]
    assert send(sender, address, 0, b"12345").status_code == 422
    assert ask(sender, address) == 0


def test_folders_come_along_and_lead_nowhere_else(sender: Client, deposit: Deposit) -> None:
    address = begin(sender, deposit, 3, relativePath="../../Báo 1975\\số 1/a.jpg")["Location"]
    send(sender, address, 0, b"abc")
    assert DepositFile.objects.get().path == "Báo 1975/số 1/a.jpg"


def test_what_came_before_the_line_broke_counts(deposit: Deposit) -> None:
    upload = uploads.begin_upload(actor=SYSTEM, deposit=deposit, path="a.jpg", size=10)

    def line() -> Iterator[bytes]:
        yield b"1234"
        raise OSError("connection reset")

    with pytest.raises(OSError, match="reset"):
        uploads.receive(actor=SYSTEM, upload=upload, offset=0, chunks=line(), checksum=None, length=10)
    upload.refresh_from_db()
    assert upload.offset == 4
    assert (
        uploads.receive(actor=SYSTEM, upload=upload, offset=4, chunks=iter([b"567890"]), checksum=None, length=6) == 10
    )
    assert uploads.finish(actor=SYSTEM, upload=upload).state == "settled"
    assert QUARANTINE.path(hashlib.sha256(b"1234567890").hexdigest()).read_bytes() == b"1234567890"


def test_of_two_at_once_the_later_one_goes_on_and_the_other_is_told(deposit: Deposit) -> None:
    upload = uploads.begin_upload(actor=SYSTEM, deposit=deposit, path="a.jpg", size=4)

    def slow() -> Iterator[bytes]:
        yield b"ab"
        other = Upload.objects.get()
        assert (
            uploads.receive(actor=SYSTEM, upload=other, offset=0, chunks=iter([b"1234"]), checksum=None, length=4) == 4
        )
        yield b"cd"

    with pytest.raises(Conflict, match="another_writes"):
        uploads.receive(actor=SYSTEM, upload=upload, offset=0, chunks=slow(), checksum=None, length=4)
    upload.refresh_from_db()
    assert (upload.offset, UPLOADS.path(upload.public_id).read_bytes()) == (4, b"1234")


class Killed(BaseException):
    """As far as a test can be killed."""


@pytest.mark.parametrize("dies_before", ["place", "store_row"])
def test_killed_while_settling_it_is_settled_once(
    deposit: Deposit, monkeypatch: pytest.MonkeyPatch, dies_before: str
) -> None:
    def die(*_: object) -> None:
        raise Killed

    upload = uploads.begin_upload(actor=SYSTEM, deposit=deposit, path="a.jpg", size=3)
    uploads.receive(actor=SYSTEM, upload=upload, offset=0, chunks=iter([b"abc"]), checksum=None, length=3)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(type(QUARANTINE) if dies_before == "place" else uploads, dies_before, die)
        uploads.finish(actor=SYSTEM, upload=upload)
    assert DepositFile.objects.count() == 0
    uploads.finish(actor=SYSTEM, upload=Upload.objects.get())
    assert (DepositFile.objects.get().size, Upload.objects.get().state) == (3, "settled")


def test_large_files_are_settled_when_the_deposit_is_taken_in(
    deposit: Deposit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 2)
    for name, data, promised in (("a.jpg", jpeg(), ""), ("b.jpg", b"abc", "0" * 64)):
        one = uploads.begin_upload(actor=SYSTEM, deposit=deposit, path=name, size=len(data), promised=promised)
        uploads.receive(actor=SYSTEM, upload=one, offset=0, chunks=iter([data]), checksum=None, length=len(data))
        assert uploads.finish(actor=SYSTEM, upload=one).state == "whole"
    close_deposit(actor=SYSTEM, deposit=deposit)
    jobs.drain()
    assert {file.name: file.fault or file.state for file in deposit.files.all()} == {
        "a.jpg": "taken",
        "b.jpg": "repository.changed_on_the_way",
    }


def test_a_deposit_with_files_on_their_way_is_not_closed(deposit: Deposit) -> None:
    upload = uploads.begin_upload(actor=SYSTEM, deposit=deposit, path="a.jpg", size=3)
    with pytest.raises(Conflict, match="files_on_their_way"):
        close_deposit(actor=SYSTEM, deposit=deposit)
    uploads.give_up(actor=SYSTEM, upload=upload)
    assert (Upload.objects.count(), Deposit.objects.get().state) == (0, "open")


def test_a_deposit_that_is_given_up_leaves_nothing(sender: Client, deposit: Deposit) -> None:
    whole, part = begin(sender, deposit, 3)["Location"], begin(sender, deposit, 9, "2.jpg")["Location"]
    send(sender, whole, 0, b"abc")
    send(sender, part, 0, b"abc")
    cancel_deposit(actor=SYSTEM, deposit=deposit)
    assert (DepositFile.objects.count(), Upload.objects.count()) == (0, 0)
    assert not [path for store in (QUARANTINE.root, UPLOADS.path("")) for path in store.rglob("*") if path.is_file()]
    with pytest.raises(Conflict, match="deposit_closed"):
        cancel_deposit(actor=SYSTEM, deposit=deposit)


def test_uploads_run_out(deposit: Deposit) -> None:
    upload = uploads.begin_upload(actor=SYSTEM, deposit=deposit, path="a.jpg", size=3)
    uploads.receive(actor=SYSTEM, upload=upload, offset=0, chunks=iter([b"a"]), checksum=None, length=1)
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    uploads.sweep()
    assert (Upload.objects.count(), UPLOADS.path(upload.public_id).exists()) == (0, False)


def test_nobody_else_may_write_or_ask(sender: Client, deposit: Deposit) -> None:
    other = open_deposit(actor=SYSTEM, library_id=library("GN").pk, title="T", clearance=CLEAR)
    upload = uploads.begin_upload(actor=SYSTEM, deposit=other, path="a.jpg", size=3)
    address = f"/api/v1/uploads/{upload.public_id}"
    assert sender.generic("HEAD", address, headers=TUS).status_code == 404
    assert send(sender, address, 0, b"abc").status_code == 404
    assert sender.generic("DELETE", address, headers=TUS).status_code == 404
    assert begin(sender, other, 3).status_code == 404
    upload.refresh_from_db()
    assert upload.offset == 0


def test_a_file_that_came_whole_is_known_when_it_is_chosen_again(
    sender: Client, deposit: Deposit, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"0123456789"
    address = begin(sender, deposit, 10, "small.jpg")["Location"]
    send(sender, address, 0, data, Repr_Digest=f"sha-256=:{sum64(data)}:")
    again = begin(sender, deposit, 10, "small.jpg")
    said = {"name": "small.jpg", "size": 10, "sha256": hashlib.sha256(data).hexdigest()}
    assert (again.status_code, again.json()["params"]) == (409, said)
    monkeypatch.setattr(uploads, "AT_ONCE", 2)  # a large one waits to be settled
    address = begin(sender, deposit, 10, "large.jpg")["Location"]
    send(sender, address, 0, data, Repr_Digest=f"sha-256=:{sum64(data)}:")
    again = begin(sender, deposit, 10, "large.jpg")
    assert (again.status_code, again["Location"], again["Upload-Offset"]) == (201, address, "10")
    whole = Upload.objects.get(name="large.jpg")
    assert uploads.finish(actor=SYSTEM, upload=whole, promised=hashlib.sha256(data).hexdigest()).state == "whole"
    with pytest.raises(Conflict, match=r"repository\.file_there_already"):
        uploads.finish(actor=SYSTEM, upload=whole, promised="0" * 64)
