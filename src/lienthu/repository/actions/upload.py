"""A file arrives in pieces (tus 1.0): begun, written behind what is there, settled when it is whole, or given up.

What counts is the row's offset; it moves only over bytes that are safe on disk, so a process that is killed and a line
that breaks lose nothing that was acknowledged.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.files.partial import Writer
from lienthu.files.storage import chunks_of
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, LienThuError
from lienthu.repository.actions.deposit import store_row
from lienthu.repository.models import Deposit, DepositFile, Upload
from lienthu.repository.policies import DEPOSITS
from lienthu.repository.rules.names import parted
from lienthu.repository.stores import QUARANTINE, UPLOADS

LASTS: Final = timedelta(days=7)
#: Smaller files are settled in the request that ends them, larger ones when the deposit is taken in.
AT_ONCE: Final = 64 * 1024**2
ALGORITHMS: Final = ("sha1", "sha256", "md5")
_COMMIT: Final = 16 * 1024**2  # bytes between two syncs
_SWEPT: Final = 50


class WrongChecksum(Invalid):
    """The piece is not what its sender says (tus 1.0, checksum extension)."""

    status = 460


@dataclass(frozen=True, slots=True)
class Checksum:
    """Of one piece."""

    algorithm: str
    digest: bytes

    @classmethod
    def read(cls, header: str) -> Checksum | None:
        """`Upload-Checksum: sha1 base64`. Raises `Invalid` for what cannot be read."""
        if not header:
            return None
        algorithm, _space, encoded = header.strip().partition(" ")
        try:
            digest = b64decode(encoded, validate=True)
        except ValueError as error:
            raise Invalid("repository.checksum_unreadable") from error
        if algorithm not in ALGORITHMS or not digest:
            raise Invalid("repository.checksum_unreadable")
        return cls(algorithm, digest)


def begin_upload(*, actor: Actor, deposit: Deposit, path: str, size: int, promised: str = "") -> Upload:
    """The same file begun again while it is on its way, or here whole and not settled yet, is the same upload, so that
    a page that was loaded anew goes on where it stopped. Of a file of the deposit the `Conflict` says the digest, so
    that a sender can tell whether it is the same one."""
    DEPOSITS.check(actor, deposit)
    folder, name = parted(path)
    if not name:
        raise Invalid("repository.file_needs_name")
    if size <= 0:
        raise Invalid("repository.file_empty")
    if size > settings.DEPOSIT_MAX_BYTES:
        raise Invalid("repository.file_too_large", limit=settings.DEPOSIT_MAX_BYTES // 1024**2)
    sweep()
    values = {"size": size, "promised": promised.lower(), "made_by": actor.label[:200]}
    try:
        with transaction.atomic():
            found = Deposit.objects.select_for_update(no_key=True).get(id=deposit.pk)
            if found.state != Deposit.State.OPEN:
                raise Conflict("repository.deposit_closed")
            under_way = found.uploads.filter(folder=folder, name=name, state__in=("receiving", "whole")).first()
            if under_way and under_way.size == size and _agree(under_way.promised, promised.lower()):
                return under_way
            there = found.files.filter(folder=folder, name=name).exclude(sha256=promised or "-").first()
            if under_way or there:
                known = {"sha256": there.sha256, "size": there.size} if there else {}
                raise Conflict("repository.file_there_already", name=name, **known)
            return Upload.objects.create(
                deposit=found, folder=folder, name=name, expires_at=timezone.now() + LASTS, **values
            )
    except IntegrityError as error:
        raise Conflict("repository.file_there_already", name=name) from error


def _agree(one: str, other: str) -> bool:
    """Digests, as far as both are said."""
    return not one or not other or one == other


def receive(
    *, actor: Actor, upload: Upload, offset: int, chunks: Iterator[bytes], checksum: Checksum | None, length: int
) -> int:
    """Writes one piece and returns the new offset. Raises `Conflict` when `offset` is not the end of what is there or
    another request has taken over, `WrongChecksum` for a damaged piece: then nothing of it counts. Without a checksum
    what came before the line broke counts."""
    DEPOSITS.check(actor, upload.deposit)
    token = secrets.token_hex(16)
    mine = Upload.objects.filter(id=upload.pk, state=Upload.State.RECEIVING, deposit__state=Deposit.State.OPEN)
    if offset + length > upload.size:
        raise Invalid("repository.more_than_promised")
    if not mine.filter(offset=offset).update(writer=token):
        upload.refresh_from_db()
        raise Conflict("repository.offset_is_another", offset=upload.offset)
    mine = mine.filter(writer=token)
    with UPLOADS.writing(upload.public_id, mine.exists, "repository.another_writes") as out:
        if checksum is not None:
            end = _whole_piece(out, offset, chunks, checksum)
            _commit(out, mine, offset, end)
        else:
            end = _as_it_comes(out, mine, offset, chunks)
    return end


def _whole_piece(out: Writer, at: int, chunks: Iterator[bytes], checksum: Checksum) -> int:
    digest = hashlib.new(checksum.algorithm, usedforsecurity=False)
    for chunk in chunks:
        out.write(at, chunk)
        digest.update(chunk)
        at += len(chunk)
    if not secrets.compare_digest(digest.digest(), checksum.digest):
        raise WrongChecksum("repository.piece_damaged")
    return at


def _as_it_comes(out: Writer, mine: object, offset: int, chunks: Iterator[bytes]) -> int:
    at = offset
    try:
        for chunk in chunks:
            out.write(at, chunk)
            at += len(chunk)
            if at - offset >= _COMMIT:
                _commit(out, mine, offset, at)
                offset = at
    except LienThuError:
        raise
    except OSError:  # the line broke, or the disk is full
        _commit(out, mine, offset, at)
        raise
    _commit(out, mine, offset, at)
    return at


def _commit(out: Writer, mine: object, before: int, after: int) -> None:
    if before == after:
        return
    out.sync()
    rows = mine.filter(offset=before)  # type: ignore[attr-defined]
    if not rows.update(offset=after, expires_at=timezone.now() + LASTS):
        raise Conflict("repository.another_writes")


def finish(*, actor: Actor, upload: Upload, promised: str = "") -> Upload:
    """When all bytes are there: the file is whole. A small one becomes a file of the deposit now. Raises `Conflict`
    when it is not what was promised; then nothing of it is kept, unless it was whole before: then another file was
    chosen under the same name."""
    DEPOSITS.check(actor, upload.deposit)
    whole = Upload.objects.filter(id=upload.pk, state=Upload.State.RECEIVING, offset=upload.size)
    whole.update(state=Upload.State.WHOLE, **({"promised": promised.lower()} if promised else {}))
    upload.refresh_from_db()
    if not _agree(upload.sha256 or upload.promised, promised.lower()):
        raise Conflict("repository.file_there_already", name=upload.name)
    if upload.state == Upload.State.WHOLE and upload.size <= AT_ONCE:
        settle(upload)
    if upload.fault:
        raise Conflict(upload.fault, **upload.fault_params)
    return upload


def settle(upload: Upload) -> None:
    """A whole upload becomes a file in quarantine. May be done again after a crash at any point: the digest is noted
    before the bytes move."""
    part = UPLOADS.path(upload.public_id)
    if not upload.sha256:
        digest, size = hashlib.sha256(), 0
        for chunk in chunks_of(part):
            digest.update(chunk)
            size += len(chunk)
        if upload.promised and digest.hexdigest() != upload.promised:
            return _refuse(upload, "repository.changed_on_the_way", {"name": upload.name})
        upload.sha256 = digest.hexdigest()
        Upload.objects.filter(id=upload.pk).update(sha256=upload.sha256)
    if part.exists():
        QUARANTINE.place(part, upload.sha256)
    try:
        with transaction.atomic():
            store_row(upload.deposit, upload.folder, upload.name, upload.sha256, upload.size)
            Upload.objects.filter(id=upload.pk).update(state=Upload.State.SETTLED)
    except Conflict as error:
        return _refuse(upload, error.code, error.params)
    upload.state = Upload.State.SETTLED
    return None


def _refuse(upload: Upload, code: str, params: dict[str, object]) -> None:
    upload.state, upload.fault, upload.fault_params = Upload.State.REFUSED, code, params
    upload.save(update_fields=["state", "fault", "fault_params"])
    UPLOADS.drop(upload.public_id)


def give_up(*, actor: Actor, upload: Upload) -> None:
    """The sender takes it back, or begins it anew."""
    DEPOSITS.check(actor, upload.deposit)
    Upload.objects.filter(id=upload.pk, state__in=("receiving", "refused")).delete()
    UPLOADS.drop(upload.public_id)


def sweep() -> None:
    """Uploads that ran out (tus 1.0, expiration extension)."""
    old = Upload.objects.filter(expires_at__lt=timezone.now()).exclude(state=Upload.State.WHOLE)
    for upload in old.order_by("expires_at")[:_SWEPT]:
        UPLOADS.drop(upload.public_id)
        upload.delete()


def settle_next(deposit: Deposit) -> bool:
    """One whole upload of a closed deposit. False when there is none."""
    upload = deposit.uploads.filter(state=Upload.State.WHOLE).order_by("id").first()
    if upload is None:
        return False
    settle(upload)
    if upload.fault:
        with transaction.atomic():
            DepositFile.objects.get_or_create(
                deposit=deposit,
                folder=upload.folder,
                name=upload.name,
                defaults={
                    "size": upload.size,
                    "sha256": upload.sha256 or upload.promised,
                    "state": DepositFile.State.REFUSED,
                    "fault": upload.fault,
                    "fault_params": upload.fault_params,
                    "screened_at": timezone.now(),
                },
            )
    return True
