"""Has all pages of an object put together for a reader who may take them away."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.kernel import jobs
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.repository import gate
from lienthu.repository.models import DigitalObject, Package
from lienthu.repository.rules.access import Decision, Surface
from lienthu.repository.stores import PACKAGES

MAKE: Final = "repository.make_package"
#: A package is kept, and a link to it works, for so long.
KEPT: Final = timedelta(days=1)
_SALT: Final = "lienthu.repository.package"


def ask_for(*, visitor: gate.Visitor, found: DigitalObject, kind: str) -> Package:
    """The one that is there or under way already, where its pages carry nobody's name."""
    if kind not in Package.Kind.values:
        raise Invalid("repository.no_such_package")
    with transaction.atomic():
        found = DigitalObject.objects.select_for_update(no_key=True).get(id=found.pk)
        decision = gate.passed(visitor, found, Surface.DOWNLOAD)
        user_id = visitor.actor.user_id if decision.watermark else None
        now = timezone.now()
        shared = Package.objects.filter(object=found, kind=kind, gate=found.gate, user=None, mark="")
        known = shared.filter(ends_at__gt=now + KEPT / 2).order_by("-id").first()
        if known is not None and not decision.watermark:
            return known
        made = Package.objects.create(
            object=found,
            kind=kind,
            gate=found.gate,
            user_id=user_id,
            mark=mark_of(visitor, decision),
            ends_at=now + KEPT,
        )
        jobs.start(actor=visitor.actor, kind=MAKE, params={"package": made.pk}, library_id=found.library_id)
    return made


def mark_of(visitor: gate.Visitor, decision: Decision) -> str:
    """What stands across each page; empty where nothing does."""
    if not decision.watermark:
        return ""
    who = visitor.actor.label or _("Reader")
    return f"{who} · {timezone.localtime():%H:%M %d/%m/%Y}"[:300]


def link_to(package: Package) -> str:
    return signing.dumps(package.public_id, salt=_SALT)


def behind(link: str, visitor: gate.Visitor) -> Package:
    """Raises `NotFound` for a link that is forged or over, another's package, and one that was made under terms that
    hold no longer; and what the gate says."""
    try:
        public_id = signing.loads(link, salt=_SALT, max_age=KEPT)
    except signing.BadSignature as error:
        raise NotFound("repository.link_over") from error
    package = Package.objects.filter(public_id=public_id, ends_at__gt=timezone.now()).select_related("object").first()
    if package is None or not package.is_ready:
        raise NotFound("repository.link_over")
    decision = gate.passed(visitor, package.object, Surface.DOWNLOAD)
    is_anothers = package.user_id is not None and package.user_id != visitor.actor.user_id
    if package.gate != package.object.gate or is_anothers or (decision.watermark and not package.mark):
        raise NotFound("repository.link_over")
    return package


def sweep() -> None:
    """Drops what is over. A file that another package has too is kept."""
    for package in Package.objects.filter(ends_at__lte=timezone.now()):
        package.delete()
        if package.sha256 and not Package.objects.filter(sha256=package.sha256).exists():
            PACKAGES.drop(package.sha256)
