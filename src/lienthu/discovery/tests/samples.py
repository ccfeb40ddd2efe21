"""A small shelf whose every answer can be worked out by hand."""

from lienthu.discovery.sources import IndexSource, Place

TINH = Place("TINH", "gia-nghia", "provincial", 2, 1)
DM = Place("DM", "dak-mil", "district", 1, 0)
GN = Place("GN", "gia-nghia", "district", 1, 1)

SHELF = [
    IndexSource("b-kieu", "Truyện Kiều", creators=("Nguyễn Du",), publisher="Văn học", year=2015, languages=("vie",),
                subjects=("Văn học Việt Nam", "Thơ"), identifiers=("978-604-1-00001-2",), places=(TINH, DM), added=10),
    IndexSource("b-kieu-en", "The tale of Kieu", creators=("Nguyen Du",), publisher="Yale University Press", year=1983,
                languages=("eng", "vie"), subjects=("Vietnamese poetry",), identifiers=("0300040512",), places=(TINH,),
                added=11),
    IndexSource("b-duong", "Đường về quê mẹ", creators=("Trần Văn Thắng",), year=2001, languages=("vie",),
                subjects=("Truyện ngắn",), places=(DM,), added=12),
    IndexSource("b-duong2", "Kỹ thuật nuôi dương cầm", creators=("Lê Thị Đương",), year=2012, languages=("vie",),
                subjects=("Âm nhạc",), places=(GN,), added=13),
    IndexSource("b-duong3", "Duong dai va truyen thong", year=None, languages=("vie",), places=(GN,), added=14),
    IndexSource("b-hoa", "Hoà bình ở Tây Nguyên", creators=("Y Ngông Niê Kdăm",), year=1999, languages=("vie",),
                subjects=("Lịch sử", "Tây Nguyên"), places=(TINH, GN), added=15),
    IndexSource("b-hoa2", "Hòa nhạc mùa xuân", year=2005, format="audio", languages=("vie",), subjects=("Âm nhạc",),
                places=(DM,), added=16),
    IndexSource("b-ma", "Con ma nhà họ Hứa", year=2010, languages=("vie",), places=(TINH,), added=17),
    IndexSource("b-ma2", "Thương nhớ má", year=2011, languages=("vie",), places=(TINH,), added=18),
    IndexSource("b-rlap", "Địa chí huyện Đắk R'Lấp", publisher="Sở Văn hóa Đắk Nông", year=2012, languages=("vie",),
                subjects=("Địa chí", "Đắk Nông"), call_numbers=("959.765 Đ301CH",), places=(TINH, DM, GN), added=19),
    IndexSource("b-mnong", "Sử thi M’Nông: Cây nêu thần", creators=("Điểu Kâu",), year=2006, languages=("mnn", "vie"),
                subjects=("Sử thi", "Đắk Nông"), summary="Kể bằng tiếng M'Nông, chữ ơ̆ và ư̆ giữ nguyên", places=(TINH,),
                added=20),
    IndexSource("b-dang", "Lịch sử Đảng bộ huyện Đắk Mil 1930-1954", year=2003, languages=("vie",),
                subjects=("Lịch sử", "Đắk Mil"), classes=("324.2597075",), places=(DM,), added=21),
    IndexSource("b-xss", "<script>alert(1)</script> & \"lập trình\"", creators=("O'Brien, <b>Pat</b>",), year=2020,
                format="ebook", languages=("eng",), places=(TINH,), added=22),
]  # fmt: skip
