"""The `lienthu` command: help on one screen, documented, one sentence and exit code 2 for nonsense."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lienthu.config.cli import main
from lienthu.config.commandline import commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTED = ROOT / "docs" / "reference" / "commands.md"
SETTINGS = ROOT / "docs" / "reference" / "settings.md"
NAMES = sorted(command.name for command in commands())
NOTHING = "zzz-nowhere.mrc"
#: Well-formed command lines that ask for what is not there.
NONSENSE = [
    ["import", NOTHING, "--library", "KHONGCO"],
    ["export", "--format", "marc21", "--library", "KHONGCO"],
    ["repair", NOTHING],
    ["withdraw", "zzzzzzzzz"],
    ["record", "show", "TINH:KHONGCO"],
    ["record", "save", NOTHING, "--library", "KHONGCO"],
    ["authority", "import", NOTHING],
    ["authority", "show", "zzzzzzzzz"],
    ["match", "pairs", NOTHING],
    ["quality", "again", "--library", "KHONGCO"],
    ["batch-edit", "new", "fix", "--fix", "trimmed", "--library", "KHONGCO"],
    ["batch-edit", "run", "zzzzzzzzz"],
    ["box", "fill", "zzzzzzzzz", NOTHING],
    ["box", "new", "HLC", "Hộp", "--library", "KHONGCO"],
    ["box", "send", "zzzzzzzzz", "--to", "KHONGCO"],
    ["digitise", "select", "Danh mục", "--library", "KHONGCO"],
    ["digitise", "board", "KHONGCO"],
    ["fixity", "run", "--library", "KHONGCO"],
    ["preserve", "export", "zzzzzzzzz", NOTHING],
    ["preserve", "check", NOTHING],
    ["preserve", "mets", "zzzzzzzzz"],
    ["transcript", "zzzzzzzzz"],
    ["print", "barcodes", "--library", "KHONGCO"],
    ["union", "explain", "zzzzzzzzz"],
    ["union", "unmerge", "zzzzzzzzz", "--source", "1"],
    ["union", "merge", "zzzzzzzzz", "yyyyyyyyy"],
    ["deposit", NOTHING, "--agency", "KHONGCO"],
    ["search", "sách", "--sort", "khong-co"],
    ["search", "sách", "--facet", "khong-co=1"],
    [
        "registry",
        "open-area",
        "--on",
        "2026-01-01",
        "--name",
        "X",
        "--code",
        "1",
        "--kind",
        "xa",
        "--parent",
        "khong-co",
    ],
    ["registry", "change-area", "khong-co", "--on", "2026-01-01", "--name", "X"],
    ["registry", "merge-areas", "khong", "co", "--on", "2026-01-01", "--name", "X", "--code", "1"],
    ["registry", "transfer-areas", "khong", "--into", "co", "--on", "31/02/2026"],
    ["registry", "split-area", "khong-co", "--on", "2026-01-01", "--part", "name=A", "code=1"],
    ["registry", "abolish-area", "khong-co", "--on", "hom-nay"],
    ["django", "khong-co"],
]


@pytest.mark.parametrize("name", NAMES)
def test_help_fits_a_screen(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        main([*name.split(), "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 0
    assert 3 < len(lines) <= 24
    assert max(map(len, lines)) <= 100


def test_every_command_is_documented() -> None:
    assert sorted(re.findall(r"^### `lienthu ([a-z -]+)`$", DOCUMENTED.read_text(), re.MULTILINE)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_option_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    if name == "django":
        return  # it hands everything on
    with pytest.raises(SystemExit) as ended:
        main([*name.split(), "--no-such-option"])
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_unknown_lane_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["worker", "--lanes", "jobs,khong-co"])
    assert ended.value.code == 2
    assert "there is no lane 'khong-co'" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize("line", NONSENSE, ids=" ".join)
def test_nonsense_gets_one_sentence(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line) == 2
    said = capsys.readouterr().err.strip()
    assert said
    assert "\n" not in said
    assert "Traceback" not in said


def test_every_setting_is_documented() -> None:
    source = "".join(path.read_text() for path in (ROOT / "src" / "lienthu" / "config").glob("*.py"))
    read = set(re.findall(r'(?:environ\.get\(|environ\[|_flag\()\s*"([A-Z_]+)"', source))
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", SETTINGS.read_text(), re.MULTILINE))
    assert read - {"DJANGO_SETTINGS_MODULE"} <= listed
    # Tests and benchmarks read this one.
    assert listed - read == {"LIENTHU_SHARED"}
