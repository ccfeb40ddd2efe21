"""What a column of a sheet can mean, and the header spellings that say so.

Spellings are compared folded (no marks, lower case, one space between words), so `TÁC GIẢ`, `Tac gia` and
`tác  giả:` are one.
"""

from __future__ import annotations

from enum import StrEnum


class Target(StrEnum):
    IGNORE = "ignore"
    PART = "part"  # of CDS/ISIS fields: stays beside its field's main text under its own code
    SERIAL = "serial"
    CONTROL_NO = "control_no"
    TITLE = "title"
    SUBTITLE = "subtitle"
    TITLE_AUTHOR = "title_author"
    AUTHOR_TITLE = "author_title"
    AUTHOR = "author"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    IMPRINT = "imprint"
    PUBLISHER = "publisher"
    PLACE = "place"
    YEAR = "year"
    EDITION = "edition"
    VOLUME = "volume"
    ISBN = "isbn"
    PRICE = "price"
    AMOUNT = "amount"
    PAGES = "pages"
    SIZE = "size"
    CLASS = "class"
    CALL_NUMBER = "call_number"
    ACCESSION = "accession"
    QUANTITY = "quantity"
    LOCATION = "location"
    STATUS = "status"
    LANGUAGE = "language"
    SUBJECT = "subject"
    KEYWORD = "keyword"
    SERIES = "series"
    SUMMARY = "summary"
    GRADE = "grade"
    KIND = "kind"
    RECEIVED = "received"
    SECRECY = "secrecy"
    NOTE = "note"


# fmt: off
SPELLINGS: dict[Target, tuple[str, ...]] = {
    Target.SERIAL: ("stt", "tt", "so tt", "so thu tu", "thu tu", "no", "no.", "#", "s.t.t", "stt."),
    Target.CONTROL_NO: (
        "ma bieu ghi", "so bieu ghi", "so kiem soat", "ma tai lieu", "mfn", "id", "bib id", "biblio id",
        "control number", "record id", "record number", "ma so bieu ghi", "ma tai lieu goc", "ma an pham",
    ),
    Target.TITLE: (
        "nhan de", "ten sach", "ten tai lieu", "nhan de chinh", "ten an pham", "tua sach", "tieu de", "tua de",
        "dau sach", "ten dau sach", "ten sach bao", "ten bao tap chi", "title", "book title", "book name", "ten",
        "ten sach giao khoa", "ten sach tham khao", "ten tac pham", "sach", "nhan de tai lieu", "ten sach tai lieu",
        "nhan de sach", "ten truyen", "name", "ten cuon sach", "title proper", "ten an pham tai lieu",
        "ten giao trinh", "ten giao trinh tai lieu", "ten sach giao trinh", "ten dau sach tai lieu", "ten bai",
    ),
    Target.SUBTITLE: ("phu de", "nhan de phu", "thong tin lien quan den nhan de", "subtitle", "remainder of title"),
    Target.TITLE_AUTHOR: ("ten sach va tac gia", "ten sach tac gia", "nhan de tac gia", "ten sach - tac gia",
                          "nhan de va tac gia", "title and author", "ten sach / tac gia", "ten sach/tac gia"),
    Target.AUTHOR_TITLE: ("tac gia va ten sach", "tac gia ten sach", "tac gia - ten sach", "tac gia nhan de",
                          "tac gia, ten sach", "ten tac gia va ten sach", "author and title", "tac gia/ten sach"),
    Target.AUTHOR: (
        "tac gia", "ten tac gia", "ho ten tac gia", "ho va ten tac gia", "tac gia chinh", "nguoi viet", "author",
        "authors", "tac gia ca nhan", "tg", "tgia", "dong tac gia", "nhom tac gia", "tac gia tap the", "creator",
        "author(s)", "ten tg", "main author", "nguoi soan", "tac gia (s)", "cac tac gia",
    ),
    Target.EDITOR: ("chu bien", "nguoi bien soan", "bien soan", "editor", "bien tap", "tong chu bien"),
    Target.TRANSLATOR: ("dich gia", "nguoi dich", "nguoi dich hieu dinh", "translator"),
    Target.IMPRINT: (
        "thong tin xuat ban", "noi xb nha xb nam xb", "nxb nam xb", "nha xb nam xb", "noi xb nxb nam",
        "dia chi xuat ban", "noi nha nam xuat ban", "imprint", "publication", "publication info", "xuat ban",
        "nxb - nam xb", "nha xuat ban, nam xuat ban", "nxb, nam xb", "nxb/nam xb", "noi xb, nxb, nam xb",
        "nha xuat ban nam xuat ban", "nha xuat ban - nam xuat ban",
    ),
    Target.PUBLISHER: ("nha xuat ban", "nxb", "nha xb", "n.x.b", "publisher", "don vi xuat ban", "ten nxb",
                       "ten nha xuat ban", "nha san xuat", "nha xban", "nha", "co quan xuat ban"),
    Target.PLACE: ("noi xuat ban", "noi xb", "place", "place of publication", "dia diem xuat ban", "noi xban", "noi"),
    Target.YEAR: ("nam xuat ban", "nam xb", "nam", "namxb", "year", "publication year", "nxban", "nam xban",
                  "pub year", "date of publication", "nam phat hanh", "nam in", "publication date", "nam xuat ban in"),
    Target.EDITION: ("lan xuat ban", "lan xb", "tai ban", "lan tai ban", "edition", "lan in", "thong tin tai ban"),
    Target.VOLUME: ("tap", "so tap", "tap so", "volume", "vol", "phan", "quyen", "tap quyen", "so phan", "so ky"),
    Target.ISBN: ("isbn", "ma isbn", "so isbn", "isbn13", "isbn10", "isbn 13", "isbn 10", "chi so isbn",
                  "ma so isbn", "isbn issn", "isbn/issn", "so hieu isbn", "issn"),
    Target.PRICE: ("gia", "gia tien", "don gia", "gia bia", "gia sach", "price", "gia ban", "gia tien (dong)",
                   "don gia (dong)", "gia (dong)", "unit price", "gia mua", "gia vnd", "don gia vnd", "gia thanh",
                   "gia tri", "cost"),
    Target.AMOUNT: ("thanh tien", "tong tien", "tong gia", "amount", "total", "tong cong", "thanh tien (dong)"),
    Target.PAGES: ("so trang", "trang", "pages", "page", "so tr", "pham vi", "tr", "number of pages", "so to"),
    Target.SIZE: ("kho", "kho sach", "kho co", "kich thuoc", "size", "kich co", "dimensions", "kho giay"),
    Target.CLASS: ("phan loai", "ky hieu phan loai", "mon loai", "ddc", "chi so phan loai", "so phan loai",
                   "kh phan loai", "khpl", "chi so ddc", "ma phan loai", "dewey", "classification", "class",
                   "khung phan loai", "bbk", "ki hieu phan loai", "so ddc", "ky hieu mon loai", "ma ddc", "chi so ppl"),
    Target.CALL_NUMBER: ("ky hieu xep gia", "ma xep gia", "ky hieu kho", "so ky hieu", "call number", "call no",
                         "ky hieu", "ki hieu", "ki hieu xep gia", "khxg", "ma so xep gia", "ky hieu sach", "nhan sach"),
    Target.ACCESSION: (
        "so dkcb", "dkcb", "so dang ky ca biet", "dang ky ca biet", "ma dkcb", "ma vach", "barcode", "so ca biet",
        "ma so sach", "ma sach", "so dang ky", "accession", "accession number", "accession no", "ma ca biet",
        "so hieu", "ma dang ky ca biet", "so dang ki ca biet", "dang ki ca biet", "ma xep gia ca biet", "ma so",
        "ma", "book id", "book code", "ma an pham ca biet", "so dk ca biet", "so dang ky cb", "copy number",
        "so dk", "so vao so", "ma barcode", "ma sach dkcb",
    ),
    Target.QUANTITY: ("so luong", "so ban", "sl", "so cuon", "quantity", "copies", "so quyen", "qty", "so luong ban",
                      "so ban sach", "s.luong", "sluong", "tong so ban", "so luong sach", "so luong cuon",
                      "number of copies"),
    Target.LOCATION: ("kho luu", "kho tai lieu", "vi tri", "tu", "tu sach", "ke", "ke sach", "location",
                      "noi de", "phong", "dia diem", "vi tri kho", "kho luu tru", "noi luu tru", "ngan", "shelf",
                      "tu ke", "vi tri sach", "ten kho", "phong doc", "noi luu giu", "vi tri xep gia"),
    Target.STATUS: ("tinh trang", "trang thai", "status", "tinh trang sach", "hien trang", "condition"),
    Target.LANGUAGE: ("ngon ngu", "ngon ngu van ban", "tieng", "language", "ma ngon ngu", "ngu van", "ngu"),
    Target.SUBJECT: ("chu de", "de muc chu de", "de muc", "subject", "subjects", "de tai", "mon hoc", "mon",
                     "bo mon", "linh vuc", "subject heading", "chuyen nganh", "nganh"),
    Target.KEYWORD: ("tu khoa", "keyword", "keywords", "tu khoa tu do", "tags"),
    Target.SERIES: ("tung thu", "bo sach", "series", "tu sach tung thu", "ten bo sach", "tung thu bo sach"),
    Target.SUMMARY: ("tom tat", "noi dung", "mo ta", "tom tat noi dung", "summary", "abstract", "gioi thieu",
                     "noi dung tom tat", "description", "noi dung chinh"),
    Target.GRADE: ("lop", "khoi lop", "khoi", "grade", "dung cho lop", "lop hoc"),
    Target.KIND: ("loai sach", "loai tai lieu", "the loai", "dang tai lieu", "loai", "loai hinh", "type", "category",
                  "loai an pham", "loai hinh tai lieu", "genre", "nhom sach", "danh muc", "phan nhom"),
    Target.RECEIVED: ("ngay vao so", "ngay nhap", "ngay nhap kho", "ngay thang", "ngay thang vao so", "date",
                      "ngay dang ky", "ngay nhap sach", "date received", "ngay vao so dang ky", "ngay mua"),
    Target.SECRECY: ("do mat", "muc do mat", "cap do mat", "secrecy", "muc mat"),
    Target.NOTE: ("ghi chu", "phu chu", "chu thich", "note", "notes", "remarks", "ghi chu khac", "phu chu chung",
                  "nguoi tang", "nguoi tang sach", "don vi tang", "nguon tang", "nguon",
                  "nguon nhap", "nguon bo sung", "kiem ke", "nguon tai lieu", "nguon kinh phi"),
    Target.IGNORE: (
        "so dau sach", "tong so dau sach", "so ten sach", "so ten",
        "so vao so tong quat", "so bien ban xuat", "ngay va so bien ban xuat", "so chung tu", "so bien ban",
        "ngay xuat", "nguoi nhap", "anh bia", "hinh anh", "image", "link", "url", "so lan muon", "nguoi tao",
        "ngay cap nhat", "ngay tao", "don vi tinh", "dvt", "nguoi nhan", "ky nhan", "chu ky",
    ),
}
# fmt: on

BY_SPELLING: dict[str, Target] = {spelling: target for target, spellings in SPELLINGS.items() for spelling in spellings}

#: One folded spelling, two meanings (`khổ`/`kho`, `giá` the price/`giá` the shelf): contents decide.
AMBIGUOUS: dict[str, tuple[Target, ...]] = {
    "kho": (Target.SIZE, Target.LOCATION),
    "gia": (Target.PRICE, Target.LOCATION),
    "gia sach": (Target.PRICE, Target.LOCATION),
    "ma so": (Target.ACCESSION, Target.ISBN, Target.CLASS, Target.CONTROL_NO),
    "ma sach": (Target.ACCESSION, Target.CALL_NUMBER, Target.CONTROL_NO),
    "ky hieu": (Target.CALL_NUMBER, Target.CLASS, Target.ACCESSION),
    "xuat ban": (Target.IMPRINT, Target.YEAR, Target.PUBLISHER),
    "tap": (Target.VOLUME, Target.QUANTITY),
    "sach": (Target.TITLE, Target.KIND),
}

#: More than one column may carry these; their texts are put together.
REPEATABLE = frozenset(
    {
        Target.AUTHOR,
        Target.EDITOR,
        Target.TRANSLATOR,
        Target.SUBJECT,
        Target.KEYWORD,
        Target.NOTE,
        Target.LOCATION,
        Target.IGNORE,
        Target.KIND,
        Target.ACCESSION,
    }
)
