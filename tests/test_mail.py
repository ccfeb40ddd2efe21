"""Outgoing mail: one address says all of it, or one sentence says what is wrong with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from lienthu.accounts.actions import people
from lienthu.config import mail
from lienthu.kernel.actor import Actor

FOLDER = Path("/data/mail")


def test_without_an_address_letters_are_files() -> None:
    made = mail.settings("", FOLDER, "a@b.vn")
    assert made["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert (made["EMAIL_FILE_PATH"], made["DEFAULT_FROM_EMAIL"]) == (FOLDER, "a@b.vn")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("smtp://u:p%40%2F@mail.vn/?from=T <t@x.vn>", ("mail.vn", 587, "u", "p@/", False, True, 20, "T <t@x.vn>")),
        ("smtps://u:p@mail.vn", ("mail.vn", 465, "u", "p", True, False, 20, "a@b.vn")),
        ("smtp://mail.vn:25/?tls=0&timeout=5", ("mail.vn", 25, "", "", False, False, 5, "a@b.vn")),
        ("smtp://u:p@127.0.0.1:1025?tls=0", ("127.0.0.1", 1025, "u", "p", False, False, 20, "a@b.vn")),
        ("smtp://u:p@[::1]:1025/?tls=0", ("::1", 1025, "u", "p", False, False, 20, "a@b.vn")),
    ],
)  # fmt: skip
def test_an_address_says_all_of_it(url: str, wanted: tuple[object, ...]) -> None:
    made = mail.settings(url, FOLDER, "a@b.vn")
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_SSL", "USE_TLS", "TIMEOUT")
    assert (*(made[f"EMAIL_{name}"] for name in names), made["DEFAULT_FROM_EMAIL"]) == wanted
    assert made["EMAIL_BACKEND"].endswith("smtp.EmailBackend")


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mail.vn:587", "smtp://"),
        ("http://u:kín@mail.vn", "smtp://"),
        ("smtp:mail.vn", "smtp://"),
        ("smtp://[::1", "smtp://"),
        ("smtp://u:kín@:587", "máy chủ"),
        ("smtp://u:kín@mail.vn:0", "65535"),
        ("smtp://u:kín@mail.vn:99999", "65535"),
        ("smtp://u:kín@mail.vn:abc", "65535"),
        ("smtp://u:kí/n@mail.vn:587/", "65535"),
        ("smtp://u@mail.vn", "mật khẩu"),
        ("smtp://u:kín@mail.vn/inbox", "%2F"),
        ("smtp://u:kín@mail.vn/?ttls=1", "ttls"),
        ("smtp://u:kín@mail.vn/?tls=maybe", "tls"),
        ("smtp://u:kín@mail.vn/?timeout=0", "timeout"),
        ("smtp://u:kín@mail.vn/?from=ai", "from"),
        ("smtp://u:kín@mail.vn/?from=a@b.vn%0ABcc:c@d.vn", "from"),
        ("smtp://u:kín@mail.vn/?tls=0", "mã hóa"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(url: str, word: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        mail.settings(url, FOLDER, "a@b.vn")
    text = str(refusal.value)
    assert word in text and text.startswith(mail.NAME) and "\n" not in text
    assert "kín" not in text and "Bcc" not in text


def test_a_command_says_so_and_does_nothing(tmp_path: Path) -> None:
    env = os.environ | {
        "LIENTHU_SMTP_URL": "smtp://u:secret@mail.vn:70000",
        "LIENTHU_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "lienthu.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "lienthu.config.cli", "migrate"], env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and "65535" in done.stderr and "secret" not in done.stderr
    assert not (tmp_path / "lienthu.sqlite3").exists()


@pytest.mark.django_db
def test_a_server_that_is_away_tells_nobody_who_has_an_account(settings, caplog: pytest.LogCaptureFixture) -> None:
    made = mail.settings("smtp://127.0.0.1:1/?tls=0&timeout=1", FOLDER, "a@b.vn")
    for name, value in made.items():
        setattr(settings, name, value)
    user = people.open_account(
        actor=Actor.system("test"),
        username="lan",
        display_name="Lan",
        password="rừng thông mùa khô 2026",
        library_id=None,
    )
    type(user).objects.filter(pk=user.pk).update(email="lan@x.vn")
    client = Client()
    known, unknown = (client.post("/vi/account/password/reset/", {"email": email}) for email in ("lan@x.vn", "ai@x.vn"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [record.levelname for record in caplog.records if "could not be sent" in record.message] == ["ERROR"]
