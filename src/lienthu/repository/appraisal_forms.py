"""Forms of appraisal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.clock import today
from lienthu.repository.actions.councils import Member
from lienthu.repository.actions.move_on import Farewell
from lienthu.repository.models import Tombstone
from lienthu.repository.models.appraisal import CHOICE_WORDS, SEAT_WORDS
from lienthu.repository.rules.council import Choice, Seat


class CouncilForm(forms.Form):
    """`candidates`: (user id, name) of those who may review; each has a seat and a post of its own."""

    library = forms.ChoiceField(label=_("Library"))
    name = forms.CharField(label=_("Name of the council"), max_length=200)
    decision = forms.CharField(label=_("Decision that sets it up (number, date)"), max_length=200)
    quorum = forms.IntegerField(
        label=_("Quorum"), min_value=2, max_value=99, help_text=_("How many members must vote: more than half.")
    )

    def __init__(
        self, *args: Any, libraries: list[tuple[str, str]], candidates: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["library"].choices = libraries  # type: ignore[attr-defined]
        self.candidates = candidates
        seats = [("", _("not a member")), *((seat.value, SEAT_WORDS[seat]) for seat in Seat)]
        for user_id, name in candidates:
            self.fields[f"seat-{user_id}"] = forms.ChoiceField(label=name, choices=seats, required=False)
            self.fields[f"post-{user_id}"] = forms.CharField(label=_("Post"), max_length=200, required=False)

    @property
    def head(self) -> list[Any]:
        return [self[name] for name in ("library", "name", "decision", "quorum")]

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"seat-{user_id}"], self[f"post-{user_id}"]) for user_id, _name in self.candidates]

    def members(self) -> list[Member]:
        said = self.cleaned_data
        return [
            Member(user_id, Seat(said[f"seat-{user_id}"]), said[f"post-{user_id}"])
            for user_id, _name in self.candidates
            if said.get(f"seat-{user_id}")
        ]


class SittingForm(forms.Form):
    held_on = forms.DateField(
        label=_("Day of the sitting"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    place = forms.CharField(label=_("Place of the sitting"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = today()


class VoteForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("Your vote"), choices=[(one.value, CHOICE_WORDS[one]) for one in Choice], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Needed when you return it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FarewellForm(forms.Form):
    ground = forms.ChoiceField(label=_("Why is it withdrawn?"), choices=Tombstone.Ground.choices)
    says = forms.ChoiceField(
        label=_("What the public is told"), choices=Tombstone.Says.choices, initial=Tombstone.Says.FACT
    )
    replaced_by = forms.CharField(
        label=_("Document that takes its place"),
        max_length=12,
        required=False,
        help_text=_("The identifier in the address of its page."),
    )

    def farewell(self) -> Farewell:
        said = self.cleaned_data
        return Farewell(said["ground"], said["says"], said["replaced_by"])
