"""The same story told twice, once without some of its chapters: what people see must be the same in the end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import LienThuError
from lienthu.union.actions.correct import correct, remove_correction
from lienthu.union.actions.decide_pair import keep
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.merge import merge
from lienthu.union.models import Decision, Entry, Member, UndecidedPair
from lienthu.union.tests.test_match_records import BOOK, hand_in, set_state

SYSTEM = Actor.system("test")
LIBRARIES = ["A", "B", "C", "D", "E", "F"]
VARIANTS = [
    BOOK,
    replace(BOOK, title="De men phieu luu ky", author="To Hoai"),
    replace(BOOK, year="2015"),
    replace(BOOK, year=""),
    replace(BOOK, publisher="Trẻ"),
    replace(BOOK, edition="Tái bản lần thứ 2"),
    replace(BOOK, extent="150tr."),
    replace(BOOK, title="Số đỏ", author="Vũ Trọng Phụng"),
    replace(BOOK, title="Số đỏ", author="Vũ Trọng Phụng", year=""),
    replace(BOOK, title="Toán", author="", statement="", publisher="", year="", extent=""),
]

#: (verb, library, library, number)
Step = tuple[str, str, str, int]


@dataclass
class World:
    """`done` are the steps that had an effect; merges are remembered apart from other decisions."""

    records: dict[str, int] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    decisions: list[int] = field(default_factory=list)
    merges: list[int] = field(default_factory=list)
    done: set[int] = field(default_factory=set)

    def tell(self, steps: list[Step], only: Collection[int] | None = None) -> None:
        for number, step in enumerate(steps):
            if only is not None and number not in only:
                continue
            try:
                with transaction.atomic():
                    if getattr(self, "_" + step[0])(*step[1:]):
                        self.done.add(number)
            except LienThuError:
                continue

    def _hand_in(self, code: str, _other: str, number: int) -> bool:
        record = hand_in(VARIANTS[number % len(VARIANTS)], code)
        self.records[code], self.states[code] = record, "active"
        match_records(record_ids=[record])
        return True

    def _withdraw(self, code: str, _other: str, _number: int) -> bool:
        return self._set_state(code, "withdrawn")

    def _bring_back(self, code: str, _other: str, _number: int) -> bool:
        return self._set_state(code, "active")

    def _set_state(self, code: str, state: str) -> bool:
        if code not in self.records or self.states[code] == state:
            return False
        set_state(self.records[code], state)
        self.states[code] = state
        match_records(record_ids=[self.records[code]])
        return True

    def _keep(self, code: str, other: str, number: int) -> bool:
        if code == other or not {code, other} <= self.records.keys():
            return False
        verdict = ("always", "never")[number % 2]
        made = keep(actor=SYSTEM, one=self.records[code], other=self.records[other], verdict=verdict)
        self.decisions.append(made.pk)
        return True

    def _take_back(self, _code: str, _other: str, number: int) -> bool:
        if not self.decisions:
            return False
        take_back(actor=SYSTEM, decision_id=self.decisions.pop(number % len(self.decisions)))
        return True

    def _correct(self, code: str, _other: str, number: int) -> bool:
        member = Member.objects.filter(record=self.records.get(code, 0)).select_related("entry").first()
        if member is None or Member.objects.filter(entry=member.entry).exclude(cluster=member.entry).exists():
            return False  # while it is joined to others, a correction is about the whole
        made = correct(
            actor=SYSTEM, public_id=member.entry.public_id, field="title", value=f"Nhan đề {number}", reason="gõ sai"
        )
        if number % 3 == 0:
            remove_correction(actor=SYSTEM, correction_id=made.pk)
        return True

    def _merge(self, code: str, other: str, _number: int) -> bool:
        entries = [self.entry(code), self.entry(other)]
        if None in entries:
            return False
        merge(actor=SYSTEM, public_id=entries[0].public_id, other=entries[1].public_id)  # type: ignore[union-attr]
        self.merges.append(Decision.objects.latest("id").pk)
        return True

    def entry(self, code: str) -> Entry | None:
        return Entry.objects.filter(members__record=self.records.get(code, 0)).first()

    def undo_merges(self, order: list[int]) -> None:
        for number in order:
            take_back(actor=SYSTEM, decision_id=self.merges.pop(number % len(self.merges)))

    def seen(self) -> dict[str, Any]:
        """What people see, with records told by their library and entries by when they were made."""
        codes = {record: code for code, record in self.records.items()}
        ages = {pk: age for age, pk in enumerate(Entry.objects.order_by("pk").values_list("pk", flat=True))}
        active = Entry.objects.filter(state="active")
        redirects = Entry.objects.filter(state="redirect").values_list("pk", "merged_into")
        return {
            "homes": {codes[m.record_id]: ages[m.entry_id] for m in Member.objects.all()},
            "entries": {ages[one.pk]: (one.size, _told(one.fields, codes)) for one in active},
            "states": {ages[one.pk]: one.state for one in Entry.objects.all()},
            "redirects": {ages[one]: ages[other] for one, other in redirects},
            "works": _groups((one.work_key, ages[one.pk]) for one in active),
            "asked": {
                (codes[pair.left_id], codes[pair.right_id]) for pair in UndecidedPair.objects.filter(answer=None)
            },
        }


def _groups(pairs: Any) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return sorted(sorted(each) for each in found.values())


def _told(fields: dict[str, Any], codes: dict[int, str]) -> dict[str, Any]:
    told = {}
    for name, said in fields.items():
        owners = said["s"] if isinstance(said["s"], list) else [said["s"]]
        others = [(codes[record], value) for record, value in said.get("o", ())]
        told[name] = said["v"], [codes[owner] for owner in owners], others, "c" in said
    return told
