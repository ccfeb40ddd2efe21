"""A transcript is corrected: the original stays among the masters, readers and search have the new one at once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.test import Client

from lienthu.kernel.actor import ANONYMOUS
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.models import AuditEntry, Event
from lienthu.repository import media_files, passages
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.correct_transcript import correct_transcript
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.cues import CueFault, fault_of
from lienthu.repository.rules.states import Act
from lienthu.repository.stores import MASTERS
from lienthu.repository.tests.helpers import SYSTEM, command, pdf, published
from lienthu.repository.tests.test_media import MP3, SPOKEN, body_of, epub

pytestmark = pytest.mark.usefixtures("desk")
ORIGINAL = hashlib.sha256(SPOKEN.encode()).hexdigest()
MENDED = "WEBVTT\n\n00:01.000 --> 00:04.500\nNgày xưa ở buôn này\n"


@pytest.fixture
def recording() -> DigitalObject:
    return published({"ke.mp3": MP3, "ke.vtt": SPOKEN.encode()})


def correct(found: DigitalObject, source: str = MENDED, seen: str = ORIGINAL, **more: int) -> ObjectFile:
    given = {"recording": 1} | more
    return correct_transcript(actor=SYSTEM, object_id=found.pk, source=source, seen=seen, **given)


def state(found: DigitalObject) -> tuple[int, int, int]:
    audited = AuditEntry.objects.filter(code="repository.transcript_corrected").count()
    return found.files.count(), audited, Event.objects.filter(kind="repository.texts_changed").count()


def test_readers_have_the_new_one_and_the_original_stays(recording: DigitalObject) -> None:
    made = correct(recording)
    assert (made.name, made.mime, made.role, made.position) == ("ke.vtt", "text/vtt", "said", 10_001)
    assert state(recording) == (3, 1, 1)
    page = body_of(recording, "?q=buôn")
    assert ("<mark>Ngày xưa ở buôn này</mark>" in page, "sống chung" in page) == (True, False)
    for number in (1, 2):
        spoken = Client().get(f"/vi/read/{recording.public_id}/media/{number}/transcript")
        assert spoken.content.decode() == MENDED
    assert MASTERS.path(ORIGINAL).read_text() == SPOKEN
    assert [one.text for one in passages.passages_of(recording)] == ["Ngày xưa ở buôn này"]


def test_each_correction_is_kept_and_the_newest_counts(recording: DigitalObject) -> None:
    first = correct(recording)
    again = correct(recording, MENDED.replace("buôn", "bon"), seen=first.sha256)
    assert (again.position, recording.files.count()) == (10_002, 4)
    files = media_files.files_of(recording)
    assert media_files.transcript_of(media_files.recording_at(files, 1), files) == again
    assert correct(recording, MENDED.replace("buôn", "bon"), seen=again.sha256) == again
    assert state(recording) == (4, 2, 2)


def test_a_recording_without_a_transcript_gets_one() -> None:
    found = published({"ke.mp3": MP3})
    correct(found, "00:01.000 --> 00:02.000\r\nHòa bình\x00\r\n", seen="")
    spoken = Client().get(f"/vi/read/{found.public_id}/media/1/transcript")
    assert spoken.content.decode() == "WEBVTT\n\n00:01.000 --> 00:02.000\nHòa bình\n"


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("", CueFault("repository.no_cues", {})),
        ("WEBVTT\n\nchỉ có chữ", CueFault("repository.no_cues", {})),
        ("WEBVTT\n\n00:01 --> 00:02.000\nx", CueFault("repository.cue_time_unreadable", {"line": 3})),
        ("00:01,000 --> 00:02,000\nx", CueFault("repository.cue_time_unreadable", {"line": 1})),
        ("00:02.000 --> 00:02.000\nx", CueFault("repository.cue_ends_before", {"line": 1})),
        (
            "00:01.000 --> 00:02.000\nx\ny\n00:02.000 --> 00:03.000\nz",
            CueFault("repository.cue_needs_blank_line", {"line": 4}),
        ),
        (SPOKEN, None),
        (MENDED, None),
    ],
)
def test_what_would_silently_be_lost_is_named_by_its_line(
    recording: DigitalObject, source: str, fault: CueFault | None
) -> None:
    assert fault_of(source) == fault
    if fault:
        with pytest.raises(Invalid) as refused:
            correct(recording, source)
        assert refused.value.code == fault.code
        assert state(recording) == (2, 0, 0)


def test_two_at_once_a_stranger_and_what_is_not_there_change_nothing(recording: DigitalObject) -> None:
    correct(recording)
    with pytest.raises(Conflict, match="text_changed_meanwhile"):
        correct(recording, MENDED.replace("buôn", "làng"))
    with pytest.raises(NotFound):
        correct(recording, recording=7)
    with pytest.raises(Refused):
        correct_transcript(actor=ANONYMOUS, object_id=recording.pk, recording=1, source=MENDED, seen=ORIGINAL)
    move_on(actor=SYSTEM, object_id=recording.pk, act=Act.WITHDRAW, note="Nhầm lẫn")
    with pytest.raises(Conflict, match="not_in_this_state"):
        correct(recording, MENDED.replace("buôn", "làng"))
    assert state(recording) == (3, 1, 1)


def test_the_desks_page_keeps_what_was_typed_when_it_is_refused(recording: DigitalObject, staff: Client) -> None:
    address = f"/vi/repository/objects/{recording.public_id}/transcripts/1"
    assert f'href="{address}"' in staff.get(f"/vi/repository/objects/{recording.public_id}").content.decode()
    page = staff.get(address).content.decode()
    assert ("Điểu Kré&gt;Ngày xưa" in page, f'value="{ORIGINAL}"' in page) == (True, True)
    refused = staff.post(address, {"source": "WEBVTT\n\n00:01 --> 2\nnhà mồ", "seen": ORIGINAL})
    assert (refused.status_code, "nhà mồ</textarea>" in refused.content.decode()) == (422, True)
    assert "Không đọc được thời điểm ở dòng 3." in refused.content.decode()
    assert state(recording) == (2, 0, 0)
    assert staff.post(address, {"source": MENDED, "seen": ORIGINAL}).status_code == 302
    again = staff.post(address, {"source": MENDED + "x", "seen": ORIGINAL})
    assert (again.status_code, state(recording)) == (422, (3, 1, 1))
    assert staff.get(f"/vi/repository/objects/{recording.public_id}/transcripts/9").status_code == 404


def test_rest_reads_and_corrects(recording: DigitalObject, staff: Client) -> None:
    address = f"/api/v1/objects/{recording.public_id}/transcripts/1"
    answer = Client().get(address)
    assert answer["Cache-Control"] == "private, no-cache"
    before = answer.json()
    assert (before["seen"], before["corrected"], before["name"]) == (ORIGINAL, 0, "ke.mp3")
    assert before["cues"][0] == {"start": 1.0, "end": 4.5, "who": "Điểu Kré", "text": "Ngày xưa ở bon này"}
    given = {"source": MENDED, "seen": ORIGINAL}
    assert Client().put(address, given, "application/json").status_code == 401
    assert state(recording) == (2, 0, 0)
    after = staff.put(address, given, "application/json")
    assert (after.status_code, after.json()["corrected"]) == (200, 1)
    assert after.json()["cues"] == [{"start": 1.0, "end": 4.5, "who": "", "text": "Ngày xưa ở buôn này"}]
    assert staff.put(address, given, "application/json").status_code == 409
    change_access(actor=SYSTEM, object_id=recording.pk, terms=Terms(Level.RECORD), reason="Đổi mức chia sẻ")
    assert Client().get(address).status_code == 403


def test_rest_searches_inside_recordings_books_and_pages(recording: DigitalObject) -> None:
    book = published({"san-voi.epub": epub()})
    pages = published({"1.pdf": pdf("Voi rừng", "voi RỪNG về làng")})

    def inside(found: DigitalObject, query: str) -> list[tuple[str, int, int | None, str]]:
        answer = Client().get(f"/api/v1/objects/{found.public_id}/search", {"q": query}).json()
        return [(hit["kind"], hit["position"], hit["seconds"], hit["match"]) for hit in answer["hits"]]

    assert inside(recording, "hoa thuan") == [("recording", 1, 5, "Hòa thuận.")]
    assert inside(recording, "hoá thuận") == []
    assert inside(book, "voi về") == [("chapter", 1, None, "Voi về"), ("chapter", 2, None, "Voi về")]
    assert inside(pages, "voi rung") == [("page", 1, None, "Voi rừng"), ("page", 2, None, "voi RỪNG")]
    for found in (recording, book, pages):
        change_access(actor=SYSTEM, object_id=found.pk, terms=Terms(Level.RECORD), reason="Đổi mức chia sẻ")
        assert Client().get(f"/api/v1/objects/{found.public_id}/search?q=voi").status_code == 403


def test_the_command_prints_and_corrects(
    recording: DigitalObject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("transcript", recording.public_id) == 0
    assert capsys.readouterr().out.strip() == SPOKEN.strip()
    mended = tmp_path / "ke.vtt"
    mended.write_text(MENDED)
    assert command("transcript", recording.public_id, str(mended)) == 0
    assert state(recording) == (3, 1, 1)
    with pytest.raises(NotFound):
        command("transcript", recording.public_id, str(tmp_path / "none.vtt"))
