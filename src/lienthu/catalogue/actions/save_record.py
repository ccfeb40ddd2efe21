"""A record made or changed by hand: a new immutable version, its copies in step, announced and audited.

Two at once: the second one is told who was first (`Conflict`, `catalogue.record_overtaken`) and keeps the own text.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lienthu.catalogue.actions.store import Authorship, Origin, write
from lienthu.catalogue.models import ControlNumberSeries, RestrictionCase, SourceRecord, SourceVersion
from lienthu.catalogue.policies import EDITS
from lienthu.catalogue.queries import editable
from lienthu.catalogue.rules import desk
from lienthu.catalogue.rules.intake import Draft, typed
from lienthu.catalogue.rules.restriction import Standing
from lienthu.catalogue.rules.standing import Change, Decision, Known, state_of
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.sentences import sentence
from lienthu.marc.record import Record, from_compact
from lienthu.marc.validation import Finding, validate
from lienthu.registry.models import Library
from lienthu.ui.formats import vdatetime

_SHOWN_FAULTS = 5


@dataclass(frozen=True, slots=True)
class Saved:
    """`changed` is False where nothing differed from the version that stands. `findings` refuse nothing."""

    record_id: int
    control_no: str
    version: int
    state: str
    changed: bool
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Code:
    """The audit entry of a save: its code and what it says besides the control number."""

    code: str
    reason: str = ""


def save_record(
    *,
    actor: Actor,
    library_id: int,
    marc: Record,
    record_id: int | None = None,
    expected_version: int | None = None,
    origin: Origin = Origin.DESK,
    note: str = "",
    act: Code | None = None,
) -> Saved:
    """Creates a record, or makes `marc` the next version of `record_id`, of which `expected_version` was changed.

    Raises `Invalid` for what cannot be stored and `Conflict` when somebody saved in between.
    """
    EDITS.check_library(actor, library_id)
    with transaction.atomic():
        # The library before its records, as an import takes them.
        library = Library.objects.select_for_update(no_key=True).get(id=library_id)
        stored = None if record_id is None else _locked(actor, library_id, record_id, expected_version)
        before = None if stored is None else from_compact(stored.marc)
        draft = _draft(library, marc, stored, before)
        findings = _accepted(draft, marc, before)
        record = from_compact(draft.marc)
        if stored is not None and before is not None and desk.same_text(record, before):
            return Saved(stored.id, stored.control_no, stored.version, stored.state, False, findings)
        known = _known(draft, stored)
        change = Change.NEW if stored is None else Change.VERSION
        by = Authorship(library_id, actor.label[:200], origin, note=note[:500])
        write([Decision(change, known, draft)], by, timezone.now())
        _audit(actor, library_id, known, origin, act)
    return Saved(known.id, known.key, known.version, known.state, True, findings)


def refuse_overtaken(record: SourceRecord, expected_version: int | None) -> None:
    """Raises `Conflict` with who saved in between, and when."""
    if expected_version is None:
        raise Invalid("catalogue.version_needed")
    if record.version != expected_version:
        last = SourceVersion.objects.filter(record=record, number=record.version).select_related("batch").get()
        person = last.author_label or (last.batch.actor_label if last.batch else "")
        raise Conflict("catalogue.record_overtaken", person=person, date=vdatetime(last.created_at))


def _locked(actor: Actor, library_id: int, record_id: int, expected_version: int | None) -> SourceRecord:
    record = editable(actor, SourceRecord.objects.select_for_update(no_key=True), record_id, library_id)
    refuse_overtaken(record, expected_version)
    return record


def _draft(library: Library, marc: Record, stored: SourceRecord | None, before: Record | None) -> Draft:
    fault = desk.too_large(marc, before)
    if fault is not None:
        raise Invalid(fault[0], **fault[1])
    record = marc.copy()
    if stored is None:
        _number(library, record)
    elif before is not None:
        _keep_number(stored, record, before)
    desk.with_control(record, desk.STAMP, timezone.localtime().strftime("%Y%m%d%H%M%S.0"))
    try:
        return typed(record)
    except TypeError as error:  # half a surrogate pair: no text has it
        raise Invalid("kernel.bad_character") from error


def _number(library: Library, record: Record) -> None:
    """A new record gets the next number of its library, unless it brings one that is free."""
    taken = SourceRecord.objects.filter(library=library)
    number = record.control("001").strip()
    if number:
        if taken.filter(control_no=number).exists():
            raise Conflict("catalogue.control_number_taken", number=number[:80])
        return
    series, _created = ControlNumberSeries.objects.get_or_create(library=library)
    while True:
        series.last += 1
        number = f"{library.code}-{series.last:06d}"
        if not taken.filter(control_no=number).exists():
            break
    series.save()
    desk.with_control(record, "001", number)
    desk.with_control(record, "003", library.isil or library.code)


def _keep_number(stored: SourceRecord, record: Record, before: Record) -> None:
    """By the control number a library's files know the record again."""
    old, new = before.control("001"), record.control("001")
    if new.strip() and new.strip() != old.strip():
        raise Invalid("catalogue.control_number_fixed", number=old.strip() or stored.control_no)
    if old and not new:
        desk.with_control(record, "001", old)


def _accepted(draft: Draft, marc: Record, before: Record | None) -> list[Finding]:
    """The findings that a record is stored with; raises `Invalid` for the errors that the new text brings."""
    findings = validate(from_compact(draft.marc) if draft.marc else marc)
    errors = desk.new_errors(findings, validate(before) if before is not None else [])
    if errors:
        texts = [sentence(f"marc.{one.code}", {"tag": one.tag, **one.params}) for one in errors[:_SHOWN_FAULTS]]
        raise Invalid("catalogue.record_faulty", faults=" ".join(texts))
    if draft.rejected:
        code, params = draft.reasons[0]
        raise Invalid("catalogue.record_faulty", faults=sentence(code, params))
    return findings


def _known(draft: Draft, stored: SourceRecord | None) -> Known:
    if stored is None:
        known = Known(draft.control_no, draft.digest, "", sent_digest=b"")
    else:
        sent = stored.digest if stored.sent_digest is None else stored.sent_digest
        known = Known(stored.control_no, draft.digest, stored.state, stored.version + 1, stored.id)
        known.sent_digest = bytes(sent)
        case = RestrictionCase.objects.filter(record=stored).first()
        if case is not None:
            known.standing, known.reviewed_level = Standing(case.state), case.level
    known.state = state_of(draft.level, known, deleted=draft.deleted)
    return known


def _audit(actor: Actor, library_id: int, known: Known, origin: Origin, act: Code | None) -> None:
    data: dict[str, object] = {"number": known.key}
    if act is not None:
        code = act.code
        data["reason"] = act.reason
    else:
        code = "catalogue.record_created" if known.version == 1 else "catalogue.record_changed"
        data["origin"] = origin.value
        if known.version > 1:
            data["version"] = known.version
    audit.record(actor=actor, code=code, subject=f"source_record:{known.id}", library_id=library_id, data=data)
