"""Who acts, what they may call, and a clear answer when something is refused."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string

from lienthu.kernel.access import access_of
from lienthu.kernel.errors import LienThuError, NotFound, NotSignedIn, WrongMethod, expected
from lienthu.kernel.sentences import sentence

log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,40}")


class ActorMiddleware:
    """Puts `request.actor` there, asking the room that knows people (`ACTOR_PROVIDER`). What one of them was shown is
    kept by no shared cache, and asked for again each time, unless a view says otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.provider = import_string(settings.ACTOR_PROVIDER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-ID", "")
        request_id = offered if REQUEST_ID.fullmatch(offered) else secrets.token_hex(8)
        request.request_id = request_id  # type: ignore[attr-defined]
        try:
            request.actor = self.provider(request)  # type: ignore[attr-defined]
        except LienThuError as error:
            return answer(request, error)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class ClosedByDefaultMiddleware:
    """Refuses every view that did not declare who may call it; turns our errors into pages or JSON."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.declared = frozenset(settings.DECLARED_VIEW_PREFIXES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        said = answer(request, WrongMethod("kernel.wrong_method", method=str(request.method)[:20]))
        said.headers.setdefault("Allow", response.headers.get("Allow", ""))
        return said

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if access_of(view) is not None or is_declared(view, self.declared):
            return None
        log.error("view %s.%s declares no access", view.__module__, getattr(view, "__qualname__", view))
        return answer(request, NotFound("kernel.not_found"))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        known = expected(error)
        return None if known is None else answer(request, known)


class CompressionMiddleware(GZipMiddleware):
    """Compresses text. Pictures, sound and documents are compressed already, and a part of a file would no longer be
    the bytes that its `Content-Range` names."""

    SVG = "image/svg+xml"
    PACKED = ("image/", "audio/", "video/", "application/pdf", "application/epub+zip")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        is_packed = kind.startswith(self.PACKED) and not kind.startswith(self.SVG)
        if is_packed or response.status_code == HTTPStatus.PARTIAL_CONTENT:
            return response
        return super().process_response(request, response)


class ContentSecurityPolicyMiddleware:
    """No inline script, no foreign source."""

    POLICY = (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; font-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    PERMISSIONS = "geolocation=(self), camera=(), microphone=()"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        response.headers.setdefault("Permissions-Policy", self.PERMISSIONS)
        return response


def is_declared(view: Callable[..., Any], prefixes: frozenset[str]) -> bool:
    """True for views of other packages that the settings name (sign-in pages, static files)."""
    module = getattr(getattr(view, "func", view), "__module__", "")  # the REST interface's own are partials
    return any(module == prefix or module.startswith(prefix + ".") for prefix in prefixes)


def answer(request: HttpRequest, error: LienThuError) -> HttpResponse:
    text = sentence(error.code, error.params)
    if wants_json(request):
        body = {"code": error.code, "message": text, "params": error.params}
        return JsonResponse(body, status=error.status, json_dumps_params={"default": str, "ensure_ascii": False})
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
    return render(request, "ui/error.html", {"status": error.status, "message": text}, status=error.status)


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")
