"""A manifestation in the hands of one library's cataloguer: a MARC 21 record with that library's habits and faults."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from lienthu.config.demo import seeds
from lienthu.config.demo.damage import double_encoded
from lienthu.config.demo.habits import PLACES, PUBLISHERS, SHORT_NAMES, Habits, volume_text
from lienthu.config.demo.model import Manifestation, hyphenated, isbn10
from lienthu.config.demo.names import inverted, natural
from lienthu.config.demo.rng import between, pick
from lienthu.config.demo.spelling import eth, old_tone, short_i, unaccented
from lienthu.config.demo.titlecode import name_code, title_code
from lienthu.marc.record import Field, Record

Sub = list[tuple[str, str]]
Spell = Callable[[str], str]

LEADERS = {
    "book": "00000nam a2200000 a 4500",
    "thesis": "00000nam a2200000 a 4500",
    "serial": "00000nas a2200000 a 4500",
    "map": "00000nem a2200000 a 4500",
    "sound": "00000nim a2200000 a 4500",
}
PROPER = frozenset(
    [
        "Đắk",
        "Việt",
        "Luật",
        "Hiến",
        "Bộ",
        "Microsoft",
        "PHP",
        "AutoCAD",
        "Photoshop",
        "HIV/AIDS",
        "M'Nông",
        "Ê",
        "TOEIC",
        "IELTS",
        "Phật",
    ]
)
#: 008/18–34 of each kind of document.
MATERIAL = {
    "book": "           000 0 ",
    "thesis": "      m    000 0 ",
    "serial": "ur p       0   b0",
    "map": "       a     0   ",
    "sound": "uun              ",
}
KIND_CODES = {"book": "SH", "thesis": "LA", "serial": "TT", "map": "BĐ", "sound": "AT"}


class Cataloguer:
    """One library at work: the running accession number is its only state."""

    def __init__(self, code: str, habits: Habits) -> None:
        self.code = code
        self.habits = habits
        self.accession = 0

    def record(self, m: Manifestation, control_no: str, r: Random) -> Record:
        h = self.habits
        spell = self._speller(r)
        brief = h.brief > 0 and r.random() < h.brief
        year = self._year(m, r)
        fields = [Field("001", control_no), Field("003", "VN-" + self.code)]
        fields.append(
            Field("005", f"{2008 + int(r.random() * 17)}{between(r, 1, 12):02d}{between(r, 1, 28):02d}083000.0")
        )
        fields.append(Field("008", self._fixed(m, r)))
        self._isbn(m, fields, r)
        fields.append(Field("040", "", "  ", [("a", self.code)]))
        fields.append(Field("041", "", "0 ", [("a", self._language(m, r))]))
        if not brief:
            self._classes(m, fields, r)
        self._main(m, fields, spell, r)
        self._title(m, fields, spell, r)
        if m.edition > 1 and r.random() < h.edition:
            pattern = pick(r, ("Tái bản lần thứ {n}", "Tái bản lần {n}", "In lần thứ {n}"))
            number = m.edition if pattern.startswith("In") else m.edition - 1
            fields.append(Field("250", "", "  ", [("a", spell(pattern.format(n=number)))]))
        self._imprint(m, fields, year, spell, r)
        if not brief:
            self._extent(m, fields, r)
            self._rest(m, fields, spell, r)
        self._added(m, fields, spell, r)
        secret = h.secret > 0 and r.random() < h.secret
        self._holdings(m, fields, secret, r)
        if h.empties and r.random() < h.empties:
            _untidy(fields, r)
        if h.mojibake and r.random() < h.mojibake:
            _double_encode(fields, r)
        return Record(LEADERS[m.kind], fields)

    def _speller(self, r: Random) -> Spell:
        h = self.habits
        steps: list[Spell] = []
        if r.random() < h.old_tone:
            steps.append(old_tone)
        if h.eth and r.random() < h.eth:
            steps.append(eth)
        if h.unaccented and r.random() < h.unaccented:
            steps.append(unaccented)
        if h.capitals and r.random() < h.capitals:
            steps.append(str.upper)
        if not steps:
            return str
        if len(steps) == 1:
            return steps[0]

        def spell(text: str) -> str:
            for step in steps:
                text = step(text)
            return text

        return spell

    def _year(self, m: Manifestation, r: Random) -> str:
        h = self.habits
        u = r.random()
        if m.kind == "serial":
            return f"{m.year}-"
        if u < h.missing_year:
            return "" if u < h.missing_year / 2 else "[k.n.]"
        if u > 1 - h.wrong_year:
            digits = str(m.year)
            return digits[:2] + digits[3] + digits[2]
        return str(m.year)

    def _fixed(self, m: Manifestation, r: Random) -> str:
        entered = f"{between(r, 5, 24):02d}{between(r, 1, 12):02d}{between(r, 1, 28):02d}"
        if self.habits.default_008:
            return f"{entered}s        vm {MATERIAL['book']}vie d"
        if m.kind == "serial":
            return f"{entered}c{m.year}9999vm {MATERIAL['serial']}{m.language} d"
        country = "vm " if m.language == "vie" else "xxu"
        return f"{entered}s{m.year}    {country}{MATERIAL[m.kind]}{m.language} d"

    def _language(self, m: Manifestation, r: Random) -> str:
        if self.habits.system == "tvl" and r.random() < 0.08:
            return pick(r, ("Vie", "VIE", "vn")) if m.language == "vie" else pick(r, ("Eng", "$aeng"[2:], "Song ngữ"))
        return m.language

    def _isbn(self, m: Manifestation, fields: list[Field], r: Random) -> None:
        h = self.habits
        price = self._price(m, r) if m.price and h.price else ""
        isbn = m.isbn
        if not isbn or r.random() < h.no_isbn:
            if price:
                fields.append(Field("020", "", "  ", [("c", price)]))
            return
        u = r.random()
        if u < h.bad_isbn:  # two digits changed places: the check digit tells
            isbn = isbn[:-3] + isbn[-2] + isbn[-3] + isbn[-1]
        style = h.isbn if h.isbn != "mixed" else pick(r, ("plain", "hyphens", "plain", "blanks", "pbk"))
        text = isbn
        if m.year < 2009 and u > 0.3:
            text = isbn10(isbn)
        elif style == "hyphens":
            text = hyphenated(isbn)
        elif style == "blanks":
            text = hyphenated(isbn).replace("-", " ")
        elif style == "pbk":
            text += " (pbk.)"
        if price and h.system == "tvl" and u > 0.97:
            fields.append(Field("020", "", "  ", [("a", f"{text} : {price}")]))
        elif price:
            fields.append(Field("020", "", "  ", [("a", text), ("c", price)]))
        else:
            fields.append(Field("020", "", "  ", [("a", text)]))

    def _price(self, m: Manifestation, r: Random) -> str:
        dotted = f"{m.price:,}".replace(",", ".")
        if self.habits.system == "tvl":
            return pick(r, (f"{m.price}VNĐ", f"{dotted}đ", f"{dotted}đ", f"{dotted} đ", f".{dotted}đ"))
        return f"{dotted}đ" if r.random() < 0.8 else f"{m.price}đ"

    def _classes(self, m: Manifestation, fields: list[Field], r: Random) -> None:
        h = self.habits
        ddc = m.ddc[: h.ddc_digits].rstrip(".")
        if len(ddc) > 7 and h.ddc_spaces and r.random() < h.ddc_spaces:
            ddc = f"{ddc[:7]} {ddc[7:]}"
        subs = [("a", ddc)]
        first = m.creators[0] if m.creators else ""
        code = ""
        if h.call == "title" or not first or m.corporate:
            code = title_code(m.title) if h.call != "none" else ""
        elif h.call == "author":
            code = name_code(first)
        if not code and h.call != "none":
            code = "".join(word[0] for word in (first or m.title).split()[:3] if word[0].isalpha()).upper()
        if code:
            subs.append(("b", code))
        subs.append(("2", "23" if m.year > 2013 else "14"))
        fields.append(Field("082", "", "04", subs))
        if m.year < 2005 and h.bbk and r.random() < h.bbk:
            fields.append(Field("094", "", "  ", [("a", _bbk(m))]))

    def _name(self, name: str, r: Random) -> str:
        h = self.habits
        if "," in name:
            return natural(name) if r.random() < h.foreign_natural else name
        return inverted(name) if h.comma and r.random() < h.comma else name

    def _main(self, m: Manifestation, fields: list[Field], spell: Spell, r: Random) -> None:
        if not m.creators or (m.editor and len(m.creators) > 2):
            return
        if m.corporate:
            fields.append(Field("110", "", "2 ", [("a", spell(m.creators[0]))]))
            return
        name = self._name(m.creators[0], r)
        subs = [("a", spell(name))]
        if m.editor and r.random() < 0.5:
            subs.append(("e", spell("chủ biên")))
        fields.append(Field("100", "", "1 " if "," in name else "0 ", subs))

    def _title(self, m: Manifestation, fields: list[Field], spell: Spell, r: Random) -> None:
        h = self.habits
        title, subtitle = m.title, m.subtitle
        if h.short_i and r.random() < h.short_i:
            title, subtitle = short_i(title), short_i(subtitle)
        isbd = h.system != "sheet"
        volume = volume_text(pick(r, h.volume_words), m.volume) if m.volume else ""
        if volume and h.volume == "a":
            title += pick(r, (". ", " - ", ", ")) + volume if not isbd else ". " + volume
            volume = ""
        if volume and h.volume == "b":
            subtitle = f"{volume}. {subtitle}" if subtitle else volume
            volume = ""
        statement = self._statement(m) if r.random() < h.statement else ""
        subs: Sub = [("a", spell(title))]
        if volume:
            subs.append(("n", spell(volume)))
        if subtitle:
            subs.append(("b", spell(subtitle)))
        if statement:
            subs.append(("c", spell(statement)))
        if isbd:
            marks = {"b": " :", "c": " /", "n": "."}
            for place in range(len(subs) - 1):
                code, text = subs[place]
                mark = marks[subs[place + 1][0]]
                subs[place] = (code, text if mark == "." and text.endswith(".") else text + mark)
        fields.append(Field("245", "", ("1" if fields[-1].tag in ("100", "110") else "0") + "0", subs))

    def _statement(self, m: Manifestation) -> str:
        if not m.creators:
            return ""
        names = [natural(name) for name in m.creators]
        if m.editor:
            names[0] += " (ch.b.)"
        text = ", ".join(names[:3]) + ("..." if len(names) > 3 else "")
        return f"{text} ; {m.translator} dịch" if m.translator else text

    def _imprint(self, m: Manifestation, fields: list[Field], year: str, spell: Spell, r: Random) -> None:
        h = self.habits
        place = m.place
        table = PLACES[h.places]
        if place in table:
            place = pick(r, table[place])
        elif place and h.places in ("isbd", "mixed"):
            place += " :" if h.places == "isbd" else ":"
        subs: Sub = [("a", spell(place))] if place else []
        if m.publisher:
            publisher = m.publisher
            if publisher in SHORT_NAMES and r.random() < 0.35:
                publisher = pick(r, SHORT_NAMES[publisher])
            pattern = pick(r, PUBLISHERS[h.publishers])
            if publisher.split()[0] in ("Sở", "Ban", "Cục"):
                pattern = "{p}"
            subs.append(("b", spell(pattern.replace("{p}", publisher))))
        if year:
            subs.append(("c", year))
        if subs:
            fields.append(Field("260", "", "  ", subs))

    def _extent(self, m: Manifestation, fields: list[Field], r: Random) -> None:
        tvl = self.habits.system == "tvl"
        unit = {"map": "1 bản đồ", "sound": "1 đĩa"}.get(m.kind)
        pages = unit or (pick(r, (f"{m.pages}tr.;", f"{m.pages} tr.", f".{m.pages}tr.;")) if tvl else f"{m.pages} tr.")
        if m.kind == "serial":
            pages = "Hằng tuần"
        size = f"{m.size.replace(',', '.')}cm" if tvl and r.random() < 0.3 else f"{m.size} cm"
        if m.illustrated and r.random() < 0.7:
            subs = [("a", pages if tvl else pages + " :"), ("b", "minh họa" + ("" if tvl else " ;")), ("c", size)]
        else:
            subs = [("a", pages if tvl else pages + " ;"), ("c", size)]
        fields.append(Field("300", "", "  ", subs))

    def _rest(self, m: Manifestation, fields: list[Field], spell: Spell, r: Random) -> None:
        h = self.habits
        if m.series:
            fields.append(Field("490", "", "0 ", [("a", spell(m.series))]))
        if m.note:
            fields.append(Field("502", "", "  ", [("a", spell(m.note))]))
        if h.abstract and m.subjects and r.random() < h.abstract:
            fields.append(Field("520", "", "  ", [("a", spell(_abstract(m, r)))]))
        style = h.subjects
        for subject in m.subjects:
            if style != "653":
                fields.append(Field("650", "", " 4", [("a", spell(subject))]))
            if style != "650":
                fields.append(Field("653", "", "  ", [("a", spell(subject))]))
        if style == "both" and "Đắk Nông" in m.title:
            fields.append(Field("651", "", " 4", [("a", spell("Đắk Nông"))]))

    def _added(self, m: Manifestation, fields: list[Field], spell: Spell, r: Random) -> None:
        others = m.creators if m.editor and len(m.creators) > 2 else m.creators[1:]
        for name in others[:3]:
            written = self._name(name, r)
            fields.append(Field("700", "", "1 " if "," in written else "0 ", [("a", spell(written))]))
        if m.translator and r.random() < 0.7:
            fields.append(Field("700", "", "0 ", [("a", spell(self._name(m.translator, r))), ("e", spell("dịch"))]))

    def _holdings(self, m: Manifestation, fields: list[Field], secret: bool, r: Random) -> None:
        h = self.habits
        low, high = h.copies
        u = r.random()
        count = low + int(u * u * (high - low + 1))
        if h.item_style in ("852", "both"):
            for copy in range(count if h.item_style != "both" else min(count, 2)):
                number = self.accession + copy + 1
                store = self._store(m, copy)
                fields.append(
                    Field("852", "", "  ", [("a", self.code), ("b", store), ("j", f"{h.prefix}{number:06d}")])
                )
        if h.staff:
            staff = seeds.lists("staff")
            fields.append(Field("911", "", "  ", [("a", pick(r, staff))]))
            if r.random() < 0.6:
                fields.append(Field("912", "", "  ", [("a", pick(r, staff))]))
        fields.append(Field("925", "", "  ", [("a", "ĐT" if m.kind == "sound" else "G")]))
        fields.append(Field("926", "", "  ", [("a", str(between(r, 1, 9)) if secret else "0")]))
        fields.append(Field("927", "", "  ", [("a", KIND_CODES[m.kind])]))
        if h.item_style in ("928", "both"):
            fields.append(Field("928", "", "  ", self._ranges(count)))
        self.accession += count

    def _store(self, m: Manifestation, copy: int) -> str:
        stores = self.habits.stores
        if "Địa chí" in stores and ("Đắk Nông" in m.subjects or m.id.startswith("local")):
            return "Địa chí"
        if "Thiếu nhi" in stores and "thiếu nhi" in " ".join(m.subjects):
            return "Thiếu nhi"
        return stores[copy % 2]

    def _ranges(self, count: int) -> Sub:
        """`VV-D2/00033-34`: store, then a range whose end may be shortened."""
        start = self.accession + 1
        reading = min(count, 2)
        subs = [("a", f"VV-D2/{shelf_range(start, start + reading - 1)}")]
        if count > reading:
            subs.append(("b", f"VV-M2/{shelf_range(start + reading, start + count - 1)}"))
        return subs


def shelf_range(first: int, last: int) -> str:
    left, right = f"{first:05d}", f"{last:05d}"
    if first == last:
        return left
    if len(left) != len(right):
        return f"{left}-{right}"
    keep = next(place for place in range(len(left)) if left[place] != right[place])
    return f"{left}-{right[min(keep, len(left) - 2) :]}"


def _bbk(m: Manifestation) -> str:
    return {
        "8": "84(1)7-44",
        "9": "9(1)",
        "6": "4",
        "5": "2",
        "3": "3K5H",
        "7": "85",
        "1": "15.1",
        "2": "86",
        "4": "81",
    }.get(m.ddc[0], "0")


OPENINGS = (
    "Trình bày những kiến thức cơ bản về",
    "Giới thiệu",
    "Cung cấp những hiểu biết chung về",
    "Gồm các bài viết về",
    "Đề cập đến",
)
CLOSINGS = ("Có ví dụ minh họa", "Kèm tài liệu tham khảo", "Phụ lục cuối sách", "Dành cho bạn đọc rộng rãi")


def _abstract(m: Manifestation, r: Random) -> str:
    topic = m.subjects[0]
    # Subjects that begin with a proper name keep their capital.
    if topic.split()[0] not in PROPER and m.kind != "thesis":
        topic = topic[0].lower() + topic[1:]
    return f"{pick(r, OPENINGS)} {topic}. {pick(r, CLOSINGS)}"


def _untidy(fields: list[Field], r: Random) -> None:
    """Empty subfields, outer blanks and a stray grave accent as indicator, each seen hundreds of times."""
    data = [field for field in fields if field.subfields and field.tag not in ("926", "928")]
    field = pick(r, data)
    assert field.subfields
    u = r.random()
    if u < 0.4:
        field.subfields.append(("x", ""))
    elif u < 0.8:
        code, text = field.subfields[0]
        field.subfields[0] = (code, f" {text} ")
    else:
        field.indicators = "` "


def _double_encode(fields: list[Field], r: Random) -> None:
    data = [field for field in fields if field.tag in ("245", "653", "260", "100") and field.subfields]
    field = pick(r, data)
    field.subfields = [(code, double_encoded(text)) for code, text in field.subfields or ()]
