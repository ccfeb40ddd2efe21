"""Museum objects, heritage places, places and events that stories tell of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.repository import rights
from lienthu.repository.models import DigitalObject, Thing
from lienthu.repository.policies import CURATES
from lienthu.repository.rules.stories import Picture
from lienthu.text import clean


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a thing. `source`: where it is known from; without it nothing is taken."""

    kind: str
    title: str
    source: str
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    holder: str = ""
    date_text: str = ""
    year: int | None = None
    year_to: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    picture: Picture | None = None
    rights: str = ""
    source_url: str = ""
    is_shown: bool = True


def add_thing(*, actor: Actor, library_id: int, said: Said) -> Thing:
    CURATES.check_library(actor, library_id)
    with transaction.atomic():
        made = Thing.objects.create(library_id=library_id, made_by=actor.label[:200], **_values(said))
        _note(actor, made, "repository.thing_added")
    return made


def change_thing(*, actor: Actor, thing_id: int, version: int, said: Said) -> None:
    values = _values(said)
    with transaction.atomic():
        found = Thing.objects.select_for_update(no_key=True).filter(id=thing_id).first()
        if found is None:
            raise NotFound("kernel.not_found")
        CURATES.check(actor, found)
        if not Thing.objects.filter(id=thing_id, version=version).update(**values, version=F("version") + 1):
            raise Conflict("repository.changed_meanwhile")
        _note(actor, found, "repository.thing_changed")


def _values(said: Said) -> dict[str, Any]:
    title, source = clean(said.title)[:300], clean(said.source)[:500]
    if said.kind not in Thing.Kind.values:
        raise Invalid("repository.no_such_thing_kind", field="kind")
    if not title:
        raise Invalid("repository.title_needed", field="title")
    if not source:
        raise Invalid("repository.source_needed", field="source")
    if said.rights and rights.of(said.rights) is None:
        raise Invalid("repository.no_such_rights", field="rights", rights=said.rights[:40])
    if (said.latitude is None) != (said.longitude is None):
        raise Invalid("repository.place_half", field="longitude")
    if said.year is not None and said.year_to is not None and said.year > said.year_to:
        raise Invalid("repository.dates_turned", field="year_to")
    return {
        "kind": said.kind,
        "title": title,
        "title_en": clean(said.title_en)[:300],
        "text": said.text.strip(),
        "text_en": said.text_en.strip(),
        "holder": clean(said.holder)[:300],
        "date_text": clean(said.date_text)[:60],
        "year": said.year,
        "year_to": said.year_to,
        "latitude": said.latitude,
        "longitude": said.longitude,
        "rights": said.rights,
        "source": source,
        "source_url": said.source_url.strip()[:500],
        "is_shown": said.is_shown,
        **_shown(said.picture),
    }


def _shown(picture: Picture | None) -> dict[str, Any]:
    if picture is None:
        return {"object": None, "page": 1, "region": []}
    found = DigitalObject.objects.filter(public_id=picture.object).first()
    if found is None:
        raise Invalid("repository.no_such_document", field="picture", document=picture.object[:20])
    return {"object": found, "page": picture.page, "region": list(picture.region or ())}


def _note(actor: Actor, found: Thing, code: str) -> None:
    audit.record(
        actor=actor,
        code=code,
        subject=f"thing:{found.pk}",
        library_id=found.library_id,
        data={"thing": found.public_id},
    )
