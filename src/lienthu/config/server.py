"""The web server: gunicorn in this process, so that what has been imported once is shared by all its workers."""

from __future__ import annotations

import importlib
import socket
import struct
from typing import Any, Final

from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import TConn, ThreadWorker

#: A client that has said or taken nothing for so many seconds is let go.
STALLED: Final = 30


class Worker(ThreadWorker):
    """Threads are few and each request has one: half a request, a film that was paused or a dead line must not keep it.
    Slow clients are served as long as anything moves."""

    def enqueue_req(self, conn: TConn) -> None:
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, way, struct.pack("@ll", STALLED, 0))
        super().enqueue_req(conn)


class WebServer(BaseApplication):
    """`run` serves until it is told to stop, and then ends the process."""

    def __init__(self, *, bind: str | list[str], workers: int = 2, threads: int = 8) -> None:
        self._chosen: dict[str, Any] = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": Worker,
            "preload_app": True,
            "control_socket_disable": True,
            # Forty chosen facet values in Vietnamese do not fit into the 4,094 bytes of the default.
            "limit_request_line": 8190,
            # Headers say nothing of where the house stands: some proxies pass on whatever a client makes up.
            "forwarder_headers": "",
            "timeout": 120,
            "graceful_timeout": 15,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return importlib.import_module("lienthu.config.wsgi").application
