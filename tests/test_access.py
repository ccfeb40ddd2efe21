"""Closed by default, by enumeration: every address and operation is in the permission table and keeps its word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from lienthu.accounts.actions import memberships, people, tokens
from lienthu.accounts.actions.first_roles import ensure_first_roles
from lienthu.accounts.actors import person
from lienthu.accounts.models import Role, User
from lienthu.catalogue.actions import weed
from lienthu.catalogue.actions.add_copy import add_copy
from lienthu.catalogue.actions.change_items import Change, change_items
from lienthu.catalogue.actions.keep_series import SeriesData, begin_series
from lienthu.catalogue.actions.take_stock import Scope, close_stocktake, record_scans, start_stocktake
from lienthu.catalogue.models import ImportBatch, RestrictionCase, SourceRecord, WeedingCopy
from lienthu.catalogue.tests.helpers import book, hand_in, marc_file, workbook
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.models import Job
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library
from tests.permission_table import Row, rows

TABLE = Path(__file__).parent / "permission_table.txt"
PASSWORD = "rừng thông mùa khô 2026"
SYSTEM = Actor.system("test")
CALLERS = ("anonymous", "reader", "staff elsewhere", "staff", "network", "token")
OURS = [row for row in rows() if not row.requirement.startswith("(")]
DOOR_CLOSED = {401, 403}


def test_the_table_is_the_code() -> None:
    listed = [f"{row.path}\t{row.methods}\t{row.requirement}" for row in rows()]
    assert listed == TABLE.read_text().splitlines()


def test_only_packages_named_in_the_settings_are_open() -> None:
    assert {row.requirement for row in rows() if row.requirement.startswith("(")} <= {"(allauth)", "(django)"}


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    """One client per kind of caller; `staff` holds every right in library A, `staff elsewhere` in library B."""
    ensure_first_roles()
    Role.objects.create(code="all", name_vi="Tất cả", name_en="All", permissions=[each.value for each in Permission])
    a, b = Library.objects.create(code="TINH"), Library.objects.create(code="GN")
    made = {"anonymous": Client()}
    for caller, library_id in (("reader", None), ("staff", a.id), ("staff elsewhere", b.id), ("network", None)):
        user = people.open_account(
            actor=SYSTEM, username=caller.replace(" ", "-"), display_name=caller, password=PASSWORD, library_id=None
        )
        User.objects.filter(pk=user.pk).update(is_second_factor_waived=True)
        role = "reader" if caller == "reader" else "all"
        memberships.grant(
            actor=SYSTEM, user=user, role_code=role, library_id=library_id, valid_from=timezone.localdate()
        )
        made[caller] = Client()
        made[caller].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    owner = User.objects.get(username="network")
    secret = tokens.create(actor=person(owner), label="test", permissions=list(Permission), days=1).secret
    made["token"] = Client(headers={"Authorization": f"Bearer {secret}"})
    return made


def address(row: Row) -> str:
    path = re.sub(r"<(?:(\w+):)?\w+>", lambda match: "0" if match.group(1) == "int" else "zzzzzzzzz", row.path)
    return re.sub(r"{(?:(\w+):)?(\w+)}", lambda match: "0" if "_id" not in match.group(2) else "1", path)


def closed(row: Row, caller: str) -> bool:
    if row.requirement == "public":
        return False
    return caller == "anonymous" or (row.requirement != "signed_in" and caller == "reader")


@pytest.mark.parametrize("row", OURS, ids=lambda row: f"{row.methods} {row.path}")
def test_every_door_keeps_its_word(row: Row, clients: dict[str, Client]) -> None:
    for caller in CALLERS:
        for method in ["GET", "POST"] if row.methods == "*" else row.methods.split(","):
            headers = {"Accept": "application/json"}
            answer = clients[caller].generic(method, address(row), headers=headers, content_type="application/json")
            assert answer.status_code < 500, (caller, method, answer.content[:300])
            if closed(row, caller):
                assert answer.status_code in DOOR_CLOSED, (caller, method, answer.status_code)
            elif caller in {"network", "token"} or row.requirement == "public":
                assert answer.status_code not in DOOR_CLOSED, (caller, method, answer.content[:300])


@pytest.fixture
def held(clients: dict[str, Client]) -> dict[str, object]:
    """What library A has: a finished and a waiting import, a restricted record, a job, a member of its staff."""
    where = Library.objects.get(code="TINH")
    done = hand_in(marc_file(book("A1", "Rừng"), book("A2", "Mật", secrecy="2")), where)
    waiting = hand_in(workbook(("Tên sách", "Tác giả"), ("Một", "Y Phôn")), where, name="a.xlsx", preview=True)
    assert (done.state, waiting.state) == (ImportBatch.State.DONE, ImportBatch.State.MAPPING)
    assert done.job is not None
    queued = jobs.start(actor=SYSTEM, kind="catalogue.import", params={}, library_id=where.id)
    series = begin_series(actor=SYSTEM, library_id=where.id, data=SeriesData("Kho", "HK{n:06}"))
    copy = add_copy(actor=SYSTEM, record_id=SourceRecord.objects.get(control_no="A1").id)
    act = change_items(actor=SYSTEM, library_id=where.id, item_ids=[copy.pk], change=Change(store="Kho đóng"))
    counted = start_stocktake(actor=SYSTEM, library_id=where.id, scope=Scope("Kiểm kê trước"))
    close_stocktake(actor=SYSTEM, stocktake=counted)
    counted.refresh_from_db()
    round = weed.open_round(actor=SYSTEM, library_id=where.id, name="Thanh lọc", stocktake=counted)
    weed.add_by_list(actor=SYSTEM, round=round, codes=[copy.accession_no], reason=weed.Reason.CONTENT)
    taking = start_stocktake(actor=SYSTEM, library_id=where.id, scope=Scope("Kiểm kê"))
    scans = record_scans(actor=SYSTEM, stocktake=taking, codes=["HK000001"], token="a")
    member = memberships.grant(
        actor=SYSTEM,
        user=User.objects.get(username="reader"),
        role_code="reader",
        library_id=where.id,
        valid_from=timezone.localdate(),
    )
    return {
        "done": done.public_id,
        "waiting": waiting.public_id,
        "case": RestrictionCase.objects.get(record__library=where).id,
        "record": SourceRecord.objects.get(control_no="A1").id,
        "series": series.id,
        "weeding": round.public_id,
        "weeding_copy": WeedingCopy.objects.get().pk,
        "stocktake": taking.public_id,
        "scan": scans[0].pk,
        "copy": copy.public_id,
        "act": act.public_id,
        "finished_job": done.job.public_id,
        "job": queued.public_id,
        "membership": member.id,
    }


READS = [
    "/vi/cataloguing/{done}",
    "/vi/cataloguing/{done}?outcome=all",
    "/vi/cataloguing/{done}/progress",
    "/vi/cataloguing/{done}/report",
    "/vi/cataloguing/{waiting}",
    "/vi/jobs/{finished_job}",
    "/vi/jobs/{job}",
    "/api/v1/imports/{done}",
    "/api/v1/imports/{done}/rows",
    "/api/v1/imports/{done}/report",
    "/api/v1/imports/{waiting}/mapping",
    "/api/v1/records/source/{record}",
    "/api/v1/records/source/{record}/copies",
    "/api/v1/copies/{copy}",
    "/vi/cataloguing/copies/{copy}",
    "/vi/cataloguing/copies/record/{record}",
    "/vi/cataloguing/copies/acts/{act}",
    "/vi/cataloguing/weeding/{weeding}",
    "/vi/cataloguing/weeding/{weeding}/minutes",
    "/api/v1/weedings/{weeding}",
    "/vi/cataloguing/stocktakes/{stocktake}",
    "/vi/cataloguing/stocktakes/{stocktake}/scan",
    "/api/v1/stocktakes/{stocktake}",
    "/api/v1/stocktakes/{stocktake}/lists/missing",
]
FORMS: list[tuple[str, dict[str, str]]] = [
    ("/vi/cataloguing/{waiting}/columns", {"c0-0": "title", "c0-1": "author"}),
    ("/vi/cataloguing/{waiting}/go-on", {"act": "stop"}),
    ("/vi/cataloguing/{done}/go-on", {"act": "withdraw"}),
    ("/vi/cataloguing/restrictions/{case}", {"act": "release", "reason": "Đã giải mật"}),
    ("/vi/cataloguing/restrictions/{case}", {"act": "keep", "reason": "Còn mật"}),
    ("/vi/cataloguing/copies/{copy}/change", {"status": "lost", "reason": "Mất sách"}),
    ("/vi/cataloguing/copies/record/{record}", {"count": "1"}),
    ("/vi/cataloguing/copies/acts/{act}/undo", {}),
    ("/api/v1/copy-changes/{act}/undo", {}),
    ("/vi/cataloguing/stocktakes/{stocktake}/scan", {"code": "HK000001", "token": "b"}),
    ("/vi/cataloguing/stocktakes/{stocktake}/list", {"codes": "HK000001", "token": "c"}),
    ("/vi/cataloguing/stocktakes/{stocktake}/scans/{scan}/undo", {}),
    ("/api/v1/stocktakes/{stocktake}/scans/{scan}/undo", {}),
    ("/vi/cataloguing/stocktakes/{stocktake}/act", {"act": "close"}),
    ("/api/v1/stocktakes/{stocktake}/close", {}),
    ("/vi/cataloguing/weeding/{weeding}/add", {"rule": "damaged"}),
    ("/vi/cataloguing/weeding/{weeding}/copies/{weeding_copy}", {"kept": "x"}),
    ("/vi/cataloguing/weeding/{weeding}/act", {"act": "cancel", "paper": "Hoãn"}),
    ("/api/v1/weedings/{weeding}/execute", {}),
    ("/vi/cataloguing/numbers/{series}/reserve", {"count": "2"}),
    ("/vi/cataloguing/numbers/{series}/end", {}),
    ("/vi/jobs/{job}/change", {"do": "cancel"}),
    ("/vi/jobs/{finished_job}/change", {"do": "resume"}),
    ("/vi/people/{membership}/end", {}),
    ("/api/v1/imports/{waiting}/stop", {}),
    ("/api/v1/imports/{done}/resume", {}),
    ("/api/v1/imports/{done}/withdraw", {}),
]
BODIES: list[tuple[str, str, dict[str, object]]] = [
    ("POST", "/api/v1/imports/{waiting}/mapping", {"columns": [{"sheet": 0, "column": 0, "target": "title"}]}),
    ("POST", "/api/v1/records/source/{record}/copies", {"accession": "X0001"}),
    ("POST", "/api/v1/stocktakes/{stocktake}/scans", {"codes": ["HK000001"], "token": "d"}),
    ("POST", "/api/v1/stocktakes/{stocktake}/cancel", {"reason": "Nhầm kho"}),
    ("POST", "/api/v1/weedings/{weeding}/copies", {"codes": ["HK000001"]}),
    ("POST", "/api/v1/weedings/{weeding}/propose", {"paper": "TTr 1", "council": "A\nB\nC"}),
    ("POST", "/api/v1/weedings/{weeding}/review", {"paper": "BB 1"}),
    ("POST", "/api/v1/weedings/{weeding}/approve", {"paper": "QĐ 1"}),
    ("POST", "/api/v1/weedings/{weeding}/send-back", {"paper": "Thiếu"}),
    ("POST", "/api/v1/accession-series/{series}/ranges", {"count": 2}),
    ("POST", "/api/v1/accession-series/{series}/end", {}),
]
NOT_YOURS = {403, 404}


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the sessions."""
    models = [model for model in apps.get_models() if model is not Session]
    return {model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in models}


@pytest.mark.parametrize("path", READS)
def test_what_a_library_has_is_read_by_its_staff_and_the_network_only(
    path: str, clients: dict[str, Client], held: dict[str, object]
) -> None:
    codes = {
        caller: clients[caller].get(path.format(**held)).status_code for caller in CALLERS if caller != "anonymous"
    }
    assert codes.pop("staff elsewhere") in NOT_YOURS and codes.pop("reader") in NOT_YOURS
    assert codes == {"staff": 200, "network": 200, "token": 200}


def with_key(username: str) -> Client:
    """REST takes changes with a key only."""
    owner = person(User.objects.get(username=username))
    secret = tokens.create(actor=owner, label="test", permissions=list(Permission), days=1).secret
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    client.get("/api/v1/imports")  # the day of its last use is noted
    return client


def ask(browser: Client, program: Client, held: dict[str, object]) -> dict[str, int]:
    """The answers to every change of what library A has."""
    codes = {}
    for path, form in FORMS:
        client = program if path.startswith("/api/") else browser
        codes[f"{path} {form}"] = client.post(path.format(**held), form).status_code
    for method, path, body in BODIES:
        answer = program.generic(method, path.format(**held), json.dumps(body), content_type="application/json")
        codes[f"{method} {path}"] = answer.status_code
    return codes


def test_the_staff_of_another_library_changes_nothing(clients: dict[str, Client], held: dict[str, object]) -> None:
    stranger, own = with_key("staff-elsewhere"), with_key("staff")
    before = contents()
    answers = ask(clients["staff elsewhere"], stranger, held)
    assert {request: code for request, code in answers.items() if code not in NOT_YOURS} == {}
    assert contents() == before
    # The same requests are the staff's own to make.
    answers = ask(clients["staff"], own, held)
    assert {request: code for request, code in answers.items() if code in NOT_YOURS} == {}
    assert contents() != before


def test_lists_show_what_is_the_librarys_own(clients: dict[str, Client], held: dict[str, object]) -> None:
    for path, part in (
        ("/vi/cataloguing", "done"),
        ("/api/v1/imports", "done"),
        ("/vi/cataloguing/restrictions", "case"),
        ("/vi/jobs", "job"),
        ("/vi/people", "membership"),
        ("/vi/cataloguing/numbers", "series"),
        ("/vi/cataloguing/copies", "act"),
        ("/vi/cataloguing/stocktakes", "stocktake"),
        ("/api/v1/stocktakes", "stocktake"),
        ("/vi/cataloguing/weeding", "weeding"),
        ("/api/v1/weedings", "weeding"),
    ):
        sign = str(held[part]) if part in ("done", "job", "act", "stocktake", "weeding") else f"/{held[part]}"
        sign = f"/people{sign}/" if part == "membership" else sign
        seen = {caller: sign in clients[caller].get(path).content.decode() for caller in CALLERS[2:5]}
        assert seen == {"staff elsewhere": False, "staff": True, "network": True}, path


def test_who_may_only_watch_jobs_has_no_buttons_and_stops_none(
    clients: dict[str, Client], held: dict[str, object]
) -> None:
    address = f"/vi/jobs/{held['job']}/change"
    assert address in clients["staff"].get("/vi/jobs").content.decode()
    Role.objects.filter(code="all").update(permissions=[Permission.JOBS_VIEW.value])
    page = clients["staff"].get("/vi/jobs").content.decode()
    assert (str(held["job"]) in page, address in page) == (True, False)
    assert clients["staff"].post(address, {"do": "cancel"}).status_code == 403
    assert Job.objects.get(public_id=held["job"]).cancel_requested is False
