"""The staff's forms about authorities. They collect; the verbs decide, and their sentences come back to their field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.actions.keep_authority import NewAuthority
from lienthu.catalogue.item_forms import text
from lienthu.catalogue.models import Authority
from lienthu.catalogue.models.authorities import KIND_WORDS, RELATION_WORDS, ROLE_WORDS
from lienthu.catalogue.rules.authority_data import SCHEMES, Details, FormRole, RelationKind
from lienthu.catalogue.rules.headings import LONGEST_HEADING, Kind

_KINDS = [(kind.value, word) for kind, word in KIND_WORDS.items()]
_ROLES = [(role.value, word) for role, word in ROLE_WORDS.items() if role is not FormRole.PREFERRED]
_OLD = [(role, word) for role, word in _ROLES if role != FormRole.ENGLISH]
_SELECT = {"class": "form-select"}


def lines(label: Any, most: int, help_text: Any = "", rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text, widget=widget)


class DetailsForm(forms.Form):
    born = text(_("Born, founded"), 4, inputmode="numeric")
    died = text(_("Died, ended"), 4, inputmode="numeric")
    about = lines(_("About"), 4_000, _("Two or three sentences that readers see."))
    sources = lines(_("Sources"), 10_000, _("Where this is known from, one a line."), rows=2)
    viaf = text("VIAF", 60)
    isni = text("ISNI", 60)
    wikidata = text("Wikidata", 60)
    lccn = text("Library of Congress", 60)

    @classmethod
    def of(cls, one: Authority) -> DetailsForm:
        said = {"born": one.born, "died": one.died, "about": one.about, "sources": "\n".join(one.sources)}
        return cls(initial=said | one.identifiers)

    def said(self) -> Details:
        data = self.cleaned_data
        identifiers = {scheme: data[scheme] for scheme in SCHEMES if data[scheme]}
        return Details(data["born"], data["died"], data["about"], tuple(data["sources"].splitlines()), identifiers)


class NewAuthorityForm(DetailsForm):
    field_order = ("kind", "heading", "names")
    kind = forms.ChoiceField(label=_("Kind"), choices=_KINDS, widget=forms.Select(attrs=_SELECT))
    heading = text(
        _("Preferred heading"),
        LONGEST_HEADING,
        required=True,
        help_text=_("Namesakes: add the years, Nguyen Van An, 1950-."),
    )
    names = lines(_("Other names"), 10_000, _("Pen names, variants, one a line; what kind of name can be said later."))

    def new(self) -> NewAuthority:
        data = self.cleaned_data
        role = FormRole.PEN_NAME if data["kind"] == Kind.PERSON else FormRole.VARIANT
        names = tuple((role, line) for line in data["names"].splitlines() if line.strip())
        return NewAuthority(Kind(data["kind"]), data["heading"], names, self.said())


class OneOfSeveral(forms.Form):
    """Stands on a page beside others that ask for the same: every box has an identifier of its own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        own = type(self).__name__.removesuffix("Form").lower()
        super().__init__(*args, **{"auto_id": f"{own}_%s"} | options)


class NameForm(OneOfSeveral):
    text = text(_("Name"), LONGEST_HEADING, required=True)
    role = forms.ChoiceField(label=_("Kind of name"), choices=_ROLES, widget=forms.Select(attrs=_SELECT))


class RenameForm(OneOfSeveral):
    heading = text(_("New preferred heading"), LONGEST_HEADING, required=True)
    old_as = forms.ChoiceField(label=_("The old heading stays as"), choices=_OLD, widget=forms.Select(attrs=_SELECT))
    reason = text(_("Reason"), 500)


class OtherForm(OneOfSeveral):
    """Another authority, named by its heading or its address."""

    other = text(_("Other authority"), LONGEST_HEADING, required=True)


class RelateForm(OtherForm):
    relation = forms.ChoiceField(
        label=_("The other one is"),
        choices=[(kind.value, word) for kind, word in RELATION_WORDS.items()],
        widget=forms.Select(attrs=_SELECT),
    )

    def kind(self) -> RelationKind:
        return RelationKind(self.cleaned_data["relation"])


class MergeForm(OtherForm):
    reason = text(_("Reason"), 500, required=True)
