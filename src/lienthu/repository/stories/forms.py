"""Forms of those who curate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.repository import rights as statements
from lienthu.repository.actions.relate import TARGETS
from lienthu.repository.models import Story, Thing
from lienthu.repository.models.things import WAY_WORDS
from lienthu.repository.rules.stories import Layout, Moment, Picture, Spot, Words, picture_named

LAYOUT_WORDS = {
    Layout.SIDE: _("Pictures beside the text"),
    Layout.WIDE: _("Pictures as wide as the page"),
    Layout.TEXT: _("Text alone"),
}
TARGET_WORDS = {
    "entry": _("A record of the union catalogue"),
    "authority": _("A person, body, place or subject of the authority file"),
    "thing": _("A museum object, heritage place, place or event"),
    "object": _("Another digital document"),
}


class PictureField(forms.CharField):
    """The address of a page in the reading room; the value is a `Picture` or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            _(
                "Open the page in the reading room, zoom to the part that you want, press “Link to what is seen now”, "
                "and paste the address here."
            ),
        )
        super().__init__(max_length=500, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = picture_named(text)
        if found is None:
            raise ValidationError(_now("This is no address of a page in the reading room."))
        return found


def _text(label: Any, rows: int, **kwargs: Any) -> forms.CharField:
    attrs = {"rows": rows} | ({"lang": "en"} if kwargs.pop("english", False) else {})
    return forms.CharField(label=label, required=False, max_length=20_000, widget=forms.Textarea(attrs=attrs), **kwargs)


class BeginForm(forms.Form):
    library = forms.ChoiceField(label=_("Library"))
    kind = forms.ChoiceField(label=_("What shall it be?"), choices=Story.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=300)

    def __init__(self, *args: Any, libraries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["library"].choices = libraries  # type: ignore[attr-defined]


class FactsForm(forms.Form):
    """What stands on top of a story and at its end."""

    title = forms.CharField(label=_("Title"), max_length=300)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    lead = _text(_("In two sentences"), 2)
    lead_en = _text(_("In two sentences, in English"), 2, english=True)
    cover = PictureField(label=_("Cover picture"), required=False)
    text = _text(_("Introduction"), 5)
    text_en = _text(_("Introduction in English"), 5, english=True)
    credits = _text(_("Thanks and sources"), 3)
    credits_en = _text(_("Thanks and sources in English"), 3, english=True)

    def words(self, name: str) -> Words:
        return Words(self.cleaned_data[name].strip(), self.cleaned_data[f"{name}_en"].strip())


class SectionForm(forms.Form):
    heading = forms.CharField(label=_("Heading"), max_length=300)
    heading_en = forms.CharField(label=_("Heading in English"), max_length=300, required=False)
    text = _text(_("Text"), 8, help_text=_("An empty line begins a new paragraph."))
    text_en = _text(_("Text in English"), 8, english=True)
    layout = forms.ChoiceField(
        label=_("How it looks"),
        choices=[(one.value, word) for one, word in LAYOUT_WORDS.items()],
        widget=forms.RadioSelect,
        initial=Layout.SIDE.value,
    )
    date_text = forms.CharField(
        label=_("Date, as people say it"), max_length=60, required=False, help_text=_("Spring 1975, about 1931…")
    )
    year = forms.IntegerField(
        label=_("Year on the time line"),
        required=False,
        min_value=-100_000,
        max_value=2200,
        help_text=_("Before the common era with a minus."),
    )
    year_to = forms.IntegerField(label=_("to year"), required=False, min_value=-100_000, max_value=2200)
    place = forms.CharField(label=_("Name of the place"), max_length=120, required=False)
    latitude = forms.FloatField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, help_text=_("For the map: 12.0045")
    )
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    things = forms.CharField(
        label=_("Museum objects, heritage places, events"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Addresses or identifiers of their pages, one a line."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("longitude", _now("The map needs both latitude and longitude."))
        start, end = data.get("year"), data.get("year_to")
        if end is not None and (start is None or end < start):
            self.add_error("year_to", _now("It would end before it begins."))
        return data

    def spot(self) -> Spot | None:
        data = self.cleaned_data
        if data["latitude"] is None:
            return None
        return Spot(data["latitude"], data["longitude"], data["place"].strip())

    def moment(self) -> Moment | None:
        data = self.cleaned_data
        return Moment(data["year"], data["year_to"], data["date_text"].strip()) if data["year"] is not None else None

    def named_things(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(last_word(line) for line in self.cleaned_data["things"].splitlines() if line.strip())
        )


def last_word(address: str) -> str:
    """`https://…/read/things/b3f7k2m9c?x` → `b3f7k2m9c`."""
    return address.strip().partition("?")[0].rstrip("/").rpartition("/")[2][:12].lower()


class PictureForm(forms.Form):
    """One picture of a section."""

    picture = PictureField(label=pgettext_lazy("in a story", "Picture"))
    caption = forms.CharField(label=_("Caption"), max_length=500, required=False)
    caption_en = forms.CharField(label=_("Caption in English"), max_length=500, required=False)

    def shown(self) -> Picture:
        data = self.cleaned_data
        found: Picture = data["picture"]
        words = Words(data["caption"].strip(), data["caption_en"].strip())
        return Picture(found.object, found.page, found.region, words)


class ItemForm(forms.Form):
    """A document or a thing that goes into a collection."""

    named = forms.CharField(
        label=_("Document or thing"), max_length=500, help_text=_("The address of its page, or its identifier.")
    )
    note = forms.CharField(label=_("Why it is here"), max_length=500, required=False)
    note_en = forms.CharField(label=_("Why it is here, in English"), max_length=500, required=False)


class ThingForm(forms.Form):
    library = forms.ChoiceField(label=_("Entered by"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Thing.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Name"), max_length=300)
    title_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    text = _text(_("What it is"), 5)
    text_en = _text(_("What it is, in English"), 5, english=True)
    holder = forms.CharField(label=_("Kept by"), max_length=300, required=False)
    date_text = forms.CharField(label=_("Date, as people say it"), max_length=60, required=False)
    year = forms.IntegerField(label=_("From year"), required=False, min_value=-32000, max_value=2200)
    year_to = forms.IntegerField(label=_("to year"), required=False, min_value=-32000, max_value=2200)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    picture = PictureField(label=pgettext_lazy("in a story", "Picture"), required=False)
    rights = forms.ChoiceField(label=_("Licence of this description"), required=False, choices=statements.choices)
    source = forms.CharField(
        label=_("Source"),
        max_length=500,
        help_text=_("Where this is known from: a museum's register, a decision, a book."),
    )
    source_url = forms.URLField(label=_("Address of the source"), max_length=500, required=False, assume_scheme="https")
    is_shown = forms.BooleanField(label=_("Readers may see it"), required=False, initial=True)

    def __init__(self, *args: Any, libraries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if libraries:
            self.fields["library"].choices = libraries  # type: ignore[attr-defined]
        else:
            del self.fields["library"]


class RelationForm(forms.Form):
    kind = forms.ChoiceField(label=_("This document"), choices=[(one.value, word) for one, word in WAY_WORDS.items()])
    target = forms.ChoiceField(label=_("what"), choices=[(one, TARGET_WORDS[one]) for one in TARGETS])
    named = forms.CharField(
        label=_("Which"),
        max_length=300,
        help_text=_("Address or identifier of its page; for the authority file also the heading."),
    )
    source = forms.CharField(
        label=_("Known from"), max_length=500, help_text=_("The page itself, a register, a person…")
    )
