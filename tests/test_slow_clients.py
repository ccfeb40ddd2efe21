"""Clients that begin a request and say no more keep nobody out."""

from __future__ import annotations

import http.client
import multiprocessing
import socket
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from lienthu.config import server

THREADS = 2


def _app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


class _Server(server.WebServer):
    def load(self) -> Any:
        return _app


@pytest.mark.parametrize(
    "begun", [b"GET / HTTP/1.1\r\nHost: a\r\nX-A:", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"]
)
def test_half_a_request_holds_a_thread_for_a_while_only(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STALLED", 1)
    # The socket listens before the server starts: the first request waits in its queue.
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    door = _Server(bind=f"fd://{listening.fileno()}", workers=1, threads=THREADS)
    serving = multiprocessing.get_context("fork").Process(target=door.run)
    serving.start()
    try:
        assert _answer(port) == b"ok"
        halves = [socket.create_connection(("127.0.0.1", port)) for _ in range(THREADS)]
        for half in halves:
            half.sendall(begun)
        assert _answer(port) == b"ok"
        for half in halves:
            half.close()
    finally:
        serving.terminate()
        serving.join(30)
        listening.close()


def _answer(port: int) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", "/")
    said = line.getresponse().read()
    line.close()
    return said
