"""IIIF Authorization Flow 2.0: how a viewer learns that something is closed, has its reader sign in, and asks again.
https://iiif.io/api/auth/2.0/

The token names to the probe who reads, for a few minutes. It opens nothing: bytes are given to the session or the
reading device alone, as on every other surface.
"""

from __future__ import annotations

from typing import Any, Final

from django.core import signing
from django.urls import reverse

from lienthu.accounts.actors import person
from lienthu.accounts.models import User
from lienthu.accounts.tokens import READING_PREFIX
from lienthu.kernel.actor import ANONYMOUS
from lienthu.repository import gate

CONTEXT: Final = "http://iiif.io/api/auth/2/context.json"
LIFETIME: Final = 300
_SALT: Final = "lienthu.repository.iiif_auth"


def probe_of_image(image: str, base: str) -> dict[str, Any]:
    """`image`: the identifier of the image that is asked about; `base`: scheme and host."""
    return _probe_service(reverse("iiif-probe", args=[image]), base)


def probe_of_recording(public_id: str, number: int, base: str) -> dict[str, Any]:
    return _probe_service(reverse("iiif-probe-media", args=[public_id, number]), base)


def _probe_service(probe: str, base: str) -> dict[str, Any]:
    return {
        "id": f"{base}{probe}",
        "type": "AuthProbeService2",
        "service": [
            {
                "id": f"{base}/iiif/auth/2/access",
                "type": "AuthAccessService2",
                "profile": "active",
                "label": {"vi": ["Đăng nhập thư viện"], "en": ["Sign in to the library"]},
                "heading": {"vi": ["Tài liệu đọc có điều kiện"], "en": ["This document is read on conditions"]},
                "note": {
                    "vi": ["Hãy đăng nhập, hoặc đọc trên thiết bị của thư viện."],
                    "en": ["Sign in, or read on a device of the library."],
                },
                "confirmLabel": {"vi": ["Đăng nhập"], "en": ["Sign in"]},
                "service": [
                    {
                        "id": f"{base}/iiif/auth/2/token",
                        "type": "AuthAccessTokenService2",
                        "errorHeading": {"vi": ["Chưa đăng nhập"], "en": ["Not signed in"]},
                        "errorNote": {
                            "vi": ["Trình duyệt không gửi phiên đăng nhập từ trang này."],
                            "en": ["The browser sends no session from this site."],
                        },
                    },
                    {
                        "id": f"{base}{reverse('account_logout')}",
                        "type": "AuthLogoutService2",
                        "label": {"vi": ["Đăng xuất"], "en": ["Sign out"]},
                    },
                ],
            }
        ],
    }


def token_for(visitor: gate.Visitor) -> str:
    said = {"user": visitor.actor.user_id, "device": visitor.device_id}
    return READING_PREFIX + signing.dumps(said, salt=_SALT)


def visitor_of(token: str) -> gate.Visitor:
    """Nobody for a token that is forged, too old, or whose person or device is no longer known."""
    try:
        said = signing.loads(token.removeprefix(READING_PREFIX), salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return gate.Visitor(ANONYMOUS)
    user = User.objects.filter(id=said["user"], is_active=True).first() if said["user"] else None
    return gate.visitor(person(user) if user else ANONYMOUS, said["device"])
