"""What privileged people and the house did: written in the same transaction as the act, chained by hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from lienthu.kernel.actor import Actor
from lienthu.kernel.models import AuditEntry, AuditHead


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of act: its English sentence (named placeholders = `fields`) and what its data must hold."""

    code: str
    text: str
    fields: frozenset[str]


_CODES: dict[str, Code] = {}


def register(code: str, text: str, fields: Iterable[str] = ()) -> None:
    entry = Code(code, text, frozenset(fields))
    if _CODES.get(code, entry) != entry:
        raise ValueError(f"audit code {code} is registered twice")
    _CODES[code] = entry


def registered() -> Mapping[str, Code]:
    return _CODES


def record(
    *,
    actor: Actor,
    code: str,
    subject: str,
    library_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Writes one entry. Must run inside the transaction of the act; an unknown code or field is an error."""
    values = dict(data or {})
    if set(values) != _CODES[code].fields:
        raise ValueError(f"audit code {code} wants the fields {sorted(_CODES[code].fields)}")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record must run inside the transaction of the act")
    head = _lock_head()
    entry = AuditEntry(
        number=head.number + 1,
        at=timezone.now(),
        code=code,
        actor_kind=actor.kind.value,
        actor_id=actor.user_id,
        actor_label=actor.label,
        request_id=actor.request_id,
        subject=subject,
        library_id=library_id,
        data=orjson.loads(orjson.dumps(values, default=str)),
        previous_hash=head.hash,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    AuditHead.objects.filter(id=1).update(number=entry.number, hash=entry.hash)


def sentence(entry: AuditEntry) -> str:
    """The entry's sentence in the active language."""
    return str(gettext(_CODES[entry.code].text) % entry.data)


def hash_of(entry: AuditEntry) -> str:
    content = [
        entry.number,
        entry.at.isoformat(),
        entry.code,
        entry.actor_kind,
        entry.actor_id,
        entry.actor_label,
        entry.request_id,
        entry.subject,
        entry.library_id,
        entry.data,
        entry.previous_hash,
    ]
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def first_break() -> int | None:
    """The number of the first entry that does not fit the chain, or None when the chain is whole."""
    previous, number = "", 0
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=1000):
        number += 1
        if entry.number != number or entry.previous_hash != previous or entry.hash != hash_of(entry):
            return number
        previous = entry.hash
    head = AuditHead.objects.filter(id=1).first()
    return None if head is None or (head.number, head.hash) == (number, previous) else number + 1


def _lock_head() -> AuditHead:
    AuditHead.objects.get_or_create(id=1)
    return AuditHead.objects.select_for_update().get(id=1)
