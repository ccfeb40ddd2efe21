"""Forms of digitisation projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.kernel.clock import today
from lienthu.repository.models import Project
from lienthu.repository.models.projects import FAULT_WORDS, SHIFT_WORDS, SPACE_WORDS
from lienthu.repository.models.selections import CRITERION_WORDS, GROUND_WORDS, KIND_WORDS
from lienthu.repository.projects.actions.machines import MachineSaid
from lienthu.repository.projects.actions.plan import LotSaid, PlanSaid
from lienthu.repository.projects.actions.register import Document
from lienthu.repository.projects.rules.capture import FORMATS, Spec
from lienthu.repository.projects.rules.legal import Criterion, Kind
from lienthu.repository.projects.rules.priority import MOST_WEIGHT, WEIGHTS, Ground
from lienthu.repository.projects.rules.sampling import AQLS, USUAL_AQL

Choices = Sequence[tuple[str, Any]]
_MOST_MONEY = 10**12


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _money(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=_MOST_MONEY, **options)


class _OfLibrary(forms.Form):
    library = forms.ChoiceField(label=_("Library"))

    def __init__(self, *args: Any, libraries: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["library"].choices = libraries  # type: ignore[attr-defined]

    @property
    def library_id(self) -> int:
        return int(self.cleaned_data["library"])


class SelectionForm(_OfLibrary):
    name = forms.CharField(label=_("Name of the list"), max_length=200)
    most = forms.IntegerField(label=_("How many titles at most"), min_value=1, max_value=2000, initial=100)
    with_digitised = forms.BooleanField(label=_("Also titles that were digitised already"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for ground in Ground:
            self.fields[f"weight-{ground.value}"] = forms.IntegerField(
                label=GROUND_WORDS[ground],
                min_value=0,
                max_value=MOST_WEIGHT,
                initial=WEIGHTS[ground],
            )

    def head(self) -> list[Any]:
        return [self[name] for name in ("library", "name", "most", "with_digitised")]

    def weighing(self) -> list[Any]:
        return [self[f"weight-{ground.value}"] for ground in Ground]

    def weights(self) -> dict[str, int]:
        found = {ground.value: self.cleaned_data.get(f"weight-{ground.value}") for ground in Ground}
        return {ground: value for ground, value in found.items() if value is not None}


class RegisterForm(_OfLibrary):
    title = forms.CharField(label=_("Title"), max_length=500)
    creator = forms.CharField(label=_("Creator"), max_length=300, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1, max_value=2200, required=False)
    call_number = forms.CharField(label=_("Call number"), max_length=200, required=False)
    kept_at = forms.CharField(label=_("Kept at"), max_length=200, required=False)
    condition = forms.CharField(label=_("Condition"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KIND_WORDS.items()), widget=forms.RadioSelect)
    criteria = forms.MultipleChoiceField(
        label=_("Criteria"), choices=list(CRITERION_WORDS.items()), widget=forms.CheckboxSelectMultiple
    )
    decision = forms.CharField(label=_("Number of the decision"), max_length=120)
    decided_on = _day(_("Day of the decision"))
    entry = forms.CharField(
        label=_("Entry in the union catalogue"),
        max_length=200,
        required=False,
        help_text=_("The identifier in the address of its page."),
    )

    def document(self) -> Document:
        said = dict(self.cleaned_data)
        del said["library"]
        kind, criteria = Kind(said.pop("kind")), [Criterion(one) for one in said.pop("criteria")]
        return Document(kind=kind, criteria=criteria, **said)


class PlanForm(forms.Form):
    """Of a new project with its code and library; of one that is there without them."""

    code = forms.CharField(
        label=_("Code of the project"),
        max_length=12,
        help_text=_("Two to twelve capital letters and digits. It begins the code of every job, and stays."),
    )
    library = forms.ChoiceField(label=_("Library"))
    name = forms.CharField(label=_("Name of the project"), max_length=200)
    purpose = forms.CharField(label=_("What it is for"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agency = forms.ChoiceField(label=_("Agency that ordered it"), required=False)
    decision = forms.CharField(label=_("Decision (number, day)"), max_length=200, required=False)
    funding = forms.CharField(label=_("Source of the money"), max_length=200, required=False)
    planned_pages = forms.IntegerField(label=_("Pages planned"), min_value=1, max_value=100_000_000)
    planned_cost = _money(_("Money planned, in dong"))
    hour_cost = _money(_("An hour of work costs, in dong"))
    starts = _day(_("Begins"))
    ends = _day(_("Ends"))
    dpi = forms.IntegerField(label=_("Resolution in dpi, at least"), min_value=72, max_value=4800, initial=300)
    bits = forms.TypedChoiceField(label=_("Bits of a channel, at least"), coerce=int, choices=[(8, "8"), (16, "16")])
    space = forms.ChoiceField(label=_("Colour space"), choices=list(SPACE_WORDS.items()), initial="srgb")
    formats = forms.MultipleChoiceField(
        label=_("Formats"), choices=list(FORMATS.items()), widget=forms.CheckboxSelectMultiple, initial=["image/tiff"]
    )
    target = forms.BooleanField(label=_("A picture of the colour target in each delivery"), required=False)
    aql = forms.ChoiceField(
        label=_("AQL of the inspection"),
        choices=[(one, one) for one in AQLS],
        initial=USUAL_AQL,
        help_text=_("Bad pages in a hundred that are still tolerated (ISO 2859-1)."),
    )

    def __init__(self, *args: Any, libraries: Choices = (), agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", _("the library itself")), *agencies]  # type: ignore[attr-defined]
        if libraries:
            self.fields["library"].choices = libraries  # type: ignore[attr-defined]
        else:
            del self.fields["code"], self.fields["library"]

    def group(self, *names: str) -> list[Any]:
        return [self[name] for name in names if name in self.fields]

    def about(self) -> list[Any]:
        return self.group("library", "code", "name", "purpose", "agency", "decision")

    def plan(self) -> list[Any]:
        return self.group("starts", "ends", "planned_pages", "planned_cost", "hour_cost", "funding")

    def quality(self) -> list[Any]:
        return self.group("dpi", "bits", "space", "formats", "target", "aql")

    def said(self, agency_id: int | None) -> PlanSaid:
        data = self.cleaned_data
        spec = Spec(data["dpi"], data["bits"], data["space"], tuple(data["formats"]), data["target"])
        plain = ("name", "purpose", "decision", "funding", "planned_pages", "starts", "ends", "aql")
        return PlanSaid(
            **{name: data[name] for name in plain},
            planned_cost=data["planned_cost"] or 0,
            hour_cost=data["hour_cost"] or 0,
            agency_id=agency_id,
            spec=spec,
        )


def plan_initial(project: Project) -> dict[str, Any]:
    names = (
        "name", "purpose", "decision", "funding", "planned_pages", "planned_cost", "hour_cost", "starts", "ends", "dpi",
        "bits", "space", "formats", "target", "aql",
    )  # fmt: skip
    agency = project.agency.code if project.agency else ""
    return {name: getattr(project, name) for name in names} | {"agency": agency}


class LotForm(forms.Form):
    name = forms.CharField(label=_("Name of the lot"), max_length=200, required=False)
    contractor = forms.CharField(
        label=_("Contractor"), max_length=200, required=False, help_text=_("Empty: the library's own people.")
    )
    contract = forms.CharField(label=_("Contract (number, day)"), max_length=200, required=False)
    page_price = _money(_("Price of a page, in dong"))
    due = _day(_("To be delivered by"), required=False)

    def said(self) -> LotSaid:
        data = self.cleaned_data
        return LotSaid(data["name"], data["contractor"], data["contract"], data["page_price"] or 0, data["due"])


class HandForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=500)
    call_number = forms.CharField(label=_("Place and call number"), max_length=200, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1, max_value=2200, required=False)
    pages = forms.IntegerField(label=_("Number of pages"), min_value=0, max_value=50_000, required=False)


class MachineForm(_OfLibrary):
    name = forms.CharField(label=_("Name of the machine"), max_length=120)
    maker = forms.CharField(label=_("Maker and model"), max_length=120, required=False)
    serial_no = forms.CharField(label=_("Serial number"), max_length=80, required=False)
    bought_on = _day(_("Bought on"), required=False)
    hour_cost = _money(_("An hour of it costs, in dong"))

    def said(self) -> MachineSaid:
        data = self.cleaned_data
        return MachineSaid(data["name"], data["maker"], data["serial_no"], data["bought_on"], data["hour_cost"] or 0)


class CalibrationForm(forms.Form):
    on = _day(_("Calibrated on"), initial=today)
    until = _day(_("Holds until"))
    by = forms.CharField(label=_("Calibrated by"), max_length=200)
    result = forms.CharField(label=_("Result, certificate"), max_length=300, required=False)


class BookingForm(forms.Form):
    project = forms.ChoiceField(label=_("Project"))
    day = _day(_("Day"), initial=today)
    shift = forms.ChoiceField(label=_("Half of the day"), choices=list(SHIFT_WORDS.items()))

    def __init__(self, *args: Any, projects: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = projects  # type: ignore[attr-defined]


class WorkForm(forms.Form):
    """What somebody says with an act; all of it may be empty."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=1440, required=False)
    pages = forms.IntegerField(label=_("Number of pages"), min_value=0, max_value=50_000, required=False)
    note = forms.CharField(label=pgettext_lazy("field label", "Note"), max_length=300, required=False)
    on = _day(_("Done on"), required=False)


class JudgeForm(forms.Form):
    faults = forms.MultipleChoiceField(
        label=_("What is wrong with it?"),
        choices=list(FAULT_WORDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=pgettext_lazy("field label", "Note"), max_length=300, required=False)
