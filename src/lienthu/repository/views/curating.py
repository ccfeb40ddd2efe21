"""The desk of exhibitions and themed collections: drafts, their sections and pictures, publishing, history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import cards
from lienthu.repository import gate
from lienthu.repository.actions import curate
from lienthu.repository.models import DigitalObject, Story, Thing
from lienthu.repository.queries import first_pages
from lienthu.repository.rules import stories as rules
from lienthu.repository.rules.stories import Content, Item, Picture, Section, Words, unpacked
from lienthu.repository.stories import queries, shown
from lienthu.repository.stories.forms import BeginForm, FactsForm, ItemForm, PictureForm, SectionForm, last_word
from lienthu.repository.views.stories import private, told
from lienthu.repository.views.words import tabs

CURATE = Permission.REPOSITORY_CURATE
FAULTS = (Invalid, Conflict, Refused)
STATE_KIND = {"draft": "", "published": "good", "withdrawn": "bad"}
NEW = "new"


def libraries(request: HttpRequest) -> list[tuple[str, str]]:
    """Those that this person curates for, by name."""
    scope = actor_of(request).scope(CURATE)
    known = cards(None if scope.everything else scope.library_ids)
    return sorted(((str(number), card.name) for number, card in known.items()), key=lambda pair: pair[1])


def _page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    return tabs(request, "repository:stories") | {"room_current": "repository:stories"} | more


def add_fault(form: forms.Form, error: Invalid | Conflict | Refused) -> None:
    named = error.params.get("field")
    form.add_error(named if named in form.fields else None, sentence(error.code, error.params))


@requires(CURATE)
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = BeginForm(request.POST or None, libraries=libraries(request), initial={"kind": "exhibition"})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = curate.begin_story(
                actor=actor, library_id=int(data["library"]), kind=data["kind"], title=Words(data["title"])
            )
            return redirect("repository:story", made.public_id)
        except FAULTS as error:
            add_fault(form, error)
    listed = page(queries.stories_kept_by(actor), by=("-id",), after=request.GET.get("after"), size=50)
    rows = [(one, STATE_KIND[one.state]) for one in listed.items]
    context = _page(request, rows=rows, page=listed, form=form)
    return render(request, "repository/stories.html", context, status=422 if form.errors else 200)


@requires(CURATE)
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft: what stands on top, its sections or its documents, what may be done with it."""
    found = queries.story_named(actor_of(request), public_id)
    form = FactsForm(request.POST or None, initial=_facts(unpacked(found.draft)))
    if form.is_bound and form.is_valid() and _changed(request, found, lambda content: _with_facts(content, form), form):
        messages.success(request, _("Saved."))
        return redirect("repository:story", public_id)
    return _show(request, found, form)


def _show(request: HttpRequest, found: Story, form: forms.Form, item: ItemForm | None = None) -> HttpResponse:
    content = unpacked(found.draft)
    wanted = request.GET.get("q", "")
    is_exhibition = found.kind == Story.Kind.EXHIBITION
    others = queries.stories_kept_by(actor_of(request)).filter(kind=Story.Kind.COLLECTION).exclude(id=found.pk)
    context = _page(
        request,
        found=found,
        kind=STATE_KIND[found.state],
        story=shown.tell(gate.visitor_of(request), content, at_the_desk=True),
        untold=shown.untold(content),
        form=form,
        item=item or ItemForm(),
        is_exhibition=is_exhibition,
        versions=found.versions.order_by("-number")[:50],
        parents=others.order_by("title")[:200],
        wanted=wanted,
        offered=[] if is_exhibition else _offered(wanted),
        public=_public(found),
    )
    errors = form.errors or (item is not None and item.errors)
    return render(request, "repository/story.html", context, status=422 if errors else 200)


def _public(found: Story) -> str:
    if found.state != Story.State.PUBLISHED:
        return ""
    name = "repository:exhibition" if found.kind == Story.Kind.EXHIBITION else "repository:themed"
    return reverse(name, args=[found.public_id])


def _offered(words: str) -> list[tuple[DigitalObject, Any]]:
    """Documents to choose from, with their first pages. Who may see them later is the gate's to say."""
    found = queries.documents_called(words)
    first = first_pages([one.pk for one in found])
    return [(one, first.get(one.pk)) for one in found]


def _facts(content: Content) -> dict[str, Any]:
    said: dict[str, Any] = {"cover": address_of(content.cover) if content.cover else ""}
    for name in ("title", "lead", "text", "credits"):
        words: Words = getattr(content, name)
        said |= {name: words.vi, f"{name}_en": words.en}
    return said


def address_of(picture: Picture) -> str:
    """As the field for pictures reads it again."""
    part = f"#xywh={','.join(str(number) for number in picture.region)}" if picture.region else ""
    return f"{reverse('repository:read', args=[picture.object])}?page={picture.page}{part}"


def _with_facts(content: Content, form: FactsForm) -> Content:
    return replace(
        content,
        title=form.words("title"),
        lead=form.words("lead"),
        text=form.words("text"),
        credits=form.words("credits"),
        cover=form.cleaned_data["cover"],
    )


def _changed(
    request: HttpRequest, found: Story, edit: Callable[[Content], Content], form: forms.Form | None = None
) -> bool:
    """Whether the draft took the change; what stood against it is said in the form, or on top of the page."""
    try:
        curate.change_draft(actor=actor_of(request), story_id=found.pk, version=_seen(request), edit=edit)
    except FAULTS as error:
        if form is None:
            messages.error(request, sentence(error.code, error.params))
        else:
            add_fault(form, error)
        return False
    return True


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@requires(CURATE)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """The words of a section, its date and place, its pictures."""
    found = queries.story_named(actor_of(request), public_id)
    if found.kind != Story.Kind.EXHIBITION:
        raise NotFound("kernel.not_found")
    content = unpacked(found.draft)
    one = Section(NEW) if key == NEW else _section(content, key)
    form = SectionForm(request.POST or None, initial=_section_facts(one))
    if form.is_bound and form.is_valid():
        place = rules.new_key(content) if key == NEW else key
        if _changed(request, found, lambda draft: rules.with_section(draft, _said(form, draft, place)), form):
            messages.success(request, _("Saved."))
            return redirect("repository:story_section", public_id, place)
    return _show_section(request, found, one, form)


def _section(content: Content, key: str) -> Section:
    found = next((one for one in content.sections if one.key == key), None)
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def _show_section(
    request: HttpRequest, found: Story, one: Section, form: forms.Form, picture: PictureForm | None = None
) -> HttpResponse:
    wanted = request.GET.get("q", "")
    gallery = shown.Gallery(gate.visitor_of(request), one.pictures)
    context = _page(
        request,
        found=found,
        section=one,
        form=form,
        is_new=one.key == NEW,
        pictures=[gallery.show(each) for each in one.pictures],
        picture=picture or PictureForm(prefix="p"),
        wanted=wanted,
        offered=[] if one.key == NEW else _offered(wanted),
    )
    errors = form.errors or (picture is not None and picture.errors)
    return render(request, "repository/story_section.html", context, status=422 if errors else 200)


def _section_facts(one: Section) -> dict[str, Any]:
    address = reverse("repository:thing", args=["x"])[:-1]
    return {
        "heading": one.heading.vi,
        "heading_en": one.heading.en,
        "text": one.text.vi,
        "text_en": one.text.en,
        "layout": one.layout.value,
        "date_text": one.moment.text if one.moment else "",
        "year": one.moment.start if one.moment else None,
        "year_to": one.moment.end if one.moment else None,
        "place": one.spot.name if one.spot else "",
        "latitude": one.spot.latitude if one.spot else None,
        "longitude": one.spot.longitude if one.spot else None,
        "things": "\n".join(address + name for name in one.things),
    }


def _said(form: SectionForm, draft: Content, key: str) -> Section:
    data = form.cleaned_data
    before = next((one for one in draft.sections if one.key == key), Section(key))
    return replace(
        before,
        heading=Words(data["heading"].strip(), data["heading_en"].strip()),
        text=Words(data["text"].strip(), data["text_en"].strip()),
        layout=rules.Layout(data["layout"]),
        spot=form.spot(),
        moment=form.moment(),
        things=form.named_things(),
    )


@requires(CURATE)
@require_POST
def add_picture(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    found = queries.story_named(actor_of(request), public_id)
    form = PictureForm(request.POST, prefix="p")
    if form.is_valid() and _changed(
        request, found, lambda draft: curate.add_pictures(draft, key, (form.shown(),)), form
    ):
        return redirect("repository:story_section", public_id, key)
    one = _section(unpacked(found.draft), key)
    return _show_section(request, found, one, SectionForm(initial=_section_facts(one)), form)


@requires(CURATE)
@require_POST
def drop_picture(request: HttpRequest, public_id: str, key: str, number: int) -> HttpResponse:
    """`number`: which picture of the section, from 1."""
    found = queries.story_named(actor_of(request), public_id)
    _changed(request, found, lambda draft: _without_picture(draft, key, number))
    return redirect("repository:story_section", public_id, key)


def _without_picture(draft: Content, key: str, number: int) -> Content:
    one = _section(draft, key)
    kept = tuple(each for place, each in enumerate(one.pictures, 1) if place != number)
    return rules.with_section(draft, replace(one, pictures=kept))


@requires(CURATE)
@require_POST
def add_item(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.story_named(actor_of(request), public_id)
    if found.kind != Story.Kind.COLLECTION:
        raise NotFound("kernel.not_found")
    form = ItemForm(request.POST)
    if form.is_valid() and _changed(request, found, lambda draft: rules.with_item(draft, _item(form, draft)), form):
        return redirect("repository:story", public_id)
    return _show(request, found, FactsForm(initial=_facts(unpacked(found.draft))), form)


def _item(form: ItemForm, draft: Content) -> Item:
    data = form.cleaned_data
    note, named = Words(data["note"].strip(), data["note_en"].strip()), data["named"]
    picture = rules.picture_named(named)
    word = picture.object if picture else last_word(named)
    if Thing.objects.filter(public_id=word).exists():
        return Item(rules.new_key(draft), thing=word, note=note)
    return Item(rules.new_key(draft), object=word, note=note)


@requires(CURATE)
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Moves and removes sections, publishes, withdraws, puts an earlier version back, places in a collection."""
    found = queries.story_named(actor_of(request), public_id)
    did, key = request.POST.get("act", ""), request.POST.get("key", "")
    edits: dict[str, Callable[[Content], Content]] = {
        "up": lambda draft: rules.moved(draft, key, -1),
        "down": lambda draft: rules.moved(draft, key, 1),
        "remove": lambda draft: rules.without(draft, key),
    }
    if did in edits:
        _changed(request, found, edits[did])
        return redirect(f"{reverse('repository:story', args=[public_id])}#parts")
    try:
        messages.success(request, _done(request, found, did))
    except FAULTS as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("repository:story", public_id)


def _done(request: HttpRequest, found: Story, did: str) -> str:
    actor, note = actor_of(request), request.POST.get("note", "")
    if did == "publish":
        curate.publish_story(actor=actor, story_id=found.pk, version=_seen(request), note=note)
        return _("Readers see it now.")
    if did == "withdraw":
        curate.withdraw_story(actor=actor, story_id=found.pk, note=note)
        return _("Readers see it no more.")
    if did == "put-back":
        curate.put_back(actor=actor, story_id=found.pk, version=_seen(request), number=_number(request, "number"))
        return _("The draft says again what it said then.")
    if did == "place":
        curate.place_story(
            actor=actor,
            story_id=found.pk,
            parent=request.POST.get("parent", ""),
            position=_number(request, "position"),
        )
        return _("Saved.")
    raise Invalid("repository.no_such_act")


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


@requires(CURATE)
@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft as readers would see it, with this person's own rights."""
    found = queries.story_named(actor_of(request), public_id)
    template = "repository/exhibition.html" if found.kind == Story.Kind.EXHIBITION else "repository/themed.html"
    context = told(request, found, found.draft) | {"preview": reverse("repository:story", args=[public_id])}
    return private(render(request, template, context))
