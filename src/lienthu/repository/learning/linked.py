"""A resource in schema.org's terms, those of LRMI among them. https://www.dublincore.org/specifications/lrmi/"""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from lienthu.repository import identifiers, rights
from lienthu.repository.learning import curriculum
from lienthu.repository.models import Learning
from lienthu.repository.stories.linked import script

_KINDS = {
    Learning.Kind.LESSON: "lesson plan",
    Learning.Kind.SLIDES: "presentation",
    Learning.Kind.EXERCISE: "exercise",
    Learning.Kind.TEST: "assessment",
    Learning.Kind.READING: "reading",
    Learning.Kind.PICTURE: "illustration",
    Learning.Kind.RECORDING: "recording",
    Learning.Kind.PROJECT: "project",
}
_ROLES = {"teachers": ["teacher"], "pupils": ["student"], "both": ["teacher", "student"]}


def data(one: Learning, base: str, schools: int) -> dict[str, Any]:
    """`base`: scheme and host, without a slash at its end."""
    found = one.object
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["CreativeWork", "LearningResource"],
        "@id": f"{base}/{identifiers.ark_of(found)}",
        "url": f"{base}/vi/read/{found.public_id}",
        "name": found.title,
        "description": found.description,
        "author": [{"@type": "Thing", "name": name} for name in found.creators],
        "inLanguage": found.language,
        "license": rights.uri_of(found.rights),
        "isAccessibleForFree": True,
        "learningResourceType": _KINDS[Learning.Kind(one.kind)],
        "audience": [
            {"@type": "EducationalAudience", "educationalRole": role} for role in _ROLES.get(one.audience, ())
        ],
        "educationalLevel": [f"Lớp {grade}" for grade in one.grades],
        "educationalAlignment": [
            {
                "@type": "AlignmentObject",
                "alignmentType": "educationalSubject",
                "educationalFramework": "Chương trình giáo dục phổ thông 2018",
                "targetName": curriculum.subjects()[code].vi,
            }
            for code in one.subjects
        ],
        "teaches": [line for line in one.outcomes.splitlines() if line.strip()],
        "timeRequired": f"PT{one.minutes}M" if one.minutes else "",
        "version": found.edition,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/UseAction",
            "userInteractionCount": schools,
        },
    }
    if one.parent and one.parent.object.state == "published":
        said["isBasedOn"] = f"{base}/{identifiers.ark_of(one.parent.object)}"
    return {name: value for name, value in said.items() if value not in ("", [], None)}


def json_ld(one: Learning, base: str, schools: int) -> SafeString:
    return script(data(one, base, schools))
