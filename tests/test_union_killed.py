"""kill -9 in a merge, in matching everything again, while entries follow a heading: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_killed_anywhere_and_begun_again_it_is_as_if_never_killed(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SEARCH_URL")}
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup(); from tests.support.killed import main; main()"],
        cwd=ROOT,
        env=kept
        | {
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "lienthu.config.settings",
            "LIENTHU_DATA": str(tmp_path),
            "LIENTHU_LOG": "CRITICAL",
            "SECRET_KEY": "tests-only",
        },
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    assert {name: (story["changed"], story["wrong"]) for name, story in told.items()} == {
        "merge": (True, []),
        "rematch": (True, []),
        "follow_headings": (True, []),
    }
    assert all(story["killed"] > 10 for story in told.values()), told
