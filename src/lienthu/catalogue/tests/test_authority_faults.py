"""Two at once, and a process that dies: nothing lost, nothing doubled."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from lienthu.catalogue.actions import merge_authorities as merging
from lienthu.catalogue.actions.apply_heading import apply_heading
from lienthu.catalogue.actions.link_headings import enter_records, relink
from lienthu.catalogue.models import Authority, AuthorityAct, RecordHeading, SourceRecord, SourceVersion
from lienthu.catalogue.tests.helpers import SYSTEM, library
from lienthu.catalogue.tests.test_authorities import book, enter, links, person
from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import AuditEntry, Event

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """As kill -9: nothing of the process runs on."""


def test_a_merge_that_dies_has_not_been(monkeypatch: pytest.MonkeyPatch) -> None:
    enter(book("1", "Nam Cao"), book("2", "Trần Hữu Tri"))
    winner, loser = person("Nam Cao"), person("Trần Hữu Tri")
    before = (links(), AuthorityAct.objects.count(), AuditEntry.objects.count(), Event.objects.count())

    def dies(**_: object) -> None:
        raise Killed

    monkeypatch.setattr(merging, "tell", dies)
    with pytest.raises(Killed):
        merging.merge_authorities(actor=SYSTEM, loser_id=loser.pk, winner_id=winner.pk, reason="x")
    assert (links(), AuthorityAct.objects.count(), AuditEntry.objects.count(), Event.objects.count()) == before
    monkeypatch.undo()
    merging.merge_authorities(actor=SYSTEM, loser_id=loser.pk, winner_id=winner.pk, reason="x")
    assert links() == {"Nam Cao": "Nam Cao", "Trần Hữu Tri": "Nam Cao"}


def test_headings_that_die_on_their_way_come_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = enter(book("1", "Nam Cao"))
    RecordHeading.objects.get()

    def dies() -> None:
        raise Killed

    with pytest.raises(Killed):
        enter_records(record_ids=ids, finish=dies)
    enter_records(record_ids=ids)
    assert RecordHeading.objects.count() == 1 and RecordHeading.objects.get().uses.count() == 1


def test_a_job_that_dies_writes_each_record_once(monkeypatch: pytest.MonkeyPatch) -> None:
    enter(*(book(str(n), "Trần, Hữu Tri") for n in range(3)))
    one = person("Nam Cao", "Trần Hữu Tri")
    job = apply_heading(actor=SYSTEM, authority=one, library_id=library().pk)
    with pytest.raises(Conflict):
        apply_heading(actor=SYSTEM, authority=one, library_id=library().pk)
    monkeypatch.setattr("lienthu.catalogue.actions.apply_heading.SLICE", 2)
    jobs.run_once(only=job.pk)

    def dies(*_: object, **__: object) -> bool:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr("lienthu.catalogue.actions.apply_heading._apply", dies)
        with pytest.raises(Killed):
            jobs.run_once(only=job.pk)
    type(job).objects.filter(pk=job.pk).update(lease_until=job.created_at)
    jobs.drain(only=job)
    assert list(SourceRecord.objects.values_list("version", flat=True)) == [2, 2, 2]
    assert SourceVersion.objects.filter(origin="heading").count() == 3
    assert AuditEntry.objects.filter(code="catalogue.headings_applied").count() == 1


def test_two_merges_the_other_way_round_at_once() -> None:
    one, other = person("Nam Cao"), person("Trần Hữu Tri")
    done: list[str] = []

    def merge(loser: Authority, winner: Authority) -> None:
        try:
            merging.merge_authorities(actor=SYSTEM, loser_id=loser.pk, winner_id=winner.pk, reason="x")
            done.append("merged")
        except Conflict as refused:
            done.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=merge, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["catalogue.authority_is_merged", "merged"]
    assert Authority.objects.exclude(merged_into=None).count() == 1
    assert relink({("person", key) for key in RecordHeading.objects.values_list("key", flat=True)}) == []
