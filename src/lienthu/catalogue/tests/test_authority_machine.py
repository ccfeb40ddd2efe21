"""Any merges, un-merges, renames and names in any order end as if nothing had ever been merged."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lienthu.catalogue import authority_queries as queries
from lienthu.catalogue.actions.keep_authority import add_name, change_authority, remove_name, rename_authority
from lienthu.catalogue.actions.link_headings import folded, relink
from lienthu.catalogue.actions.merge_authorities import merge_authorities, unmerge_authority
from lienthu.catalogue.actions.relate_authorities import relate
from lienthu.catalogue.models import Authority, AuthorityForm, AuthorityRelation, RecordHeading
from lienthu.catalogue.rules.authority_data import Details, FormRole, RelationKind
from lienthu.catalogue.rules.headings import Form, Kind, heading_of, resolve
from lienthu.catalogue.tests.helpers import SYSTEM
from lienthu.catalogue.tests.test_authorities import person
from lienthu.kernel.errors import Conflict

NAMES = ["Nam Cao", "Trần Hữu Tri", "Tô Hoài", "Nguyễn An", "Nguyễn An, 1950-", "Nguyễn Sen"]
LIVES = [("", ""), ("1915", "1951"), ("1950", "")]


class Authorities(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        """`model`: what each authority has of its own, by name; merges leave no trace in it."""
        self.model: dict[int, dict[str, str]] = {}
        self.life: dict[int, str] = {}
        self.relations: set[tuple[int, int, str]] = set()
        for text in NAMES[:4]:
            made = person(text)
            self.model[made.pk], self.life[made.pk] = {text: "preferred"}, ""
        for text in NAMES:
            key = heading_of(Kind.PERSON, text)
            RecordHeading.objects.create(
                kind="person", text=text, dates=key.dates, key=key.key, folded=folded("person", key.key)
            )
        relink(set(RecordHeading.objects.values_list("kind", "key")))

    def one(self, data: st.DataObject) -> Authority:
        ids = Authority.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True)
        return Authority.objects.get(pk=data.draw(st.sampled_from(list(ids))))

    @rule(data=st.data())
    def are_merged(self, data: st.DataObject) -> None:
        loser, winner = self.one(data), self.one(data)
        if loser.pk == winner.pk:
            return
        before = Authority.objects.filter(merged_into=None).count()
        try:
            merge_authorities(actor=SYSTEM, loser_id=loser.pk, winner_id=winner.pk, reason="một")
        except Conflict as refused:
            assert refused.code == "catalogue.authority_circle"
            assert Authority.objects.filter(merged_into=None).count() == before

    @precondition(lambda self: Authority.objects.exclude(merged_into=None).exists())
    @rule(data=st.data())
    def comes_apart(self, data: st.DataObject) -> None:
        merged = Authority.objects.exclude(merged_into=None).order_by("pk").values_list("pk", flat=True)
        self.apart(data.draw(st.sampled_from(list(merged))))

    def apart(self, authority_id: int) -> bool:
        try:
            unmerge_authority(actor=SYSTEM, authority_id=authority_id, reason="hai")
        except Conflict as refused:
            assert refused.code == "catalogue.authority_heading_taken"
            return False
        return True

    @rule(data=st.data(), text=st.sampled_from(NAMES))
    def is_renamed(self, data: st.DataObject, text: str) -> None:
        one = self.one(data)
        try:
            rename_authority(actor=SYSTEM, authority_id=one.pk, heading=text, expected_version=one.version)
        except Conflict as refused:
            assert refused.code == "catalogue.authority_exists"
            return
        own = self.model[one.pk]
        if own.get(text) != "preferred":
            own.update({name: "variant" for name, role in own.items() if role == "preferred"})
            own.pop(text, None)
            own[text] = "preferred"

    @rule(data=st.data(), text=st.sampled_from(NAMES))
    def is_named(self, data: st.DataObject, text: str) -> None:
        one = self.one(data)
        try:
            add_name(actor=SYSTEM, authority_id=one.pk, text=text, role=FormRole.PEN_NAME)
        except Conflict as refused:
            assert refused.code == "catalogue.authority_has_name" and text in self.model[one.pk]
            return
        self.model[one.pk][text] = "pen_name"

    @precondition(lambda self: AuthorityForm.objects.exclude(role="preferred").exists())
    @rule(data=st.data())
    def loses_a_name(self, data: st.DataObject) -> None:
        forms = list(AuthorityForm.objects.exclude(role="preferred").order_by("pk"))
        form = data.draw(st.sampled_from(forms))
        remove_name(actor=SYSTEM, form_id=form.pk)
        del self.model[form.authority_id][form.text]

    @rule(data=st.data(), years=st.sampled_from(LIVES))
    def gets_years(self, data: st.DataObject, years: tuple[str, str]) -> None:
        one = self.one(data)
        change_authority(actor=SYSTEM, authority_id=one.pk, details=Details(*years), expected_version=None)
        self.life[one.pk] = f"{years[0]}-{years[1]}" if any(years) else ""

    @rule(data=st.data(), kind=st.sampled_from(list(RelationKind)))
    def is_related(self, data: st.DataObject, kind: RelationKind) -> None:
        one, other = self.one(data), self.one(data)
        if one.pk == other.pk:
            return
        try:
            relate(actor=SYSTEM, source_id=one.pk, target_id=other.pk, kind=kind)
        except Conflict:
            return
        pair = sorted((one.pk, other.pk)) if kind is RelationKind.RELATED else [one.pk, other.pk]
        self.relations.add((pair[0], pair[1], kind.value))

    @invariant()
    def links_are_what_the_forms_say(self) -> None:
        assert relink(set(RecordHeading.objects.values_list("kind", "key"))) == []
        for view in queries.export_views():
            assert {form.authority_id for form in view.forms} == {view.authority.pk, *(one.pk for one in view.merged)}

    def teardown(self) -> None:
        if not hasattr(self, "model"):
            return
        while left := list(Authority.objects.exclude(merged_into=None).order_by("pk").values_list("pk", flat=True)):
            done = [self.apart(one) for one in left]
            if not any(done):
                # A heading was taken meanwhile: renaming its holder makes room, as the sentence says.
                held = Authority.objects.get(pk=left[0])
                taker = Authority.objects.get(kind=held.kind, heading_key=held.heading_key, merged_into=None)
                rename_authority(actor=SYSTEM, authority_id=taker.pk, heading=f"Tên {taker.pk}", expected_version=None)
                own = self.model[taker.pk]
                own.update({name: "variant" for name, role in own.items() if role == "preferred"})
                own[f"Tên {taker.pk}"] = "preferred"
        never_merged = {pk: dict(forms) for pk, forms in self.model.items()}
        found: dict[int, dict[str, str]] = {pk: {} for pk in self.model}
        for authority_id, text, role in AuthorityForm.objects.values_list("authority_id", "text", "role"):
            found[authority_id][text] = role
        assert found == never_merged
        assert set(AuthorityRelation.objects.values_list("source_id", "target_id", "kind")) == self.relations
        for row in RecordHeading.objects.all():
            forms = [
                Form(pk, heading.dates, self.life[pk])
                for pk, names in self.model.items()
                for name in names
                if (heading := heading_of(Kind.PERSON, name)).key == row.key
            ]
            link = resolve(row.dates, forms)
            assert (row.authority_id, row.is_open) == (link.authority, link.is_open)


class _RolledBack(Exception):
    pass


class InTransaction(Authorities):
    """Each run leaves the database as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self.atomic.__exit__(_RolledBack, _RolledBack(), None)


@pytest.mark.django_db
def test_merges_leave_no_trace() -> None:
    quiet = settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.explicit, Phase.generate],
    )
    run_state_machine_as_test(InTransaction, settings=quiet)
