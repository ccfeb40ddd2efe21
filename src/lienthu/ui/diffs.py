"""What differs between two texts, word by word, in marks that colour does not carry alone."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


def inline(before: str, after: str) -> SafeString:
    """One text with `<del>` and `<ins>`."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    parts: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(("", "".join(old[a:b])))
        else:
            parts += [("del", "".join(old[a:b])), ("ins", "".join(new[c:d]))]
    return _joined(parts)


def side(before: str, after: str, mark: str) -> SafeString:
    """The one text (`del`: before, `ins`: after) with its own pieces marked."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    parts: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        text = "".join(old[a:b] if mark == "del" else new[c:d])
        parts.append(("" if kind == "equal" else mark, text))
    return _joined(parts)


def _joined(parts: list[tuple[str, str]]) -> SafeString:
    pieces = [
        format_html("<{0}>{1}</{0}>", tag, text) if tag and text.strip() else format_html("{}", text)
        for tag, text in parts
        if text
    ]
    return format_html('<span class="diff">{}</span>', format_html_join("", "{}", ((piece,) for piece in pieces)))
