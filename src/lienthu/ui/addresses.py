"""Addresses that do not depend on data. Every page asks for the same twenty; they change with a restart only."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language


def of(name: str, *args: str) -> str:
    """`reverse` in the language of this request; `NoReverseMatch` as there."""
    return _kept(name, args, get_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


def in_language(path: str, code: str) -> str:
    """The same page in another language; addresses without a language stay."""
    prefix = get_script_prefix()
    language, slash, rest = path.removeprefix(prefix).partition("/")
    known = slash and any(language == each for each, _ in settings.LANGUAGES)
    return f"{prefix}{code}/{rest}" if known else path


@lru_cache(maxsize=1000)
def _kept(name: str, args: tuple[str, ...], language: str | None, urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf, args)
