"""Factories: pictures, PDFs, a scanner that answers, objects with pages."""

from __future__ import annotations

import argparse
import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyvips
from django.test import Client
from fpdf import FPDF

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.registry.models import Library
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.deposit import add_file, close_deposit, open_deposit
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.commands import COMMANDS
from lienthu.repository.models import Deposit, DigitalObject
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.clearance import Clearance
from lienthu.repository.rules.states import Act
from lienthu.ui.build import DIST

SYSTEM = Actor.system("test")
CLEAR = Clearance(holds_secrets=False, may_share=True, name="Nguyễn Văn An, trưởng phòng")
#: What the scanner of these tests takes for malware.
BAD = b"X5O!P%@AP[4-THIS-IS-A-TEST"


def library(code: str = "TINH") -> Library:
    return Library.objects.get_or_create(code=code)[0]


def jpeg(width: int = 1300, height: int = 900, shade: int = 200) -> bytes:
    ramp = pyvips.Image.xyz(width, height)
    image = (ramp[0] % 256).bandjoin([ramp[1] % 256, pyvips.Image.black(width, height) + shade])
    return bytes(image.cast("uchar").copy(interpretation="srgb").jpegsave_buffer(Q=90))


def pdf(*pages: str) -> bytes:
    made = FPDF(format="A5")
    made.add_font("Noto", fname=str(DIST / "print" / "NotoSans_400Regular.ttf"))
    for text in pages:
        made.add_page()
        made.set_font("Noto", size=14)
        made.multi_cell(0, 8, text)
    return bytes(made.output())


@contextmanager
def scanner(path: Path) -> Iterator[None]:
    """clamd's INSTREAM as far as this house speaks it."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()

    def serve() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line:
                _answer(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def _answer(line: socket.socket) -> None:
    stream = line.makefile("rb")
    command = b""
    while not command.endswith(b"\0"):
        command += stream.read(1)
    if command == b"zVERSION\0":
        line.sendall(b"ClamAV 1.4.3/27500/Fri Jan  2 08:00:00 2026\0")
        return
    data = b""
    while size := struct.unpack(">I", stream.read(4))[0]:
        data += stream.read(size)
    line.sendall(b"stream: Test.Bad FOUND\0" if BAD in data else b"stream: OK\0")


def handed_over(
    files: dict[str, bytes], *, arrangement: str = Deposit.Arrangement.PAGES, title: str = "Lịch sử Đăk Nông"
) -> Deposit:
    made = open_deposit(actor=SYSTEM, library_id=library().pk, title=title, clearance=CLEAR, arrangement=arrangement)
    for name, data in files.items():
        add_file(actor=SYSTEM, deposit=made, name=name, chunks=[data])
    close_deposit(actor=SYSTEM, deposit=made)
    jobs.drain()
    made.refresh_from_db()
    return made


def published(files: dict[str, bytes] | None = None, terms: Terms | None = None) -> DigitalObject:
    deposit = handed_over(files or {"1.jpg": jpeg()})
    found = DigitalObject.objects.get(deposited__deposit=deposit, deposited__name=next(iter(files or {"1.jpg": b""})))
    change_access(
        actor=SYSTEM, object_id=found.pk, terms=terms or Terms(Level.READ), reason="Tác phẩm thuộc công chúng"
    )
    move_on(actor=SYSTEM, object_id=found.pk, act=Act.SUBMIT)
    return move_on(actor=SYSTEM, object_id=found.pk, act=Act.PUBLISH)


def command(*words: str) -> int:
    """Runs a command of this room as the operator types it."""
    parser = argparse.ArgumentParser()
    named = {one.name: one for one in COMMANDS}
    length = 2 if " ".join(words[:2]) in named else 1
    chosen = named[" ".join(words[:length])]()
    parser.add_argument("--json", action="store_true")
    chosen.add_arguments(parser)
    return chosen.run(parser.parse_args(words[length:]))


def send(client: Client, method: str, address: str, body: Any = None) -> tuple[int, Any]:
    """Status and answer of a REST operation."""
    answer = client.generic(method, f"/api/v1{address}", json.dumps(body or {}), content_type="application/json")
    return answer.status_code, answer.json()
