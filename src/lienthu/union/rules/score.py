"""Are two records one manifestation? Comparisons give codes, `weights.WEIGHTS` gives numbers, the sum decides."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from lienthu.union.rules import compare_names, compare_titles
from lienthu.union.rules.features import TEXTBOOK_SERIES, Features
from lienthu.union.rules.statements import HOUSES
from lienthu.union.rules.tokens import is_bare_syllable
from lienthu.union.rules.weights import BIAS, HOLD, REVIEW_FROM, SAME_FROM, VETO, WEIGHTS


class Verdict(StrEnum):
    SAME = "same"
    REVIEW = "review"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]

    def contributions(self, weights: Mapping[str, float] = WEIGHTS) -> list[tuple[str, float]]:
        return [(code, weights[code]) for code in self.reasons]


# Agreement that is more than a title.
_CORROBORATES = frozenset(
    [
        *("name.equal", "name.in_part", "name.initials", "name.unmarked", "name.transliterated", "name.slip"),
        *("body.equal", "year.equal", "pages.equal", "pages.close", "publisher.equal", "isbn.equal", "issn.equal"),
    ]
)
_VETOES = frozenset(code for code, weight in WEIGHTS.items() if weight == VETO)
# A bilingual edition may be described by one language: the weight may make the pair different, never the same.
_HOLDS = frozenset(code for code, weight in WEIGHTS.items() if weight == HOLD) | {"language.one_side"}
_SLIPS = frozenset(["title.slip", "title.transliterated", "name.transliterated", "name.slip"])
_PAGES_APART = 20
_NAMES = [code for code, weight in WEIGHTS.items() if code.startswith("name.") and weight > VETO]
_LATE = ("body.equal", "translator.equal", "series.equal")  # what may be found beside the best of `_NAMES`
_QUESTION = math.log((REVIEW_FROM - 0.0001) / (1 - REVIEW_FROM + 0.0001))


def judge(a: Features, b: Features, *, whole: bool = True, weights: Mapping[str, float] = WEIGHTS) -> Judgement:
    """`whole=False` stops at the first veto, for the many candidates that are plainly different."""
    if not whole and (plain := _at_a_glance(a, b)):
        return Judgement(Verdict.DIFFERENT, 0.0, (plain,))
    if _order(b) < _order(a):
        a, b = b, a
    found: list[str] = []
    if bool(a.parts) != bool(b.parts):
        a, b = _numbered_title(a, b), _numbered_title(b, a)
    for compare in _COMPARISONS:
        if not whole and compare is compare_names.compare and _is_hopeless(found, weights):
            return Judgement(Verdict.DIFFERENT, 0.0, tuple(found))
        compare(a, b, found)
        if not whole and not _VETOES.isdisjoint(found):
            break
    return decide(found, weights)


def _is_hopeless(found: list[str], weights: Mapping[str, float]) -> bool:
    """Whether the best that names, languages and series could say would not even make it a question (`decide`). Most
    books that share a common title and a year end here, before their people are compared."""
    if "title.long" in found and _CORROBORATES.isdisjoint(found):
        return False
    best = sum([weights[code] for code in found]) + max([weights[code] for code in _NAMES])
    return BIAS + best + sum([weights[code] for code in _LATE if weights[code] > 0]) < _QUESTION


def _order(record: Features) -> tuple[str, ...]:
    """Which of two is looked at first must not decide anything: words are compared in the order of what they say."""
    return (record.title, record.rest, record.part_name, record.series, *record.names)


def _at_a_glance(a: Features, b: Features) -> str:
    """The veto that two numbers or letters show. Of a classic's hundred editions it leaves two or three to compare."""
    if a.year != b.year and a.year and b.year and a.level != "s":
        return "year.differs"
    if a.carrier != b.carrier:
        return "carrier.differs"
    if a.kind != b.kind:
        return "kind.differs"
    return "grade.differs" if a.grade != b.grade and a.grade and b.grade else ""


def _numbered_title(record: Features, other: Features) -> Features:
    """`Giải tích 1` beside `Giải tích. T.1`: the number at the end of the title is the volume."""
    title, _, last = record.title.rpartition(" ")
    if record.parts or list(other.parts) != [last] or not last.isdecimal():
        return record
    return replace(record, title=title, parts=other.parts)


def decide(found: list[str], weights: Mapping[str, float] = WEIGHTS) -> Judgement:
    if not _VETOES.isdisjoint(found):
        return Judgement(Verdict.DIFFERENT, 0.0, tuple(found))
    support = sum(code in _CORROBORATES for code in found)
    slipped = not _SLIPS.isdisjoint(found) and not ("title.slip" in found and "title.long" in found)
    needed = 3 if slipped else 2
    if support < needed and "issn.equal" not in found:
        found.append("evidence.thin")
    dated = "year.equal" in found or "issn.equal" in found
    if not dated and ("pages.equal" not in found or "edition.one_side" in found):
        # Reprints of one publisher differ in little else: without the year the extent must say that it is the same.
        found.append("evidence.without_year")
    total = BIAS + sum([weights[code] for code in found])
    score = round(1 / (1 + math.exp(-total)), 4)
    if not _HOLDS.isdisjoint(found):
        score = min(score, SAME_FROM - 0.01)
        # With nothing but a short common title there is nothing to decide by.
        held = score >= REVIEW_FROM or (support == 0 and "title.long" in found)
        return Judgement(Verdict.REVIEW if held else Verdict.DIFFERENT, score, tuple(found))
    if score >= SAME_FROM:
        return Judgement(Verdict.SAME, score, tuple(found))
    return Judgement(Verdict.REVIEW if score >= REVIEW_FROM else Verdict.DIFFERENT, score, tuple(found))


def _form(a: Features, b: Features, found: list[str]) -> None:
    if a.level != b.level:
        found.append("level.differs")
    if a.carrier != b.carrier:
        found.append("carrier.differs")
    if a.issn and b.issn:
        found.append("issn.equal" if a.issn == b.issn else "issn.differs")


def _parts(a: Features, b: Features, found: list[str]) -> None:
    if a.parts and b.parts:
        found.append("part.equal" if list(a.parts) == list(b.parts) else "part.differs")
    elif a.parts or b.parts:
        whole = b if a.parts else a
        # Without its volumes a set shows by all its pages.
        other_extent = a.pages and b.pages and abs(a.pages - b.pages) > _PAGES_APART
        found.append("part.set_and_part" if whole.volumes or other_extent else "part.one_side")
    elif a.volumes and b.volumes and a.volumes != b.volumes:
        found.append("part.differs")
    if a.grade != b.grade:
        found.append("grade.differs" if a.grade and b.grade else "grade.one_side")
    if a.kind != b.kind:
        found.append("kind.differs")


def _edition(a: Features, b: Features, found: list[str]) -> None:
    one, other = a.edition, b.edition
    if not one and other == "f":
        one = other  # a first edition is mostly not called so
    elif not other and one == "f":
        other = one
    if one == other:
        if one and one != "f":
            found.append("edition.equal")
        if a.revised != b.revised:
            found.append("edition.revision_one_side")
    elif not one or not other:
        found.append("edition.one_side")
    elif one[0] == other[0] and one[0] != "x":
        # `Tái bản` without a number fits any reprint.
        found.append("edition.one_side" if len(one) == 1 or len(other) == 1 else "edition.differs")
    elif {one, other} & {f"r{int(said[1:]) - 1}" for said in (one, other) if said[0] == "e" and said[1:].isdecimal()}:
        found.append("edition.wording")  # the second edition may be called the first reprint
    elif one[0] in "re" and other[0] in "re" and (one[1:] == other[1:] or len(one) == 1 or len(other) == 1):
        found.append("edition.wording")
    else:
        found.append("edition.differs")


def _publication(a: Features, b: Features, found: list[str]) -> None:
    if a.year and b.year:
        if a.year == b.year:
            found.append("year.equal")
            if a.level == b.level == "s":
                found.append("serial.start_equal")
        elif not (a.level == "s" and a.issn and a.issn == b.issn):
            found.append("year.differs")
    elif a.year or b.year:
        found.append("year.one_side")
    if a.publisher and b.publisher:
        found.append(_publishers(a.publisher, b.publisher))


def _publishers(one: str, other: str) -> str:
    if one == other:
        return "publisher.equal"
    few, many = sorted((one.split(), other.split()), key=len)
    if one in HOUSES and other in HOUSES:
        return "publisher.differs"
    if set(few) <= set(many):
        return "publisher.close"
    if one.replace(" ", "") == other.replace(" ", ""):
        return "publisher.equal"
    if "".join(word[0] for word in many) == "".join(few):
        return "publisher.close"
    apart = [pair for pair in zip(few, many, strict=False) if pair[0] != pair[1]]
    slipped = len(few) == len(many) and len(apart) == 1 and compare_titles.is_slip(*apart[0], is_bare_syllable)
    return "publisher.close" if slipped else "publisher.differs"


def _extent(a: Features, b: Features, found: list[str]) -> None:
    if a.pages and b.pages:
        gap = abs(a.pages - b.pages)
        if gap == 0:
            found.append("pages.equal")
        else:
            found.append("pages.close" if gap <= 4 or gap <= 0.02 * max(a.pages, b.pages) else "pages.differ")
    if a.size and b.size:
        gap = abs(a.size - b.size)
        if gap <= 1:
            found.append("size.equal")
        elif gap > 2:
            found.append("size.differs")


def _identifiers(a: Features, b: Features, found: list[str]) -> None:
    ours, theirs = {*a.isbns, *a.shared_isbns}, {*b.isbns, *b.shared_isbns}
    if ours and theirs:
        common = ours & theirs
        if not common:
            if a.isbns and b.isbns:
                found.append("isbn.differs")
        elif common & set(a.isbns) & set(b.isbns):
            found.append("isbn.equal")
        else:
            found.append("isbn.of_set")


# Letters that only Vietnamese titles have; `é` or `ü` would not tell.
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def _language(a: Features, b: Features, found: list[str]) -> None:
    if a.languages and b.languages:
        if list(a.languages) != list(b.languages):
            found.append("language.differs" if set(a.languages).isdisjoint(b.languages) else "language.one_side")
    elif a.languages or b.languages:
        said, unsaid = (a, b) if a.languages else (b, a)
        translated = unsaid.translators and not said.translators
        if "vie" not in said.languages and (translated or _VIETNAMESE.search(unsaid.title)):
            found.append("language.differs")


def _series(a: Features, b: Features, found: list[str]) -> None:
    if not a.series or not b.series:
        return
    same = a.series == b.series or not compare_titles.words_apart(a.series, b.series).endswith(
        ("differs", "differ", "one_side")
    )
    if not same and (a.series in TEXTBOOK_SERIES and b.series in TEXTBOOK_SERIES):
        found.append("series.differs")
    elif same:
        numbers = a.series_number, b.series_number
        differ = numbers[0] != numbers[1] and all(numbers)
        found.append("series.number_differs" if differ else "series.equal")


# The cheap ones that end most comparisons come first.
_COMPARISONS = (
    compare_titles.compare,
    _parts,
    _publication,
    _edition,
    _form,
    _extent,
    _identifiers,
    compare_names.compare,
    _language,
    _series,
)
