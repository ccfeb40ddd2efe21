"""The library's own records: the list, a new record, the editor, what the editor asks while somebody types."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue.actions.hold_record import hold_record, leave_record
from lienthu.catalogue.actions.save_record import Saved, save_record
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries import (
    editing_libraries,
    find_records,
    marc_of_version,
    numbered_copies,
    record_to_edit,
)
from lienthu.catalogue.rules.desk import LONGEST_FIELD, length_of
from lienthu.catalogue.views import desk, draft, drafting
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, LienThuError, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.marc.changes import changes, merge
from lienthu.marc.help import help_for
from lienthu.marc.record import Record, from_compact
from lienthu.marc.templates import TEMPLATES, fresh, with_dates, without_empty
from lienthu.marc.validation import ITEM_TAGS
from lienthu.registry.queries import cards

EDIT = Permission.CATALOGUE_EDIT
ROOM = {"room_current": "catalogue:records"}
#: Numbers and stamps of one record, which a copy of it does not take over.
_OWN = frozenset({"001", "003", "005", "035", "911", "912"}) | ITEM_TAGS


@requires(EDIT)
def overview(request: HttpRequest) -> HttpResponse:
    actor, asked = actor_of(request), request.GET
    libraries = list(editing_libraries(actor))
    found = find_records(actor, asked.get("q", ""), library=asked.get("library", ""), state=asked.get("state", ""))
    shown = page(found, by=("-id",), after=asked.get("after"), size=50)
    names = cards([library.id for library in libraries])
    context = {
        "page": shown,
        "records": desk.listed(shown.items),
        "q": asked.get("q", "")[:200],
        "chosen": asked.get("library", ""),
        "state": asked.get("state", ""),
        "states": SourceRecord.State.choices,
        "libraries": [(one.code, names[one.id].name if one.id in names else one.code) for one in libraries],
    }
    return render(request, "catalogue/records.html", context | ROOM)


@requires(EDIT)
def choose(request: HttpRequest) -> HttpResponse:
    """What kind of document, and for which library."""
    libraries = list(editing_libraries(actor_of(request)))
    names = cards([library.id for library in libraries])
    context = {
        "kinds": [(code, desk.KINDS[code], desk.ICONS[code]) for code in TEMPLATES],
        "libraries": [(one.code, names[one.id].name if one.id in names else one.code) for one in libraries],
    }
    return render(request, "catalogue/record_new.html", context | ROOM)


@requires(EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """An empty record of a kind, or a copy of another record; stored when it is first saved."""
    library = editing_libraries(actor_of(request)).filter(code=request.GET.get("library", "")[:30]).first()
    if library is None:
        raise NotFound("catalogue.library_needed")
    if request.method == "POST":
        return _posted(request, None, library.id)
    return _editor(request, _Work(None, None, _start(request)), view=request.GET.get("view", "grid"))


def _start(request: HttpRequest) -> Record:
    source = request.GET.get("copy", "")
    if source.isdecimal() and len(source) < 19:
        return _copied(request, from_compact(record_to_edit(actor_of(request), int(source)).marc))
    kind = request.GET.get("kind", "")
    return fresh(kind if kind in TEMPLATES else "book", timezone.localdate().strftime("%y%m%d"))


def _copied(request: HttpRequest, other: Record) -> Record:
    """What the page cannot hold as lines is not copied, and that is said: a new record has nothing to fold it into."""
    wanted = [one for one in other.fields if one.tag not in _OWN]
    kept = [one for one in wanted if length_of(one) <= LONGEST_FIELD][: draft.MOST_LINES]
    if lost := len(wanted) - len(kept):
        text = ngettext(
            "%(n)s field is too long to be copied.", "%(n)s fields are too many or too long to be copied.", lost
        )
        messages.warning(request, text % {"n": lost})
    return Record(f"{other.leader[:5]}n{other.leader[6:]}", kept)


@requires(EDIT)
def edit(request: HttpRequest, record_id: int) -> HttpResponse:
    record = record_to_edit(actor_of(request), record_id)
    if request.method == "POST":
        return _posted(request, record, record.library_id)
    held = desk.others(hold_record(actor=actor_of(request), record_id=record.id))
    return _editor(request, _Work(record, from_compact(record.marc)), view=request.GET.get("view", "grid"), others=held)


@requires(EDIT)
@require_POST
def held(request: HttpRequest, record_id: int) -> HttpResponse:
    """The open page says that it is still open, and hears who else is there and whether somebody saved."""
    others = hold_record(actor=actor_of(request), record_id=record_id)
    record = record_to_edit(actor_of(request), record_id)
    newer = request.POST.get("version", "") not in ("", "0", str(record.version))
    return render(request, "catalogue/_held.html", {"others": desk.others(others), "newer": newer, "record": record})


@requires(EDIT)
@require_POST
def check(request: HttpRequest, record_id: int) -> HttpResponse:
    """The findings of the text as it stands on the page; `record_id` 0 is a new one."""
    record = record_to_edit(actor_of(request), record_id) if record_id else None
    posted = draft.read(request.POST)
    base = _base(record, posted)
    marc = draft.record_of(posted, base)
    found = desk.checked(marc, base, draft.lines_of(marc, base), numbered_copies(record))
    return render(request, "catalogue/_findings.html", found | {"record": record, "view": posted.view})


@requires(EDIT)
def field_help(request: HttpRequest, tag: str) -> HttpResponse:
    found = help_for(tag)
    if found is None:
        raise NotFound("kernel.not_found")
    language = get_language() or "vi"
    context = {
        "tag": tag,
        "name": found.name.in_language(language),
        "hints": [words.in_language(language) for words in found.hints],
        "repeatable": found.repeatable,
        "indicators": [(place, [(value, words.in_language(language)) for value, words in values.items()])
                       for place, values in ((1, found.first), (2, found.second)) if values],
        "subfields": [(code, words.in_language(language)) for code, words in found.subfields.items()],
    }  # fmt: skip
    whole = "catalogue/_field_help.html" if request.headers.get("HX-Request") else "catalogue/field_help.html"
    return render(request, whole, context | ROOM)


@dataclass(slots=True)
class _Work:
    """A record on the desk: what is stored, the text that the page was made from, the text as it is now."""

    record: SourceRecord | None
    base: Record | None
    marc: Record = field(default_factory=Record)
    version: int = 0
    base_version: int = 0

    def __post_init__(self) -> None:
        if self.base is not None and not self.marc.fields:
            self.marc = self.base
        if self.record is not None and not self.version:
            self.version = self.base_version = self.record.version


def _posted(request: HttpRequest, record: SourceRecord | None, library_id: int) -> HttpResponse:
    posted = draft.arranged(draft.read(request.POST))
    base = _base(record, posted)
    work = _Work(record, base, draft.record_of(posted, base), posted.version, posted.base)
    if posted.wants == "save":
        return _save(request, work, library_id, posted.view)
    if posted.wants == "merge" and record is not None and base is not None:
        return _merged(request, work, posted.view)
    if posted.wants in drafting.ACTS:
        work.marc, said = drafting.helped(request, work.marc, posted.wants)
        return _editor(request, work, view=posted.view, helped=said)
    if posted.wants == "view":
        posted.view = posted.act.partition(":")[2]
    return _editor(request, work, view=posted.view, blank=draft.blank_tag(posted))


def _merged(request: HttpRequest, work: _Work, view: str) -> HttpResponse:
    """What was typed, carried over to what somebody else saved meanwhile. Nothing is stored yet."""
    assert work.record is not None and work.base is not None
    theirs = from_compact(work.record.marc)
    merged = merge(work.base, without_empty(work.marc, work.base), theirs)
    now = _Work(work.record, theirs, merged.record)
    return _editor(request, now, view=view, merged=desk.differences(merged.conflicts), is_merged=True)


def _save(request: HttpRequest, work: _Work, library_id: int, view: str) -> HttpResponse:
    actor, number = actor_of(request), work.record.id if work.record else None
    try:
        saved = save_record(
            actor=actor,
            library_id=library_id,
            marc=with_dates(without_empty(work.marc, work.base).copy()),
            record_id=number,
            expected_version=work.version if work.record else None,
        )
    except (Conflict, Invalid) as error:
        return _refused(request, work, view, error)
    if number is not None:
        leave_record(actor=actor, record_id=number)
    _tell(request, saved)
    if saved.state == SourceRecord.State.RESTRICTED:
        return redirect("catalogue:records")
    return redirect(reverse("catalogue:record", args=[saved.record_id]) + ("?view=form" if view == "form" else ""))


def _tell(request: HttpRequest, saved: Saved) -> None:
    if saved.state == SourceRecord.State.RESTRICTED:
        text = _("Saved %(number)s. It carries a secrecy level: it waits for review and is not shown.")
        messages.warning(request, text % {"number": saved.control_no})
    elif not saved.changed:
        messages.info(request, _("Nothing had changed; nothing was saved."))
    else:
        text = _("Saved: record %(number)s, version %(version)s.")
        messages.success(request, text % {"number": saved.control_no, "version": saved.version})


def _refused(request: HttpRequest, work: _Work, view: str, error: LienThuError) -> HttpResponse:
    """The page with the text as it was typed, and one sentence why it was not saved."""
    context: dict[str, Any] = {"refusal": sentence(error.code, error.params)}
    if work.record is not None and error.code == "catalogue.record_overtaken":
        typed = without_empty(work.marc, work.base)
        context["overtaken"] = desk.differences(changes(from_compact(work.record.marc), typed))
        work.version = work.record.version
    return _editor(request, work, view=view, **context)


def _base(record: SourceRecord | None, posted: draft.Posted) -> Record | None:
    """The stored text that a page was made from; nothing for a new record."""
    if record is None:
        return None
    try:
        return marc_of_version(record, posted.base)
    except NotFound:
        return from_compact(record.marc)


def _editor(request: HttpRequest, work: _Work, *, view: str, blank: str | None = None, **more: Any) -> HttpResponse:
    record, copies = work.record, numbered_copies(work.record)
    context = desk.editor(work.marc, work.base, view="form" if view == "form" else "grid", copies=copies, blank=blank)
    context |= {
        "record": record,
        "version": work.version,
        "base": work.base_version,
        "state_kind": desk.STATE_KIND[record.state] if record else "",
        "crumbs": desk.crumbs(record, "" if record else _("New record")),
    }
    return render(request, "catalogue/record.html", context | more | ROOM)
