"""The result of a large import is written by the worker and fetched when it is there."""

from __future__ import annotations

import csv
import errno
import io
import os
from typing import Any

import pytest

from lienthu.catalogue import report, results
from lienthu.catalogue.models import ImportBatch
from lienthu.catalogue.tests.helpers import Staff, hand_in, signed_in
from lienthu.kernel import jobs
from lienthu.kernel.models import Job

pytestmark = pytest.mark.django_db
ROWS = 12
LIST = "Tên sách,Tác giả\n" + "".join(f"Sách {number},Nguyễn Văn An\n" for number in range(ROWS))


@pytest.fixture
def batch(monkeypatch: pytest.MonkeyPatch) -> ImportBatch:
    monkeypatch.setattr(results, "MOST_ROWS_AT_ONCE", ROWS - 1)
    return hand_in(LIST.encode(), name="sach.csv")


def page_of(batch: ImportBatch, more: str = "") -> str:
    return f"/vi/cataloguing/{batch.public_id}/report{more}"


def taken(client: Staff, batch: ImportBatch) -> list[list[str]]:
    answer = client.get(page_of(batch))
    assert (answer.status_code, "attachment" in answer.headers["Content-Disposition"]) == (200, True)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def test_the_page_says_that_it_is_being_written_and_when_it_is_ready(batch: ImportBatch) -> None:
    client = signed_in()
    first, again = client.get(page_of(batch)), client.get(page_of(batch))
    assert (first.status_code, again.status_code) == (202, 202)
    assert "Đang ghi tệp kết quả" in first.content.decode()
    job = Job.objects.get(kind="catalogue.result")
    assert "hx-get" in client.get(page_of(batch, "/progress")).content.decode()
    jobs.drain(only=job)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", ROWS, ROWS)
    assert "Tệp đã sẵn sàng." in client.get(page_of(batch, "/progress")).content.decode()
    rows = taken(client, batch)
    assert (rows[0], len(rows)) == (["Tên sách", "Tác giả", "Kết quả", "Lý do"], ROWS + 1)
    assert Job.objects.filter(kind="catalogue.result").count() == 1


def test_rest_answers_202_and_where_to_look(batch: ImportBatch) -> None:
    key = signed_in().key()
    address = f"/api/v1/imports/{batch.public_id}/report"
    answer = key.get(address)
    assert (answer.status_code, answer.headers["Location"], answer.json()["state"]) == (202, address, "queued")
    jobs.drain(only=Job.objects.get(kind="catalogue.result"))
    assert key.get(address).status_code == 200


def test_killed_while_writing_it_is_written_anew(batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in()
    client.get(page_of(batch))
    job = Job.objects.get(kind="catalogue.result")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _die)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_once(only=job.id)
    assert [one for one in results.folder().iterdir() if job.params["name"] in one.name] == []
    Job.objects.update(lease_until="2020-01-01T00:00Z")
    jobs.drain(only=job)
    assert len(taken(client, batch)) == ROWS + 1


def _die(_handle: int) -> None:
    raise KeyboardInterrupt


def test_a_full_disk_is_said_and_tried_again_later(batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in()
    client.get(page_of(batch))
    job = Job.objects.get(kind="catalogue.result")

    def full(*_given: Any, **_named: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(report, "write", full)
        jobs.drain(only=job)
    page = client.get(page_of(batch)).content.decode()
    assert ("đầy" in page, Job.objects.filter(kind="catalogue.result").count()) == (True, 1)
    Job.objects.update(finished_at="2020-01-01T00:00Z")
    client.get(page_of(batch))
    jobs.drain(only=Job.objects.latest("id"))
    assert len(taken(client, batch)) == ROWS + 1
