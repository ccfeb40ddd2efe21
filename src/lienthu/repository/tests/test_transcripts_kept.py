"""Corrected transcripts are kept as masters are: read over again, and part of every package."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from lienthu.repository import fixity_queries
from lienthu.repository.actions.export_objects import bag_of, export_objects
from lienthu.repository.models import DigitalObject, FixityFault, FixityRun, ObjectFile
from lienthu.repository.preservation import aip, mets, ocfl, ocfl_check
from lienthu.repository.preservation.content import parts_of
from lienthu.repository.tests.helpers import SYSTEM, published
from lienthu.repository.tests.test_fixity import flip, read_all
from lienthu.repository.tests.test_media import SPOKEN
from lienthu.repository.tests.test_packages import SPACES
from lienthu.repository.tests.test_recordings import wav
from lienthu.repository.tests.test_transcripts import MENDED, ORIGINAL, correct
from lienthu.repository.tests.test_versions import renewed

pytestmark = pytest.mark.usefixtures("desk")
SOUND = wav(2.5)
AGAIN = MENDED.replace("buôn", "bon")


@pytest.fixture
def recording() -> DigitalObject:
    return published({"kể.wav": SOUND, "kể.vtt": SPOKEN.encode()})


def twice(found: DigitalObject) -> tuple[ObjectFile, ObjectFile]:
    first = correct(found)
    return first, correct(found, AGAIN, seen=first.sha256)


def as_ocfl(root: Path) -> Path:
    done = export_objects(actor=SYSTEM, objects=DigitalObject.objects.all(), folder=root, format="ocfl")
    assert done.faults == []
    (place,) = ocfl_check.objects_in(root)
    assert list(ocfl_check.check(place)) == []
    return place


def state_of(place: Path, version: str) -> dict[str, str]:
    """Path → digest, below the folders of what is kept."""
    state = json.loads((place / "inventory.json").read_bytes())["versions"][version]["state"]
    listed = [(path, digest) for digest, paths in state.items() for path in paths]
    return {path: digest for path, digest in listed if not path.startswith("metadata/")}


def test_a_flipped_bit_in_one_is_found_and_named(recording: DigitalObject) -> None:
    made = correct(recording)
    ObjectFile.objects.filter(id=made.pk).update(name="sửa.vtt")
    read_all()
    assert (FixityRun.objects.get().files, FixityFault.objects.count()) == (3, 0)
    path = flip("sửa.vtt")
    read_all()
    fault = FixityFault.objects.get()
    assert (fault.file, fault.kind, fault.found) == (made, "changed", hashlib.sha256(path.read_bytes()).hexdigest())


def test_one_of_today_is_not_overdue_because_its_recording_is_old(recording: DigitalObject) -> None:
    DigitalObject.objects.update(created_at=timezone.now() - timedelta(days=200))
    made = correct(recording)
    found = fixity_queries.report(SYSTEM)
    assert (found.files, found.never, found.overdue) == (3, 3, 2)
    ObjectFile.objects.filter(id=made.pk).update(made_at=timezone.now() - timedelta(days=200))
    assert fixity_queries.report(SYSTEM).overdue == 3


def test_packages_hold_every_correction(recording: DigitalObject) -> None:
    first, second = twice(recording)
    masters = {"masters/kể.wav": hashlib.sha256(SOUND).hexdigest(), "masters/kể.vtt": ORIGINAL}
    said = {"transcripts/kể.vtt": first.sha256, "transcripts/20002-kể.vtt": second.sha256}
    parts = {one.path: one for one in bag_of(recording).parts}
    assert {path: one.sha256 for path, one in parts.items() if not path.startswith("metadata/")} == masters | said
    assert b"".join(parts["transcripts/20002-kể.vtt"].chunks()).decode() == AGAIN
    kept = {one.sha256 for one in aip.parts_of(recording, "G09") if "/data/" in one.path}
    assert kept == set((masters | said).values())


def test_mets_says_where_they_lie_and_when_they_were_made(recording: DigitalObject) -> None:
    first, second = twice(recording)
    packed = next(one.source for one in parts_of(recording) if one.path == "metadata/mets.xml")
    assert isinstance(packed, bytes)
    for data, before in ((packed, "../"), (mets.document(recording, mets.Scope()), "")):
        root = etree.fromstring(data)
        group = root.xpath("//m:fileGrp[@USE='said']/m:file", namespaces=SPACES)
        assert [one.get("CHECKSUM") for one in group] == [first.sha256, second.sha256]
        assert [one[0].get(f"{{{mets.XLINK}}}href") for one in group] == [
            f"{before}transcripts/k%E1%BB%83.vtt",
            f"{before}transcripts/20002-k%E1%BB%83.vtt",
        ]
        events = root.xpath("//p:event[p:eventType='transcription']", namespaces=SPACES)
        about = [one.xpath("string(.//p:linkingObjectIdentifierValue)", namespaces=SPACES) for one in events]
        assert about == [first.sha256, second.sha256]
    assert bytes(packed) == next(one.source for one in parts_of(recording) if one.path == "metadata/mets.xml")


def test_a_correction_is_a_version_that_stores_only_what_is_new(recording: DigitalObject, tmp_path: Path) -> None:
    as_ocfl(tmp_path)
    made = correct(recording)
    place = as_ocfl(tmp_path)
    new = sorted(one.relative_to(place / "v2/content") for one in (place / "v2/content").rglob("*") if one.is_file())
    assert [str(one) for one in new] == ["metadata/mets.xml", "transcripts/kể.vtt"]
    assert (place / "v2/content/transcripts/kể.vtt").read_bytes() == MENDED.encode()
    assert set(state_of(place, "v2")) == {"masters/kể.wav", "masters/kể.vtt", f"transcripts/{made.name}"}


def test_what_was_corrected_between_two_exports_stays_with_the_earlier_version(
    recording: DigitalObject, tmp_path: Path
) -> None:
    as_ocfl(tmp_path)
    correct(recording)
    renewed(recording, wav(3.5))
    place = as_ocfl(tmp_path)
    assert {"transcripts/kể.vtt", "masters/kể.wav"} <= set(state_of(place, "v2"))
    assert not any(path.startswith("transcripts/") for path in state_of(place, "v3"))
    assert as_ocfl(tmp_path) == place
    assert json.loads((place / ocfl.INVENTORY).read_bytes())["head"] == "v3"


def test_one_that_is_written_on_the_desk_is_in_the_manifest() -> None:
    found = published({"ke.wav": SOUND})
    address = f"/iiif/presentation/3/{found.public_id}/manifest"
    assert "annotations" not in Client().get(address).json()["items"][0]
    correct(found, seen="")
    (canvas,) = Client().get(address, headers={"accept-language": "en"}).json()["items"]
    (spoken,) = canvas["annotations"][0]["items"]
    played = canvas["items"][0]["items"][0]["body"]["id"]
    assert played == f"http://testserver/vi/read/{found.public_id}/media/1"  # the same in every language
    assert spoken["body"]["id"] == f"http://testserver/vi/read/{found.public_id}/media/1/transcript"
    assert Client().get(spoken["body"]["id"].removeprefix("http://testserver")).content.decode() == MENDED
