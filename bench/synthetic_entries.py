"""Deterministic synthetic union entries in real Vietnamese phrases, for benchmarks of search."""

from __future__ import annotations

import random
from collections.abc import Iterator

from lienthu.discovery.sources import IndexSource, Place

TOPICS = """lịch sử Đảng bộ|văn hóa dân gian|địa chí|kinh tế thị trường|kinh tế nông nghiệp|kỹ thuật trồng cà phê
kỹ thuật trồng hồ tiêu|chăn nuôi bò sữa|phòng trừ sâu bệnh|quản lý nhà nước|pháp luật đại cương|luật đất đai
luật hôn nhân và gia đình|toán cao cấp|đại số tuyến tính|hình học không gian|vật lý đại cương|hóa học hữu cơ
sinh học phân tử|tin học văn phòng|lập trình Python|cơ sở dữ liệu|mạng máy tính|trí tuệ nhân tạo|ngữ pháp tiếng Việt
văn học Việt Nam|văn học dân gian|truyện cổ tích|truyện ngắn|thơ tình|ca dao tục ngữ|sử thi Tây Nguyên|lễ hội cồng chiêng
trang phục truyền thống|nghề dệt thổ cẩm|y học cổ truyền|dinh dưỡng trẻ em|chăm sóc sức khỏe|bệnh tim mạch|giáo dục mầm non
giáo dục tiểu học|phương pháp dạy học|tâm lý học lứa tuổi|triết học Mác - Lênin|tư tưởng Hồ Chí Minh|chủ nghĩa xã hội khoa học
kinh tế chính trị|quan hệ quốc tế|du lịch sinh thái|bảo vệ môi trường|biến đổi khí hậu|quản lý rừng bền vững|thủy lợi|xây dựng dân dụng
điện công nghiệp|sửa chữa ô tô|kế toán doanh nghiệp|tài chính tiền tệ|thuế và hải quan|marketing căn bản|khởi nghiệp sáng tạo
kỹ năng sống|nghệ thuật giao tiếp|hội họa hiện đại|âm nhạc dân tộc|kiến trúc nhà rông|khảo cổ học|dân tộc học|ngôn ngữ M'Nông
tiếng Ê Đê|tín ngưỡng thờ cúng|Phật giáo|Công giáo|chiến tranh cách mạng|chiến dịch Tây Nguyên|kháng chiến chống Mỹ
xây dựng nông thôn mới|hợp tác xã kiểu mới|chuyển đổi số|thư viện số|lưu trữ học|báo chí truyền thông|thể dục thể thao|cờ vua cho trẻ em"""
FORMS = """{t}|Giáo trình {t}|Nhập môn {t}|Bài tập {t}|Hỏi đáp về {t}|Tìm hiểu {t}|Sổ tay {t}|Từ điển {t}|Cẩm nang {t}|Những vấn đề cơ bản về {t}
{t} ở {p}|{t} {p}: truyền thống và đổi mới|Nghiên cứu {t} tại {p}|{t} {p} ({y}-{z})|Kỷ yếu hội thảo {t} {p} năm {y}|Niên giám {t} {p} {y}
{t} và {u}|Một số giải pháp phát triển {t} ở {p}|Tuyển tập {t}|Đề cương bài giảng {t}|{t}: lý thuyết và thực hành|{t} từ {y} đến nay
{t} qua tư liệu lưu trữ|Chuyện kể về {t}|Góp phần tìm hiểu {t} {p}|Báo cáo tổng kết {t} {p} giai đoạn {y}-{z}|{t} trong đời sống người {e}"""
PLACES = """Đắk Nông|Đắk Lắk|Lâm Đồng|Gia Nghĩa|Cư Jút|Đắk Mil|Krông Nô|Đắk Song|Đắk R'Lấp|Tuy Đức|Đắk Glong|Buôn Ma Thuột|Đà Lạt|Hà Nội|Huế
Đà Nẵng|Thành phố Hồ Chí Minh|Cần Thơ|Gia Lai|Kon Tum|Khánh Hòa|Bình Phước|Nghệ An|Thanh Hóa|Thái Bình|Hòa Bình|Lạng Sơn|Cao Bằng|Quảng Nam|Vĩnh Long"""
PEOPLES = "M'Nông|Ê Đê|Mạ|Kinh|Tày|Nùng|Dao|Mông|Thái|Gia Rai|Ba Na|Xơ Đăng|Cơ Ho|Chăm|Khmer|Hoa"
SURNAMES = (
    "Nguyễn|Nguyễn|Nguyễn|Nguyễn|Trần|Trần|Lê|Lê|Phạm|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Điểu|H'|Y"
)
MIDDLES = "Văn|Thị|Đình|Ngọc|Thị Thu|Minh|Quang|Hữu|Đức|Xuân|Thanh|Kim|Bá|Thế|Công|Anh|Hoài|Khánh|Trọng|Duy"
GIVENS = """An|Anh|Bình|Châu|Chi|Cường|Dung|Dũng|Giang|Hà|Hải|Hằng|Hạnh|Hiền|Hiếu|Hoa|Hòa|Hồng|Hùng|Hương|Huyền|Khánh|Khoa|Lan|Liên|Linh|Loan|Long|Mai|Minh|My|Nam
Nga|Ngân|Nghĩa|Ngọc|Nhung|Oanh|Phong|Phúc|Phương|Quân|Quang|Quyên|Sơn|Tâm|Thảo|Thắng|Thành|Thủy|Thúy|Trang|Trung|Tuấn|Tùng|Tuyết|Uyên|Vân|Việt|Vinh|Xuân|Yến"""
# Stories, memoirs and handbooks: what most shelves of a public library hold.
THINGS = """mùa hoa|dòng sông|ngọn núi|bến đò|cánh đồng|khu rừng|con suối|ngôi làng|mái nhà sàn|bếp lửa|tiếng chiêng|bài ca|ngọn gió|cơn mưa|vầng trăng
ánh lửa|hạt giống|con đường|cây cầu|khung cửi|chiếc gùi|tiếng sáo|bầy chim|đàn voi|con hổ|cây kơ nia|hồ nước|thác nước|bờ biển|hòn đảo
phố cổ|ga tàu|lớp học|bệnh viện|chợ phiên|nương rẫy|vườn cà phê|đồn biên phòng|nhật ký|lá thư|giấc mơ|ký ức|lời ru|tuổi thơ|người mẹ|người thầy
người lính|ông già|cô gái|chú bé|thợ săn|già làng|nghệ nhân|thầy thuốc|nhà báo|kẻ trộm|hoàng tử|công chúa|phù thủy|chàng trai|gia đình|dòng họ"""
QUALITIES = """màu trắng|xa xôi|im lặng|mất tích|trở về|bị lãng quên|đầu tiên|cuối cùng|trong sương|bên kia núi|dưới trăng|giữa rừng|không tên|nhiệm màu|kỳ lạ
thứ bảy|năm ấy|ngày xưa|mùa khô|mùa lũ|lúc nửa đêm|trước bình minh|sau chiến tranh|của bà tôi|của em|của người Mạ|và biển cả|và ngọn lửa|nơi cuối trời|vùng cao
rực rỡ|u buồn|hạnh phúc|dũng cảm|bí ẩn|thần kỳ|lặng lẽ|nổi giận|đi lạc|biết hát|biết nói|tìm bạn|học bay|vượt thác|qua mùa đông|trên lưng voi"""
PUBLISHERS = """Giáo dục|Kim Đồng|Trẻ|Chính trị quốc gia Sự thật|Nông nghiệp|Khoa học xã hội|Văn hóa dân tộc|Lao động|Thanh niên|Phụ nữ
Đại học Quốc gia Hà Nội|Văn học|Hội Nhà văn|Thống kê|Xây dựng|Y học|Tổng hợp Thành phố Hồ Chí Minh|Thông tin và Truyền thông|Quân đội nhân dân|Mỹ thuật"""
FORMATS = (
    ["book"] * 82
    + ["serial"] * 5
    + ["ebook"] * 4
    + ["map"] * 2
    + ["audio"] * 2
    + ["video"] * 2
    + ["picture"] * 2
    + ["thesis"]
)
LANGUAGES = ["vie"] * 88 + ["eng"] * 6 + ["fre"] * 2 + ["rus", "chi", "mnn", "rad"]
KINDS = ["provincial", "school", "school", "school", "commune", "commune", "university", "military", "reading_point"]


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", "|").split("|") if part.strip()]


TOPIC_LIST, FORM_LIST, PLACE_LIST = _split(TOPICS), _split(FORMS), _split(PLACES)
THING_LIST, QUALITY_LIST = _split(THINGS), _split(QUALITIES)
PEOPLE_LIST, PUBLISHER_LIST = _split(PEOPLES), _split(PUBLISHERS)
SURNAME_LIST, MIDDLE_LIST, GIVEN_LIST = _split(SURNAMES), _split(MIDDLES), _split(GIVENS)
LIBRARIES = [Place(f"TV{n:03}", f"A{n % 75:02}", KINDS[n % len(KINDS)]) for n in range(500)]


def person(rng: random.Random) -> str:
    return f"{rng.choice(SURNAME_LIST)} {rng.choice(MIDDLE_LIST)} {rng.choice(GIVEN_LIST)}"


def skewed(rng: random.Random, items: list[str]) -> str:
    """Low indexes more often, roughly as real headings are used."""
    return items[int(len(items) * rng.random() ** 1.8)]


def title(rng: random.Random) -> tuple[str, str]:
    topic = skewed(rng, TOPIC_LIST)
    if rng.random() < 0.5:
        thing, quality = rng.choice(THING_LIST), rng.choice(QUALITY_LIST)
        text = rng.choice(("{t} {q}", "{t} {q}", "{t} {q} và {u}", "Chuyện {t} {q}", "{u} và {t} {q}")).format(
            t=thing, q=quality, u=rng.choice(THING_LIST)
        )
        return text[0].upper() + text[1:], rng.choice(("Truyện ngắn", "Tiểu thuyết", "Văn học Việt Nam", "Thơ"))
    year = rng.randint(1930, 2020)
    text = rng.choice(FORM_LIST).format(
        t=topic,
        u=skewed(rng, TOPIC_LIST),
        p=skewed(rng, PLACE_LIST),
        e=rng.choice(PEOPLE_LIST),
        y=year,
        z=year + rng.randint(2, 25),
    )
    return text[0].upper() + text[1:], topic


def entries(size: int, seed: int = 20) -> Iterator[IndexSource]:
    rng = random.Random(seed)
    for number in range(size):
        text, topic = title(rng)
        count = min(12, 1 + int(rng.expovariate(0.8)))
        held = {int(500 * rng.random() ** 2) for _ in range(count)}
        places = tuple(
            Place(lib.code, lib.area, lib.kind, 2, rng.randint(0, 2)) for lib in (LIBRARIES[i] for i in sorted(held))
        )
        other = skewed(rng, TOPIC_LIST)
        subjects = {topic[0].upper() + topic[1:], other[0].upper() + other[1:]}
        if rng.random() < 0.4:
            subjects.add(f"{topic[0].upper() + topic[1:]} -- {rng.choice(PLACE_LIST)}")
        yield IndexSource(
            id=f"{number:09d}",
            title=text,
            subtitle=f"Tập {rng.randint(1, 5)}" if rng.random() < 0.15 else "",
            creators=tuple(person(rng) for _ in range(1 + (rng.random() < 0.35))),
            publisher=rng.choice(PUBLISHER_LIST),
            place=rng.choice(("Hà Nội", "Hà Nội", "Thành phố Hồ Chí Minh", "Đà Nẵng")),
            year=int(2025 - 60 * rng.random() ** 2.2),
            format=rng.choice(FORMATS),
            languages=(rng.choice(LANGUAGES),),
            subjects=tuple(sorted(subjects)),
            identifiers=(f"9786049{number:06d}",) if rng.random() < 0.6 else (),
            classes=(f"{rng.randint(0, 999):03d}.{rng.randint(0, 99)}",),
            series="Tủ sách nhà nông" if rng.random() < 0.05 else "",
            summary=f"Trình bày những kiến thức cơ bản về {topic}, tình hình ở {rng.choice(PLACE_LIST)} và kinh nghiệm thực tiễn"
            if rng.random() < 0.5
            else "",
            places=places,
            added=1_700_000_000 + number,
        )
