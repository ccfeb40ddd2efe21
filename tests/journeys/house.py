"""The house as its users meet it: the demo network, three hundred records, gunicorn, a worker that works on demand."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RECORDS = 300
PASSWORD = "mùa mưa trên cao nguyên 2026"
#: Works when a line comes in, so that a journey decides what it sees before and after the worker.
WORKER = """
import sys, django
django.setup()
from lienthu.kernel import jobs
sys.stdout.write("ready\\n"); sys.stdout.flush()
for line in sys.stdin:
    jobs.drain()
    sys.stdout.write("done\\n"); sys.stdout.flush()
"""
#: Network administrators whose rights wait for a second factor: the demo's own accounts do not need one.
NEWCOMERS = f"""
import django
django.setup()
from lienthu.accounts.actions import memberships, people
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
actor = Actor.system("journeys")
for username, name in (("quantri2", "Trịnh Thị Kim Oanh"), ("quantri3", "Phan Thị Thu Hà")):
    user = people.open_account(actor=actor, username=username, display_name=name,
                               password={PASSWORD!r}, library_id=None)
    memberships.grant(actor=actor, user=user, role_code="network-admin", library_id=None, valid_from=today())
"""


@dataclass
class House:
    data: Path
    url: str
    env: dict[str, str]
    password: str = ""
    newcomer: str = "quantri2"
    keyholder: str = "quantri3"
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def command(self, *arguments: str) -> str:
        """`lienthu …`; its standard output."""
        done = subprocess.run(
            [sys.executable, "-m", "lienthu.config.cli", *arguments], env=self.env, capture_output=True, text=True
        )
        assert done.returncode in {0, 1}, done.stderr[-2000:]
        return done.stdout

    def work(self) -> None:
        """All jobs and events, until nothing is left."""
        worker = self.processes[1]
        assert worker.stdin and worker.stdout
        worker.stdin.write("\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "done\n"

    def get(self, path: str, accept: str = "application/json") -> tuple[int, bytes]:
        request = urllib.request.Request(self.url + path, headers={"Accept": accept})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def json(self, path: str) -> Any:
        return json.loads(self.get(path)[1])

    def close(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)


def open_house(data: Path) -> House:
    # The socket listens before the server starts: the first request waits in its queue, nobody waits for a port.
    door = socket.create_server(("127.0.0.1", 0))
    port = door.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEARCH_URL"}}
    env |= {
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "lienthu.config.settings",
        "LIENTHU_DATA": str(data),
        "LIENTHU_STATIC_HASHED": "1",
        "LIENTHU_LOG": "ERROR",
    }
    house = House(data, f"http://127.0.0.1:{port}", env)
    house.command("migrate")
    house.command("collect-static")
    house.password = json.loads(house.command("demo", "load", f"--records={RECORDS}", "--json"))["password"]
    subprocess.run([sys.executable, "-c", NEWCOMERS], env=env, check=True)
    # One web process: its memory of the index and of rate limits is the same for every request of a journey.
    serve = [sys.executable, "-m", "lienthu.config.cli", "serve", f"--bind=fd://{door.fileno()}", "--workers=1"]
    log = (data / "serve.log").open("w")
    house.processes.append(
        subprocess.Popen(serve, env=env, stdout=log, stderr=log, text=True, pass_fds=[door.fileno()])
    )
    house.processes.append(
        subprocess.Popen(
            [sys.executable, "-c", WORKER], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    )
    assert house.processes[1].stdout and house.processes[1].stdout.readline() == "ready\n"
    # A server that has just begun takes its time for its first page: no journey's patience is spent on it.
    with urllib.request.urlopen(house.url + "/vi/", timeout=120) as first:
        assert first.status == 200
    return house
