"""Other ways to match, on the same pairs: what they see is read here, without the union's own rules.

* ISBN only: one ISBN-13 in common.
* Fingerprint: title, first author and year folded to letters and digits, all three equal (the usual script).
* RecordManager: the rules of its DedupHandler (NatLibFi, GPL-2.0; read and re-made from their description): equal format;
  a common ISBN decides; ISSN, year, series numbering must not differ; pages within 10; title keys less than 10 % apart
  by Levenshtein; main authors alike or at most 20 % apart. Candidate keys are left out, which can only help it.
* Splink (MIT): its Fellegi-Sunter model; m from the tuning half's labels, u from random pairs of its records.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from lienthu.marc import marcjson
from lienthu.marc.record import Record


@dataclass
class Seen:
    """One record as an ordinary loader reads it."""

    title: str = ""
    author: str = ""
    year: str = ""
    pages: int = 0
    publisher: str = ""
    edition: str = ""
    format: str = ""
    series_number: str = ""
    issn: str = ""
    isbns: frozenset[str] = field(default_factory=frozenset)


def fold(value: str) -> str:
    letters = unicodedata.normalize("NFD", value.lower().replace("đ", "d"))
    return "".join(c for c in letters if c.isalnum())


def key(value: str) -> str:
    """A normal key: composed, lower case, letters, digits and spaces. Vietnamese marks stay."""
    value = unicodedata.normalize("NFKC", value).lower()
    return " ".join("".join(c if c.isalnum() else " " for c in value).split())


def isbn(value: str) -> str:
    found = re.search(r"\d{9,12}[\dXx]", value.replace("-", ""))
    if not found:
        return ""
    code = found.group()
    if len(code) != 10:
        return code
    body = "978" + code[:9]
    return body + str(-(sum(map(int, body[::2])) + 3 * sum(map(int, body[1::2]))) % 10)


def seen(data: object) -> Seen:
    record: Record = marcjson.from_json(data)
    fixed = record.control("008")
    year = re.search(r"\d{4}", record.first("260", "c") or record.first("264", "c")) or re.search(r"\d{4}", fixed[7:11])
    pages = re.findall(r"\d+", record.first("300", "a"))
    online = fixed[23:24] in ("o", "s") or record.first("338", "b") == "cr" or "điện tử" in record.first("300", "a")
    main = record.get("245")
    return Seen(
        title=key(main.text("abnp") if main else ""),
        author=key(record.first("100", "a") or record.first("110", "a")),
        year=year.group() if year else "",
        pages=max(map(int, pages), default=0),
        publisher=key(record.first("260", "b") or record.first("264", "b")),
        edition=key(record.first("250", "a")),
        format=record.leader[6:8] + ("o" if online else ""),
        series_number=key(record.first("490", "v")),
        issn=key(record.first("022", "a")),
        isbns=frozenset(filter(None, (isbn(v) for f in record.all("020") for v in f.values("a")))),
    )


def isbn_only(a: Seen, b: Seen) -> bool:
    return bool(a.isbns & b.isbns)


def fingerprint(a: Seen, b: Seen) -> bool:
    return all(fold(x) == fold(y) for x, y in ((a.title, b.title), (a.author, b.author), (a.year, b.year)))


def recordmanager(a: Seen, b: Seen) -> bool:
    if a.format != b.format:
        return False
    if a.isbns & b.isbns:
        return True
    if (a.issn and b.issn and a.issn != b.issn) or (a.year and b.year and a.year != b.year):
        return False
    if (a.pages and b.pages and abs(a.pages - b.pages) > 10) or a.series_number != b.series_number:
        return False
    if not a.title or not b.title or Levenshtein.distance(a.title, b.title) * 100 >= 10 * len(a.title.encode()):
        return False
    if not a.author or not b.author:
        return a.author == b.author
    return _authors(a.author, b.author) or Levenshtein.distance(a.author, b.author) * 100 <= 20 * len(a.author)


def _authors(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < 6:
        return False
    if one.startswith(other) or other.startswith(one):
        return True
    pairs = list(zip(one.split(), other.split(), strict=False))
    return pairs[0][0] == pairs[0][1] and all(x[0] == y[0] for x, y in pairs)


RULES: dict[str, Callable[[Seen, Seen], bool]] = {
    "ISBN only": isbn_only, "fingerprint": fingerprint, "RecordManager rules": recordmanager,
}  # fmt: skip

Pairs = Sequence[tuple[Seen, Seen]]


def splink(train: Pairs, labels: Sequence[bool], judged: Pairs) -> list[float]:
    """The probability Splink gives each pair. Raises ImportError when it is not installed."""
    import pyarrow as pa
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    api = DuckDBAPI()
    rows = [_row(f"t{n}{side}", one) for n, pair in enumerate(train) for side, one in zip("ab", pair, strict=True)]
    rows += [_row(f"j{n}{side}", one) for n, pair in enumerate(judged) for side, one in zip("ab", pair, strict=True)]
    table = api.register(pa.Table.from_pylist(rows), table_name="records")
    settings = SettingsCreator(
        link_type="dedupe_only", unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=[block_on("pair")],
        comparisons=[
            cl.JaroWinklerAtThresholds("title", [0.97, 0.92, 0.8]), cl.JaroWinklerAtThresholds("author", [0.95, 0.85]),
            cl.ExactMatch("year"), cl.JaroWinklerAtThresholds("publisher", [0.9]), cl.ExactMatch("pages"),
            cl.ExactMatch("edition"), cl.ExactMatch("isbn"), cl.ExactMatch("format"), cl.ExactMatch("series_number"),
        ],
        probability_two_random_records_match=0.5,
    )  # fmt: skip
    linker = Linker(table, settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    clerical = [{"unique_id_l": f"t{n}a", "unique_id_r": f"t{n}b"} for n, same in enumerate(labels) if same]
    linker.training.estimate_m_from_pairwise_labels(api.register(pa.Table.from_pylist(clerical), table_name="labels"))
    found = linker.inference.predict(threshold_match_probability=0.0).as_record_list()
    scores = {row["unique_id_l"][:-1]: float(row["match_probability"]) for row in found}
    return [scores.get(f"j{n}", 0.0) for n in range(len(judged))]


def _row(ident: str, one: Seen) -> dict[str, object]:
    return {
        "unique_id": ident, "pair": ident[:-1], "title": one.title or None, "author": one.author or None, "year": one.year or None,
        "publisher": one.publisher or None, "pages": str(one.pages) if one.pages else None, "edition": one.edition or None,
        "isbn": min(one.isbns) if one.isbns else None, "format": one.format, "series_number": one.series_number or None,
    }  # fmt: skip
