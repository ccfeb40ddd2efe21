"""Documents of a journey's own, handed in by the house itself: no malware scanner runs beside the journeys."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass

from tests.journeys.house import House

_HOUSE = """
import django, json, sys
django.setup()
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.registry.models import Agency, Library
from lienthu.repository.actions.change_access import Terms, change_access
from lienthu.repository.actions.deposit import add_file, close_deposit, open_deposit
from lienthu.repository.actions.move_on import move_on
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Level, Place, Restriction
from lienthu.repository.rules.clearance import Clearance
from lienthu.repository.rules.states import Act
from lienthu.repository.tests.helpers import pdf
actor = Actor.system("journeys")
clear = Clearance(holds_secrets=False, may_share=True, name="Đỗ Quốc Bảo")
"""
_HAND_IN = (
    _HOUSE
    + """
for one in json.load(sys.stdin):
    agency = Agency.objects.get(code=one["agency"]).pk if one["agency"] else None
    made = open_deposit(actor=actor, library_id=Library.objects.get(code="TINH").pk, title=one["title"],
                        clearance=clear, agency_id=agency, details={"kind": "document"}, own=True)
    add_file(actor=actor, deposit=made, name="ban-goc.pdf", chunks=[pdf(*one["pages"])])
    jobs.follow(close_deposit(actor=actor, deposit=made))
    found = DigitalObject.objects.get(deposited__deposit=made)
    terms = Terms(Level(one["level"]), Restriction(one["restriction"]), Place(one["place"]), seats=one["seats"],
                  lend_days=one["lend_days"])
    change_access(actor=actor, object_id=found.pk, terms=terms, reason="Theo biên bản thẩm định")
    for act in {"draft": (), "review": (Act.SUBMIT,), "published": (Act.SUBMIT, Act.PUBLISH)}[one["state"]]:
        move_on(actor=actor, object_id=found.pk, act=act)
    print(found.public_id)
"""
)
_PUBLISH = (
    _HOUSE
    + """
found = DigitalObject.objects.get(public_id=json.load(sys.stdin))
for act in (Act.SUBMIT, Act.PUBLISH):
    move_on(actor=actor, object_id=found.pk, act=act)
"""
)


@dataclass(frozen=True, slots=True)
class Paper:
    """`agency`: who handed it over. `state`: how far the house has brought it."""

    title: str
    pages: tuple[str, ...] = ("Trang một.",)
    agency: str = ""
    level: str = "read"
    restriction: str = "none"
    place: str = "anywhere"
    seats: int = 0
    lend_days: int = 0
    state: str = "published"


def _told(house: House, program: str, said: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], env=house.env, input=json.dumps(said), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def papers(house: House, *wanted: Paper) -> list[str]:
    """Their identifiers, in this order."""
    return _told(house, _HAND_IN, [asdict(one) for one in wanted]).split()


def published_by_the_house(house: House, public_id: str) -> None:
    """A draft, all the way to its readers."""
    _told(house, _PUBLISH, public_id)
