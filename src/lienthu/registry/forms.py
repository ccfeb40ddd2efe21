"""The staff's forms. They collect; the verbs decide, and their sentences come back to the field they name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.kernel.clock import today
from lienthu.kernel.errors import LienThuError
from lienthu.kernel.sentences import sentence
from lienthu.registry.kinds import KIND_GROUPS, AgencyKind, ServiceKind
from lienthu.registry.models import AgencyVersion, LibraryVersion
from lienthu.registry.opening import WEEKDAY_NAMES
from lienthu.registry.queries import atlas
from lienthu.registry.questions import read_date
from lienthu.registry.rules.details import LibraryDetails
from lienthu.registry.rules.hours import day_text, parse_day
from lienthu.registry.rules.timelines import day

Choices = list[tuple[str, str]]


class DayField(forms.CharField):
    """A date as people here write it; the sentence for a bad one is ours."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "01/07/2025", "class": "form-control"})
        super().__init__(widget=widget, max_length=40, **options)

    def prepare_value(self, value: Any) -> Any:
        return day(value) if isinstance(value, dt.date) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_date(text)
        except LienThuError as error:
            raise forms.ValidationError(sentence(error.code, error.params)) from error


class StaffForm(forms.Form):
    """`groups`: title, fields, column class, in the order of the page."""

    def groups(self) -> list[tuple[Any, list[Any], str]]:
        return [("", list(self), "col-12")]


class EndingForm(StaffForm):
    on = DayField(label=gettext_lazy("From the day"))
    legal_basis = forms.CharField(label=gettext_lazy("Decision (number, date, issuer)"), max_length=200, required=False)


class LibraryForm(StaffForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of library"))
    is_public_funded = forms.BooleanField(label=gettext_lazy("Publicly funded"), required=False, initial=True)
    area = forms.ChoiceField(label=gettext_lazy("Commune"))
    agency = forms.ChoiceField(label=gettext_lazy("Governing agency"), required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=300, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    web = forms.CharField(label=gettext_lazy("Website"), max_length=200, required=False)
    latitude = forms.FloatField(label=gettext_lazy("Latitude"), required=False, localize=False)
    longitude = forms.FloatField(label=gettext_lazy("Longitude"), required=False, localize=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(str(title), [(one.value, one.label) for one in group]) for title, group in KIND_GROUPS]
        choose(self, "kind", kinds)
        choose(self, "area", area_choices())
        choose(self, "agency", agency_choices())
        for weekday, label in WEEKDAY_NAMES.items():
            self.fields[f"hours_{weekday}"] = forms.CharField(label=label, max_length=100, required=False)
        self.fields["hours_mon"].help_text = _("For example 7:30-11:30, 13:30-17:00; empty when closed.")

    def groups(self) -> list[tuple[Any, list[Any], str]]:
        hours = [f"hours_{weekday}" for weekday in WEEKDAY_NAMES]
        contact = ["area", "address", "latitude", "longitude", "phone", "email", "web"]
        first = [bound for bound in self if bound.name not in {*hours, *contact}]
        return [
            ("", first, "col-12"),
            (_("Address and contact"), [self[name] for name in contact], "col-md-6"),
            (_("Opening hours"), [self[name] for name in hours], "col-md-6"),
        ]

    def details(self) -> LibraryDetails:
        values = self.cleaned_data
        hours = {weekday: parse_day(values[f"hours_{weekday}"], weekday) for weekday in WEEKDAY_NAMES}
        names = ("name", "name_en", "kind", "is_public_funded", "address", "phone", "email", "web")
        return LibraryDetails(
            **{name: values[name] for name in names},
            area_id=int(values["area"]),
            agency_id=int(values["agency"]) if values["agency"] else None,
            latitude=values["latitude"],
            longitude=values["longitude"],
            hours=hours,
        )


class OpenForm(LibraryForm, EndingForm):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=30)
    isil = forms.CharField(label="ISIL", max_length=16, required=False)
    field_order = ["code", "isil", "on", "legal_basis"]


class ChangeForm(LibraryForm, EndingForm):
    field_order = ["on", "legal_basis"]


class CorrectForm(LibraryForm):
    valid_from = DayField(label=gettext_lazy("In force from"))
    reason = forms.CharField(label=gettext_lazy("What was wrong"), max_length=300)
    field_order = ["reason", "valid_from"]


class SplitForm(LibraryForm, EndingForm):
    code = forms.CharField(label=gettext_lazy("Code of the new library"), max_length=30)
    share = forms.DecimalField(
        label=gettext_lazy("Share of the stock"),
        required=False,
        min_value=0,
        max_value=1,
        help_text=gettext_lazy("Between 0 and 1; empty when unknown."),
    )
    ends = forms.BooleanField(label=gettext_lazy("The old library ends"), required=False)
    field_order = ["code", "share", "ends", "on", "legal_basis"]


class MergeForm(EndingForm):
    into = forms.CharField(
        label=gettext_lazy("Into the library (code)"),
        max_length=40,
        help_text=gettext_lazy("Code, ISIL or public identifier of the library that takes over."),
    )
    field_order = ["into", "on", "legal_basis"]


class IdentifyForm(StaffForm):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=30)
    isil = forms.CharField(label="ISIL", max_length=16, required=False)


class ServicesForm(StaffForm):
    on = DayField(label=gettext_lazy("From the day"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in ServiceKind:
            self.fields[f"has_{kind}"] = forms.BooleanField(label=kind.label, required=False)
            self.fields[f"note_{kind}"] = forms.CharField(
                label=_("Note on: %(service)s") % {"service": kind.label}, max_length=200, required=False
            )

    def groups(self) -> list[tuple[Any, list[Any], str]]:
        services = [self[f"{part}_{kind}"] for kind in ServiceKind for part in ("has", "note")]
        return [("", [self["on"]], "col-12"), (_("What it offers"), services, "col-md-6")]

    def offered(self) -> dict[str, str]:
        values = self.cleaned_data
        return {str(kind): values[f"note_{kind}"] for kind in ServiceKind if values[f"has_{kind}"]}


class AgencyForm(EndingForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=AgencyKind.choices)
    parent = forms.ChoiceField(label=gettext_lazy("Belongs to"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, "parent", agency_choices(by_code=True))
        choose(self, "area", [("", ""), *area_choices(by_identifier=True)])


class AgencyOpenForm(AgencyForm):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=30)
    field_order = ["code", "on", "legal_basis"]


class AgencyChangeForm(AgencyForm):
    field_order = ["on", "legal_basis"]


class AgencyMergeForm(EndingForm):
    into = forms.ChoiceField(label=gettext_lazy("Into the agency"))
    field_order = ["into", "on", "legal_basis"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, "into", agency_choices())


def initial_of_agency(version: AgencyVersion) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(version, name) for name in ("name", "name_en", "kind")}
    return values | {
        "parent": version.parent.code if version.parent else "",
        "area": version.area.public_id if version.area else "",
    }


def choose(form: forms.Form, name: str, choices: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def area_choices(
    levels: tuple[str, ...] = ("commune", "district", "province"), *, by_identifier: bool = False
) -> Choices:
    """Today's areas first, then former ones with the day they ended."""
    areas, now = atlas(), today()
    found = []
    for area in areas.areas:
        unit = areas.nearest(area, now)
        if unit.level not in levels:
            continue
        ended = unit.valid_to if unit.valid_to is not None and unit.valid_to <= now else None
        until = _(" (until %(date)s)") % {"date": day(ended)} if ended else ""
        value = unit.public_id if by_identifier else str(area)
        found.append((ended is not None, levels.index(unit.level), unit.label, value, unit.label + until))
    return [(value, label) for _ended, _level, _name, value, label in sorted(found)]


def agency_choices(*, by_code: bool = False) -> Choices:
    key = "agency__code" if by_code else "agency_id"
    rows = AgencyVersion.objects.at(today()).order_by("name").values_list(key, "name")
    return [("", ""), *((str(agency), name) for agency, name in rows)]


def initial_of(version: LibraryVersion) -> dict[str, Any]:
    names = ("name", "name_en", "kind", "is_public_funded", "address", "phone", "email", "web", "latitude", "longitude")
    values: dict[str, Any] = {name: getattr(version, name) for name in names}
    hours: Mapping[str, Any] = version.hours
    return values | {
        "area": str(version.area_id),
        "agency": str(version.agency_id or ""),
        **{f"hours_{weekday}": day_text(hours, weekday) for weekday in WEEKDAY_NAMES},
    }
