"""The short way for stored tiles, in front of all of Django: the same gate, the same bytes and headers, a tenth of the
time. Rows are read and the gate is asked for every request; whatever is not plainly a tile that this reader may have
takes the long way, which also words every refusal.

Two things are left out that could only open more: that the reader keeps the object, and that he holds a seat.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.translation import get_language_from_request

from lienthu.accounts.sessions import Unsure, user_of
from lienthu.kernel.errors import LienThuError
from lienthu.kernel.ids import unsealed
from lienthu.kernel.middleware import REQUEST_ID, ContentSecurityPolicyMiddleware
from lienthu.repository import gate, tiles
from lienthu.repository.models import DigitalObject, Page
from lienthu.repository.rules import access, etags
from lienthu.repository.rules.access import Reader, Surface
from lienthu.repository.rules.iiif_image import BadRequest, NotOffered, Wanted, parse

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Answer = tuple[str, list[tuple[str, str]], bytes]

_ADDRESS: Final = re.compile(r"/iiif/image/([23])/([0-9a-z]{9})/([^/]+)/([^/]+)/0/default\.jpg")
_ROW: Final = (
    "SELECT p.pyramid, p.width, p.height, o.id, o.gate, o.state, o.library_id, o.year "  # noqa: S608 - names of tables
    f"FROM {Page._meta.db_table} p JOIN {DigitalObject._meta.db_table} o ON o.id = p.object_id WHERE p.id = %s"
)
_OFF_THE_WAY: Final = (DatabaseError, LienThuError, Unsure, BadRequest, NotOffered)


class TileDoor:
    """A WSGI application before another."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = _answer(environ)
        if answer is None:
            return self.application(environ, start_response)
        status, headers, body = answer
        start_response(status, headers)
        return [body]


def _answer(environ: Environ) -> Answer | None:
    """None for everything that has to take the long way."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING") or "HTTP_AUTHORIZATION" in environ:
        return None
    found = _ADDRESS.fullmatch(environ.get("PATH_INFO", ""))
    if (
        found is None
        or environ.get("SCRIPT_NAME")
        or not _is_ours(environ.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS))
    ):
        return None
    try:
        return _tile(environ, *found.groups())
    except _OFF_THE_WAY:
        return None


def _tile(environ: Environ, version: str, image: str, region: str, size: str) -> Answer | None:
    number = unsealed(image)
    if number is None:
        return None
    if not connection.in_atomic_block:  # only in tests
        connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute(_ROW, [number])
        row = cursor.fetchone()
    if row is None:
        return None
    pyramid, width, height, *rest = row
    wanted = parse(region, size, "0", "default", "jpg", width=width, height=height, version=int(version))
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    if not _may_have(cookies, wanted, region, *rest):
        return None
    tag = tiles.tag_of(pyramid, wanted)
    headers = [*_headers(_is_secure(environ)), *_own(environ, cookies, tag)]
    if etags.names(environ.get("HTTP_IF_NONE_MATCH", ""), tag):
        return "304 Not Modified", [*headers, ("Content-Length", "0")], b""
    body = tiles.stored(pyramid, wanted)
    if body is None:
        return None
    return "200 OK", [*headers, ("Content-Type", "image/jpeg"), ("Content-Length", str(len(body)))], body


def _may_have(
    cookies: dict[str, str],
    wanted: Wanted,
    region: str,
    object_id: int,
    number: int,
    state: str,
    library_id: int,
    year: int | None,
) -> bool:
    session_key = cookies.get(settings.SESSION_COOKIE_NAME)
    reader = Reader(
        user_id=user_of(session_key) if session_key is not None else None,
        device_library=gate.device_of(cookies.get(gate.DEVICE_COOKIE, ""))[1],
    )
    decision = access.decide(
        gate.rules_of(object_id, number),
        published=state == DigitalObject.State.PUBLISHED,
        owner=library_id,
        reader=reader,
        day=timezone.localdate(),
        year=year,
    )
    if decision.watermark or decision.quota:
        return False
    return decision.allows(Surface.THUMBNAIL) and decision.allows(tiles.surface_of(wanted, region))


@lru_cache(maxsize=256)
def _is_ours(host: str, ours: tuple[str, ...]) -> bool:
    return bool(host) and validate_host(split_domain_port(host)[0], ours)


def _is_secure(environ: Environ) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        if said := environ.get(name):
            return bool(said.split(",", 1)[0].strip() == value)
    return bool(environ["wsgi.url_scheme"] == "https")


@lru_cache(maxsize=2)
def _headers(secure: bool) -> tuple[tuple[str, str], ...]:
    """What the middleware of the long way adds."""
    every = (
        ("Access-Control-Allow-Origin", "*"),
        ("Cache-Control", "private, no-cache"),
        ("Content-Security-Policy", ContentSecurityPolicyMiddleware.POLICY),
        ("Permissions-Policy", ContentSecurityPolicyMiddleware.PERMISSIONS),
        ("X-Frame-Options", settings.X_FRAME_OPTIONS),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ("Vary", "Accept-Language, Cookie"),
    )
    if secure and settings.SECURE_HSTS_SECONDS:
        return (*every, ("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}"))
    return every


def _own(environ: Environ, cookies: dict[str, str], tag: str) -> list[tuple[str, str]]:
    """What belongs to this request."""
    offered = environ.get("HTTP_X_REQUEST_ID", "")
    asked: Any = SimpleNamespace(COOKIES=cookies, META=environ)
    return [
        ("ETag", tag),
        ("X-Request-ID", offered if REQUEST_ID.fullmatch(offered) else secrets.token_hex(8)),
        ("Content-Language", get_language_from_request(asked)),
    ]
