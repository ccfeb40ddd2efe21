"""The demo's open educational resources: a worksheet, its remix for another grade, and three schools that use it."""

from __future__ import annotations

from lienthu.config.demo.publish import publish_own
from lienthu.config.demo.reading import Document, page_pdf
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.registry.kinds import LibraryKind
from lienthu.registry.models import Library, LibraryVersion
from lienthu.repository.actions.teach import Said, describe_learning, start_using
from lienthu.repository.models import DigitalObject, Learning

_SCHOOLS = (
    LibraryKind.PRIMARY,
    LibraryKind.LOWER_SECONDARY,
    LibraryKind.UPPER_SECONDARY,
    LibraryKind.MULTI_LEVEL_SCHOOL,
)
_FIRST = "Phiếu học tập: Núi lửa và hang động quê em"
_REMIX = "Phiếu học tập: Hang động quê em (rút gọn cho lớp 4)"
_PAGES = {
    _FIRST: [
        ("Quan sát", ["Nhìn hình núi lửa và kể ba điều em thấy. Đá nào ở quê em từng là dung nham?"]),
        (
            "Tìm hiểu",
            ["Tra bản đồ: hang động núi lửa quê em nằm gần con sông nào?", "Vì sao trần hang có vân như sóng?"],
        ),
        ("Vận dụng", ["Vẽ một mặt cắt ngọn núi lửa, ghi tên ba phần. Viết năm câu giới thiệu cho bạn ở xa."]),
    ],
    _REMIX: [
        ("Cùng xem", ["Hang động quê em có gì lạ? Em hãy kể với bạn bên cạnh."]),
        ("Cùng làm", ["Nặn một ngọn núi lửa bằng đất. Tô đường dung nham chảy."]),
    ],
}


def load_learning(actor: Actor) -> None:
    """Adds what is not there yet."""
    library = Library.objects.get(code="TINH")
    first = _resource(actor, library, _FIRST, Said("exercise", ("khtn", "ls-dl", "dia-phuong"), (6, 7), minutes=45))
    said = Said(
        "exercise", ("ls-dl", "khoa-hoc"), (4,), minutes=35, changes="Rút ngắn, thay bài viết bằng bài nặn và tô"
    )
    _resource(actor, library, _REMIX, said, made_from=first)
    kinds = LibraryVersion.objects.filter(valid_to=None, kind__in=_SCHOOLS).order_by("library__code")
    for school in kinds.values_list("library_id", flat=True)[:3]:
        try:
            start_using(actor=actor, learning_id=first.pk, library_id=school)
        except Conflict:
            continue


def _resource(actor: Actor, library: Library, title: str, said: Said, made_from: Learning | None = None) -> Learning:
    found = DigitalObject.objects.filter(library=library, title=title).first() or _document(actor, library, title)
    known = Learning.objects.filter(object=found).first()
    if known is not None:
        return known
    parent = made_from.object.public_id if made_from else ""
    plain = {name: getattr(said, name) for name in ("kind", "subjects", "grades", "minutes", "changes")}
    return describe_learning(actor=actor, object_id=found.pk, said=Said(**plain, parent=parent))


def _document(actor: Actor, library: Library, title: str) -> DigitalObject:
    creators = "Tổ Khoa học, các trường trong mạng lưới"
    described = {
        "title": title,
        "kind": "book",
        "creators": creators,
        "date_text": "2026",
        "year": "2026",
        "subjects": "Học liệu mở\nNúi lửa",
        "description": "Học liệu mở, soạn cho mạng thử nghiệm.",
        "rights": "CC-BY-SA",
    }
    return publish_own(
        actor=actor,
        library=library,
        name=f"{title.replace(':', '')}.pdf",
        content=page_pdf(Document(title, {"creators": creators, "date": "2026"}, _PAGES[title])),
        said=described,
        reason="Học liệu mở, ai cũng được dùng",
    )
