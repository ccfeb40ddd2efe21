"""What goes on paper: job sheets with their barcode, the minutes of a lot, the register of rare documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lienthu.kernel.clock import today
from lienthu.registry.queries import cards
from lienthu.repository.models import Inspection, RegisterEntry, WorkJob
from lienthu.repository.models.projects import FAULT_WORDS, STAGE_WORDS
from lienthu.repository.models.selections import CRITERION_WORDS, KIND_WORDS
from lienthu.repository.projects import words
from lienthu.repository.projects.actions.inspect import count_of
from lienthu.repository.projects.rules.codes import page_name
from lienthu.repository.projects.rules.legal import Criterion, Kind
from lienthu.repository.projects.rules.steps import STAGES, Stage
from lienthu.ui.formats import count, vdate, vdatetime
from lienthu.ui.printing.minutes import Columns, Minutes, minutes
from lienthu.ui.printing.pdf import Align, Paper
from lienthu.ui.printing.sheets import Box

_LEFT: Final = 18.0
_INNER: Final = 174.0
_SUFFIX: Final = {"image/tiff": "tif", "image/jp2": "jp2", "image/jpeg": "jpg", "image/png": "png"}
_WIDTHS: Final = (30.0, 38.0, 34.0, 24.0, 20.0, 28.0)


def job_sheets(jobs: Sequence[WorkJob]) -> bytes:
    """A page of A4 for each job, to lie with the document on its way through the workshop."""
    paper = Paper(_("Job sheets"))
    library = ""
    for job in jobs:
        library = library or _library(job.project.library_id)
        paper.page()
        _sheet(paper, job, library)
    if not paper.pages:
        paper.page()
    return paper.save()


def _library(library_id: int) -> str:
    card = cards([library_id]).get(library_id)
    return card.name if card else ""


def _sheet(paper: Paper, job: WorkJob, library: str) -> None:
    project = job.project
    paper.text(Box(_LEFT, 14, 110, 5), library.upper(), size=9, lines=2)
    paper.text(Box(_LEFT, 22, 110, 6), _("DIGITISATION JOB SHEET"), size=15, bold=True)
    paper.text(Box(_LEFT, 30, 110, 5), f"{project.code} · {project.name}", size=9, lines=2)
    paper.code(Box(122, 13, 72, 20), job.code)
    paper.text(Box(122, 34, 72, 8), job.code, size=17, bold=True, align="C")
    paper.line(_LEFT, 45, _LEFT + _INNER, 45, 0.4)
    y = 49 + paper.text(Box(_LEFT, 49, _INNER, 10), job.title, size=17, bold=True, lines=3, smallest=11)
    facts = [
        (_("Creator"), job.creator),
        (_("Year"), str(job.year or "")),
        (_("Place and call number"), job.call_number),
        (_("Lot"), f"{job.lot}" + (f" · {job.lot.contractor}" if job.lot.contractor else "") if job.lot else ""),
        (_("Pages by the description"), count(job.pages) if job.pages else ""),
        (_("Pages counted"), "…………………"),
        (pgettext("field label", "Note"), job.note),
    ]
    for name, value in facts:
        if value:
            y += 1.5
            paper.text(Box(_LEFT, y, 46, 5), name, size=9)
            y += max(4.2, paper.text(Box(_LEFT + 46, y, _INNER - 46, 5), value, size=10, bold=True, lines=3))
    y = _naming(paper, job, y + 6)
    y = _stages(paper, y + 5)
    paper.text(Box(_LEFT, y + 6, _INNER, 5), _("Condition of the original, and what to mind"), size=9, bold=True)
    for line in range(4):
        paper.line(_LEFT, y + 19 + line * 8, _LEFT + _INNER, y + 19 + line * 8, 0.1)
    foot = _("Printed on %(day)s. Scan the barcode at the desk to open this job.") % {"day": vdate(today())}
    paper.text(Box(_LEFT, 283, _INNER, 4), foot, size=7.5, align="C")


def _naming(paper: Paper, job: WorkJob, y: float) -> float:
    """The specification, and how folder and files are called: a name with this code cannot get lost."""
    suffix = _SUFFIX.get(job.project.formats[0] if job.project.formats else "", "tif")
    box = Box(_LEFT, y, _INNER, 25)
    paper.frame(box, 0.3)
    half = _INNER / 2
    paper.text(Box(_LEFT + 4, y + 3, half - 8, 5), _("Folder"), size=8)
    paper.text(Box(_LEFT + 4, y + 7, half - 8, 6), job.code, size=12, bold=True)
    paper.text(Box(_LEFT + 4, y + 13, half - 8, 5), _("Files"), size=8)
    names = f"{page_name(job.code, 1, suffix)}, {page_name(job.code, 2, suffix)}, …"
    paper.text(Box(_LEFT + 4, y + 17, half + 16, 5), names, size=9, bold=True)
    said = "; ".join(f"{name}: {value}" for name, value in words.spec_facts(job.project))
    paper.text(Box(_LEFT + half + 22, y + 3, half - 26, 20), said, size=8, lines=6)
    return y + box.height


def _stages(paper: Paper, y: float) -> float:
    heads = (_("Step"), _("Done by"), _("Machine"), _("Day"), _("Minutes spent"), _("Signature"))
    y = _row(paper, y, heads, 7, bold=True)
    for stage in STAGES:
        if stage is not Stage.DONE:
            y = _row(paper, y, (str(STAGE_WORDS[stage]), "", "", "", "", ""), 9.5)
    return y


def _row(paper: Paper, y: float, cells: Iterable[str], height: float, *, bold: bool = False) -> float:
    x = _LEFT
    for number, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True)):
        paper.frame(Box(x, y, width, height), 0.25 if bold else 0.12)
        align: Align = "L" if number == 0 and not bold else "C"
        paper.text(Box(x + 1.5, y, width - 3, height), cell, size=9, bold=bold, align=align, middle=True)
        x += width
    return y + height


_PAGES: Final[Columns] = ((12, "R"), (34, "L"), (16, "R"), (38, "L"), (74, "L"))


def lot_minutes(inspection: Inspection) -> bytes:
    """Biên bản nghiệm thu: the plan of the sample, every page that was found bad, the decision."""
    lot, project = inspection.lot, inspection.lot.project
    found = count_of(inspection)
    bad = inspection.sample.filter(is_bad=True).select_related("job").order_by("number")
    decided = ""
    if inspection.is_accepted is not None:
        decided = _("The lot is accepted.") if inspection.is_accepted else _("The lot is returned.")
    facts = [
        (_("Project"), f"{project.code} · {project.name}"),
        (_("Lot"), " · ".join(filter(None, (str(lot), lot.name, lot.contractor, lot.contract)))),
        (_("Inspected for the time"), str(inspection.round)),
        (_("Pages in the lot"), count(inspection.pages)),
        (
            _("Sample"),
            _("%(size)s pages (ISO 2859-1, level II, letter %(letter)s, AQL %(aql)s), drawn with %(seed)s")
            % {
                "size": count(inspection.size),
                "letter": inspection.letter,
                "aql": inspection.aql,
                "seed": inspection.seed,
            },
        ),
        (_("Accepted with"), _("at most %(n)s bad pages and none that is critical") % {"n": inspection.accept}),
        (
            _("Found"),
            _("%(bad)s bad pages, %(critical)s of them critical, of %(n)s looked at")
            % {"bad": found.bad, "critical": found.critical, "n": count(found.looked_at)},
        ),
        (_("Decided"), vdatetime(inspection.decided_at) if inspection.decided_at else ""),
        (_("Decision"), decided),
        (_("Reason"), inspection.reason),
    ]
    said = Minutes(
        title=_("MINUTES OF ACCEPTANCE"),
        subtitle=_("Digitised documents, lot %(lot)s") % {"lot": lot},
        library=_library(project.library_id),
        facts=[(name, value) for name, value in facts if value],
        columns=_PAGES,
        heads=(_("No. in the sample"), _("Job"), _("Page"), _("File"), _("What was found")),
        rows=[
            (
                str(one.number),
                one.job.code,
                str(one.position),
                one.name,
                "; ".join(filter(None, (", ".join(str(FAULT_WORDS[code]) for code in one.faults), one.note))),
            )
            for one in bad
        ],
        signs=(_("FOR THE MAKER"), _("INSPECTOR"), _("HEAD OF THE LIBRARY")),
        below=_("(signature, full name)"),
    )
    return minutes(said).save()


_REGISTER: Final[Columns] = ((10, "R"), (50, "L"), (12, "C"), (22, "L"), (44, "L"), (36, "L"))


def register_print(library_id: int, kept: Sequence[RegisterEntry]) -> bytes:
    """The register as the law asks for it, with the decision that stands behind each line."""
    said = Minutes(
        title=_("REGISTER OF OLD, RARE AND SPECIAL DOCUMENTS"),
        subtitle=_("Decree 93/2020, articles 5 to 8"),
        library=_library(library_id),
        facts=[(_("Day"), vdate(today())), (_("Documents"), count(len(kept)))],
        columns=_REGISTER,
        heads=(_("No."), _("Document"), _("Year"), _("Call number"), _("Criteria"), _("Decision")),
        rows=[_line(one) for one in kept],
        signs=(_("KEEPER OF THE REGISTER"), _("HEAD OF THE LIBRARY")),
        below=_("(signature, full name)"),
        lines=8,
    )
    return minutes(said).save()


def _line(one: RegisterEntry) -> tuple[str, ...]:
    title = " / ".join(filter(None, (one.title, one.creator)))
    struck = _("struck out: %(reason)s") % {"reason": one.struck_for} if one.struck_at else ""
    criteria = "; ".join(str(CRITERION_WORDS[Criterion(code)]) for code in one.criteria)
    return (
        str(one.number),
        ". ".join(filter(None, (title, one.condition, struck))),
        str(one.year or ""),
        one.call_number,
        f"{KIND_WORDS[Kind(one.kind)]}: {criteria}",
        f"{one.decision}, {vdate(one.decided_on)}",
    )
