"""Every page, message and letter of the sign-in library that a person can meet is in Vietnamese and in our layout."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest
from allauth import urls as allauth_urls
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)
from tests.test_translations import template_strings, translated

from lienthu.accounts.actions import people
from lienthu.accounts.devices import device_name
from lienthu.accounts.models import User
from lienthu.kernel.actor import Actor

pytestmark = pytest.mark.django_db
TEMPLATES = Path(allauth.__file__).parent / "templates"
PASSWORD = "rừng thông mùa khô 2026"
#: Accounts are opened by a library, without telephone numbers and without codes by mail in place of a password.
NOT_OFFERED = re.compile(r"phone|signup|login_code|unknown_account|account_already_exists|allauth/layouts")
#: These are ours.
OURS = {"account/login.html", "usersessions/usersession_list.html"}
THE_SAME = {"WebAuthn", "Email"}


def strings() -> Iterator[tuple[str, str]]:
    for room in ("account", "mfa", "allauth", "usersessions"):
        for path in sorted((TEMPLATES / room).rglob("*.*")):
            name = str(path.relative_to(TEMPLATES))
            if not NOT_OFFERED.search(name) and name not in OURS:
                yield from ((name, text) for _context, text in template_strings(path) if text)


def addresses(patterns: list[URLPattern | URLResolver], above: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Name of each address and of what it takes."""
    for one in patterns:
        names = (*above, *one.pattern.converters, *one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, names)
        else:
            yield str(one.name), set(names)


def test_every_string_of_its_templates_is_translated() -> None:
    found = list(strings())
    assert len(found) > 150
    plural = translated()
    with translation.override("vi"):
        missing = {(name, text) for name, text in found if gettext(text) == text and ("", text) not in plural}
    assert {(name, text) for name, text in missing if text not in THE_SAME} == set()


@pytest.fixture
def lan() -> User:
    made = people.open_account(
        actor=Actor.system("test"), username="lan", display_name="Lan", password=PASSWORD, library_id=None
    )
    User.objects.filter(pk=made.pk).update(email="lan@example.vn")
    EmailAddress.objects.create(user=made, email="lan@example.vn", primary=True, verified=True)
    return User.objects.get(pk=made.pk)


def credential() -> dict[str, object]:
    """What a browser answers when a key is added, with no attestation."""
    public = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    made = AttestedCredentialData.create(Aaguid.NONE, b"id", public)
    data = AuthenticatorData.create(b"h" * 32, AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, made)
    answer = AuthenticatorAttestationResponse(
        client_data=CollectedClientData.create("webauthn.create", b"c" * 32, "https://testserver"),
        attestation_object=AttestationObject.create("none", data, {}),
    )
    return dict(RegistrationResponse(raw_id=b"id", response=answer))


def visible(body: str) -> str:
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", body, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def english_in(body: str) -> set[str]:
    """Sentences of the library that stand there as they are in its source."""
    shown = visible(body)
    with translation.override("vi"):
        plain = {text for _, text in strings() if "%" not in text and "<" not in text and gettext(text) != text}
    words = {" ".join(text.split()) for text in plain}
    return {text for text in words if re.search(rf"(?<![\w’'-]){re.escape(text)}(?![\w’'-])", shown)}


@pytest.mark.parametrize("state", ["new", "secured", "stranger"])
def test_every_page_is_in_our_layout_and_in_vietnamese(lan: User, state: str) -> None:
    arguments: dict[str, object] = {"pk": 0, "key": "x", "uidb36": "1"}
    if state == "secured":
        Authenticator.objects.create(user=lan, type=Authenticator.Type.TOTP, data={"secret": "x"})
        RecoveryCodes.activate(lan)
        data = {"name": "Khóa", "credential": credential()}
        key = Authenticator.objects.create(user=lan, type=Authenticator.Type.WEBAUTHN, data=data)
        arguments["pk"] = key.pk
    seen = []
    for name, takes in addresses(allauth_urls.urlpatterns):
        client = Client()
        if state != "stranger":
            sign_in(client, lan)
        with translation.override("vi"):
            answer = client.get(reverse(name, kwargs={one: arguments[one] for one in takes}), follow=True)
        if "text/html" not in answer["Content-Type"] or answer.status_code >= 400:
            continue
        body = answer.content.decode()
        seen.append(name)
        assert (name, english_in(body)) == (name, set())
        assert 'lang="vi"' in body and 'id="main"' in body, name
    assert len(seen) > 20


def sign_in(client: Client, user: User) -> None:
    """Signed in a moment ago, so that no page asks for the password again."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "username": user.username}]
    session.save()


def test_letters_are_in_vietnamese(lan: User) -> None:
    Client().post("/vi/account/password/reset/", {"email": "lan@example.vn"})
    assert len(mail.outbox) == 1
    letter = mail.outbox[0]
    assert "Đặt lại mật khẩu" in letter.subject
    assert english_in(str(letter.body)) == set()
    assert "đặt mật khẩu mới" in letter.body


def test_wrong_passwords_and_the_lock_are_said_in_vietnamese(lan: User) -> None:
    client = Client()
    for _ in range(6):
        body = client.post("/vi/account/login/", {"login": "lan", "password": "sai"}).content.decode()
        assert english_in(body) == set()
    assert "quá nhiều lần" in body


def test_a_key_is_asked_for_its_name_in_vietnamese(lan: User) -> None:
    form = import_string(app_settings.FORMS["add_webauthn"])(user=lan)
    with translation.override("vi"):
        assert str(form["name"].label) == "Tên gọi của khóa này"


def test_a_person_sees_where_they_are_signed_in_and_signs_out_there(lan: User) -> None:
    phone = Client(
        headers={"User-Agent": "Mozilla/5.0 (Linux; Android 13) AppleWebKit Chrome/120 Mobile Safari/537.36"}
    )
    desk = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0"})
    for client in (phone, desk):
        client.post("/vi/account/login/", {"login": "lan", "password": PASSWORD})
    page = desk.get("/vi/account/sessions/").content.decode()
    assert "Chrome · Android" in page and "Firefox · Windows" in page and page.count("Thiết bị này") == 1
    left = desk.post("/vi/account/sessions/", follow=True).content.decode()
    assert "Chrome · Android" not in left and "Firefox · Windows" in left and english_in(left) == set()
    assert phone.get("/vi/me").status_code == 302
    assert desk.get("/vi/me").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit Version/17.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) coc_coc_browser/110 Chrome/104 Safari/537.36", "Cốc Cốc · Linux"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_devices_have_names(agent: str, name: str) -> None:
    assert device_name(agent) == name
