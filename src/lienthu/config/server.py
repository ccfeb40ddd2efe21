"""The web server: gunicorn in this process, so that what has been imported once is shared by all its workers."""

from __future__ import annotations

import importlib
from typing import Any

from gunicorn.app.base import BaseApplication


class WebServer(BaseApplication):
    """`run` serves until it is told to stop, and then ends the process."""

    def __init__(self, *, bind: str | list[str], workers: int = 2, threads: int = 8) -> None:
        self._chosen: dict[str, Any] = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,
            "control_socket_disable": True,
            # Forty chosen facet values in Vietnamese do not fit into the 4,094 bytes of the default.
            "limit_request_line": 8190,
            "timeout": 120,
            "graceful_timeout": 15,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return importlib.import_module("lienthu.config.wsgi").application
