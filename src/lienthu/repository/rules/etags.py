"""Entity tags in conditions (RFC 9110, 8.8 and 13.1)."""

from __future__ import annotations

import re

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\uffff]*")')


def names(condition: str, tag: str) -> bool:
    """Whether an `If-None-Match` names the tag: a list, compared weakly, or `*`. `tag` with its quotes."""
    return condition.strip() == "*" or tag in _TAG.findall(condition)


def is_same(condition: str, tag: str) -> bool:
    """Whether an `If-Range` names the tag, compared strongly: never a weak one."""
    return condition.strip() == tag
