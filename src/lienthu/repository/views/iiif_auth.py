"""Probe, sign-in window and token of IIIF Authorization Flow 2.0."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_safe

from lienthu.accounts.tokens import READING_PREFIX
from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import Invalid
from lienthu.kernel.middleware import ContentSecurityPolicyMiddleware
from lienthu.kernel.sentences import sentence
from lienthu.repository import gate, iiif_auth, media_files, queries
from lienthu.repository.media_page import is_offered
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Decision, Surface

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|https?://\[[0-9a-f:]{2,39}\](?::\d{1,5})?")


@requires(Access.PUBLIC)
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def probe(request: HttpRequest, image: str) -> HttpResponse:
    """Whether the image would open; the answer itself is always 200 (Authorization Flow 2.0, 3.3)."""
    if request.method == "OPTIONS":
        return _for_viewers(HttpResponse(status=204))
    return _told(request, queries.page_named(image).object, lambda decision: decision.allows(Surface.IMAGE))


@requires(Access.PUBLIC)
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def probe_media(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Whether the recording would be played."""
    if request.method == "OPTIONS":
        return _for_viewers(HttpResponse(status=204))
    found = queries.object_named(public_id)
    if is_offered(gate.decision_for(_who(request), found)):
        media_files.recording_at(media_files.files_of(found), number)
    return _told(request, found, is_offered)


def _told(request: HttpRequest, found: DigitalObject, opens: Callable[[Decision], bool]) -> HttpResponse:
    visitor = _who(request)
    decision = gate.decision_for(visitor, found)
    status = 200 if opens(decision) else 401 if not visitor.actor.is_signed_in else 403
    body: dict[str, Any] = {"@context": iiif_auth.CONTEXT, "type": "AuthProbeResult2", "status": status}
    if status != 200:
        # What is not published sounds like what is not there, as everywhere.
        why = decision.why or "repository.not_to_take_away"
        why = why if decision.allows(Surface.RECORD) else "repository.not_there"
        body["heading"] = {"none": [sentence(why)]}
        body["status"] = status if decision.allows(Surface.RECORD) else 404
    return _for_viewers(JsonResponse(body, json_dumps_params={"ensure_ascii": False}))


def _who(request: HttpRequest) -> gate.Visitor:
    token = request.headers.get("Authorization", "").partition(" ")[2].strip()
    return iiif_auth.visitor_of(token) if token.startswith(READING_PREFIX) else gate.visitor_of(request)


@requires(Access.PUBLIC)
@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """The window that a viewer opens: sign-in, then a page that closes itself."""
    visitor = gate.visitor_of(request)
    if not visitor.actor.is_signed_in and visitor.device_library is None:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('iiif-access')})}")
    return render(request, "repository/iiif_access.html")


@requires(Access.PUBLIC)
@require_safe
@xframe_options_exempt
def token(request: HttpRequest) -> HttpResponse:
    """A page in a hidden frame of the viewer, which posts the token to the viewer's own site and no other."""
    origin, message = request.GET.get("origin", ""), request.GET.get("messageId", "")[:200]
    if not _ORIGIN.fullmatch(origin):
        raise Invalid("repository.iiif_origin")
    visitor = gate.visitor_of(request)
    body: dict[str, Any] = {"@context": iiif_auth.CONTEXT, "messageId": message}
    if visitor.actor.user_id or visitor.device_id:
        body |= {
            "type": "AuthAccessToken2",
            "accessToken": iiif_auth.token_for(visitor),
            "expiresIn": iiif_auth.LIFETIME,
        }
    else:
        body |= {"type": "AuthAccessTokenError2", "profile": "missingAspect"}
    response = render(request, "repository/iiif_token.html", {"body": body, "origin": origin})
    policy = ContentSecurityPolicyMiddleware.POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {origin}")
    response["Content-Security-Policy"] = policy
    response["Cache-Control"] = "no-store"
    return response


def _for_viewers(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Headers"] = "Authorization"
    response["Cache-Control"] = "private, no-store"
    return response
