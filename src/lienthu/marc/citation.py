"""Citations. Vietnamese names keep their order (Nguyễn Du stays Nguyễn Du) in every style."""

from __future__ import annotations

from lienthu.marc.crosswalks import is_author
from lienthu.marc.fields import Bib
from lienthu.marc.record import Record


def citation(record: Record) -> str:
    """The form of Vietnamese scholarly reference lists: Nguyễn Du (2015), Truyện Kiều, Văn học, Hà Nội."""
    bib = Bib(record)
    people = [one for one in bib.creators if is_author(one)] or list(bib.creators)
    names = [one.display for one in people]
    if len(names) > 3:
        names = [*names[:3], "…"]
    when = f"({bib.year})" if bib.year else ""
    lead = " ".join(text for text in (", ".join(names), when) if text)
    return _sentence(
        ", ".join(text.rstrip(". ") for text in (lead, bib.full_title, bib.edition, bib.publisher, bib.place) if text)
    )


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "…", "!", "?")) else text + "."
