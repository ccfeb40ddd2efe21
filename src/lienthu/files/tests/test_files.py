"""Bytes that come in: whole or not there, known by their content, nothing believed."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings

from lienthu.files import clamd, kinds, screening
from lienthu.files.storage import Folder
from lienthu.kernel.errors import Invalid, Unavailable

LIMITS = {"limit": 10, "too_large": "repository.file_too_large", "empty": "repository.file_empty"}


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Folder:
    settings.DATA = tmp_path
    return Folder("kept")


def test_the_same_bytes_are_kept_once(folder: Folder) -> None:
    first, second = folder.keep([b"ab", b"c"], **LIMITS), folder.keep([b"abc"], **LIMITS)
    assert first == second
    assert (first.sha256, first.size, first.path.read_bytes()) == (hashlib.sha256(b"abc").hexdigest(), 3, b"abc")
    assert [path for path in folder.root.rglob("*") if path.is_file()] == [first.path]


@pytest.mark.parametrize(("chunks", "code"), [([b"x" * 11], "too_large"), ([], "empty"), ([b""], "empty")])
def test_what_is_refused_leaves_nothing(folder: Folder, chunks: list[bytes], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        folder.keep(chunks, **LIMITS)
    assert [path for path in folder.root.rglob("*") if path.is_file()] == []


def test_a_stream_that_breaks_leaves_nothing(folder: Folder) -> None:
    def broken() -> object:
        yield b"abc"
        raise OSError

    with pytest.raises(OSError):
        folder.keep(broken(), **LIMITS)  # type: ignore[arg-type]
    assert [path for path in folder.root.rglob("*") if path.is_file()] == []


def epub() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", "<container/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", kinds.PDF),
        (b"II*\0\x08\0\0\0", kinds.TIFF),
        (b"MM\0+\0\x08", kinds.TIFF),
        (b"\xff\xd8\xff\xe0", kinds.JPEG),
        (b"\x89PNG\r\n\x1a\n", kinds.PNG),
        (b"\0\0\0\x0cjP  \r\n\x87\n", kinds.JP2),
        (b"RIFF\0\0\0\0WAVEfmt ", kinds.WAV),
        (b"\0\0\0\x18ftypisom", kinds.MP4),
        (b"\0\0\0\x18ftypM4A ", kinds.M4A),
        (b"MZ\x90\0", None),
        (b"PK\x03\x04not an epub", None),
        (b"<html><script>", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_content_says(tmp_path: Path, head: bytes, kind: kinds.Kind | None) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(head)
    assert kinds.kind_of(path) is kind


def test_an_epub_is_one_and_no_polyglot(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(epub())
    assert kinds.kind_of(path) is kinds.EPUB
    assert not kinds.is_two_things(path, kinds.EPUB)


@pytest.mark.parametrize("data", [b"\xff\xd8\xff" + epub(), b"\xff\xd8\xff\xe0 <HTML>", b"\xff\xd8\xff %PDF-1.4"])
def test_a_picture_that_is_also_something_else_is_seen(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    assert kinds.is_two_things(path, kinds.JPEG)


def test_the_scanner_is_set_up_from_this_house_alone(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CLAMD_SOCKET = str(tmp_path / "clamav" / "clamd.sock")
    monkeypatch.setattr("shutil.which", lambda *_, **__: "/usr/sbin/clamd")
    command = clamd.command()
    assert command is not None
    config = Path(command[-1].removeprefix("--config-file=")).read_text()
    assert "AlertExceedsMax yes" in config
    assert f"LocalSocket {settings.CLAMD_SOCKET}" in config
    signature = (tmp_path / "clamav" / "signatures" / "lienthu.ndb").read_text()
    test_string = bytes.fromhex(signature.strip().rsplit(":", 1)[1])
    assert (len(test_string), test_string.startswith(b"X5O!P%@AP"), test_string.endswith(b"H+H*")) == (68, True, True)


def test_where_clamav_is_not_installed_there_is_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    assert clamd.command() is None


@pytest.mark.slow
@pytest.mark.skipif(clamd.program() is None, reason="asks ClamAV itself, which ./check installs")
def test_clamav_itself_finds_the_test_string(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clamd, "_SYSTEM_SIGNATURES", tmp_path)
    with tempfile.TemporaryDirectory() as short:  # a socket's path has at most 107 bytes
        settings.CLAMD_SOCKET = f"{short}/clamd.sock"
        with pytest.raises(Unavailable):
            screening.screen([b"abc"])
        command = clamd.command()
        assert command
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                _until_it_answers(process)
                signature = (Path(short) / "signatures" / "lienthu.ndb").read_text()
                eicar = bytes.fromhex(signature.strip().rsplit(":", 1)[1])
                bag = BytesIO()
                with zipfile.ZipFile(bag, "w") as packed:
                    packed.writestr("a.txt", eicar)
                said = [screening.screen([each]).threat for each in (b"abc", eicar, b"text " + eicar, bag.getvalue())]
                assert said == ["", *["LienThu.Test.EICAR.UNOFFICIAL"] * 3]
                assert screening.signatures() == (0, None)
            finally:
                process.kill()


def _until_it_answers(process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            screening.signatures()
        except Unavailable:
            assert time.monotonic() < end, "it never answered"
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.05)
        else:
            return
