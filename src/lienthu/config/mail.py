"""Outgoing mail: `LIENTHU_SMTP_URL` as Django's settings. Without it letters go into a folder of the operator's."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

NAME = "LIENTHU_SMTP_URL"
_PORTS = {"smtp": 587, "smtps": 465}
_SWITCH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_ADDRESS = re.compile(r"(?:[^<>@\r\n]*<)?[^<>@\s]+@[^<>@\s]+>?")
_TIMEOUT = 20  # seconds that a page waits for the mail server
#: What can be wrong, in both languages: settings are read before there are translations.
_FAULTS = {
    "scheme": (
        "phải có dạng smtp://TÊN:MẬT-KHẨU@MÁY:587/?from=ĐỊA-CHỈ (hoặc smtps://)",
        "must look like smtp://USER:PASSWORD@HOST:587/?from=ADDRESS (or smtps://)",
    ),
    "host": ("thiếu tên máy chủ thư", "names no mail server"),
    "port": ("cổng phải là một số từ 1 đến 65535", "its port must be a number from 1 to 65535"),
    "password": ("có tên đăng nhập thì phải có mật khẩu", "a user needs a password"),
    "path": (
        "có phần thừa sau tên máy chủ; ký tự / ? # @ : trong mật khẩu phải viết thành %2F %3F %23 %40 %3A",
        "has something left over behind the host; write / ? # @ : of a password as %2F %3F %23 %40 %3A",
    ),
    "parameter": ("không hiểu tham số {text}", "has a parameter that is not known: {text}"),
    "tls": ("tls phải là 0 hoặc 1", "its tls must be 0 or 1"),
    "timeout": ("timeout phải là số giây từ 1 đến 120", "its timeout must be 1 to 120 seconds"),
    "from": ("from phải là một địa chỉ thư", "its from must be an e-mail address"),
    "clear": (
        "mật khẩu sẽ đi qua mạng không mã hóa; hãy bỏ tls=0",
        "the password would cross the network in clear; leave tls=0 out",
    ),
}


def settings(url: str, folder: Path, sender: str) -> dict[str, Any]:
    """Raises `ImproperlyConfigured` with a sentence in both languages; it never holds the password."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": folder,
            "DEFAULT_FROM_EMAIL": sender,
        }
    parts, port = _parts(url)
    options = _options(parts.query)
    secure = _switch(options.get("tls", "1"))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise _fault("password")
    if password and not secure and parts.scheme == "smtp" and not _is_this_machine(parts.hostname or ""):
        raise _fault("clear")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and secure,
        "EMAIL_TIMEOUT": _timeout(options.get("timeout", str(_TIMEOUT))),
        "DEFAULT_FROM_EMAIL": _sender(options.get("from", sender)),
    }


def _parts(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise _fault("scheme") from error
    if parts.scheme not in _PORTS or not url.startswith(f"{parts.scheme}://"):
        raise _fault("scheme")
    try:
        port = parts.port
    except ValueError as error:
        raise _fault("port") from error
    if not parts.hostname:
        raise _fault("host")
    if parts.path not in ("", "/") or parts.fragment:
        raise _fault("path")
    if port == 0:
        raise _fault("port")
    return parts, port or _PORTS[parts.scheme]


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(options.keys() - {"tls", "from", "timeout"})
    if unknown:
        raise _fault("parameter", ", ".join(unknown))
    return options


def _switch(text: str) -> bool:
    if text.lower() not in _SWITCH:
        raise _fault("tls")
    return _SWITCH[text.lower()]


def _timeout(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 120):
        raise _fault("timeout")
    return int(text)


def _sender(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise _fault("from")
    return text


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fault(code: str, text: str = "") -> ImproperlyConfigured:
    vietnamese, english = (each.format(text=text) for each in _FAULTS[code])
    return ImproperlyConfigured(f"{NAME}: {vietnamese}. ({NAME} {english}.)")
