"""How this person wants pages shown. Two cookies, so that the server renders it right the first time."""

from __future__ import annotations

from django.http import HttpRequest

THEME_COOKIE = "lt_theme"
TYPE_COOKIE = "lt_type"
THEMES = ("auto", "light", "dark")
SIZES = ("100", "125", "150", "200")


def theme_of(request: HttpRequest | None) -> str:
    return _chosen(request, THEME_COOKIE, THEMES)


def size_of(request: HttpRequest | None) -> str:
    return _chosen(request, TYPE_COOKIE, SIZES)


def _chosen(request: HttpRequest | None, cookie: str, allowed: tuple[str, ...]) -> str:
    value = request.COOKIES.get(cookie, "") if request is not None else ""
    return value if value in allowed else allowed[0]
