"""The pages, files and operations of digitisation projects, as a person and a program meet them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from lienthu.catalogue.tests.helpers import Staff
from lienthu.kernel import jobs
from lienthu.kernel.clock import today
from lienthu.registry.models import Agency, AgencyVersion, Area, AreaVersion, LibraryVersion
from lienthu.repository.models import (
    DigitalObject,
    Inspection,
    Machine,
    Project,
    RegisterEntry,
    Selection,
    SelectionLine,
    WorkJob,
    WorkLot,
)
from lienthu.repository.projects.rules.priority import WEIGHTS
from lienthu.repository.projects.rules.steps import Stage
from lienthu.repository.tests import workshop as shop
from lienthu.repository.tests.helpers import command, handed_over, library
from lienthu.repository.tests.test_projects import catalogue

pytestmark = pytest.mark.usefixtures("desk", "named")
PLAN = {
    "code": "dc26",
    "name": "Địa chí đợt 1",
    "planned_pages": "1000",
    "planned_cost": "20000000",
    "hour_cost": "60000",
    "starts": "2026-01-05",
    "ends": "2027-01-29",
    "dpi": "300",
    "bits": "8",
    "space": "srgb",
    "formats": ["image/tiff"],
    "aql": "1.0",
}


@pytest.fixture
def named(db: None) -> None:
    """The library has a name today, so that forms list it."""
    agency, area = Agency.objects.create(code="SVH"), Area.objects.create()
    AgencyVersion.objects.create(agency=agency, name="Sở Văn hóa", kind="department", valid_from=dt.date(2020, 1, 1))
    AreaVersion.objects.create(
        area=area, code="68", name="Lâm Đồng", level="province", kind="tinh", valid_from=dt.date(2020, 1, 1)
    )
    LibraryVersion.objects.create(
        library=library(),
        name="Thư viện tỉnh",
        kind="province",
        area=area,
        agency=agency,
        valid_from=dt.date(2020, 1, 1),
    )


def text(answer: HttpResponseBase) -> str:
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()  # type: ignore[attr-defined]


def post(client: Client, path: str, said: dict[str, Any] | None = None) -> str:
    """A form that is sent; the page that follows."""
    answer = client.post(path, said or {}, follow=True)
    assert answer.status_code == 200, (
        path,
        answer.status_code,
        re.findall(r'class="errorlist[^>]*>.*?</ul>', text(answer)),
    )
    return text(answer)


def take(client: Client, job: WorkJob, act: str, **said: str) -> str:
    version = str(WorkJob.objects.get(pk=job.pk).version)
    return post(client, f"/vi/repository/work/{job.code}/act", {"act": act, "version": version, **said})


def test_the_whole_way_from_a_list_to_an_accepted_lot() -> None:
    catalogue()
    lan, _actor = shop.staff()
    minh, _other = shop.staff("minh")
    own = str(library().pk)
    weights = {f"weight-{ground.value}": str(weight) for ground, weight in WEIGHTS.items()}
    asked = weights | {"library": own, "name": "Ưu tiên", "most": "20", "weight-only": "5"}
    post(lan, "/vi/repository/selections/new", asked)
    assert Selection.objects.get().weights["only"] == 5
    chosen = Selection.objects.get()
    assert "hx-get" in text(lan.get(f"/vi/repository/selections/{chosen.public_id}"))
    jobs.drain()
    here = f"/vi/repository/selections/{chosen.public_id}"
    assert "Đại Nam thực lục" in text(lan.get(here))
    first, last = chosen.lines.order_by("place")
    post(lan, f"{here}/lines/{last.pk}", {"place": "1"})
    post(lan, f"{here}/lines/{last.pk}", {"choice": "in"})
    assert SelectionLine.objects.get(pk=last.pk).place == 1
    assert "vì sao" in post(lan, f"{here}/lines/{first.pk}", {"choice": "out"})
    post(lan, f"{here}/act", {"act": "best", "number": "5"})
    post(lan, f"{here}/act", {"act": "confirm", "decision": "QĐ 12"})
    assert "Đại Nam thực lục" in text(lan.get(f"{here}/titles.csv"))

    post(lan, "/vi/repository/projects/new", PLAN | {"library": own})
    made = Project.objects.get()
    post(lan, "/vi/repository/projects/DC26/lots", {"name": "Lô thử"})
    post(lan, "/vi/repository/projects/DC26/lots/1/put", {"selection": chosen.public_id, "most": "1"})
    job = WorkJob.objects.get()
    papers = lan.get("/vi/repository/projects/DC26/lots/1/sheets.pdf")
    assert papers.content.startswith(b"%PDF") and len(papers.content) > 5_000
    found = lan.get(f"/vi/repository/work?code={job.code.lower()}")
    assert found["Location"].endswith(f"/vi/repository/work/{job.code}")
    assert "không có" in text(lan.get("/vi/repository/work?code=DC26-9999-X", follow=True)).lower()

    post(lan, "/vi/repository/machines", {"library": own, "name": "Máy quét A2", "hour_cost": "20000"})
    machine = Machine.objects.get()
    take(lan, job, "start")
    take(lan, job, "finish", minutes="15", pages="2")
    assert "chưa" in take(lan, job, "start", machine=machine.public_id)
    dates = {"on": "2026-01-05", "until": "2099-01-01", "by": "Quatest 3"}
    post(lan, f"/vi/repository/machines/{machine.public_id}/calibrate", dates)
    take(lan, job, "start", machine=machine.public_id)
    assert machine.name in text(lan.get(f"/vi/repository/work/{job.code}"))
    for _stage in ("scan", "process", "check"):
        take(lan, job, "finish", minutes="20")
        take(lan, job, "start", machine=machine.public_id)
    job.refresh_from_db()
    assert job.stage == Stage.DELIVER
    shop.hand_in(job)
    assert "đúng yêu cầu" in text(lan.get(f"/vi/repository/work/{job.code}"))
    take(lan, job, "finish", minutes="5")

    post(minh, "/vi/repository/projects/DC26/lots/1/draw")
    inspection = Inspection.objects.get()
    there = f"/vi/repository/inspections/{inspection.public_id}"
    assert "/iiif/image/3/" in text(minh.get(there))
    assert "tự mình" in post(lan, f"{there}/pages/1", {"verdict": "good"}).lower()
    assert "?page=1" in minh.post(f"{there}/pages/1", {"verdict": "bad"})["Location"]
    assert "?page=2" in minh.post(f"{there}/pages/1", {"verdict": "good"})["Location"]
    post(minh, f"{there}/pages/2", {"verdict": "good"})
    post(minh, f"{there}/decide", {"verdict": "accept"})
    assert minh.get(f"{there}/minutes.pdf").content.startswith(b"%PDF")
    assert WorkLot.objects.get().state == "accepted"
    take(lan, job, "start")
    take(lan, job, "finish", minutes="5")
    job.refresh_from_db()
    assert job.stage == Stage.DONE
    for page in ("", "/lots", "/lots/1", "/figures", "/plan"):
        assert made.name in text(lan.get(f"/vi/repository/projects/DC26{page}"))
    assert job.code in text(lan.get("/vi/repository/projects/DC26/jobs.csv"))
    assert text(lan.get("/vi/repository/projects/DC26/days.csv")).count("\n") == 2


def test_the_register_is_kept_printed_and_taken_out() -> None:
    lan, _actor = shop.staff()
    said: dict[str, Any] = {"library": str(library().pk), "title": "=Sắc phong", "kind": "ancient", "criteria": ["age"]}
    said |= {"year": "1901", "decision": "QĐ 7", "decided_on": "2025-03-01"}
    refused = lan.post("/vi/repository/register", said | {"year": "1999"})
    assert refused.status_code == 422
    post(lan, "/vi/repository/register", said)
    assert lan.get("/vi/repository/register.pdf").content.startswith(b"%PDF")
    assert "'=Sắc phong" in text(lan.get("/vi/repository/register.csv"))
    assert lan.get("/vi/repository/register.doc").status_code == 404
    one = RegisterEntry.objects.get()
    post(lan, f"/vi/repository/register/{one.public_id}/strike", {"reason": "trùng với số 3"})
    assert "trùng với số 3" in text(lan.get("/vi/repository/register"))


def test_machines_are_booked_given_back_and_taken_out_of_use() -> None:
    lan, _actor = shop.staff()
    made = shop.project()
    machine = shop.scanner_machine()
    here = f"/vi/repository/machines/{machine.public_id}"
    said = {"project": made.code, "day": today().isoformat(), "shift": "morning"}
    post(lan, f"{here}/book", said)
    assert lan.post(f"{here}/book", said).status_code == 422
    assert made.code in text(lan.get("/vi/repository/machines"))
    post(lan, f"{here}/bookings/{machine.bookings.get().pk}/end")
    assert lan.post(f"{here}/bookings/99999/end").status_code == 404
    post(lan, f"{here}/end", {"reason": "hỏng đèn quét"})
    assert "hỏng đèn quét" in text(lan.get(here))


def test_a_program_works_by_the_same_rules() -> None:
    catalogue()
    lan, actor = shop.staff()
    key = lan.key()
    base = "/api/v1/digitisation"
    asked = {"library": "TINH", "name": "Qua REST", "most": 5}
    made = key.post(f"{base}/selections", asked, content_type="application/json")
    assert made.status_code == 201
    jobs.drain()
    here = f"{base}/selections/{made.json()['id']}"
    titles = key.get(f"{here}/titles").json()["items"]
    assert titles[0]["reasons"] == [
        {"ground": "ancient", "points": 30, "count": 1909},
        {"ground": "only", "points": 20, "count": 1},
    ]
    answer = key.post(f"{here}/titles/{titles[0]['id']}", {"choice": "in"}, content_type="application/json")
    assert answer.json()["choice"] == "in"
    assert key.post(f"{here}/confirm", {}, content_type="application/json").json()["state"] == "confirmed"
    lot, (job,) = shop.lot_with(shop.project())
    one = key.get(f"{base}/jobs/{job.code}").json()
    said = {"act": "start", "version": one["version"]}
    assert (
        key.post(f"{base}/jobs/{job.code}/act", said, content_type="application/json").json()["holder"] == "lan · test"
    )
    again = key.post(f"{base}/jobs/{job.code}/act", said, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "repository.job_moved_meanwhile")
    shop.step(actor, job, shop.Act.FINISH)
    shop.walk(actor, job, shop.scanner_machine())
    minh, _other = shop.staff("minh")
    drawn = minh.key().post(f"{base}/projects/DC26/lots/{lot.number}/sample").json()
    assert (drawn["size"], drawn["pages"]) == (2, 2)
    sample = f"{base}/inspections/{drawn['id']}"
    for number in (1, 2):
        minh.key().post(f"{sample}/pages/{number}", {}, content_type="application/json")
    decided = minh.key().post(f"{sample}/decide", {"accept": True}, content_type="application/json").json()
    assert decided["is_accepted"] is True
    figures = key.get(f"{base}/projects/DC26").json()
    assert (figures["pages_delivered"], figures["pages_accepted"], figures["jobs"]) == (2, 2, 1)
    assert key.get(f"{base}/projects").json()["items"][0]["code"] == "DC26"
    assert key.get(f"{base}/projects/DC26/jobs?stage=shelve").json()["items"][0]["code"] == job.code
    assert key.get(f"{base}/selections").json()["items"][0]["titles"] == 2
    assert key.get(f"{base}/register").json() == {"items": [], "next": None}


def test_the_operator_has_commands(capsys: pytest.CaptureFixture[str]) -> None:
    catalogue()
    assert command("digitise", "select", "Ưu tiên", "--library", "TINH", "--json") == 0
    assert '"titles":[{"place":1' in capsys.readouterr().out
    shop.lot_with(shop.project())
    assert command("digitise", "select", "Ưu tiên 2", "--library", "TINH") == 0
    assert command("digitise", "board", "DC26") == 0
    assert "DC26" in capsys.readouterr().out
    assert command("digitise", "board", "DC26", "--json") == 0
    assert '"stages":[{"stage":"prepare","jobs":1' in capsys.readouterr().out


def test_a_board_tells_strays_and_finds_jobs_by_words() -> None:
    lan, _actor = shop.staff()
    _lot, jobs_made = shop.lot_with(shop.project(), 9)
    handed_over({"DC26-0001-0/1.tif": shop.tiff()}, arrangement="folders", title="Lô gõ sai")
    assert "DC26-0001-0" in text(lan.get("/vi/repository/projects/DC26"))
    found = text(lan.get("/vi/repository/projects/DC26?q=Ảnh+7"))
    assert jobs_made[6].code in found and jobs_made[5].code not in found
    document = DigitalObject.objects.get().public_id
    take(lan, jobs_made[0], "attach", document=document)
    assert document in text(lan.get(f"/vi/repository/work/{jobs_made[0].code}"))
    assert "DC26-0001-0" not in text(lan.get("/vi/repository/projects/DC26"))


def test_bad_numbers_are_answered_by_a_sentence() -> None:
    lan, _actor = shop.staff()
    _lot, (job,) = shop.lot_with(shop.project())
    for said in ({"act": "start"}, {"act": "start", "version": "x"}, {"act": "fly", "version": "1"}):
        assert lan.post(f"/vi/repository/work/{job.code}/act", said).status_code == 302
    bad = {"act": "finish", "version": "1", "minutes": "ba mươi"}
    assert lan.post(f"/vi/repository/work/{job.code}/act", bad).status_code == 302
    job.refresh_from_db()
    assert job.version == 1
    for path in ("/vi/repository/projects/DC26/lots/99999999", "/vi/repository/inspections/x?page=0"):
        assert lan.get(path).status_code == 404
    assert lan.get("/vi/repository/projects/DC26?lot=%F0").status_code == 200
    stranger: Staff = shop.staff("xa")[0]
    assert stranger.get(f"/vi/repository/work/{job.code}").status_code == 200
