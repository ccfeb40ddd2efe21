"""Audit entries of this work: codes and figures, no titles."""

from __future__ import annotations

from typing import Any

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor


def note(actor: Actor, code: str, subject: str, library_id: int, **data: Any) -> None:
    audit.record(actor=actor, code=f"repository.{code}", subject=subject, library_id=library_id, data=data)
