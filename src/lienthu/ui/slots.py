"""Places in lower rooms' pages where upper rooms put panels: `{% slot "registry.library" library %}` shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Panel = Callable[[HttpRequest, Any], SafeString]

_panels: dict[str, list[tuple[int, str, Panel]]] = defaultdict(list)


def panel(name: str, *, order: int = 50) -> Callable[[Panel], Panel]:
    """Registers a panel for slot `name`; lower `order` comes first, equal orders go by name."""

    def register(function: Panel) -> Panel:
        key = f"{function.__module__}.{function.__qualname__}"
        kept = [entry for entry in _panels[name] if entry[1] != key]
        _panels[name] = sorted([*kept, (order, key, function)], key=lambda entry: entry[:2])
        return function

    return register


def render(name: str, request: HttpRequest, subject: Any) -> SafeString:
    """All panels of a slot. A panel answers safe text; an empty one is left out."""
    parts = [function(request, subject) for _, _, function in _panels.get(name, ())]
    for part in parts:
        if part and not isinstance(part, SafeString):
            raise TypeError(f"a panel of {name} returned text that is not marked safe")
    return mark_safe("".join(parts))  # noqa: S308 - every part was checked above
