"""Codes to sentences. A room registers its codes in English; its `locale/vi` holds the Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

_SENTENCES: dict[str, str] = {}


def register(sentences: Mapping[str, str]) -> None:
    """Adds code → English sentence with named placeholders (`%(name)s`). A code has one owner."""
    for code, text in sentences.items():
        if _SENTENCES.get(code, text) != text:
            raise ValueError(f"code {code} has two sentences")
        _SENTENCES[code] = text


def sentence(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for `code` in the active language. An unknown code is a programming error."""
    text = gettext(_SENTENCES[code])
    return text % dict(params or {}) if params or "%%" in text else text


def registered() -> Mapping[str, str]:
    return _SENTENCES


register(
    {
        "kernel.not_signed_in": gettext_noop("Please sign in first."),
        "kernel.not_allowed": gettext_noop("Your account may not do this."),
        "kernel.not_found": gettext_noop("There is nothing at this address."),
        "kernel.form_expired": gettext_noop("The page was open for too long. Go back, reload it and try again."),
        "kernel.failed": gettext_noop("Something went wrong on our side. It has been noted; please try again."),
        "kernel.lease_lost": gettext_noop("Another worker has taken over this work."),
        "kernel.job_stopped": gettext_noop("The work stopped after %(attempts)s attempts."),
        "kernel.job_exists": gettext_noop("This work is under way already."),
        "kernel.job_running": gettext_noop("This work is still running."),
        "kernel.job_unknown": gettext_noop("Nothing here knows how to do the work %(kind)s."),
        "kernel.job_finished": gettext_noop("This work has ended already."),
        "kernel.bad_cursor": gettext_noop("The page mark is not one of ours. Start again from the first page."),
        "kernel.second_factor": gettext_noop("This role needs a second step at sign-in. Set it up first."),
        "kernel.bad_request": gettext_noop("The request could not be read: %(detail)s"),
        "kernel.unreadable": gettext_noop("The request could not be read."),
        "kernel.wrong_method": gettext_noop("This address does not take requests of the kind %(method)s."),
        "kernel.bad_character": gettext_noop("The request holds a character that no text has (NUL or half a pair)."),
        "kernel.too_large": gettext_noop("The request is too large."),
        "kernel.too_many_files": gettext_noop("At most %(limit)s files go in one form. Send the others after them."),
        "kernel.too_many": gettext_noop(
            "That was tried too often in a short time. Wait a few minutes, then try again."
        ),
        "kernel.database_away": gettext_noop(
            "The catalogue cannot be reached at this moment. It comes back by itself."
        ),
        "kernel.disk_full": gettext_noop("The disk is full. Nothing was lost; make room and resume."),
    }
)
