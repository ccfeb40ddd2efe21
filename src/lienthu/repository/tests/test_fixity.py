"""Fixity: a flipped byte and a lost file are found and named; a killed worker goes on; the rate is kept."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from lienthu.catalogue.tests.helpers import signed_in
from lienthu.kernel import audit, jobs, periodic
from lienthu.kernel.actor import ANONYMOUS
from lienthu.kernel.errors import Conflict, NotSignedIn
from lienthu.kernel.models import AuditEntry, Job
from lienthu.repository import fixity_jobs, fixity_queries
from lienthu.repository.actions.check_fixity import check_fixity
from lienthu.repository.models import FixityFault, FixityRun, ObjectFile
from lienthu.repository.rules import fixity as rule
from lienthu.repository.stores import MASTERS
from lienthu.repository.tests.helpers import SYSTEM, command, handed_over, jpeg, library

pytestmark = pytest.mark.usefixtures("desk")
FILES = {"1.jpg": jpeg(300, 200, 1), "2.jpg": jpeg(300, 200, 2), "3.jpg": jpeg(300, 200, 3)}


def read_all(**how: object) -> Job:
    job = check_fixity(actor=SYSTEM, limited=False, **how)  # type: ignore[arg-type]
    jobs.drain()
    job.refresh_from_db()
    return job


def flip(name: str) -> Path:
    """Changes one bit in the middle."""
    path = MASTERS.path(ObjectFile.objects.get(name=name).sha256)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return path


def test_sound_masters_are_read_and_nothing_is_said() -> None:
    handed_over(FILES)
    job = read_all()
    run = FixityRun.objects.get()
    assert (job.state, run.files, run.bytes, run.faults) == ("done", 3, sum(map(len, FILES.values())), 0)
    assert run.finished_at is not None
    assert not ObjectFile.objects.filter(checked_at=None).exists()
    assert FixityFault.objects.count() == 0


def test_one_flipped_bit_is_found_and_named() -> None:
    handed_over(FILES)
    path = flip("2.jpg")
    read_all()
    fault = FixityFault.objects.get()
    expected = ObjectFile.objects.get(name="2.jpg").sha256
    assert (fault.kind, fault.file.name, fault.file.sha256) == ("changed", "2.jpg", expected)
    assert fault.found == hashlib.sha256(path.read_bytes()).hexdigest() != expected
    assert list(ObjectFile.objects.order_by("name").values_list("is_sound", flat=True)) == [True, False, True]
    entry = AuditEntry.objects.get(code="repository.fixity_fault")
    assert (entry.data["file"], entry.data["expected"], entry.data["found"]) == ("2.jpg", expected, fault.found)
    assert "2.jpg" in audit.sentence(entry)


def test_a_missing_master_is_named() -> None:
    handed_over(FILES)
    MASTERS.drop(ObjectFile.objects.get(name="3.jpg").sha256)
    read_all()
    fault = FixityFault.objects.get()
    assert (fault.kind, fault.file.name, fault.found) == ("missing", "3.jpg", "")


def test_a_fault_is_told_once_and_settled_when_the_bytes_are_back() -> None:
    handed_over(FILES)
    path = flip("1.jpg")
    read_all()
    read_all()
    assert (FixityFault.objects.count(), AuditEntry.objects.filter(code="repository.fixity_fault").count()) == (1, 1)
    path.write_bytes(FILES["1.jpg"])
    read_all()
    fault = FixityFault.objects.get()
    assert fault.settled_at is not None
    assert (fault.file.is_sound, fixity_queries.report(SYSTEM).fault_count) == (True, 0)


def test_the_same_bytes_in_two_objects_are_read_once_and_named_twice() -> None:
    handed_over({"1.jpg": FILES["1.jpg"]})
    handed_over({"a.jpg": FILES["1.jpg"]})
    flip("a.jpg")
    read_all()
    assert FixityRun.objects.get().files == 1
    assert sorted(FixityFault.objects.values_list("file__name", flat=True)) == ["1.jpg", "a.jpg"]


def test_only_what_is_due_is_read() -> None:
    handed_over(FILES)
    read_all()
    assert read_all(everything=False).total is None  # nothing: no run, no trace
    ObjectFile.objects.filter(name="2.jpg").update(checked_at=timezone.now() - timedelta(days=89, minutes=1))
    read_all(everything=False)
    assert list(FixityRun.objects.order_by("id").values_list("files", flat=True)) == [3, 1]


def test_a_killed_worker_goes_on_with_the_next_file(monkeypatch: pytest.MonkeyPatch) -> None:
    handed_over(FILES)
    monkeypatch.setattr(fixity_jobs, "_SLICE_SECONDS", 0)  # one file a slice
    plain, seen = fixity_jobs.read_again, []

    def read(sha256: str) -> fixity_jobs.Reading:
        seen.append(sha256)
        if len(seen) == 2:
            raise RuntimeError("killed")
        return plain(sha256)

    monkeypatch.setattr(fixity_jobs, "read_again", read)
    job = check_fixity(actor=SYSTEM, limited=False)
    jobs.drain()
    Job.objects.filter(id=job.pk).update(run_after=timezone.now())
    jobs.drain()
    assert (len(seen), len(set(seen)), FixityRun.objects.get().files) == (4, 3, 3)
    assert Job.objects.get(id=job.pk).state == "done"


def test_without_the_folder_of_masters_nothing_is_judged() -> None:
    handed_over(FILES)
    MASTERS.root.rename(MASTERS.root.with_name("away"))
    job = read_all()
    assert (job.state, job.error_code) == ("failed", "repository.masters_away")
    assert (FixityFault.objects.count(), ObjectFile.objects.filter(checked_at=None).count()) == (0, 3)


def test_a_limited_reading_leaves_time_to_others(settings: LazySettings) -> None:
    settings.FIXITY_MB_PER_SECOND = 1
    handed_over({"1.jpg": jpeg(3000, 2000)})
    job = check_fixity(actor=SYSTEM)
    assert jobs.run_once(only=job.pk)  # begins
    assert jobs.run_once(only=job.pk)
    job.refresh_from_db()
    size = ObjectFile.objects.get().size
    assert (job.run_after - timezone.now()).total_seconds() == pytest.approx(size / 1024**2, abs=1.0)


def test_the_rule_of_the_rate_and_of_the_days() -> None:
    now = timezone.now()
    assert rule.rest(30 * 1024**2, 1.0, 10 * 1024**2) == pytest.approx(2.0)
    assert rule.rest(30, 1.0, 0) == rule.rest(10, 9.0, 10) == 0.0
    assert rule.read_before(now, 90) == now - timedelta(days=89)
    assert rule.read_before(now, 0) == now


def test_it_comes_round_by_itself_once_a_day() -> None:
    periodic.start_due()
    periodic.start_due()
    job = Job.objects.get(kind=fixity_jobs.FIXITY)
    jobs.drain()
    periodic.start_due()
    assert Job.objects.filter(kind=fixity_jobs.FIXITY).count() == 1
    Job.objects.filter(id=job.pk).update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    periodic.start_due()
    assert Job.objects.filter(kind=fixity_jobs.FIXITY).count() == 2


def test_one_librarys_masters_only() -> None:
    handed_over(FILES)
    read_all(library_id=library("GN").pk)
    assert (FixityRun.objects.get().files, ObjectFile.objects.filter(checked_at=None).count()) == (0, 3)


def test_nobody_starts_it_without_the_right_and_nobody_twice() -> None:
    with pytest.raises(NotSignedIn):
        check_fixity(actor=ANONYMOUS)
    check_fixity(actor=SYSTEM)
    with pytest.raises(Conflict, match="job_exists"):
        check_fixity(actor=SYSTEM)


def test_the_command_names_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    handed_over(FILES)
    assert command("fixity", "run", "--json") == 0
    flip("2.jpg")
    capsys.readouterr()
    assert command("fixity", "run", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    expected = ObjectFile.objects.get(name="2.jpg")
    assert [(fault["file"], fault["object"], fault["expected"], fault["kind"]) for fault in said["faults"]] == [
        ("2.jpg", expected.object.public_id, expected.sha256, "changed")
    ]
    assert (said["files"], said["last_run"]["faults"]) == (3, 1)
    assert command("fixity", "report") == 1
    told = capsys.readouterr().out
    assert f"\n  masters/{expected.sha256[:2]}/{expected.sha256}\n  phải là: {expected.sha256}\n" in told
    assert said["faults"][0]["path"] == f"masters/{expected.sha256[:2]}/{expected.sha256}"
    assert told.startswith("3 bản gốc, ") and "1 không còn nguyên vẹn" in told


def test_the_page_names_the_file_and_both_digests() -> None:
    handed_over(FILES)
    flip("2.jpg")
    read_all()
    page = signed_in(library()).get("/vi/repository/fixity").content.decode()
    fault = FixityFault.objects.get()
    assert "2.jpg" in page
    assert fault.file.sha256 in page
    assert fault.found in page
