"""What must be true of every page: nothing sticks out, no accessibility fault. Saves pictures to $LIENTHU_SHOTS."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from lienthu.ui import build

AXE = build.ROOT / "node_modules" / "axe-core" / "axe.min.js"


@cache
def _axe() -> str:
    return AXE.read_text()


def look(page: Page, name: str = "") -> None:
    # A click returns when the answer begins to come: the new page may have no root element yet.
    page.wait_for_load_state()
    width = page.viewport_size["width"] if page.viewport_size else 0
    shots = os.environ.get("LIENTHU_SHOTS")
    if shots and name:
        page.screenshot(path=Path(shots) / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, "wider than the screen")
    found = faults(page)
    assert found == [], (page.url, found)


def faults(page: Page) -> list[tuple[str, str]]:
    """Runs by the debugger's door, so the page's own content policy stays in force."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(fault["id"], fault["nodes"][0]["html"][:300]) for fault in found["violations"]]
