"""Citations and ISBD. Vietnamese names keep their order (Nguyễn Du stays Nguyễn Du) in every style."""

from __future__ import annotations

from lienthu.marc.crosswalks import is_author
from lienthu.marc.fields import Bib
from lienthu.marc.record import Record


def isbd(record: Record) -> str:
    """The areas of ISBD divided by ". – "."""
    bib = Bib(record)
    title = bib.full_title
    if bib.responsibility:
        title = f"{title} / {bib.responsibility}" if title else bib.responsibility
    imprint = _imprint(bib)
    extent = " ; ".join(text for text in (bib.extent, bib.size) if text)
    series = "".join(f" ({one.title}{' ; ' + one.volume if one.volume else ''})" for one in bib.series)
    isbns = " ; ".join(f"ISBN {one.value}" for one in bib.isbns if one.valid and not one.cancelled)
    areas = [title, bib.edition, imprint, (extent + series).strip(), *bib.notes, isbns]
    return _sentence(". – ".join(area.rstrip(". ") for area in areas if area.strip(". ")))


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


def _imprint(bib: Bib) -> str:
    where = " : ".join(text for text in (bib.place, bib.publisher) if text)
    return ", ".join(text for text in (where, bib.date_text) if text)


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "…", "!", "?")) else text + "."
