"""The real labelled sets of ../shared/data/dedup, as far as they are about MARC descriptions of whole publications.

Out of scope, and why: Melinda's rules about databases (LOW, SID, CAT, test records), host items (773, 973), players of one
medium (Blu-ray and DVD, CD and LP) and readers' programmes (Daisy) decide by fields the union does not compare; bib-dedupe
and Cora are journal articles and citations; RecordManager's fixtures are single records without labels.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

from lienthu.marc import marcjson
from lienthu.marc.record import Field, Record

from .measure import Count

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "dedup"
_OTHER_RULES = re.compile(r"^(SID|LOW|CAT|test-record|773|973|Daisy|007_|300_|336b|020_bad)", re.IGNORECASE)

Judge = Callable[[Record, Record], str]


def melinda(judge: Judge) -> tuple[Count, Count]:
    """(in scope, out of scope)."""
    inside, outside = Count(), Count()
    for line in (SHARED / "labelled_pairs.jsonl").open(encoding="utf-8"):
        case = json.loads(line)
        if case["label"] not in ("match", "distinct"):
            continue
        same = case["label"] == "match"
        a, b = (marcjson.from_json(_plain(case[side])) for side in "ab")
        (outside if _OTHER_RULES.match(case["id"]) else inside).add(same, judge(a, b))
    return inside, outside


def _plain(record: dict[str, object]) -> dict[str, object]:
    """Melinda's own JSON shape as MARC-in-JSON."""
    fields: list[dict[str, object]] = []
    for field in record["fields"]:  # type: ignore[attr-defined]
        if "subfields" in field:
            cells = [{s["code"]: s.get("value") or ""} for s in field["subfields"]]
            fields.append(
                {field["tag"]: {"ind1": field.get("ind1", " "), "ind2": field.get("ind2", " "), "subfields": cells}}
            )
        else:
            fields.append({field["tag"]: field.get("value") or ""})
    return {"leader": record["leader"], "fields": fields}


def clusters(judge: Judge) -> Count:
    """Records of one work joined by shared identifiers (silver: a part of them differs in year or form)."""
    found = Count()
    for line in (SHARED / "same_work_clusters.jsonl").open(encoding="utf-8"):
        records = [marcjson.from_json(one["marc"]) for one in json.loads(line)["records"] if "marc" in one]
        for one, other in combinations(records, 2):
            found.add(True, judge(one, other))
    return found


def editions(judge: Judge) -> Count:
    """One title and author, another edition: title, author, year, ISBN and language are given."""
    found = Count()
    for line in (SHARED / "same_title_different_edition.jsonl").open(encoding="utf-8"):
        records = [_summary(one) for one in json.loads(line)["records"]]
        for one, other in combinations(records, 2):
            found.add(False, judge(one, other))
    return found


def _summary(one: dict[str, object]) -> Record:
    def data(tag: str, *pairs: tuple[str, str]) -> Field:
        return Field(tag, "", "  ", [(code, value) for code, value in pairs if value])

    fields = [data("020", ("a", str(code))) for code in one["isbn"]]  # type: ignore[attr-defined]
    fields += [
        data("041", ("a", str(one.get("lang") or ""))), data("100", ("a", str(one["author"]))), data("245", ("a", str(one["title"]))),
        data("260", ("c", str(one["year"]))),
    ]  # fmt: skip
    return Record(fields=[field for field in fields if field.subfields])


def dblp_acm() -> tuple[list[Record], list[Record], set[tuple[int, int]]]:
    """Papers with title, authors, venue and year as thin monograph records: no book data, only the same comparisons."""
    folder = next(path for path in (SHARED / "pyjedai").rglob("D4") if path.is_dir())
    dblp, acm, truth = (folder / name for name in ("dblp.csv", "acm.csv", "gt.csv"))
    sides = [list(_papers(path)) for path in (dblp, acm)]
    places = [{ident: at for at, (ident, _) in enumerate(side)} for side in sides]
    pairs = set()
    for line in truth.read_text("utf-8").splitlines()[1:]:
        one, _, other = line.partition("%")
        if one in places[0] and other in places[1]:
            pairs.add((places[0][one], places[1][other]))
    return [r for _, r in sides[0]], [r for _, r in sides[1]], pairs


def _papers(path: Path) -> Iterator[tuple[str, Record]]:
    lines = path.read_text("utf-8").splitlines()
    heads = lines[0].split("%")
    for line in lines[1:]:
        row = dict(zip(heads, line.split("%"), strict=False))
        names = [name.strip() for name in row.get("authors", "").split(",") if name.strip()]
        fields = [Field("100" if n == 0 else "700", "", "  ", [("a", name)]) for n, name in enumerate(names)]
        fields.append(Field("245", "", "  ", [("a", row.get("title", ""))]))
        fields.append(Field("260", "", "  ", [("c", row.get("year", ""))]))
        yield row[heads[0]], Record(fields=fields)
