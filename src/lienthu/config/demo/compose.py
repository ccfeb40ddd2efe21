"""Publications without end: titles composed of a topic and a template that suits it, novels of poetic parts,
histories of communes, theses, English books. The same number always gives the same book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from lienthu.config.demo import seeds
from lienthu.config.demo.names import person
from lienthu.config.demo.rng import between, pick, skewed
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
            draft.creators, draft.corporate = ("Việt Nam (CHXHCN)",), True
        return draft

    return draw


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


NOVEL, STORY, POEM = ("Tiểu thuyết", "895.92234"), ("Truyện ngắn", "895.92234"), ("Thơ", "895.92214")
FICTION_PUBLISHERS = ("HNV", "VH", "TRE", "PN", "QDND", "CAND", "LD", "TN", "DN", "HUE", "VHDT", "KD")


def fiction_title(r: Random) -> str:
    thing, place, verb = (seeds.lists(name) for name in ("thing", "place", "verb"))
    u = r.random()
    if u < 0.2:
        return capital(f"{pick(r, thing)} {pick(r, place)}")
    if u < 0.38:
        return capital(f"{pick(r, thing)} {pick(r, verb)}")
    if u < 0.5:
        return capital(f"{pick(r, seeds.lists('season'))} {pick(r, verb)}")
    if u < 0.62:
        return capital(f"{pick(r, seeds.lists('feeling'))} {pick(r, thing)} {pick(r, place)}")
    if u < 0.74:
        return capital(f"{pick(r, seeds.lists('feeling'))} {pick(r, seeds.lists('season'))}")
    if u < 0.82:
        return capital(f"{pick(r, thing)} và {pick(r, thing)}")
    if u < 0.9:
        return capital(f"{pick(r, thing)} {pick(r, place)} {pick(r, verb)}")
    if u < 0.95:
        return capital(f"{pick(r, seeds.lists('feeling'))} {skewed(r, seeds.lists('provinces'))}")
    return capital(f"{pick(r, seeds.lists('season'))} {pick(r, place)}")


def fiction(r: Random) -> Draft:
    genre, ddc = skewed(r, (NOVEL, STORY, POEM, NOVEL, STORY, POEM))
    year = recent_year(r)
    if year < 2000:
        ddc = ddc[:-1] + "34" if genre != "Thơ" else "895.922134"
    publisher = skewed(r, FICTION_PUBLISHERS)
    return Draft(
        fiction_title(r),
        (person(r),),
        ddc,
        ("Văn học Việt Nam", genre),
        publisher,
        genre if r.random() < 0.8 else "",
        year,
    )


def children(r: Random) -> Draft:
    animal, trait = pick(r, seeds.lists("animal")), pick(r, seeds.lists("trait"))
    u = r.random()
    if u < 0.7:
        title = f"{animal} {trait}"
    elif u < 0.85:
        title = f"Chuyện kể của {animal} {pick(r, seeds.lists('place'))}"
    else:
        title = f"{animal} và {pick(r, seeds.lists('animal'))} {pick(r, seeds.lists('place'))}"
    series = pick(r, ("Truyện kể cho bé", "Bé yêu khám phá", "Tủ sách tuổi thơ", "Truyện tranh mầm non", "", ""))
    publisher = skewed(r, ("KD", "MT", "TRE", "PN", "DT", "GD", "VHTT", "DNAI"))
    subtitle = pick(r, ("Truyện tranh", "Truyện thiếu nhi", "Dành cho trẻ từ 3 - 6 tuổi", ""))
    return Draft(
        capital(title),
        (person(r),),
        "895.92234",
        ("Truyện thiếu nhi", "Văn học thiếu nhi"),
        publisher,
        subtitle,
        recent_year(r),
        series=series,
    )


PLACE_TITLES = (
    ("Lịch sử Đảng bộ và nhân dân xã {c}", "324.2597075", "Ban Chấp hành Đảng bộ xã {c}", "CTQG"),
    ("Địa chí xã {c}", "915.97", "Ủy ban nhân dân xã {c}", "VHTT"),
    ("Văn hóa dân gian làng {c}", "398.09597", "", "VHDT"),
    ("{c} - Đất và người", "959.7", "", "LD"),
    ("Truyền thống cách mạng xã {c}", "959.7", "Ban Chấp hành Đảng bộ xã {c}", "CTQG"),
    ("Danh nhân đất {c}", "959.70092", "", "VHTT"),
    ("Di tích lịch sử - văn hóa {c}", "959.7", "", "VHTT"),
)


def places(r: Random) -> Draft:
    year = between(r, 1990, 2025)
    province = skewed(r, seeds.lists("provinces"))
    if r.random() < 0.2:
        shown = year - 1
        word = "" if province.startswith("Thành phố") else "tỉnh "
        return Draft(
            f"Niên giám thống kê {word}{province} {shown}",
            (f"Cục Thống kê {word}{province}",),
            "315.97",
            ("Thống kê", province),
            "TK",
            year=year,
            corporate=True,
        )
    commune = f"{pick(r, seeds.lists('commune_first'))} {pick(r, seeds.lists('commune_second'))}"
    template, ddc, body, publisher = pick(r, PLACE_TITLES)
    span = f"1930 - {(year - 2) // 5 * 5}" if "Lịch sử Đảng" in template else ""
    title = template.format(c=commune) + (f" ({span})" if span else "")
    creators = (body.format(c=commune),) if body else (person(r),)
    return Draft(
        title,
        creators,
        ddc,
        ("Lịch sử địa phương", province),
        publisher,
        f"Tỉnh {province}" if span else "",
        year,
        corporate=bool(body),
    )


def thesis(r: Random) -> Draft:
    field, ddc, aspects, objects = pick(r, seeds.thesis_fields())
    topic = pick(r, objects)
    district, communes = pick(r, seeds.units())
    u = r.random()
    if u < 0.4:
        where = f"{seeds.district_word(district)} {district}, tỉnh Đắk Nông"
    elif u < 0.85:
        where = f"tỉnh {skewed(r, seeds.lists('provinces'))}"
    else:
        commune = pick(r, communes)
        where = f"{seeds.commune_word(commune)} {commune}, {seeds.district_word(district)} {district}"
    where = where.replace("tỉnh Thành phố", "Thành phố")
    paper, degree = ("Luận án", "Tiến sĩ") if r.random() < 0.2 else ("Luận văn", "Thạc sĩ")
    return Draft(
        f"{pick(r, aspects)} {topic} ở {where}",
        (person(r),),
        ddc,
        (capital(topic), field),
        "",
        f"{paper} {degree.lower()} {field}",
        between(r, 2003, 2025),
        "thesis",
        note=f"{paper} ({degree}) - {skewed(r, seeds.lists('universities'))}",
    )


def english(r: Random) -> Draft:
    topic, ddc = seeds.pairs(";".join([skewed(r, seeds.lists("english_topic"))]))[0]
    title = pick(r, seeds.lists("english_template")).replace("{t}", topic).replace("{T}", capital(topic))
    title, _, subtitle = title.partition(": ")
    publisher, _, place = pick(r, seeds.lists("english_publisher")).partition("@")
    writers = tuple(dict.fromkeys(pick(r, seeds.names().foreign) for _ in range(1 + (r.random() < 0.4))))
    return Draft(
        title,
        writers,
        ddc,
        (capital(topic),),
        f"={publisher}",
        subtitle,
        between(r, 1968, 2021),
        language="eng",
        place=place,
    )
