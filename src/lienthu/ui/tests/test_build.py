"""Budgets of the built front end, and what a lock file may not say."""

from __future__ import annotations

import re

import pytest

from lienthu.ui import build
from lienthu.ui.build import ROOT, SOURCES

built = pytest.mark.skipif(not build.STAMP.is_file(), reason="the front end is not built")
PACKAGE = build.DIST.parents[2]


@built
@pytest.mark.parametrize(
    ("name", "most"), [("app.js", 25_000), ("desk.js", 6_000), ("app.css", 40_000), ("icons.svg", 10_000)]
)
def test_files_stay_small(name: str, most: int) -> None:
    assert build.compressed_size(name) <= most


@built
def test_every_font_the_styles_name_is_there() -> None:
    named = set(re.findall(r"fonts/([\w.-]+\.woff2)", (build.DIST / "app.css").read_text()))
    assert named == {path.name for path in (build.DIST / "fonts").iterdir()}


@built
def test_every_icon_in_a_template_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (build.DIST / "icons.svg").read_text()))
    used = set()
    for path in PACKAGE.parent.rglob("templates/**/*.html"):
        used |= set(re.findall(r'(?:\{% icon |icon=)"([\w-]+)"', path.read_text()))
    assert used - drawn == set()


def test_the_lock_file_names_no_registry() -> None:
    assert "resolved" not in (ROOT / "package-lock.json").read_text()


def test_a_changed_source_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    before = build.inputs_hash()
    real = build.Path.read_bytes
    changed = SOURCES / "icons.txt"
    monkeypatch.setattr(build.Path, "read_bytes", lambda path: b"search\n" if path == changed else real(path))
    assert build.inputs_hash() != before


def test_templates_keep_to_the_content_security_policy() -> None:
    offenders = [
        str(path.relative_to(PACKAGE))
        for path in (PACKAGE / "templates").rglob("*.html")
        if re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|hx-on", path.read_text())
    ]
    assert offenders == []
