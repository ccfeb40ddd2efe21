"""Forms for acts on areas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.registry.forms import EndingForm, area_choices, choose
from lienthu.registry.kinds import AREA_WORDS, AreaLevel
from lienthu.registry.rules.boundaries import Unit

KINDS = list(AREA_WORDS.items())
#: How many parts the form of a split has room for.
PARTS = 4


class AreaForm(EndingForm):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=10)
    name = forms.CharField(label=gettext_lazy("Name, without the word before it"), max_length=120)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=AreaLevel.choices)
    kind = forms.ChoiceField(label=gettext_lazy("Word before the name"), choices=KINDS)
    parent = forms.ChoiceField(label=gettext_lazy("Lies in"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, "parent", [("", ""), *area_choices(levels=("province", "district"), by_identifier=True)])

    def groups(self) -> list[tuple[Any, list[Any], str]]:
        when = [self["on"], self["legal_basis"]]
        return [("", [bound for bound in self if bound not in when], "col-md-6"), (_("When"), when, "col-md-6")]


class OthersForm(EndingForm):
    """Other areas of the same level that are there today, to be chosen by ticks."""

    areas = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], label: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, "areas", choices)
        self.fields["areas"].label = label


class AreaMergeForm(OthersForm, AreaForm):
    def groups(self) -> list[tuple[Any, list[Any], str]]:
        new = [self[name] for name in ("kind", "name", "code", "level", "parent")]
        when = [self["on"], self["legal_basis"]]
        return [
            ("", [self["areas"]], "col-12"),
            (_("The new area"), new, "col-md-6"),
            (_("When"), when, "col-md-6"),
        ]


class AreaTransferForm(EndingForm):
    into = forms.ChoiceField(label=gettext_lazy("Goes whole into"))
    field_order = ["into", "on", "legal_basis"]

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, "into", [("", ""), *choices])


class AreaSplitForm(EndingForm):
    """Up to four parts; those left empty do not count. Units below the area are told their part one by one."""

    def __init__(
        self, *args: Any, unit: Unit, neighbours: list[tuple[str, str]], children: list[Unit], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.unit, self.children = unit, children
        numbered = [("", ""), *((str(number), _("Part %(number)s") % {"number": number}) for number in _numbers())]
        for number in _numbers():
            self.fields |= {
                f"into_{number}": forms.ChoiceField(
                    label=_("Joined to"), required=False, choices=[("", _("a new area")), *neighbours]
                ),
                f"kind_{number}": forms.ChoiceField(label=_("Word before the name"), choices=KINDS, required=False),
                f"name_{number}": forms.CharField(label=_("Name"), max_length=120, required=False),
                f"code_{number}": forms.CharField(label=_("Code"), max_length=10, required=False),
                f"share_{number}": forms.CharField(
                    label=_("Share (0–1)"),
                    max_length=8,
                    required=False,
                    widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"}),
                ),
            }
            self.initial.setdefault(f"kind_{number}", unit.kind)
        for child in children:
            self.fields[f"child_{child.public_id}"] = forms.ChoiceField(
                label=child.label, choices=numbered, required=False
            )

    def groups(self) -> list[tuple[Any, list[Any], str]]:
        found: list[tuple[Any, list[Any], str]] = [("", [self["on"], self["legal_basis"]], "col-md-6")]
        for number in _numbers():
            names = [f"{name}_{number}" for name in ("into", "kind", "name", "code", "share")]
            columns = "col-md-6"
            found.append((_("Part %(number)s") % {"number": number}, [self[name] for name in names], columns))
        if self.children:
            below = [self[f"child_{child.public_id}"] for child in self.children]
            found.append((_("Units below it"), below, "col-md-6"))
        return found

    def parts(self) -> list[dict[str, Any]]:
        values, found = self.cleaned_data, []
        for number in _numbers():
            into, name = values[f"into_{number}"], values[f"name_{number}"]
            if not into and not name:
                continue
            inside = [child.public_id for child in self.children if values[f"child_{child.public_id}"] == str(number)]
            found.append(
                {
                    "into": into,
                    "kind": values[f"kind_{number}"],
                    "name": name,
                    "code": values[f"code_{number}"],
                    "share": values[f"share_{number}"].replace(",", "."),
                    "children": inside,
                }
            )
        return found


def _numbers() -> range:
    return range(1, PARTS + 1)
