"""The same entries and queries for SQLite's FTS5 and Debian's Zebra, measured in the same run."""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from synthetic_entries import entries

from lienthu.discovery import analysis
from lienthu.discovery.query import Phrase, Word, leaves, parse
from lienthu.marc import iso2709
from lienthu.marc.record import Field, Record

PATIENCE = 90.0
FACETS = ("library", "format", "language", "year", "subject", "creator")


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {"p50": round(statistics.median(ordered), 2), "p95": round(p95, 2), "max": round(ordered[-1], 2)}


def timed(mix: list[Any], ask: Callable[[Any], object]) -> dict[str, dict[str, float]]:
    """The mix in its drawn order until the time is used up; `queries` says how far it came."""
    times: dict[str, list[float]] = {}
    ends = time.perf_counter() + PATIENCE
    for kind, request in mix:
        started = time.perf_counter()
        ask(request)
        times.setdefault(kind, []).append((time.perf_counter() - started) * 1000)
        if time.perf_counter() > ends:
            break
    every = [t for each in times.values() for t in each]
    return {"all": spread(every) | {"queries": len(every)}} | {k: spread(v) for k, v in times.items()}


def fts5(folder: Path, size: int, mix: list[Any]) -> dict[str, Any]:
    """Contentless FTS5 on folded text, values of facets in one indexed side table."""
    path = folder / "fts5.sqlite3"
    path.unlink(missing_ok=True)
    started = time.perf_counter()
    base = sqlite3.connect(path)
    base.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; PRAGMA mmap_size=4000000000;"
        "CREATE VIRTUAL TABLE words USING fts5(title, creator, rest, content='', tokenize='unicode61 remove_diacritics 0');"
        "CREATE TABLE brief(id INTEGER PRIMARY KEY, title TEXT, creators TEXT, year INT);"
        "CREATE TABLE value(id INT, facet INT, value TEXT, PRIMARY KEY(id, facet, value)) WITHOUT ROWID;"
    )
    for number, entry in enumerate(entries(size), 1):
        rest = " ".join((*entry.subjects, entry.publisher, entry.summary))
        folded = [analysis.terms(text)[1] for text in (entry.title, " ".join(entry.creators), rest)]
        base.execute("INSERT INTO words(rowid, title, creator, rest) VALUES (?,?,?,?)", (number, *folded))
        base.execute("INSERT INTO brief VALUES (?,?,?,?)", (number, entry.title, "; ".join(entry.creators), entry.year))
        found = ([place.code for place in entry.places], [entry.format], entry.languages, [str(entry.year)])
        values = enumerate((*found, entry.subjects, entry.creators))
        base.executemany("INSERT OR IGNORE INTO value VALUES (?,?,?)", [(number, f, v) for f, vs in values for v in vs])
    base.commit()
    seconds = time.perf_counter() - started

    def ask(request: Any) -> None:
        match, narrowed = _match(request.text), _narrowing(request)
        base.execute("DROP TABLE IF EXISTS temp.found")
        base.execute("CREATE TEMP TABLE found(id INTEGER PRIMARY KEY)")
        base.execute(f"INSERT INTO found SELECT rowid FROM words WHERE words MATCH ? {narrowed}", (match,))
        base.execute("SELECT count(*) FROM found").fetchone()
        # `+`: the words lead, not the list of what was found; the other way each row asks the index anew.
        within = "AND +rowid IN (SELECT id FROM found)" if narrowed else ""
        best = f"SELECT rowid FROM words WHERE words MATCH ? {within} ORDER BY bm25(words, 3.0, 2.0, 1.0) LIMIT 20"
        ids = [row[0] for row in base.execute(best, (match,))]
        base.execute(f"SELECT * FROM brief WHERE id IN ({','.join(map(str, ids)) or 'NULL'})").fetchall()
        for facet in range(len(FACETS)):
            base.execute(
                "SELECT value, count(*) FROM found CROSS JOIN value USING (id) WHERE facet = ? "
                "GROUP BY 1 ORDER BY 2 DESC LIMIT 11",
                (facet,),
            ).fetchall()

    figures = timed(mix, ask)
    base.close()
    return {
        "version": sqlite3.sqlite_version,
        "index_seconds": round(seconds, 1),
        "index_mb": round(path.stat().st_size / 1e6, 1),
        "ms": figures,
    }


def _match(text: str) -> str:
    parts = []
    for leaf in leaves(parse(text)):
        words = [leaf.text] if isinstance(leaf, Word) else list(leaf.words)
        quoted = '"' + " ".join(analysis.folded_term(word) for word in words) + '"'
        parts.append(f"creator : {quoted}" if leaf.field == "creator" else quoted)
    return " AND ".join(parts)


def _narrowing(request: Any) -> str:
    parts = []
    for name, values in request.filters.values.items():
        listed = ",".join("'" + value.replace("'", "''") + "'" for value in values)
        where = f"facet = {FACETS.index(name)} AND value IN ({listed})"
        parts.append(f"AND rowid IN (SELECT id FROM value WHERE {where})")
    if request.filters.has_years:
        low, high = request.filters.year_low, request.filters.year_high
        parts.append(f"AND rowid IN (SELECT id FROM brief WHERE year BETWEEN {low} AND {high})")
    return " ".join(parts)


def zebra(folder: Path, size: int, mix: list[Any]) -> dict[str, Any] | None:
    """Zebra with the configuration beside this repository: index time, then search and 20 records (no facets)."""
    root = Path(os.environ.get("LIENTHU_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    config = root / "peers" / "zebra"
    if not shutil.which("zebraidx") or not shutil.which("yaz-client") or not config.is_dir():
        print("zebra is not installed here: left out")
        return None
    work = folder / "zebra"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(config, work)
    for name in ("reg", "lock", "tmp"):
        (work / name).mkdir(parents=True)
    os.chmod(work, 0o755)  # noqa: PTH101
    with (work / "records.mrc").open("wb") as file:
        for entry in entries(size):
            file.write(iso2709.write(_marc(entry)))
    started = time.perf_counter()
    subprocess.run(["zebraidx", "-c", "zebra.cfg", "init"], cwd=work, check=True, capture_output=True)
    subprocess.run(
        ["zebraidx", "-c", "zebra.cfg", "-l", "-n", "update", "records.mrc"], cwd=work, check=True, capture_output=True
    )
    seconds = time.perf_counter() - started
    server = subprocess.Popen(
        ["zebrasrv", "-c", "zebra.cfg", "tcp:127.0.0.1:8129"],
        cwd=work,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(1.0)
        figures = _ask_zebra(mix)
    finally:
        server.terminate()
        server.wait(10)
    size_on_disk = sum(path.stat().st_size for path in (work / "reg").rglob("*") if path.is_file())
    return {
        "index_seconds": round(seconds, 1),
        "index_mb": round(size_on_disk / 1e6, 1),
        "note": "search and fetch of 20 records, without facets and filters",
        "ms": figures,
    }


def _marc(entry: Any) -> Record:
    fields = [Field("001", entry.id), Field("008", f"000000s{entry.year}    vm            000 0 vie d".ljust(40)[:40])]
    fields += [Field("020", "", "  ", [("a", each)]) for each in entry.identifiers]
    fields.append(Field("041", "", "0 ", [("a", entry.languages[0])]))
    fields.append(Field("100", "", "0 ", [("a", entry.creators[0])]))
    fields.append(Field("245", "", "10", [("a", entry.title), ("b", entry.subtitle or " ")]))
    fields.append(Field("260", "", "  ", [("a", entry.place), ("b", entry.publisher), ("c", str(entry.year))]))
    fields += [Field("520", "", "  ", [("a", entry.summary)])] if entry.summary else []
    fields += [Field("650", "", " 7", [("a", each)]) for each in entry.subjects]
    fields += [Field("700", "", "0 ", [("a", each)]) for each in entry.creators[1:]]
    fields += [Field("852", "", "  ", [("a", place.code)]) for place in entry.places]
    return Record("00000nam a2200000 a 4500", fields)


def _ask_zebra(mix: list[Any]) -> dict[str, dict[str, float]]:
    """One session of yaz-client over a pipe; a query is done when its answer's last line is there."""
    session = subprocess.Popen(
        ["yaz-client", "tcp:127.0.0.1:8129/Default"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert session.stdin is not None
    assert session.stdout is not None

    def until(sign: str) -> str:
        lines = []
        while True:
            line = session.stdout.readline()  # type: ignore[union-attr]
            lines.append(line)
            if not line or sign in line:
                return "".join(lines)

    def ask(request: Any) -> None:
        session.stdin.write(f"find {_rpn(request.text)}\n")  # type: ignore[union-attr]
        hits = until("Elapsed")
        if "Number of hits: 0" not in hits:
            session.stdin.write("show 1+20\n")  # type: ignore[union-attr]
            until("nextResultSetPosition")

    session.stdin.write("format usmarc\nelements F\n")
    figures = timed(mix, ask)
    session.stdin.write("quit\n")
    session.terminate()
    return figures


def _rpn(text: str) -> str:
    parts = []
    for leaf in leaves(parse(text)):
        words = leaf.words if isinstance(leaf, Phrase) else (leaf.text,)
        use = 1003 if leaf.field == "creator" else 1016
        structure = "@attr 4=1 " if isinstance(leaf, Phrase) else ""
        parts.append(f'@attr 1={use} @attr 2=102 {structure}"{" ".join(words)}"')
    return "@and " * (len(parts) - 1) + " ".join(parts)
