"""`./run` as a person starts, kills and starts it again: one sentence for what is in the way, nothing left behind."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lienthu.config import alone
from tests.support.house import free_port

ROOT = Path(__file__).resolve().parents[1]
_PATIENCE = 90.0


def _loopback_6() -> list[str]:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return []
    return ["[::1]"]


#: The second loopback address, where the machine has one.
LOOPBACK_6 = _loopback_6()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.1)  # other processes come up meanwhile: there is nothing to be told by


class Run:
    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *, port: int = 0) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SEARCH_URL")}
        one = subprocess.Popen(
            [sys.executable, "-m", "lienthu.config.launcher", "--no-demo", f"--port={port or self.port}",
             f"--data={self.data}"],
            env=environment | {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "lienthu.config.settings"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.started.append(one)
        return one

    def wait_for(self, process: subprocess.Popen[str]) -> None:
        """Until this very process has said its address and it answers: the port may still be that of one that ends."""
        assert process.stdout is not None
        assert any(f"http://localhost:{self.port}/vi/" in line for line in iter(process.stdout.readline, ""))
        until(self.answers)

    def answers(self) -> bool:
        try:
            return all(self._answers_at(host) for host in ("localhost", "127.0.0.1", *LOOPBACK_6))
        except (urllib.error.URLError, ConnectionError):
            return False

    def _answers_at(self, host: str) -> bool:
        with urllib.request.urlopen(f"http://{host}:{self.port}/vi/", timeout=30) as answer:
            return bool(answer.status == 200)

    def status(self, path: str, **headers: str) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request("GET", path, headers=headers)
        return line.getresponse().status

    def processes(self) -> set[int]:
        """Whatever has this folder among its arguments."""
        return {int(one.parent.name) for one in Path("/proc").glob("[0-9]*/cmdline") if self._is_ours(one)}

    def _is_ours(self, arguments: Path) -> bool:
        try:
            return str(self.data).encode() in arguments.read_bytes()
        except OSError:
            return False


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    one = Run(tmp_path / "data")
    yield one
    for process in one.started:
        if process.poll() is None:
            process.kill()
    until(lambda: not one.processes())


@pytest.mark.slow
def test_killed_with_9_it_leaves_nothing_and_starts_again(run: Run) -> None:
    first = run.start()
    run.wait_for(first)
    second = run.start(port=free_port())
    said = second.communicate(timeout=_PATIENCE)[0]
    assert (second.returncode, said.count("\n")) == (2, 1) and str(first.pid) in said
    first.kill()
    first.wait()
    third = run.start()
    run.wait_for(third)
    # A prefix that only the client has made up is no part of an address.
    assert (run.status("/health/live"), run.status("/x/health/live", SCRIPT_NAME="/x")) == (200, 404)
    third.send_signal(signal.SIGINT)
    assert (third.wait(_PATIENCE), run.processes()) == (0, set())


@pytest.mark.slow
def test_a_port_in_use_is_told_in_one_sentence_before_anything_is_done(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        refused = run.start(port=door.getsockname()[1])
        said = refused.communicate(timeout=_PATIENCE)[0]
    assert (refused.returncode, said.count("\n")) == (2, 1) and "Port" in said
    assert [one.name for one in run.data.iterdir()] == ["run.lock"]


@pytest.mark.parametrize("port", [-1, 70_000])
def test_no_port_at_all(port: int) -> None:
    with pytest.raises(alone.NotAlone, match="Port"):
        alone.own_doors(port)


def test_the_name_answers_at_both_loopback_addresses() -> None:
    port = free_port()
    assert alone.own_doors(port) == [f"127.0.0.1:{port}", *(f"{host}:{port}" for host in LOOPBACK_6)]


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_somebody_else_behind_one_of_the_two_doors_is_told(family: socket.AddressFamily, host: str) -> None:
    if host == "::1" and not LOOPBACK_6:
        family, host = socket.AF_INET, "127.0.0.1"
    with socket.create_server((host, 0), family=family) as door:
        port = door.getsockname()[1]
        with pytest.raises(alone.NotAlone, match=f"Port {port} cannot be used"):
            alone.own_doors(port)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/lienthu")):
        with pytest.raises(alone.NotAlone, match="cannot be written to"):
            alone.hold(path, wait=lambda: None)


def test_what_an_earlier_run_left_running_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    ending, end = os.pipe()
    if not (launcher := os.fork()):
        alone.hold(tmp_path, wait=lambda: None)
        if not os.fork():  # what goes on when the launcher is gone, until the test lets it end
            os.close(end)
            os.write(writer, b"x")
            os.read(ending, 1)
        os._exit(0)
    os.read(reader, 1)
    os.waitpid(launcher, 0)
    waited: list[bool] = []
    monkeypatch.setattr(alone, "_PATIENCE", 0.3)
    with pytest.raises(alone.NotAlone, match="earlier"):
        alone.hold(tmp_path, wait=lambda: waited.append(True))
    monkeypatch.setattr(alone, "_PATIENCE", 30.0)

    def told() -> None:
        waited.append(True)
        os.write(end, b"x")

    os.close(alone.hold(tmp_path, wait=told))
    assert waited == [True, True]
