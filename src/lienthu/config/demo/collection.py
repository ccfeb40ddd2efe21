"""The demo's real documents: public-domain pages and books, taken from a folder of open data when there is one."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from lienthu.config.demo.publish import publish
from lienthu.files.storage import chunks_of
from lienthu.kernel.actor import Actor
from lienthu.registry.models import Library
from lienthu.repository.actions.change_access import Terms
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Level, Place, Restriction

_KEEPER = "TINH"
_OPEN = Terms(Level.DOWNLOAD, Restriction.NONE, Place.ANYWHERE)
_REASON = "Thuộc về công chúng"


def load_collection(actor: Actor, folder: Path) -> list[str]:
    """Adds the documents that are not there yet and gives back the titles of all that the folder holds."""
    library = Library.objects.get(code=_KEEPER)
    known = set(DigitalObject.objects.filter(library=library).values_list("title", flat=True))
    found = [one for one in _documents() if all((folder / path).is_file() for path in one["files"])]
    for document in found:
        if document["title"] not in known:
            _publish(actor, library, folder, document)
    return [one["title"] for one in found]


def _documents() -> list[dict[str, Any]]:
    text = (files("lienthu.config.demo") / "seeds" / "collection.toml").read_text(encoding="utf-8")
    documents: list[dict[str, Any]] = tomllib.loads(text)["document"]
    return documents


def _publish(actor: Actor, library: Library, folder: Path, document: dict[str, Any]) -> None:
    publish(
        actor=actor,
        library=library,
        files=[(Path(path).name, chunks_of(folder / path)) for path in document["files"]],
        said={
            "title": document["title"],
            "kind": document["kind"],
            "creators": document["creators"],
            "date_text": document["date"],
            "year": document["year"],
            "subjects": "\n".join(document["subjects"]),
            "description": document["description"],
            "rights": "PDM",
        },
        terms=_OPEN,
        reason=_REASON,
    )
