"""The loop of a process that opens files for another (`apart`), bounded in memory and time; it knows no Django."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

Answer = tuple[dict[str, Any], bytes]


def serve(answer: Callable[[dict[str, Any]], Answer]) -> None:
    """A line of JSON in; a line of JSON and so many bytes out. What asks for too much is ended by the system."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library says is no answer
    for line in sys.stdin.buffer:
        spent = int(sum(os.times()[:2]))
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))
        head, body = answer(json.loads(line))
        out.write(json.dumps(head | {"bytes": len(body)}).encode() + b"\n" + body)
        out.flush()
