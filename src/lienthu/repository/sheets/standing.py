"""How the rows of a sheet and the files of a deposit belong together: before it is taken in, and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from lienthu.files import kinds
from lienthu.kernel.sentences import sentence
from lienthu.repository.actions.deposit import clear_quarantine
from lienthu.repository.models import Deposit, DepositFile, SheetRow
from lienthu.repository.rules.arrange import Arranged, Piece, SheetLine, arrange, meant

SECRET: Final = "repository.row_says_secret"  # noqa: S105 - a code
_KINDS: Final = {kind.mime: kind for kind in vars(kinds).values() if isinstance(kind, kinds.Kind)}
_RECORDINGS: Final = frozenset({kinds.Family.AUDIO, kinds.Family.VIDEO})
_FIRST: Final = 200


def piece_of(file: DepositFile) -> Piece:
    """Of a file that is not screened yet its kind is not known."""
    kind = _KINDS.get(file.mime)
    family = kind.family if kind else None
    return Piece(file.pk, file.folder, file.name, family in _RECORDINGS, kind is kinds.VTT)


def lines_of(rows: Iterable[SheetRow]) -> list[SheetLine]:
    return [SheetLine(row.pk, row.file, row.folder) for row in rows]


def note_faults(arranged: Arranged, rows: Mapping[int, SheetRow]) -> None:
    """Into the rows, which the caller saves."""
    for pk, row in rows.items():
        earlier = rows[arranged.doubles[pk]].number if pk in arranged.doubles else 0
        if pk in arranged.faults:
            row.fault, row.fault_params = arranged.faults[pk], {"row": earlier} if earlier else {}
        elif earlier:
            row.notes = [*row.notes, ["repository.row_shares", {"row": earlier}]]


def refuse_secrets(deposit: Deposit) -> None:
    """Files that the sheet itself calls state secrets go no further, whatever was said when the deposit was opened."""
    rows = deposit.sheet_rows.filter(fault=SECRET)
    if not rows.exists():
        return
    waiting = {file.pk: file for file in deposit.files.filter(state=DepositFile.State.WAITING)}
    named = meant(lines_of(rows), map(piece_of, waiting.values()))
    with transaction.atomic():
        DepositFile.objects.filter(id__in=named).update(
            state=DepositFile.State.REFUSED, fault=SECRET, fault_params={}, screened_at=timezone.now()
        )
    clear_quarantine({waiting[pk].sha256 for pk in named})


@dataclass(frozen=True, slots=True)
class RowTold:
    """One row for a person: `said`: what is wrong with it and with its cells."""

    number: int
    where: str
    title: str
    is_good: bool
    said: list[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """`described`: rows that have files. `loose`: paths of files that no row names, the first of them. `told`: rows of
    which something has to be said, the first of them."""

    rows: int
    described: int
    loose: list[str]
    loose_count: int
    told: list[RowTold]
    told_count: int


def standing(deposit: Deposit, *, first: int = _FIRST) -> Standing:
    rows = {row.pk: row for row in deposit.sheet_rows.order_by("number")}
    loose = _loose_now(deposit) if deposit.state == Deposit.State.DONE else _loose_then(deposit, rows)
    told = [row for row in rows.values() if row.fault or row.notes]
    return Standing(
        rows=len(rows),
        described=sum(not row.fault for row in rows.values()),
        loose=loose[:first],
        loose_count=len(loose),
        told=[_told(row) for row in told[:first]],
        told_count=len(told),
    )


def _loose_now(deposit: Deposit) -> list[str]:
    described = deposit.sheet_rows.exclude(object=None).values("object")
    files = deposit.files.filter(state=DepositFile.State.TAKEN).exclude(object__in=described)
    return [file.path for file in files.order_by("folder", "id")]


def _loose_then(deposit: Deposit, rows: Mapping[int, SheetRow]) -> list[str]:
    """As it would be now. The rows are not saved."""
    files = deposit.files.exclude(state=DepositFile.State.REFUSED).order_by("folder", "id")
    pieces = {file.pk: file for file in files}
    sound = {pk: row for pk, row in rows.items() if not row.fault}
    arranged = arrange(deposit.arrangement, deposit.title, map(piece_of, pieces.values()), lines_of(sound.values()))
    note_faults(arranged, sound)
    taken = {piece.id for group in arranged.groups if group.line for piece in group.pieces}
    secret = meant(lines_of(row for row in rows.values() if row.fault == SECRET), map(piece_of, pieces.values()))
    return [file.path for pk, file in pieces.items() if pk not in taken | secret]


def _told(row: SheetRow) -> RowTold:
    said = [sentence(row.fault, row.fault_params)] if row.fault else []
    said += [sentence(code, params) for code, params in row.notes]
    where = "/".join(filter(None, (row.folder, row.file)))
    return RowTold(row.number, where, str(row.said.get("title", "")), not row.fault, said)


def proposal(row: SheetRow) -> dict[str, Any]:
    """What it proposes for access, as values of the form."""
    return {name: row.said[name] for name in ("level", "restriction") if row.said.get(name)}
