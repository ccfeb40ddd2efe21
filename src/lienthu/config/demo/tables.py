"""Kinds of publication that can be listed one by one: known works, school books, local history, serials.
Each list is made once; a manifestation is then a row of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lienthu.config.demo import seeds
from lienthu.config.demo.rng import between, dice

LAST_YEAR = 2025


@dataclass(frozen=True, slots=True)
class Row:
    work: int
    title: str
    creators: tuple[str, ...]  # empty: drawn for the work
    year: int
    ddc: str
    subjects: tuple[str, ...]
    publishers: tuple[str, ...]
    edition: int = 1
    volume: int = 0
    kind: str = "book"
    corporate: bool = False
    series: str = ""
    translator: str = ""
    anonymous: bool = False


@cache
def known_works() -> tuple[Row, ...]:
    rows: list[Row] = []
    for number, work in enumerate(seeds.works()):
        r = dice(11, number)
        comic = work.volumes > 20
        subjects = (*work.subjects, *(("Văn học nước ngoài",) if work.kind == "T" else ()))
        year, edition = work.year, 1
        while year <= LAST_YEAR and edition <= (2 if comic else 9):
            issuer = work.publishers[0] if r.random() < 0.6 else work.publishers[int(r.random() * len(work.publishers))]
            rows.extend(
                Row(
                    number,
                    work.title,
                    work.creators,
                    year,
                    work.ddc,
                    subjects,
                    (issuer,),
                    edition,
                    volume,
                    translator=work.translator,
                    anonymous=not work.creators,
                )
                for volume in (range(1, work.volumes + 1) if work.volumes else (0,))
            )
            # Few copies printed before 1985 are still on shelves; reprints come every few years after it.
            year = max(year + between(r, 2, 6), 1980 + between(r, 0, 6)) if year < 1985 else year + between(r, 2, 7)
            edition += 1
    return tuple(rows)


# The 2018 programme came grade by grade.
ROLLOUT = {
    1: 2020,
    2: 2021,
    6: 2021,
    3: 2022,
    7: 2022,
    10: 2022,
    4: 2023,
    8: 2023,
    11: 2023,
    5: 2024,
    9: 2024,
    12: 2024,
}
AIDS = ("DHSP", "DHQGHN", "TH", "GD", "DN", "TRE", "DHQGHCM")


def _official(work: int, name: str, grade: int, kind: str, ddc: str, volumes: int) -> Iterator[Row]:
    """School book, exercises, workbook, teacher's book: the old programme's reprints, then the three series."""
    title = kind.format(s=name, g=grade)
    subjects = (name, f"Lớp {grade}", "Sách giáo viên" if "giáo viên" in kind else "Sách giáo khoa")
    parts = range(1, volumes + 1) if volumes > 1 else (0,)
    if "địa phương" in name:
        yield Row(work, title, (), ROLLOUT[grade], ddc, (*subjects, "Đắk Nông"), ("GD",))
        return
    if name not in NEW_ONLY and not (name == "Lịch sử và Địa lý" and grade > 5):
        first = 2001 + (grade - 1) % 6
        for edition, year in enumerate(range(first, 2019, 3), 1):
            for part in parts:
                yield Row(work, title, (), year, ddc, subjects, ("GD",), edition, part)
    if not (name in MERGED_BELOW_10 and grade < 10):
        for number, series in enumerate(seeds.lists("textbook_series"), 1):
            issuer = ("DHSP", "GD", "GD")[number - 1]
            for edition in (1, 2):
                for part in parts:
                    yield Row(
                        work + number,
                        title,
                        (),
                        ROLLOUT[grade] + edition - 1,
                        ddc,
                        subjects,
                        (issuer,),
                        edition,
                        part,
                        series=series,
                    )


# The 2018 programme joined three sciences, history and geography up to grade 9, and brought new subjects.
NEW_ONLY = {"Khoa học tự nhiên", "Hoạt động trải nghiệm", "Giáo dục kinh tế và pháp luật"}
MERGED_BELOW_10 = {"Vật lý", "Hóa học", "Sinh học", "Lịch sử", "Địa lý"}


@cache
def school_books(first: int, last: int) -> tuple[Row, ...]:
    """Books of the grades from `first` to `last`."""
    return tuple(row for row in _all_school_books() if first <= int(row.subjects[1].split()[-1]) <= last)


@cache
def _all_school_books() -> tuple[Row, ...]:
    rows: list[Row] = []
    work = 0
    kinds = seeds.lists("textbook_kind")
    for name, low, high, ddc, volumes in seeds.subjects():
        for grade in range(low, high + 1):
            local = "địa phương" in name
            for place, kind in enumerate(kinds[:2] if local else kinds):
                work += 10
                if place < 4:
                    if not (kind.startswith("Vở") and grade > 9):
                        rows.extend(_official(work, name, grade, kind, ddc, volumes))
                    continue
                r = dice(12, work)
                for author in range(3):
                    year = between(r, 2003, 2018) if name not in NEW_ONLY else between(r, 2020, 2023)
                    for edition in (1, 2):
                        rows.append(
                            Row(
                                work + author,
                                kind.format(s=name, g=grade),
                                (),
                                year,
                                ddc,
                                (name, f"Lớp {grade}", "Sách tham khảo"),
                                (AIDS[int(r.random() * len(AIDS))],),
                                edition,
                            )
                        )
                        year += between(r, 1, 3)
    return tuple(rows)


COMMUNE_TITLES = (
    ("Lịch sử Đảng bộ {w} {u} (1975 - {y})", "324.259707509765", "Ban Chấp hành Đảng bộ {w} {u}", ("CTQG", "BTG")),
    ("Lịch sử truyền thống cách mạng {w} {u}", "959.765", "Ban Chấp hành Đảng bộ {w} {u}", ("CTQG",)),
    ("{W} {u} xây dựng nông thôn mới", "307.1412", "Ủy ban nhân dân {w} {u}", ("STTT",)),
    ("Hương ước, quy ước các thôn, bon, buôn {w} {u}", "390", "Ủy ban nhân dân {w} {u}", ("SVH",)),
)
DISTRICT_TITLES = (
    ("Lịch sử Đảng bộ {w} {u} (1930 - {y})", "324.259707509765", "Ban Chấp hành Đảng bộ {w} {u}", ("CTQG",)),
    ("Văn hóa các dân tộc {w} {u}", "305.8009597", "Phòng Văn hóa và Thông tin {w} {u}", ("SVH", "VHDT")),
    ("Cồng chiêng trong đời sống đồng bào {u}", "786.8843", "Phòng Văn hóa và Thông tin {w} {u}", ("SVH",)),
    ("{W} {u} - Đất và người", "959.765", "Ủy ban nhân dân {w} {u}", ("STTT", "VHTT")),
    ("Di tích và danh thắng {u}", "915.9765", "Phòng Văn hóa và Thông tin {w} {u}", ("SVH",)),
    ("Bản đồ hành chính {w} {u}", "912.59765", "Nhà xuất bản Bản đồ", ("BD",)),
)
YEARLY_TITLES = (
    ("Niên giám thống kê tỉnh Đắk Nông {y}", "315.9765", "Cục Thống kê tỉnh Đắk Nông", ("TK", "CTK")),
    ("Đắk Nông: Tình hình kinh tế - xã hội năm {y}", "330.959765", "Ủy ban nhân dân tỉnh Đắk Nông", ("STTT",)),
    ("Tuyển tập văn nghệ Nâm Nung {y}", "895.92208", "Hội Văn học Nghệ thuật tỉnh Đắk Nông", ("HNV",)),
    ("Gương điển hình tiên tiến tỉnh Đắk Nông năm {y}", "303.3", "Ban Tuyên giáo Tỉnh ủy Đắk Nông", ("BTG",)),
    ("Thư mục địa chí Đắk Nông {y}", "016.9159765", "Thư viện tỉnh Đắk Nông", ("SVH",)),
    ("Kỷ yếu khoa học và công nghệ tỉnh Đắk Nông {y}", "600", "Sở Khoa học và Công nghệ tỉnh Đắk Nông", ("STTT",)),
)


def _local_facts() -> Iterator[Row]:
    kinds = {"B": "book", "M": "map", "A": "sound"}
    for number, work in enumerate(seeds.local_works()):
        r = dice(13, number)
        year = work.year
        corporate = work.creators[0].split()[0] in {
            "Ban",
            "Bộ",
            "Bảo",
            "Công",
            "Hội",
            "Nhà",
            "Sở",
            "Tỉnh",
            "Ủy",
        }
        for edition in (1, 2):
            yield Row(
                number,
                work.title,
                work.creators,
                year,
                work.ddc,
                work.subjects,
                (work.publishers[(edition - 1) % len(work.publishers)],),
                edition,
                kind=kinds[work.kind],
                corporate=corporate,
            )
            year += between(r, 2, 8)
            if work.kind != "B" or year > LAST_YEAR:
                break


@cache
def local_history() -> tuple[Row, ...]:
    rows = list(_local_facts())
    work = 1000
    for district, communes in seeds.units():
        places = [(COMMUNE_TITLES, unit) for unit in communes] + [(DISTRICT_TITLES, district)]
        for titles, unit in places:
            for template, ddc, body, issuers in titles:
                work += 1
                r = dice(14, work)
                year = between(r, 2006, 2022)
                word = seeds.district_word(unit) if unit == district else seeds.commune_word(unit)
                title = template.format(u=unit, w=word, W=word.capitalize(), y=(year - 3) // 5 * 5)
                rows.append(
                    Row(
                        work,
                        title,
                        (body.format(u=unit, w=word),),
                        year,
                        ddc,
                        ("Lịch sử địa phương", district, unit) if unit != district else ("Địa chí", district),
                        (issuers[int(r.random() * len(issuers))],),
                        kind="map" if title.startswith("Bản đồ") else "book",
                        corporate=True,
                    )
                )
        for year in range(2006, 2025):
            work += 1
            word = seeds.district_word(district)
            title = f"Niên giám thống kê {word} {district} {year - 1}"
            body = f"Chi cục Thống kê {word} {district}"
            rows.append(Row(work, title, (body,), year, "315.9765", ("Thống kê", district), ("CTK",), corporate=True))
    for template, ddc, body, issuers in YEARLY_TITLES:
        for year in range(2004, 2025):
            work += 1
            issuer = issuers[0 if year < 2016 else -1]
            title = template.format(y=year)
            rows.append(Row(work, title, (body,), year + 1, ddc, ("Đắk Nông", "Địa chí"), (issuer,), corporate=True))
    return tuple(rows)


@cache
def serials() -> tuple[Row, ...]:
    rows = []
    titles = [*seeds.pairs(";".join("=".join(pair) for pair in seeds.pairs(";".join(seeds.lists("serials")))))]
    for province in seeds.lists("provinces"):
        titles += [(f"Báo {province}", "079.597"), (f"Tạp chí Văn nghệ {province}", "895.92208")]
    for number, (title, ddc) in enumerate(titles):
        r = dice(15, number)
        rows.append(
            Row(
                number,
                title,
                (),
                between(r, 1951, 2006),
                ddc,
                ("Báo chí",),
                ("HNV" if "Văn" in title else "LD",),
                kind="serial",
                anonymous=True,
            )
        )
    return tuple(rows)
