from __future__ import annotations

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.actions._libraries import free_code, load
from lienthu.registry.events import announce
from lienthu.registry.models import Library, LibraryCode
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import differences
from lienthu.registry.rules.identifiers import clean_code, clean_isil


def identify_library(*, actor: Actor, library_id: int, code: str, isil: str) -> Library:
    """Gives a library another code or ISIL. The former ones keep resolving and are never given away."""
    LIBRARY_EDIT.check_library(actor, None)
    with timeline.one_transaction():
        library, versions = load(library_id)
        old = {"code": library.code, "isil": library.isil}
        new = {"code": free_code(clean_code(code), library.pk), "isil": clean_isil(isil)}
        if new["isil"]:
            free_code(new["isil"], library.pk)
        for name, value in old.items():
            if value and value != new[name]:
                _remember(library, value)
        library.code, library.isil = str(new["code"]), new["isil"]
        library.save(update_fields=["code", "isil"])
        announce(
            actor,
            "registry.library_identified",
            library.pk,
            name=versions[-1].name,
            library_code=library.code,
            isil=library.isil or "",
            changes=differences(old, new),
        )
    return library


def _remember(library: Library, value: str) -> None:
    kept, _ = LibraryCode.objects.get_or_create(value=value, defaults={"library": library})
    if kept.library_id != library.pk:
        raise Conflict("registry.code_taken", value=value)
