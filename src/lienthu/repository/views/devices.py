"""Reading devices: this browser is registered as one of a library's reading room, and any of them is ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import cards
from lienthu.repository import gate
from lienthu.repository.actions.devices import end_device, register_device
from lienthu.repository.forms import DeviceForm
from lienthu.repository.models import ReadingDevice
from lienthu.repository.policies import KEEPS
from lienthu.repository.views.words import tabs

KEEP = Permission.REPOSITORY_KEEP
_SHOWN = 200


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    form = DeviceForm(request.POST or None, libraries=_libraries(request))
    if form.is_bound and form.is_valid():
        try:
            return _registered(request, form)
        except Invalid as error:
            form.add_error(error.params.get("field"), sentence(error.code, error.params))
    found = KEEPS.filter(actor_of(request), ReadingDevice.objects.all()).order_by("-id")[:_SHOWN]
    names = {library_id: card.name for library_id, card in cards().items()}
    rows = [(one, names.get(one.library_id, ""), *_state(one)) for one in found]
    context = {"form": form, "rows": rows, "this": gate.visitor_of(request).device_id}
    context |= tabs(request, "repository:devices")
    return render(request, "repository/devices.html", context, status=422 if form.errors else 200)


def _libraries(request: HttpRequest) -> list[tuple[str, str]]:
    scope = actor_of(request).scope(KEEP)
    found = cards(None if scope.everything else scope.library_ids)
    return sorted(((str(library_id), card.name) for library_id, card in found.items()), key=lambda pair: pair[1])


def _state(device: ReadingDevice) -> tuple[str, str]:
    if device.ended_at:
        return "bad", _("Ended")
    if device.expires_at <= timezone.now():
        return "warn", _("Expired")
    return "good", _("Registered")


def _registered(request: HttpRequest, form: DeviceForm) -> HttpResponse:
    data = form.cleaned_data
    device, secret = register_device(
        actor=actor_of(request), library_id=int(data["library"]), name=data["name"], days=data["days"]
    )
    messages.success(request, _("This browser is now “%(name)s”.") % {"name": device.name})
    response = redirect("repository:devices")
    response.set_cookie(
        gate.DEVICE_COOKIE,
        gate.device_cookie(secret),
        max_age=data["days"] * 86400,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@requires(KEEP)
@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    try:
        device = end_device(actor=actor_of(request), public_id=public_id)
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("“%(name)s” opens nothing from now on.") % {"name": device.name})
    return redirect("repository:devices")
