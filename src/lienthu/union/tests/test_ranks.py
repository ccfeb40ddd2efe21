"""The order of libraries: counted first, then made so in the background, for old entries and new ones."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import orjson
import pytest
from django.test import Client
from django.urls import reverse

from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import AuditEntry, Event, Job
from lienthu.registry.kinds import LibraryKind
from lienthu.registry.models import Area, LibraryVersion
from lienthu.registry.tests import acting
from lienthu.union.actions.correct import correct
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.rank_libraries import RANKS, rank_libraries
from lienthu.union.models import Entry, Member, SourceRank
from lienthu.union.rank_commands import Ranks
from lienthu.union.tests.test_match_records import BOOK, hand_in, library
from lienthu.union.tests.test_people import SYSTEM, entry_of
from lienthu.union.tests.test_rematch import administrator, finished

pytestmark = pytest.mark.django_db
COMMUNE_FIRST = {"commune": 9, "province": 1}


def is_a(code: str, kind: LibraryKind) -> None:
    said = {"name": code, "kind": kind, "area": Area.objects.create(), "valid_from": dt.date(2020, 1, 1)}
    LibraryVersion.objects.create(library=library(code), **said)


@pytest.fixture
def two() -> tuple[int, int]:
    is_a("TINH", LibraryKind.PROVINCE)
    is_a("XA", LibraryKind.COMMUNE)
    ids = hand_in(BOOK, "TINH"), hand_in(replace(BOOK, publisher="Nxb. Kim Đồng"), "XA")
    match_records(record_ids=ids)
    assert entry_of(ids[0]) == entry_of(ids[1])
    return ids


def publisher(record: int) -> tuple[str, int]:
    said = entry_of(record).fields["publisher"]
    return said["v"], said["s"]


def test_a_count_changes_nothing(two: tuple[int, int]) -> None:
    before = list(Entry.objects.values()), list(Member.objects.values())
    assert publisher(two[0]) == ("Kim Đồng", two[0])
    found = finished(rank_libraries(actor=SYSTEM, ranks=COMMUNE_FIRST, dry=True))
    assert found == {"entries": 1, "changed": 1, "fields": {"publisher": 1}}
    assert (list(Entry.objects.values()), list(Member.objects.values())) == before
    assert (SourceRank.objects.count(), AuditEntry.objects.filter(code="union.libraries_ranked").count()) == (0, 0)


def test_entries_and_later_records_follow_the_new_order(two: tuple[int, int]) -> None:
    Event.objects.all().delete()
    found = finished(rank_libraries(actor=administrator(None), ranks=COMMUNE_FIRST, note="xã biên mục kĩ hơn"))
    assert found == {"entries": 1, "changed": 1, "fields": {"publisher": 1}}
    assert publisher(two[0]) == ("Nxb. Kim Đồng", two[1])
    assert [event.payload["entries"] for event in Event.objects.all()] == [[entry_of(two[0]).pk]]
    assert dict(SourceRank.objects.values_list("kind", "rank")) == COMMUNE_FIRST
    data = AuditEntry.objects.get(code="union.libraries_ranked").data
    assert data == {"ranks": COMMUNE_FIRST, "note": "xã biên mục kĩ hơn"}
    again = finished(rank_libraries(actor=SYSTEM, ranks={}))
    assert again == {"entries": 1, "changed": 0, "fields": {}}
    assert Event.objects.count() == 1


def test_back_to_the_order_as_delivered_it_is_as_before(two: tuple[int, int]) -> None:
    before = [(one.pk, bytes(one.data)) for one in Entry.objects.all()], list(Member.objects.values("pk", "merit"))
    finished(rank_libraries(actor=SYSTEM, ranks=COMMUNE_FIRST))
    finished(rank_libraries(actor=SYSTEM, ranks={"commune": 2, "province": 8}))
    after = [(one.pk, bytes(one.data)) for one in Entry.objects.all()], list(Member.objects.values("pk", "merit"))
    assert after == before
    assert SourceRank.objects.count() == 0


def test_corrections_stay_above_every_order(two: tuple[int, int]) -> None:
    public_id = entry_of(two[0]).public_id
    correct(actor=SYSTEM, public_id=public_id, field="publisher", value="NXB Kim Đồng", reason="tên đúng")
    assert finished(rank_libraries(actor=SYSTEM, ranks=COMMUNE_FIRST))["changed"] == 0
    assert publisher(two[0]) == ("NXB Kim Đồng", [])


@pytest.mark.parametrize("ranks", [{"commune": 10}, {"commune": -1}, {"castle": 3}])
def test_nonsense_is_refused_whole(ranks: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        rank_libraries(actor=SYSTEM, ranks={"province": 3} | ranks)
    assert (SourceRank.objects.count(), Job.objects.count()) == (0, 0)


def test_one_at_a_time_and_only_for_administrators_of_the_network() -> None:
    rank_libraries(actor=SYSTEM, ranks={}, dry=True)
    with pytest.raises(Conflict):
        rank_libraries(actor=SYSTEM, ranks=COMMUNE_FIRST)
    with pytest.raises(Refused):
        rank_libraries(actor=administrator(library("GN").pk), ranks=COMMUNE_FIRST)
    assert SourceRank.objects.count() == 0


@pytest.fixture
def client(settings: object) -> Iterator[Client]:
    settings.ACTOR_PROVIDER = "lienthu.registry.tests.acting.actor_for"  # type: ignore[attr-defined]
    with acting.acting(administrator(None)):
        yield Client()


def test_the_page_counts_and_sets(two: tuple[int, int], client: Client) -> None:
    page = client.get(reverse("union:ranks"))
    assert page.status_code == 200
    assert 'name="rank-commune"' in page.content.decode()
    asked = {f"rank-{kind}": str(rank) for kind, rank in COMMUNE_FIRST.items()}
    client.post(reverse("union:ranks-change"), asked | {"do": "try"})
    jobs.drain(only=Job.objects.get(kind=RANKS))
    shown = client.get(reverse("union:ranks")).content.decode()
    assert "1 trong 1 mục sẽ hiển thị khác đi." in shown
    assert SourceRank.objects.count() == 0
    client.post(reverse("union:ranks-change"), asked | {"do": "use", "rank-district": "x"})
    assert SourceRank.objects.count() == 0
    client.post(reverse("union:ranks-change"), asked | {"do": "use"})
    assert dict(SourceRank.objects.values_list("kind", "rank")) == COMMUNE_FIRST


def test_rest_counts_and_sets(two: tuple[int, int], client: Client) -> None:
    door = "/api/v1/union/ranks"
    found = client.get(door).json()
    assert (found["ranks"], found["run"], found["highest"]) == (found["delivered"], None, 9)
    for dry, kept in ((True, {}), (False, COMMUNE_FIRST)):
        body = {"ranks": COMMUNE_FIRST, "dry": dry, "note": "xã biên mục kĩ hơn"}
        answer = client.post(door, body, content_type="application/json")
        assert (answer.status_code, answer.json()["changed"]) == (202, None)
        twice = client.post(door, body, content_type="application/json")
        assert (twice.status_code, SourceRank.objects.count()) == (409, len(kept))
        jobs.drain(only=Job.objects.get(public_id=answer.json()["job"]))
        run = client.get(door).json()["run"]
        assert (run["dry"], run["state"], run["entries"], run["changed"]) == (dry, "done", 1, 1)
        assert run["fields"] == {"publisher": 1}
        assert dict(SourceRank.objects.values_list("kind", "rank")) == kept
    bad = client.post(door, {"ranks": {"castle": 3}}, content_type="application/json")
    assert (bad.status_code, bad.json()["code"]) == (422, "union.no_such_kind")


def test_the_command_lists_counts_and_sets(two: tuple[int, int], capsys: pytest.CaptureFixture[str]) -> None:
    command = Ranks()

    def run(*ranks: str, dry: bool = False, json: bool = False) -> str:
        said = argparse.Namespace(ranks=list(ranks), dry_run=dry, json=json, note="xã biên mục kĩ hơn")
        assert command.run(said) == 0
        return capsys.readouterr().out

    assert run("commune=9", "province=1", dry=True) == "1 trong 1 mục sẽ hiển thị khác đi.\n"
    assert SourceRank.objects.count() == 0
    assert orjson.loads(run("commune=9", "province=1", json=True))["changed"] == 1
    assert run().startswith("9  commune  ")
    assert orjson.loads(run(json=True))["commune"] == 9
    for bad in ("castle=3", "commune=x", "commune=", "commune=10"):
        with pytest.raises(Invalid):
            run(bad)
    assert dict(SourceRank.objects.values_list("kind", "rank")) == COMMUNE_FIRST
