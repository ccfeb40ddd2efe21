"""A cataloguer fills a gap of the title code table, or takes an own entry back; for the whole network."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.catalogue.models import TitleCodeRime
from lienthu.catalogue.queries import title_codes
from lienthu.catalogue.rules.title_code import CODE, confirmed, free_numbers, is_rime, parts
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import refusal
from lienthu.text import is_syllable, nfc, strip_tones


def learn_title_code(*, actor: Actor, word: str, code: str) -> TitleCodeRime:
    """`word`: a syllable or a bare rime. The number must be free and lie between those of the neighbouring rimes."""
    _check(actor)
    word = nfc(word).strip().lower()[:20]
    rime = parts(word)[1] if is_syllable(word) else strip_tones(word)
    if not is_rime(rime):
        raise Invalid("catalogue.title_code_no_rime", word=word)
    code = code.strip()
    if not CODE.fullmatch(code):
        raise Invalid("catalogue.title_code_no_number", number=code[:20])
    with transaction.atomic():
        table = title_codes()
        if rime in table:
            raise Conflict("catalogue.title_code_known", rime=rime, number=table[rime])
        free = free_numbers(rime, table)
        if int(code) not in free:
            raise Invalid("catalogue.title_code_out_of_order", rime=rime, number=code, **_between(free))
        try:
            with transaction.atomic():
                row = TitleCodeRime.objects.create(
                    rime=rime, code=code, word=word, learnt_by=actor.label[:200], learnt_at=timezone.now()
                )
        except IntegrityError as error:
            raise Conflict("catalogue.title_code_taken", number=code) from error
        _audit(actor, "catalogue.title_code_learnt", row)
    return row


def forget_title_code(*, actor: Actor, rime: str) -> None:
    """Takes back what was learnt; the confirmed table stays."""
    _check(actor)
    with transaction.atomic():
        row = TitleCodeRime.objects.select_for_update().filter(rime=rime).first()
        if row is None:
            raise NotFound("catalogue.title_code_confirmed" if rime in confirmed() else "kernel.not_found", rime=rime)
        _audit(actor, "catalogue.title_code_forgotten", row)
        row.delete()


def _check(actor: Actor) -> None:
    """The right to keep copies in any library."""
    if actor.scope(Permission.CATALOGUE_ITEMS).is_empty:
        raise refusal(actor, Permission.CATALOGUE_ITEMS)


def _between(free: list[int]) -> dict[str, int]:
    return {"low": free[0], "high": free[-1]} if free else {"low": 0, "high": 0}


def _audit(actor: Actor, code: str, row: TitleCodeRime) -> None:
    audit.record(actor=actor, code=code, subject=f"title_code:{row.rime}", data={"rime": row.rime, "code": row.code})
