"""Books in, for who does not know MARC: scan or type an ISBN; what the network has is taken with one button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.catalogue import known_books
from lienthu.catalogue.actions.add_copy import CopyData
from lienthu.catalogue.actions.learn_title_code import learn_title_code
from lienthu.catalogue.actions.take_book import Taken, add_numbered, take_known, take_new
from lienthu.catalogue.authority_fitting import LOOKED_UP
from lienthu.catalogue.book_forms import CopiesForm, ShortForm
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries import editing_libraries, find_records, record_to_edit, title_codes
from lienthu.catalogue.rules.short_form import call_number, short_record
from lienthu.catalogue.rules.title_code import title_code
from lienthu.catalogue.views import desk, drafting
from lienthu.catalogue.views.act import refused
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, NotFound, Refused
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.marc.fields import Bib
from lienthu.marc.isbn import normalise_isbn
from lienthu.marc.record import from_compact
from lienthu.registry.models import Library
from lienthu.registry.queries import cards

EDIT = Permission.CATALOGUE_EDIT
ROOM = {"room_current": "catalogue:books"}
_MOST_FOUND = 10


@requires(EDIT)
def overview(request: HttpRequest) -> HttpResponse:
    """The input, and below it what was found for the last code."""
    code = request.GET.get("code", "").strip()[:60].replace("\x00", "")
    library, choices = _library(request, request.GET.get("library", ""))
    context: dict[str, Any] = {"code": code, "libraries": choices, "chosen": library.code, **ROOM}
    if code:
        context |= _found(request, library, code)
    elif request.GET.get("new"):
        isbn = normalise_isbn(request.GET.get("isbn", "")[:60])
        context["form"] = ShortForm(initial={"isbn": isbn or "", "copies": 1, "kind": "textbook"})
    return render(request, "catalogue/books.html", context)


def _found(request: HttpRequest, library: Library, code: str) -> dict[str, Any]:
    isbn = normalise_isbn(code)
    own = list(find_records(actor_of(request), code, library=library.code, state="active")[:_MOST_FOUND])
    known = [] if isbn is None else known_books.source().by_isbn(isbn)
    found: dict[str, Any] = {"own": desk.listed(own), "known": [] if own else [desk.known(one) for one in known]}
    if not own and not known:
        digits = code.replace("-", "").replace(" ", "")
        found |= {
            "form": ShortForm(initial={"isbn": isbn or "", "copies": 1, "kind": "textbook"}),
            "wrong_isbn": isbn is None and digits.isdecimal() and len(digits) in (10, 13),
        }
    return found


@requires(EDIT)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """More copies of an own record (`record`), or a book of the network (`key`)."""
    library, _choices = _library(request, request.POST.get("library", ""))
    form = CopiesForm(request.POST)
    back = f"{reverse('catalogue:books')}?library={library.code}"
    if not form.is_valid():
        messages.error(request, _("How many copies? From 1 to 200."))
        return redirect(back)
    try:
        taken = _take(request, library, form.cleaned_data["copies"])
    except (Conflict, Invalid) as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        _tell(request, taken)
    return redirect(back)


def _take(request: HttpRequest, library: Library, copies: int) -> Taken:
    actor, key = actor_of(request), request.POST.get("key", "")[:20]
    if key:
        book = known_books.source().by_key(key)
        copy = CopyData(call_number=call_number(book.marc) if book else "")
        return take_known(actor=actor, library_id=library.id, key=key, copies=copies, copy=copy)
    number = request.POST.get("record", "")
    if not (number.isdecimal() and len(number) < 19):
        raise NotFound("kernel.not_found")
    record = record_to_edit(actor, int(number))
    copy = CopyData(call_number=call_number(from_compact(record.marc)))
    items = add_numbered(actor=actor, record_id=record.id, copies=copies, copy=copy)
    return Taken(record.id, record.control_no, len(items), [one.accession_no for one in items if one.accession_no])


@requires(EDIT)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A book that nobody has: the short form."""
    library, choices = _library(request, request.POST.get("library", ""))
    form = ShortForm(request.POST)
    asked = _asked(request, form) if form.is_valid() else None
    if form.is_valid() and asked is None:
        marc = short_record(form.book(), entered=timezone.localdate().strftime("%y%m%d"), titles=title_codes())
        marc = LOOKED_UP["keywords"]([marc])(marc)
        copy = CopyData(location=form.cleaned_data["store"], call_number=call_number(marc), price=form.price_in_dong())
        copies = form.cleaned_data["copies"] or 0
        try:
            taken = take_new(actor=actor_of(request), library_id=library.id, marc=marc, copies=copies, copy=copy)
        except (Conflict, Invalid) as error:
            refused(form, error)
        else:
            _tell(request, taken)
            return redirect(f"{reverse('catalogue:books')}?library={library.code}")
    context = {"code": "", "libraries": choices, "chosen": library.code, "form": form, "asked": asked}
    return render(request, "catalogue/books.html", context | ROOM)


def _asked(request: HttpRequest, form: ShortForm) -> dict[str, Any] | None:
    """The question about a rime without a number, asked once; an answer is learnt. Codes need a class number."""
    said, table = form.cleaned_data, title_codes()
    if said["language"] != "vie" or not said["class_no"]:
        return None
    question = drafting.asked(title_code(said["title"], table).gap, table)
    if question is None:
        return None
    if said["rime_code"]:
        try:
            learn_title_code(actor=actor_of(request), word=question["word"], code=said["rime_code"])
        except (Invalid, Conflict, Refused) as error:
            form.add_error("rime_code", sentence(error.code, error.params))
            return question
        return None
    return None if request.POST.get("rime_asked") else question


def _tell(request: HttpRequest, taken: Taken) -> None:
    title = Bib(from_compact(SourceRecord.objects.get(id=taken.record_id).marc)).full_title
    said = {"title": title, "n": taken.copies, "numbers": _span(taken.numbers)}
    if taken.numbers:
        text = ngettext("%(title)s: %(n)s copy added, number %(numbers)s.",
                        "%(title)s: %(n)s copies added, numbers %(numbers)s.", taken.copies)  # fmt: skip
    elif taken.copies:
        text = ngettext(
            "%(title)s: %(n)s copy added without a number: the library has no series of accession numbers yet.",
            "%(title)s: %(n)s copies added without numbers: the library has no series of accession numbers yet.",
            taken.copies,
        )
    else:
        text = _("%(title)s is in the catalogue, without copies.")
    messages.success(request, text % said)


def _span(numbers: Any) -> str:
    return "" if not numbers else numbers[0] if len(numbers) == 1 else f"{numbers[0]} – {numbers[-1]}"


def _library(request: HttpRequest, code: str) -> tuple[Library, list[tuple[str, str]]]:
    """The library asked for, else the first where the person catalogues; and the choice where there are several."""
    libraries = list(editing_libraries(actor_of(request)))
    if not libraries:
        raise NotFound("catalogue.library_needed")
    names = cards([one.id for one in libraries])
    choices = [(one.code, names[one.id].name if one.id in names else one.code) for one in libraries]
    return next((one for one in libraries if one.code == code), libraries[0]), choices
