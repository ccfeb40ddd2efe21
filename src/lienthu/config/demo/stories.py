"""The demo's exhibition and themed collections: pictures of our own, taken in and published through the usual steps."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import orjson

from lienthu.config.demo.drawings import picture
from lienthu.config.demo.publish import publish_own
from lienthu.kernel.actor import Actor
from lienthu.registry.models import Library
from lienthu.repository.actions import curate
from lienthu.repository.actions.relate import relate
from lienthu.repository.actions.things import Said, add_thing
from lienthu.repository.models import DigitalObject, Relation, Story, Thing
from lienthu.repository.rules.stories import Content, Picture, unpacked

_KEEPER = "TINH"


def load_stories(actor: Actor) -> None:
    """Adds what is not there yet; the reading room comes first."""
    said = orjson.loads((files("lienthu.config.demo") / "seeds" / "stories.json").read_bytes())
    library = Library.objects.get(code=_KEEPER)
    known = dict(_titles(library))
    named = {one["name"]: _document(actor, library, one, known) for one in said["pictures"]}
    closed = next((public_id for title, public_id in known.items() if "Bản tin" in title), "")
    named |= known | {"closed": closed}
    things = {one["name"]: _thing(actor, library, one, named) for one in said["things"]}
    _relate(actor, said["relations"], named, things)
    made: dict[str, Story] = {}
    for one in said["collections"]:
        made[one["name"]] = _story(actor, library, Story.Kind.COLLECTION, _resolved(one, named, things))
        if parent := one.get("within"):
            story = made[one["name"]]
            curate.place_story(actor=actor, story_id=story.pk, parent=made[parent].public_id, position=len(made))
    _story(actor, library, Story.Kind.EXHIBITION, _resolved(said["exhibition"], named, things))


def _titles(library: Library) -> list[tuple[str, str]]:
    return list(DigitalObject.objects.filter(library=library).order_by("-id").values_list("title", "public_id"))


def _document(actor: Actor, library: Library, said: dict[str, Any], known: dict[str, str]) -> str:
    if said["title"] in known:
        return known[said["title"]]
    described = {
        "title": said["title"],
        "kind": said["kind"],
        "creators": "Thư viện tỉnh Đăk Nông",
        "date_text": "2026",
        "year": "2026",
        "subjects": "\n".join(said["subjects"]),
        "description": said["description"],
        "rights": "CC0",
    }
    made = publish_own(
        actor=actor,
        library=library,
        name=f"{said['title']}.jpg",
        content=picture(said["name"]),
        said=described,
        reason="Tranh của thư viện, tặng cộng đồng",
    )
    return made.public_id


def _thing(actor: Actor, library: Library, said: dict[str, Any], named: dict[str, str]) -> str:
    found = Thing.objects.filter(library=library, title=said["title"]).first()
    if found is None:
        plain = {name: value for name, value in said.items() if name not in ("name", "picture")}
        shown = said.get("picture")
        region = tuple(shown["region"]) if shown and "region" in shown else None
        picture = Picture(named[shown["document"]], 1, region) if shown else None
        found = add_thing(actor=actor, library_id=library.pk, said=Said(**plain, picture=picture))
    return found.public_id


def _relate(actor: Actor, rows: list[dict[str, str]], named: dict[str, str], things: dict[str, str]) -> None:
    for row in rows:
        found = DigitalObject.objects.get(public_id=named[row["document"]])
        if Relation.objects.filter(object=found, kind=row["kind"]).exists():
            continue
        target, at = ("thing", things[row["thing"]]) if "thing" in row else ("object", named[row["other"]])
        relate(actor=actor, object_id=found.pk, kind=row["kind"], target=target, named=at, source=row["source"])


def _resolved(said: dict[str, Any], named: dict[str, str], things: dict[str, str]) -> Content:
    """Names of the seed become identifiers; a document that this demo has not is left out."""

    def shown(pictures: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one | {"object": named[one["object"]]} for one in pictures if named.get(one["object"])]

    packed = dict(said)
    if "cover" in said:
        packed["cover"] = shown([said["cover"]])[0]
    packed["sections"] = [
        one | {"pictures": shown(one.get("pictures", [])), "things": [things[name] for name in one.get("things", [])]}
        for one in said.get("sections", [])
    ]
    packed["items"] = [
        one | ({"thing": things[one["thing"]]} if "thing" in one else {"object": named[one["object"]]})
        for one in said.get("items", [])
        if "thing" in one or named.get(one["object"])
    ]
    return unpacked(packed)


def _story(actor: Actor, library: Library, kind: str, content: Content) -> Story:
    found = Story.objects.filter(library=library, kind=kind, title=content.title.vi).first()
    if found is None:
        made = curate.begin_story(actor=actor, library_id=library.pk, kind=kind, title=content.title)
        found = curate.change_draft(actor=actor, story_id=made.pk, version=made.version, edit=lambda _: content)
    if found.state == Story.State.DRAFT:
        found = curate.publish_story(actor=actor, story_id=found.pk, version=found.version)
    return found
