"""One document of the demo's reading room, through the steps that everybody's documents take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.registry.models import Library
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.deposit import add_file, close_deposit, open_deposit
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Level
from lienthu.repository.rules.clearance import Clearance
from lienthu.repository.rules.states import Act

_CLEAR = Clearance(holds_secrets=False, may_share=True, name="Thư viện tỉnh")


def publish(
    *,
    actor: Actor,
    library: Library,
    files: Iterable[tuple[str, Iterable[bytes]]],
    said: Mapping[str, str],
    terms: Terms,
    reason: str,
    own: bool = False,
    only_submit: bool = False,
) -> DigitalObject | None:
    """None: its files wait in quarantine, because nothing could screen them."""
    deposit = open_deposit(
        actor=actor,
        library_id=library.pk,
        title=said["title"],
        clearance=_CLEAR,
        details={"kind": said["kind"]},
        own=own,
    )
    for name, chunks in files:
        add_file(actor=actor, deposit=deposit, name=name, chunks=chunks)
    job = close_deposit(actor=actor, deposit=deposit)
    jobs.follow(job)
    made = DigitalObject.objects.filter(deposited__deposit=deposit).first()
    if made is None:
        return None
    describe(actor=actor, object_id=made.pk, said=dict(said), version=made.version)
    change_access(actor=actor, object_id=made.pk, terms=terms, reason=reason)
    move_on(actor=actor, object_id=made.pk, act=Act.SUBMIT)
    if not only_submit:
        move_on(actor=actor, object_id=made.pk, act=Act.PUBLISH)
    return made


def publish_own(
    *, actor: Actor, library: Library, name: str, content: bytes, said: Mapping[str, str], reason: str
) -> DigitalObject:
    """What the house has made itself, for anyone to download: it needs no screening."""
    made = publish(
        actor=actor,
        library=library,
        files=[(name, [content])],
        said=said,
        terms=Terms(Level.DOWNLOAD),
        reason=reason,
        own=True,
    )
    assert made is not None, name
    return made
