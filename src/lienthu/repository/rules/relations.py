"""What a document has to do with records, people, places, events and other documents, in the terms of others.

RiC-O 1.1 (https://www.ica.org/standards/RiC/ontology), IFLA LRM (http://iflastandards.info/ns/lrm/lrmer/), SKOS,
Dublin Core and schema.org.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_RIC = "https://www.ica.org/standards/RiC/ontology#"
_LRM = "http://iflastandards.info/ns/lrm/lrmer/"
_DC = "http://purl.org/dc/terms/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SCHEMA = "https://schema.org/"


class Relation(StrEnum):
    DEPICTS = "depicts"
    ABOUT = "about"
    MENTIONS = "mentions"
    CREATED_BY = "created_by"
    MADE_AT = "made_at"
    FROM_EVENT = "from_event"
    COPY_OF = "copy_of"
    PART_OF = "part_of"
    SEE_ALSO = "see_also"


class End(StrEnum):
    """What may stand at the other end."""

    ENTRY = "entry"
    PERSON = "person"
    BODY = "body"
    PLACE = "place"
    SUBJECT = "subject"
    WORK = "work"
    MUSEUM = "museum"
    HERITAGE = "heritage"
    EVENT = "event"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Meaning:
    """`terms`: the same said in other vocabularies. `ends`: what it may lead to."""

    terms: tuple[str, ...]
    ends: frozenset[End]


_SUBJECTS: Final = frozenset(End) - {End.OBJECT}
MEANINGS: Final[dict[Relation, Meaning]] = {
    Relation.DEPICTS: Meaning(
        (f"{_RIC}hasContentWhichRepresents", "http://xmlns.com/foaf/0.1/depicts"),
        frozenset(End) - {End.ENTRY, End.SUBJECT, End.OBJECT},
    ),
    Relation.ABOUT: Meaning((f"{_RIC}hasOrHadSubject", f"{_LRM}R12", f"{_DC}subject"), _SUBJECTS),
    Relation.MENTIONS: Meaning((f"{_SCHEMA}mentions", f"{_DC}references"), _SUBJECTS),
    Relation.CREATED_BY: Meaning(
        (f"{_RIC}hasCreator", f"{_LRM}R5", f"{_DC}creator"), frozenset({End.PERSON, End.BODY})
    ),
    Relation.MADE_AT: Meaning(
        (f"{_RIC}isAssociatedWithPlace", f"{_LRM}R33", f"{_SCHEMA}locationCreated"),
        frozenset({End.PLACE, End.HERITAGE}),
    ),
    Relation.FROM_EVENT: Meaning((f"{_RIC}isAssociatedWithEvent",), frozenset({End.EVENT})),
    Relation.COPY_OF: Meaning((f"{_DC}source", f"{_SCHEMA}isBasedOn"), frozenset({End.ENTRY, End.MUSEUM, End.OBJECT})),
    Relation.PART_OF: Meaning((f"{_DC}isPartOf",), frozenset({End.ENTRY, End.WORK, End.OBJECT})),
    Relation.SEE_ALSO: Meaning((f"{_SKOS}related", f"{_DC}relation"), frozenset({End.ENTRY, End.OBJECT})),
}


def fits(relation: Relation, end: End) -> bool:
    return end in MEANINGS[relation].ends
