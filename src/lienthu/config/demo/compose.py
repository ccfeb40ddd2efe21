"""Publications without end beside the topical ones: novels of poetic parts, lives and lands, histories of communes,
theses, English books."""

from __future__ import annotations

from random import Random

from lienthu.config.demo import seeds
from lienthu.config.demo.names import person
from lienthu.config.demo.rng import between, pick, skewed
from lienthu.config.demo.topics import Draft, authors, capital, recent_year

NOVEL, STORY, POEM = ("Tiểu thuyết", "895.92234"), ("Truyện ngắn", "895.92234"), ("Thơ", "895.92214")
FICTION_PUBLISHERS = ("HNV", "VH", "TRE", "PN", "QDND", "CAND", "LD", "TN", "DN", "HUE", "VHDT", "KD")


def fiction_title(r: Random) -> str:
    thing, place, verb = (seeds.lists(name) for name in ("thing", "place", "verb"))
    u = r.random()
    if u < 0.08:
        return capital(f"{pick(r, seeds.lists('nouns'))} {pick(r, seeds.lists('adjectives'))}")
    if u < 0.13:
        return capital(f"{pick(r, seeds.lists('feeling'))} {pick(r, seeds.lists('nouns'))}")
    if u < 0.22:
        return capital(f"{pick(r, thing)} {pick(r, place)}")
    if u < 0.32:
        return capital(f"{pick(r, thing)} {pick(r, verb)}")
    if u < 0.38:
        return capital(f"{pick(r, thing)} {pick(r, seeds.lists('adjectives'))}")
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


def foreigner(r: Random) -> str:
    surname = pick(r, seeds.lists("foreign_onset")) + pick(r, seeds.lists("foreign_rime"))
    return f"{surname}, {pick(r, seeds.lists('foreign_first'))}"


def translated(r: Random) -> Draft:
    """A novel from abroad; invented names are the long tail of words, as they are in catalogues."""
    author, hero = foreigner(r), foreigner(r).replace(",", "").split()
    name = hero[1] if r.random() < 0.4 else hero[0] if r.random() < 0.3 else f"{hero[1]} {hero[0]}"
    noun = pick(r, seeds.lists("nouns"))
    title = pick(
        r, ("{n} và {x}", "Bí mật của {n}", "{X} của {n}", "Ngôi nhà của {n}", "Cuộc phiêu lưu của {n}", "{X} ở {c}")
    )
    country = pick(r, seeds.lists("countries"))
    title = title.format(n=name, x=noun, X=capital(noun), c=country)
    return Draft(
        title,
        (author,),
        pick(r, ("823.92", "813.6", "843.92", "833.92", "891.735", "895.636", "895.735", "863.7")),
        ("Văn học nước ngoài", "Tiểu thuyết", country),
        pick(r, FICTION_PUBLISHERS),
        "Tiểu thuyết" if r.random() < 0.7 else "",
        recent_year(r),
        translator=person(r),
    )


ABROAD = ("{n} và {x}", "Bí mật của {n}", "{X} của {n}", "Ngôi nhà của {n}", "Cuộc phiêu lưu của {n}", "{X} ở {c}")
LIVES = (
    "{n}: Cuộc đời và sự nghiệp",
    "Danh nhân {n}",
    "{n}",
    "Kể chuyện {n}",
    "Thời thơ ấu của {n}",
    "{n} - Con người và huyền thoại",
)
LANDS = (
    "Lịch sử {c}",
    "Văn hóa {c}",
    "Du lịch {c}",
    "Ẩm thực {c}",
    "Đất nước và con người {c}",
    "{c} trên đường phát triển",
)
WRITERS = (
    "Tuyển tập {n}",
    "Thơ {n}",
    "Truyện ngắn {n}",
    "{n}: Tác phẩm và dư luận",
    "{n} - Về tác gia và tác phẩm",
    "Hồi ký {n}",
)


def world(r: Random) -> Draft:
    """Lives, lands and writers."""
    u = r.random()
    year = recent_year(r)
    if u < 0.35:
        name = pick(r, seeds.lists("persons"))
        title, ddc, subjects = pick(r, LIVES).format(n=name), "920", (name, "Danh nhân")
    elif u < 0.6:
        country = pick(r, seeds.lists("countries"))
        title, ddc, subjects = pick(r, LANDS).format(c=country), "910", (country, "Địa lý")
    else:
        name = person(r)
        title, ddc, subjects = pick(r, WRITERS).format(n=name), "895.922", (name, "Văn học Việt Nam")
    title, _, subtitle = title.partition(": ")
    publisher = skewed(r, ("TG", "VHTT", "KD", "TRE", "LD", "HNV", "VH", "TN"))
    return Draft(title, authors(r), ddc, subjects, publisher, subtitle, year)


def fiction(r: Random) -> Draft:
    if r.random() < 0.22:
        return translated(r)
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


CHILDREN_PLACES = (
    "bên sông",
    "trong mưa",
    "cuối làng",
    "trên đỉnh đồi",
    "bên cửa sổ",
    "trong vườn",
    "giữa đồng",
    "dưới trăng",
)


def children(r: Random) -> Draft:
    animal, trait = pick(r, seeds.lists("animal")), pick(r, seeds.lists("trait"))
    u = r.random()
    if u < 0.7:
        title = f"{animal} {trait}"
    elif u < 0.85:
        title = f"Chuyện kể của {animal} {pick(r, CHILDREN_PLACES)}"
    else:
        title = f"{animal} và {pick(r, seeds.lists('animal'))} {pick(r, CHILDREN_PLACES)}"
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


def invented_place(r: Random) -> str:
    first, second = pick(r, seeds.lists("commune_first")), pick(r, seeds.lists("commune_second"))
    return f"{first} {second}" if first != second else f"{first} Lộc"


def places(r: Random) -> Draft:
    year = between(r, 1990, 2025)
    province = skewed(r, seeds.lists("provinces"))
    in_province = province if province.startswith("Thành phố") else f"Tỉnh {province}"
    if r.random() < 0.2:
        district = invented_place(r)
        return Draft(
            f"Niên giám thống kê huyện {district} {year - 1}",
            (f"Chi cục Thống kê huyện {district}",),
            "315.97",
            ("Thống kê", province),
            "TK",
            in_province,
            year,
            corporate=True,
        )
    commune = invented_place(r)
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
        in_province if body else "",
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
