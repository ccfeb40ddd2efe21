"""The reading room of a house, driven from outside: `python -m tests.support.reading_room VERB …` works inside it."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CODE = "TINH"


def _queue(folder: str) -> dict[str, int]:
    """Hands over what lies in the folder, each folder in it a document; the worker takes it in."""
    from lienthu.kernel.actor import Actor  # noqa: PLC0415
    from lienthu.registry.models import Library  # noqa: PLC0415
    from lienthu.repository.actions.deposit import add_file, close_deposit, open_deposit  # noqa: PLC0415
    from lienthu.repository.rules.clearance import Clearance  # noqa: PLC0415

    actor, library = Actor.system("test"), Library.objects.get_or_create(code=CODE)[0]
    clear = Clearance(holds_secrets=False, may_share=True, name="Nguyễn Văn An, trưởng phòng")
    made = open_deposit(actor=actor, library_id=library.pk, title="T", clearance=clear, arrangement="folders")
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    for path in files:
        add_file(actor=actor, deposit=made, name=str(path.relative_to(folder)), chunks=[path.read_bytes()])
    close_deposit(actor=actor, deposit=made)
    return {"files": len(files)}


def _publish() -> dict[str, int]:
    """Puts every draft before the council and has all of them published by the worker."""
    from lienthu.kernel.actor import Actor  # noqa: PLC0415
    from lienthu.repository.actions.change_access import Terms, change_access  # noqa: PLC0415
    from lienthu.repository.actions.move_on import move_on  # noqa: PLC0415
    from lienthu.repository.actions.publish_many import publish_many  # noqa: PLC0415
    from lienthu.repository.models import DigitalObject  # noqa: PLC0415
    from lienthu.repository.rules.access import Level  # noqa: PLC0415
    from lienthu.repository.rules.states import CHECKS, Act  # noqa: PLC0415

    actor = Actor.system("test")
    for found in DigitalObject.objects.order_by("id"):
        change_access(actor=actor, object_id=found.pk, terms=Terms(Level.READ), reason="Thuộc công chúng")
        move_on(actor=actor, object_id=found.pk, act=Act.SUBMIT)
    objects = list(DigitalObject.objects.order_by("id"))
    publish_many(actor=actor, objects=objects, checks=CHECKS[Act.PUBLISH])
    return {"objects": len(objects)}


def _take_up() -> dict[str, int]:
    """What comes round by itself, now: whatever a full disk stopped goes on."""
    from lienthu.kernel import jobs  # noqa: PLC0415
    from lienthu.kernel.actor import Actor  # noqa: PLC0415
    from lienthu.repository.take_up_job import TakeUp  # noqa: PLC0415

    return {"job": jobs.start(actor=Actor.system("test"), kind=TakeUp.name, params={}).pk}


def _digest() -> dict[str, Any]:
    """What the room holds, without numbers and times that may differ from run to run."""
    from django.conf import settings  # noqa: PLC0415

    from lienthu.kernel.models import AuditEntry, Delivery, Job  # noqa: PLC0415
    from lienthu.repository.models import Deposit, DepositFile, DigitalObject, ObjectFile, Page, PageText, Step  # noqa: PLC0415

    tables = {
        "deposits": Deposit.objects.values_list("title", "state", "fault"),
        "deposit_files": DepositFile.objects.values_list("folder", "name", "sha256", "state", "fault", "object__title"),
        "objects": DigitalObject.objects.values_list("title", "state", "page_count", "version"),
        "masters": ObjectFile.objects.values_list("object__title", "role", "name", "position", "sha256", "size"),
        "pages": Page.objects.values_list(
            "object__title", "position", "name", "number", "master", "pyramid", "width", "height", "fault"
        ),
        "texts": PageText.objects.values_list("page__object__title", "page__position", "origin", "text", "version"),
        "steps": Step.objects.values_list("object__title", "act"),
        "audit": AuditEntry.objects.filter(code__startswith="repository.").values_list("code"),
    }
    root = Path(settings.DATA)
    # What a killed process was writing has no name yet, and is swept after a day.
    stored = {
        name: sorted(
            path.name
            for path in (root / name).rglob("*")
            if path.is_file() and not (path.parent == root / name and path.name.startswith("incoming-"))
        )
        for name in ("masters", "pyramids", "quarantine", "uploads")
    }
    found: dict[str, Any] = {name: [len(rows := list(table)), _hash(rows)] for name, table in tables.items()}
    masters = [path for path in (root / "masters").glob("*/*") if path.is_file()]
    wrong = [path for path in masters if _sha256(path) != path.name]
    return found | {
        "stored": {name: [len(names), _hash(names)] for name, names in stored.items()},
        "masters_that_are_not_their_name": len(wrong),
        "parked": Delivery.objects.filter(parked=True).count(),
        "failed": list(Job.objects.filter(state="failed").values_list("kind", "error_code")),
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hash(rows: list[Any]) -> str:
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()


def _make(folder: str, documents: str) -> dict[str, int]:
    """Documents of four pictures of text and a PDF of three pages each, no two files alike."""
    from lienthu.repository.tests.helpers import jpeg, pdf  # noqa: PLC0415

    for number in range(int(documents)):
        place = Path(folder) / f"Tập {number:02}"
        place.mkdir(parents=True)
        for page in range(4):
            (place / f"{page}.jpg").write_bytes(jpeg(260 + number, 180 + page, number))
        (place / "9.pdf").write_bytes(pdf(*(f"Tập {number} trang {page}" for page in range(3))))
    return {"files": 5 * int(documents)}


def _main(verb: str, *arguments: str) -> None:
    import django  # noqa: PLC0415

    django.setup()
    verbs: dict[str, Callable[..., Any]] = {
        "queue": _queue,
        "publish": _publish,
        "take_up": _take_up,
        "digest": _digest,
        "make": _make,
    }
    print(json.dumps(verbs[verb](*arguments)))  # noqa: T201


if __name__ == "__main__":
    _main(*sys.argv[1:])
