"""Writes drafts: the slices of an import, and the one record that the desk saves. The hot path of the import: few
statements over many rows, plain SQL.

Runs inside the transaction that also saves the job's cursor, so a slice is stored whole or not at all.
"""

# ruff: noqa: S608 - only names of our own tables are put into the text; values are parameters
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from lienthu.catalogue.actions.store_items import follow_source, insert_items
from lienthu.catalogue.events import announce
from lienthu.catalogue.models import (
    ImportBatch,
    ImportRow,
    PastMarc,
    RestrictionCase,
    SourceRecord,
    SourceVersion,
)
from lienthu.catalogue.rules.intake import Draft, reasons_json
from lienthu.catalogue.rules.restriction import Standing
from lienthu.catalogue.rules.standing import Change, Decision, DeskAct, Known, State, decide, twin_key
from lienthu.marc.faults import FAULTS
from lienthu.marc.fields import secrecy_level
from lienthu.marc.record import from_compact
from lienthu.registry.models import Library
from lienthu.ui.formats import vdatetime

EXAMPLES = 5  # row numbers kept with each reason
_VALUES_AT_ONCE = 500

#: Said of unchanged records too: what the file lacks, and where it may have been cut off.
_LOSSES = frozenset(
    f"marc.{code}" for code, (severity, _text) in FAULTS.items() if severity == "error" or code == "no_terminator"
)

_RECORD = SourceRecord._meta.db_table
_VERSION = SourceVersion._meta.db_table
_ROW = ImportRow._meta.db_table
_CASE = RestrictionCase._meta.db_table
_PAST = PastMarc._meta.db_table

Origin = SourceVersion.Origin


@dataclass(frozen=True, slots=True)
class Authorship:
    """Whose records are written, by whom, through which door."""

    library_id: int
    author: str
    origin: Origin = Origin.IMPORT
    batch_id: int | None = None
    note: str = ""
    #: The file, for the history of the copies.
    source: str = ""


@dataclass(slots=True)
class Stored:
    """What a slice did."""

    accepted: int = 0
    repaired: int = 0
    rejected: int = 0
    unchanged: int = 0
    restricted: int = 0
    changed_ids: list[int] = field(default_factory=list)


def store(*, batch: ImportBatch, drafts: Sequence[Draft]) -> Stored:
    """Stores drafts of `batch` and counts them in it. Must run inside a transaction."""
    # One import at a time writes a library's records (PostgreSQL; SQLite has one writer anyway).
    # Not its key: whoever refers to the library meanwhile does not wait for the slice.
    Library.objects.select_for_update(no_key=True).get(id=batch.library_id)
    good = [draft for draft in drafts if not draft.rejected and not draft.copy_of]
    known = _known(batch, good)
    decisions = [decide(draft, known) for draft in good]
    result = Stored()
    now = timezone.now()
    if not batch.dry_run:
        authorship = Authorship(batch.library_id, batch.actor_label, batch_id=batch.id, source=batch.filename)
        result.changed_ids = write(decisions, authorship, now)
    _write_rows(batch, drafts, decisions, result)
    _count(batch, drafts, result)
    return result


def write(decisions: list[Decision], by: Authorship, now: datetime) -> list[int]:
    """Records, versions, copies, restriction cases and the event. Returns the ids of what changed."""
    at = connection.ops.adapt_datetimefield_value(now)
    new = [decision for decision in decisions if decision.change is Change.NEW]
    changed = [decision for decision in decisions if decision.change is Change.VERSION]
    moved = [decision for decision in decisions if decision.change is Change.STATE]
    _insert_records(by, new, at)
    _keep_past([d.known.id for d in changed])
    _many(
        f"UPDATE {_RECORD} SET version = %s, digest = %s, sent_digest = %s, marc = %s, search_text = %s, state = %s, "
        "changed_at = %s WHERE id = %s",
        [
            (
                d.known.version,
                d.draft.digest,
                d.known.sent_digest,
                d.draft.marc,
                d.draft.search_text,
                d.known.state,
                at,
                d.known.id,
            )
            for d in changed
        ],
    )
    _many(
        f"UPDATE {_RECORD} SET state = %s, changed_at = %s WHERE id = %s",
        [(d.known.state, at, d.known.id) for d in moved],
    )
    settled = [(d.known.id,) for d in decisions if d.settled and d.change is not Change.VERSION]
    _many(f"UPDATE {_RECORD} SET sent_digest = NULL WHERE id = %s", settled)
    _insert_versions(by, new + changed, at)
    _write_items(by, new, changed, now)
    _write_cases(by, new + changed + moved, at)
    return _announce(decisions)


def _announce(decisions: list[Decision]) -> list[int]:
    changed = list(dict.fromkeys(d.known.id for d in decisions if d.change is not Change.NOTHING))
    hidden = {d.known.id for d in decisions if d.change is not Change.NOTHING and d.known.state != State.ACTIVE}
    announce(changed, hidden=sorted(hidden))
    return changed


def _known(batch: ImportBatch, drafts: list[Draft]) -> dict[str, Known]:
    """Everything stored that the drafts may meet: by key, and twins of the keys whose content differs."""
    known = _by_keys(batch, {draft.control_no for draft in drafts})
    if known or len({draft.control_no for draft in drafts}) < len(drafts):
        differing = {
            twin_key(draft)
            for draft in drafts
            if draft.control_no not in known or known[draft.control_no].digest != draft.digest
        }
        known |= _by_keys(batch, differing)
    by_id = {one.id: one for one in known.values()}
    for ids in _chunks(list(by_id)):
        for (record_id,) in _select(
            f"SELECT DISTINCT record_id FROM {_ROW} WHERE batch_id = %s AND record_id IN ({_marks(ids)})",
            [batch.id, *ids],
        ):
            by_id[record_id].seen = True
        for record_id, state, level in _select(
            f"SELECT record_id, state, level FROM {_CASE} WHERE record_id IN ({_marks(ids)})", ids
        ):
            by_id[record_id].standing, by_id[record_id].reviewed_level = Standing(state), level
    _note_desk(by_id.values())
    return known


def _by_keys(batch: ImportBatch, keys: set[str]) -> dict[str, Known]:
    known = {}
    for some in _chunks(sorted(keys)):
        rows = _select(
            f"SELECT control_no, digest, state, version, id, sent_digest FROM {_RECORD} "
            f"WHERE library_id = %s AND control_no IN ({_marks(some)})",
            [batch.library_id, *some],
        )
        for key, digest, state, version, record_id, sent in rows:
            known[key] = Known(key, bytes(digest), state, version, record_id)
            known[key].sent_digest = None if sent is None else bytes(sent)
    return known


def _note_desk(known: Iterable[Known]) -> None:
    """The last act of the desk on those records on which it has acted since the last file: few."""
    by_id = {one.id: one for one in known if one.sent_digest is not None}
    for ids in _chunks(list(by_id)):
        last = SourceVersion.objects.filter(record_id__in=ids, number=F("record__version"))
        for version in last.select_related("record"):
            record = from_compact(version.record.marc)
            by_id[version.record_id].desk = DeskAct(
                vdatetime(version.created_at), version.author_label, record.leader[5:6] == "d", secrecy_level(record)
            )


def _keep_past(ids: list[int]) -> None:
    """The form that is about to be replaced stays readable in the history."""
    for some in _chunks(ids):
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {_PAST} (record_id, number, marc) SELECT id, version, marc FROM {_RECORD} "
                f"WHERE id IN ({_marks(some)})",
                some,
            )


def _insert_records(by: Authorship, new: list[Decision], at: Any) -> None:
    ids: dict[str, int] = {}
    for some in _chunks(new):
        values: list[Any] = []
        for d in some:
            values += (by.library_id, d.draft.control_no, d.known.state, d.draft.digest, d.known.sent_digest)
            values += (d.draft.marc, d.draft.search_text, at)
        rows = _select(
            f"INSERT INTO {_RECORD} (library_id, control_no, state, digest, sent_digest, marc, search_text, "
            "changed_at, version) VALUES "
            + ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, 1)"] * len(some))
            + " RETURNING control_no, id",
            values,
        )
        ids.update(rows)
    for d in new:
        d.known.id = ids[d.known.key]


def _insert_versions(by: Authorship, decisions: list[Decision], at: Any) -> None:
    rows = [
        (
            d.known.id, d.known.version, d.draft.raw, d.draft.sha256, by.batch_id, d.draft.number, d.draft.dialect,
            d.draft.encoding, reasons_json(d.draft.reasons), reasons_json(d.draft.findings), at,
            by.origin.value, by.author, by.note,
        )
        for d in decisions
    ]  # fmt: skip
    _many(
        f"INSERT INTO {_VERSION} (record_id, number, raw, sha256, batch_id, row, dialect, encoding, repairs, "
        "findings, created_at, origin, author_label, note) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        rows,
    )


def _write_items(by: Authorship, new: list[Decision], changed: list[Decision], now: datetime) -> None:
    last = {d.known.id: d.draft.items for d in new + changed}
    fresh = {d.known.id for d in new}
    insert_items(by.library_id, [(record_id, rows) for record_id, rows in last.items() if record_id in fresh])
    follow_source(
        by.library_id,
        {record_id: rows for record_id, rows in last.items() if record_id not in fresh},
        now=now,
        reason=by.source or by.note,
        actor_label=by.author,
    )


def _write_cases(by: Authorship, decisions: list[Decision], at: Any) -> None:
    """A record that is restricted has an open or kept case; one that the library freed has a lifted one."""
    opened, lifted = {}, []
    for d in decisions:
        if d.known.state == State.RESTRICTED and d.known.standing is not Standing.KEPT:
            opened[d.known.id] = (d.known.id, by.library_id, d.level, at)
        elif d.known.standing is Standing.OPEN and d.level == 0:
            lifted.append((d.known.id,))
    _many(
        f"INSERT INTO {_CASE} (record_id, library_id, level, state, reason, decided_by, opened_at) "
        "VALUES (%s, %s, %s, 'open', '', '', %s) ON CONFLICT (record_id) DO UPDATE SET "
        "level = excluded.level, state = 'open', reason = '', decided_by = '', decided_at = NULL",
        list(opened.values()),
    )
    _many(f"UPDATE {_CASE} SET state = 'lifted', level = 0 WHERE record_id = %s", lifted)


def _write_rows(batch: ImportBatch, drafts: Sequence[Draft], decisions: list[Decision], result: Stored) -> None:
    outcome_of: dict[int, tuple[ImportRow.Outcome, int | None]] = {}
    for d in decisions:
        if d.known.state == State.RESTRICTED:
            d.draft.reasons.append(("catalogue.restricted", {"level": d.level}))
            result.restricted += 1
        if d.change is Change.NOTHING:
            outcome = ImportRow.Outcome.UNCHANGED
        else:
            outcome = ImportRow.Outcome.REPAIRED if d.draft.repaired else ImportRow.Outcome.ACCEPTED
        outcome_of[d.draft.number] = (outcome, d.known.id or None)
    _follow(batch, drafts, outcome_of)
    rows = []
    for draft in drafts:
        outcome, record_id = outcome_of.get(draft.number, (ImportRow.Outcome.REJECTED, None))
        name = outcome.name.lower()
        setattr(result, name, getattr(result, name) + 1)
        raw = draft.raw if outcome is ImportRow.Outcome.REJECTED else None
        told = draft.reasons
        if outcome is ImportRow.Outcome.UNCHANGED:
            told = [reason for reason in told if reason[0] in _LOSSES]
        reasons = reasons_json(told)
        rows.append((batch.id, draft.number, int(outcome), reasons, record_id, raw))
    _many(
        f"INSERT INTO {_ROW} (batch_id, number, outcome, reasons, record_id, raw) VALUES (%s, %s, %s, %s, %s, %s)",
        rows,
    )


def _follow(
    batch: ImportBatch, drafts: Sequence[Draft], outcome_of: dict[int, tuple[ImportRow.Outcome, int | None]]
) -> None:
    """A row that names one more copy shares what became of its book's first row, in this slice or an earlier one."""
    copies = [draft for draft in drafts if draft.copy_of]
    here = {draft.number for draft in drafts}
    for some in _chunks(sorted({draft.copy_of for draft in copies} - here)):
        for number, outcome, record_id in _select(
            f"SELECT number, outcome, record_id FROM {_ROW} WHERE batch_id = %s AND number IN ({_marks(some)})",
            [batch.id, *some],
        ):
            outcome_of[number] = (ImportRow.Outcome(outcome), record_id)
    for draft in copies:
        outcome_of[draft.number] = outcome_of.get(draft.copy_of, (ImportRow.Outcome.REJECTED, None))


def _count(batch: ImportBatch, drafts: Sequence[Draft], result: Stored) -> None:
    reasons: dict[str, list[Any]] = batch.reasons
    for draft in drafts:
        for code in {code for code, _params in (*draft.reasons, *draft.findings)}:
            entry = reasons.setdefault(code, [0, []])
            entry[0] += 1
            if len(entry[1]) < EXAMPLES:
                entry[1].append(draft.number)
    batch.rows += len(drafts)
    batch.accepted += result.accepted
    batch.repaired += result.repaired
    batch.rejected += result.rejected
    batch.unchanged += result.unchanged
    batch.restricted += result.restricted
    batch.save(
        update_fields=["rows", "accepted", "repaired", "rejected", "unchanged", "restricted", "reasons",
                       "state", "dialect", "encoding", "skipped"]
    )  # fmt: skip


def _select(sql: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def _many(sql: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def _chunks(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + _VALUES_AT_ONCE] for start in range(0, len(values), _VALUES_AT_ONCE))


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))
