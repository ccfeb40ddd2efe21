"""What recordings say of themselves, whatever they are; their canvases in manifests."""

from __future__ import annotations

import io
import struct
import wave

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lienthu.repository.rules.recordings import Extent, measured
from lienthu.repository.tests.helpers import published
from lienthu.repository.tests.test_media import MP3, SPOKEN, epub


def wav(seconds: float) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(8000)
        made.writeframes(b"\x80" * int(8000 * seconds))
    return out.getvalue()


def box(name: bytes, *held: bytes) -> bytes:
    data = b"".join(held)
    return struct.pack(">I4s", len(data) + 8, name) + data


def mp4(seconds: float, width: int, height: int, *, brand: bytes = b"isom") -> bytes:
    """With its head behind its pictures, as cameras write it."""
    head = box(b"mvhd", struct.pack(">4xIIII", 0, 0, 1000, int(seconds * 1000)) + b"\0" * 80)
    track = box(b"trak", box(b"tkhd", b"\0" * 76 + struct.pack(">II", width << 16, height << 16)))
    return box(b"ftyp", brand + b"\0\0\2\0" + brand) + box(b"mdat", b"\0" * 500) + box(b"moov", head, track)


def flac(seconds: int) -> bytes:
    packed = (44_100 << 44) | (1 << 41) | (15 << 36) | 44_100 * seconds
    return b"fLaC" + b"\x80\0\0\x22" + b"\0" * 10 + packed.to_bytes(8, "big") + b"\0" * 16


def ogg(seconds: int) -> bytes:
    first = b"OggS" + b"\0" * 24 + b"\x01vorbis" + struct.pack("<IBI", 0, 2, 16_000) + b"\0" * 20
    return first + b"OggS\0\4" + struct.pack("<q", 16_000 * seconds) + b"\0" * 30


def mp3(seconds: int) -> bytes:
    """128 kbit/s, 44.1 kHz, behind an ID3 of 20 bytes."""
    return b"ID3\4\0\0\0\0\0\x14" + b"\0" * 20 + b"\xff\xfb\x90\0" + b"\0" * (16_000 * seconds - 4)


def mp3_of_frames(frames: int) -> bytes:
    return b"\xff\xfb\x90\0" + b"\0" * 32 + b"Xing" + struct.pack(">II", 1, frames) + b"\0" * 400


def element(name: int, held: bytes) -> bytes:
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + (len(held) | 1 << 28).to_bytes(4, "big") + held


def webm(seconds: float, width: int, height: int) -> bytes:
    about = element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40") + element(0x4489, struct.pack(">d", seconds * 1000)))
    picture = element(0xE0, element(0xB0, width.to_bytes(2, "big")) + element(0xBA, height.to_bytes(2, "big")))
    tracks = element(0x1654AE6B, element(0xAE, picture))
    return element(0x1A45DFA3, b"\x42\x82\x84webm") + element(0x18538067, about + tracks)


CASES = {
    "audio/wav": (wav(2.5), Extent(2.5)),
    "audio/flac": (flac(75), Extent(75.0)),
    "audio/ogg": (ogg(9), Extent(9.0)),
    "audio/mpeg": (mp3(3), Extent(3.0)),
    "audio/mp4": (mp4(12.25, 0, 0), Extent(12.25)),
    "video/mp4": (mp4(61.5, 640, 360), Extent(61.5, 640, 360)),
    "video/webm": (webm(8.5, 320, 240), Extent(8.5, 320, 240)),
}


@pytest.mark.parametrize("mime", CASES)
def test_it_says_how_long_it_is(mime: str) -> None:
    data, expected = CASES[mime]
    assert measured(io.BytesIO(data), len(data), mime) == expected


def test_the_number_of_frames_comes_before_the_size() -> None:
    data = mp3_of_frames(1000)
    assert measured(io.BytesIO(data), len(data), "audio/mpeg") == Extent(round(1000 * 1152 / 44_100, 3))


@given(st.sampled_from(sorted(CASES)), st.binary(max_size=200), st.integers(0, 60))
def test_nothing_that_is_broken_breaks_it(mime: str, noise: bytes, at: int) -> None:
    good = CASES[mime][0]
    for data in (noise, good[:at] + noise, good[:at] + noise + good[at + len(noise) :], good[:at]):
        found = measured(io.BytesIO(data), len(data), mime)
        assert found is None or 0 < found.seconds <= 864_000


@pytest.mark.usefixtures("desk")
def test_viewers_are_given_recordings_with_their_length_and_transcript() -> None:
    sound = published({"ghi âm.wav": wav(2.5), "ghi âm.vtt": SPOKEN.encode()})
    (canvas,) = Client().get(f"/iiif/presentation/3/{sound.public_id}/manifest").json()["items"]
    recording = canvas["items"][0]["items"][0]
    assert (canvas["duration"], "width" in canvas, recording["target"]) == (2.5, False, canvas["id"])
    assert (recording["body"]["type"], recording["body"]["format"]) == ("Sound", "audio/wav")
    spoken = canvas["annotations"][0]["items"][0]
    assert (spoken["motivation"], spoken["body"]["format"]) == ("supplementing", "text/vtt")
    for address in (recording["body"]["id"], spoken["body"]["id"]):
        assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    assert Client().get(f"/iiif/presentation/2/{sound.public_id}/manifest").status_code == 404


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("files", [{"a.mp3": MP3}, {"a.epub": epub()}])
def test_what_viewers_could_not_show_has_no_manifest(files: dict[str, bytes]) -> None:
    found = published(files)
    for version in (2, 3):
        answer = Client().get(f"/iiif/presentation/{version}/{found.public_id}/manifest")
        assert answer.status_code == 404
