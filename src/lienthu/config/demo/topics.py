"""Books on a topic: a topic, a template that suits it, authors, a publisher, a year. The same number always gives the
same book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from lienthu.config.demo import seeds
from lienthu.config.demo.names import person
from lienthu.config.demo.rng import pick, skewed
from lienthu.config.demo.seeds import Domain


@dataclass(slots=True)
class Draft:
    title: str
    creators: tuple[str, ...]
    ddc: str
    subjects: tuple[str, ...]
    publisher: str
    subtitle: str = ""
    year: int = 0
    kind: str = "book"
    corporate: bool = False
    editor: bool = False
    translator: str = ""
    language: str = "vie"
    series: str = ""
    note: str = ""
    place: str = ""


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def recent_year(r: Random) -> int:
    u = r.random()
    return 2025 - int(46 * u * (0.4 + 0.6 * u))


def authors(r: Random) -> tuple[str, ...]:
    u = r.random()
    if u < 0.62:
        return (person(r),)
    if u < 0.85:
        return (person(r), person(r))
    return tuple(person(r) for _ in range(3 + (u > 0.95)))


def topical(domain: Domain) -> Callable[[Random], Draft]:
    groups = domain.groups
    sizes = [len(group.topics) for group in groups]
    total = sum(sizes)

    def draw(r: Random) -> Draft:
        at = r.random() * total
        group = groups[-1]
        for candidate, size in zip(groups, sizes, strict=True):
            if at < size:
                group = candidate
                break
            at -= size
        topic, ddc = skewed(r, group.topics)
        template = skewed(r, group.templates)
        year = recent_year(r)
        year = max(year, EARLIEST.get(topic, EARLIEST.get(domain.name, 0)))
        title = template.format_map(_Slots(r, topic, year))
        title, _, subtitle = title.partition(": ")
        u = r.random()
        if not subtitle and u < 0.3:
            subtitle = pick(r, domain.subtitles).replace("{y}", str(year))
        draft = Draft(
            title,
            authors(r),
            ddc,
            (capital(topic), *_second_subject(r, domain)),
            skewed(r, domain.publishers),
            subtitle,
            year,
        )
        if u > 0.94 and domain.name not in ("law", "politics", "culture"):
            draft.creators = (pick(r, seeds.names().foreign),)
            draft.translator = person(r)
        elif len(draft.creators) > 1 and u > 0.6:
            draft.editor = True
        if domain.name == "law" and u < 0.5:
            draft.creators, draft.corporate = ("Việt Nam (CHXHCN)", draft.creators[0]), True
        return draft

    return draw


# No book on a thing before the thing; few law and computer books of before the reform are on the shelves.
EARLIEST = {
    "law": 1992,
    "tech": 1988,
    "Covid-19": 2020,
    "chuyển đổi số": 2018,
    "kinh tế số": 2017,
    "máy học": 2010,
    "internet vạn vật": 2015,
    "điện toán đám mây": 2011,
    "in 3D": 2014,
    "thương mại điện tử": 2000,
    "HIV/AIDS": 1993,
    "thiết kế web": 1999,
    "PHP và MySQL": 2002,
    "lập trình Python": 2008,
    "Luật An ninh mạng": 2018,
    "Luật Thư viện": 2019,
    "dạy học trực tuyến": 2015,
}


class _Slots:
    """Values of the slots of a title template, drawn only when the template asks for them."""

    __slots__ = ("r", "topic", "year")

    def __init__(self, r: Random, topic: str, year: int) -> None:
        self.r = r
        self.topic = topic
        self.year = year

    def __getitem__(self, slot: str) -> str:
        if slot == "t":
            return self.topic
        if slot == "T":
            return capital(self.topic)
        if slot == "p":
            return skewed(self.r, seeds.lists("provinces"))
        if slot == "y":
            return str(self.year)
        return person(self.r)


SECOND = {
    "agri": ("Trồng trọt", "Nông nghiệp", "Kỹ thuật nông nghiệp"),
    "husbandry": ("Chăn nuôi", "Nông nghiệp", "Thú y"),
    "tech": ("Tin học", "Kỹ thuật", "Giáo trình"),
    "health": ("Y học", "Sức khỏe", "Điều trị"),
    "economy": ("Kinh tế", "Quản lý", "Giáo trình"),
    "law": ("Pháp luật", "Văn bản pháp luật", "Việt Nam"),
    "education": ("Giáo dục", "Tâm lý học", "Sư phạm"),
    "science": ("Khoa học tự nhiên", "Khoa học thường thức", "Giáo trình"),
    "culture": ("Văn hóa", "Dân tộc", "Việt Nam"),
    "history": ("Lịch sử", "Việt Nam", "Hồi ký"),
    "language": ("Ngôn ngữ", "Ngoại ngữ", "Tự học"),
    "life": ("Gia đình", "Nghệ thuật", "Giải trí"),
    "politics": ("Chính trị", "Đảng Cộng sản Việt Nam", "Việt Nam"),
}


def _second_subject(r: Random, domain: Domain) -> tuple[str, ...]:
    return (skewed(r, SECOND[domain.name]),) if r.random() < 0.8 else ()
