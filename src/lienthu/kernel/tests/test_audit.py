"""The audit chain: registered codes only, in the act's transaction, never changed afterwards."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from lienthu.kernel import append_only, audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.models import AuditEntry

audit.register("test.done", "%(who)s did it", ("who",))
ACTOR = Actor.system("test")


def write(who: str) -> None:
    with transaction.atomic():
        audit.record(actor=ACTOR, code="test.done", subject="thing:1", data={"who": who})


@pytest.mark.django_db
def test_entries_are_chained_and_told() -> None:
    write("Lan")
    write("Y Phôn")
    first, second = AuditEntry.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert second.previous_hash == first.hash
    assert audit.sentence(second) == "Y Phôn did it"
    assert audit.first_break() is None


@pytest.mark.django_db
@pytest.mark.parametrize("data", [{}, {"who": "a", "more": 1}])
def test_wrong_fields_write_nothing(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="wants the fields"):
        audit.record(actor=ACTOR, code="test.done", subject="x", data=data)
    with pytest.raises(KeyError):
        audit.record(actor=ACTOR, code="test.unknown", subject="x")
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        audit.record(actor=ACTOR, code="test.done", subject="x", data={"who": "a"})


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_changes(verb: str) -> None:
    write("Lan")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entries = AuditEntry.objects.all()
        entries.update(code="x") if verb == "update" else entries.delete()
    assert AuditEntry.objects.get().code == "test.done"


@pytest.mark.django_db
def test_a_change_behind_the_guards_is_found() -> None:
    for who in ("a", "b", "c"):
        write(who)
    with append_only.suspended(connection):
        AuditEntry.objects.filter(number=2).update(data={"who": "z"})
    assert audit.first_break() == 2
    assert append_only.protected_tables(connection).count("kernel_auditentry") == 1


@pytest.mark.django_db
def test_a_removed_tail_is_found() -> None:
    for who in ("a", "b"):
        write(who)
    with append_only.suspended(connection):
        AuditEntry.objects.filter(number=2).delete()
    assert audit.first_break() == 2
