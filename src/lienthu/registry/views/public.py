"""The directory and the page of one library."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.errors import LienThuError
from lienthu.kernel.sentences import sentence
from lienthu.registry import listing
from lienthu.registry.history import history
from lienthu.registry.kinds import LibraryKind
from lienthu.registry.models import AgencyVersion
from lienthu.registry.opening import opening_state, week
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.profiles import Profile, profile
from lienthu.registry.queries import library_by_code
from lienthu.registry.questions import read_question
from lienthu.ui.shapes import Link


@requires(Access.PUBLIC)
def libraries(request: HttpRequest) -> HttpResponse:
    values = {name: str(value) for name, value in request.GET.items()}
    try:
        context = listing.context(request.get_full_path(), values)
    except LienThuError as error:
        context = listing.context(request.path, {})
        context |= {"problem": sentence(error.code, error.params), "values": values}
        return render(request, "registry/directory.html", context, status=error.status)
    return render(request, "registry/directory.html", context)


@requires(Access.PUBLIC)
def library(request: HttpRequest, identifier: str) -> HttpResponse:
    """A merged library leads to its heir, who shows where the reader came from; `history` stays on the old page."""
    found = library_by_code(identifier)
    if identifier != found.public_id:
        return redirect("registry:library", found.public_id, permanent=True)
    shown = profile(found, read_question(request.GET.get("as_of", ""), request.GET.get("boundaries", "")))
    if len(shown.heirs) == 1 and not {"history", "as_of"} & set(request.GET):
        query = QueryDict(mutable=True)
        query["from"] = found.public_id
        return redirect(f"{reverse('registry:library', args=[shown.heirs[0].public_id])}?{query.urlencode()}")
    return render(request, "registry/library.html", _library_page(request, shown))


def _library_page(request: HttpRequest, shown: Profile) -> dict[str, Any]:
    version = shown.version
    came_from = request.GET.get("from", "")
    return {
        "library": shown.library,
        "profile": shown,
        "version": version,
        "kind": LibraryKind(version.kind).label,
        "opening": opening_state(version.hours, timezone.localtime()) if shown.card.is_open else None,
        "week": week(version.hours),
        "facts": _facts(shown),
        "history": history(shown),
        "place": listing.place_of(shown),
        "origin": _origin(came_from) if came_from else None,
        "crumbs": [Link(_("Libraries"), reverse("registry:directory")), Link(str(version))],
        "may_edit": LIBRARY_EDIT.allows(actor_of(request), shown.library),
    }


def _facts(shown: Profile) -> list[tuple[Any, Any]]:
    version = shown.version
    place = f"https://www.openstreetmap.org/?mlat={version.latitude}&mlon={version.longitude}&zoom=16"
    return [
        (_("Address"), ", ".join(filter(None, [version.address, shown.area_path]))),
        (_("Way there"), _link(place, _("Open the map")) if version.latitude is not None else ""),
        (_("Telephone"), _link(f"tel:{version.phone}", version.phone)),
        (_("E-mail"), _link(f"mailto:{version.email}", version.email)),
        (_("Website"), _link(version.web, version.web)),
        (_("Kind"), LibraryKind(version.kind).label),
        (_("Governing agency"), _agency(shown)),
        (_("Code"), shown.library.code),
        ("ISIL", shown.library.isil),
    ]


def _agency(shown: Profile) -> str:
    agency = shown.version.agency
    if agency is None:
        return ""
    named = AgencyVersion.objects.filter(agency=agency).order_by("valid_from").last()
    return _link(reverse("registry:agency", args=[agency.public_id]), named.name if named else agency.code)


def _link(address: str, text: str) -> str:
    return format_html('<a href="{}" rel="noopener">{}</a>', address, text) if text else ""


def _origin(public_id: str) -> Profile | None:
    try:
        return profile(library_by_code(public_id), read_question())
    except LienThuError:
        return None
