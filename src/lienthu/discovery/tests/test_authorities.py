"""Readers find by any name and see one: search, facets, record page, the page of an author; all follow a rename."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape

from lienthu.catalogue.actions import keep_authority as keep
from lienthu.catalogue.actions.keep_authority import NewAuthority
from lienthu.catalogue.actions.link_headings import relink
from lienthu.catalogue.actions.merge_authorities import merge_authorities, unmerge_authority
from lienthu.catalogue.actions.relate_authorities import relate
from lienthu.catalogue.authority_queries import met
from lienthu.catalogue.models import Authority, RecordHeading, SourceRecord
from lienthu.catalogue.rules.authority_data import Details, FormRole, RelationKind
from lienthu.catalogue.rules.headings import Kind
from lienthu.discovery.search import Request, search
from lienthu.discovery.tests.conftest import SYSTEM
from lienthu.kernel import jobs
from lienthu.kernel.models import Job
from lienthu.marc.record import Field, Record
from lienthu.union import headings
from lienthu.union.models import Entry, Member

pytestmark = pytest.mark.django_db(transaction=True)


def book(title: str, author: str, year: str, subject: str = "Văn học") -> Record:
    return Record(
        fields=[
            Field("008", " " * 35 + "vie"),
            Field("100", "", "1 ", [("a", author)]),
            Field("245", "", "10", [("a", title)]),
            Field("260", "", "  ", [("a", "H."), ("b", "Văn học"), ("c", year)]),
            Field("650", "", " 4", [("a", subject), ("x", "Thế kỷ 20")]),
        ]
    )


def person(heading: str, *names: str) -> Authority:
    data = NewAuthority(Kind.PERSON, heading, tuple((FormRole.PEN_NAME, name) for name in names))
    return keep.create_authority(actor=SYSTEM, data=data)


def seen(text: str) -> list[tuple[str, tuple[str, ...]]]:
    found = search(Request(text=text, sort="newest"))
    return [(hit.brief.title, hit.brief.creators) for hit in found.hits]


def facet(name: str = "creator") -> dict[str, int]:
    found = search(Request(facets=(name,)))
    return {value.value: value.count for each in found.facets for value in each.values}


@pytest.fixture
def shelf(network: object, hand_in: Callable[..., SourceRecord]) -> dict[str, str]:
    hand_in(book("Chí Phèo", "Nam Cao", "1957"))
    hand_in(book("Sống mòn", "Trần Hữu Tri", "1970"), number="2")
    hand_in(book("Dế mèn phiêu lưu ký", "Tô Hoài", "1941"), number="3")
    hand_in(book("Nhà văn Nam Cao", "Hà Minh Đức", "1998", subject="Nam Cao"), number="4")
    jobs.drain()
    return {one.fields["title"]["v"]: one.public_id for one in Entry.objects.all()}


def test_all_names_find_and_one_is_shown(shelf: dict[str, str]) -> None:
    before = list(Entry.objects.order_by("id").values_list("data", "version"))
    person("Nam Cao", "Trần Hữu Tri")
    jobs.drain()
    both = [("Sống mòn", ("Nam Cao",)), ("Chí Phèo", ("Nam Cao",))]
    assert seen("tác giả: Trần Hữu Tri") == both
    assert seen("tac gia: nam cao") == both
    assert facet() == {"Nam Cao": 2, "Tô Hoài": 1, "Hà Minh Đức": 1}
    # The entries themselves are as they were: the heading is looked up, not written.
    assert list(Entry.objects.order_by("id").values_list("data", "version")) == before


def test_pages_show_the_heading_and_what_the_record_says(shelf: dict[str, str], client: Client) -> None:
    one = person("Nam Cao", "Trần Hữu Tri")
    jobs.drain()
    page = client.get(f"/vi/record/{shelf['Sống mòn']}").content.decode()
    assert f'href="/vi/authority/{one.public_id}"' in page and "Trên sách ghi:" in page and "Trần Hữu Tri" in page
    page = client.get(f"/vi/authority/{one.public_id}").content.decode()
    assert page.index("Sống mòn") < page.index("Chí Phèo")
    assert "Trần Hữu Tri" in page and "Dế mèn" not in page
    assert client.get("/vi/authority/zzzzzzzzz").status_code == 404


def test_a_rename_and_a_merge_are_followed_and_taken_back(shelf: dict[str, str], client: Client) -> None:
    one, other = person("Nam Cao"), person("Trần Hữu Tri")
    jobs.drain()
    apart = (
        facet(),
        seen("tác giả: Nam Cao"),
        list(RecordHeading.objects.order_by("id").values_list("authority", "is_open")),
    )
    merge_authorities(actor=SYSTEM, loser_id=other.pk, winner_id=one.pk, reason="một người")
    jobs.drain()
    assert facet()["Nam Cao"] == 2 and len(seen("tác giả: Trần Hữu Tri")) == 2
    assert client.get(f"/vi/authority/{other.public_id}")["Location"] == f"/vi/authority/{one.public_id}"
    keep.rename_authority(actor=SYSTEM, authority_id=one.pk, heading="Nam Cao (nhà văn)", expected_version=None)
    jobs.drain()
    assert facet()["Nam Cao (nhà văn)"] == 2
    keep.rename_authority(actor=SYSTEM, authority_id=one.pk, heading="Nam Cao", expected_version=None)
    unmerge_authority(actor=SYSTEM, authority_id=other.pk, reason="nhầm")
    keep.remove_name(actor=SYSTEM, form_id=one.forms.get(text="Nam Cao (nhà văn)").pk)
    jobs.drain()
    rows = list(RecordHeading.objects.order_by("id").values_list("authority", "is_open"))
    assert (facet(), seen("tác giả: Nam Cao"), rows) == apart


def test_subjects_keep_their_subdivisions(shelf: dict[str, str]) -> None:
    data = NewAuthority(Kind.SUBJECT, "Văn chương", ((FormRole.VARIANT, "Văn học"),))
    keep.create_authority(actor=SYSTEM, data=data)
    jobs.drain()
    assert facet("subject") == {"Văn chương -- Thế kỷ 20": 3, "Nam Cao -- Thế kỷ 20": 1}
    assert len(seen("chủ đề: văn học")) == 3


def test_many_entries_follow_by_a_job_in_slices(shelf: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headings, "SLICE", 1)
    one = person("Nam Cao", "Trần Hữu Tri")
    jobs.drain()
    job = Job.objects.get(kind=headings.FOLLOW)
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    assert facet()["Nam Cao"] == 2
    assert relink({(form.kind, form.key) for form in one.forms.all()}) == []
    assert Member.objects.count() == 4


def test_matching_knows_pen_names(network: object, hand_in: Callable[..., SourceRecord]) -> None:
    person("Nam Cao", "Trần Hữu Tri")
    hand_in(book("Sống mòn", "Nam Cao", "1970"))
    hand_in(book("Sống mòn", "Trần Hữu Tri", "1970"), "GN", "2")
    jobs.drain()
    assert Entry.objects.filter(state=Entry.State.ACTIVE).count() == 1


def test_a_pen_name_finds_the_works_and_tells_whose_it_is(shelf: dict[str, str], client: Client) -> None:
    one = person("Nam Cao", "Thuý Rư")
    other = person("Tô Hoài")
    relate(actor=SYSTEM, source_id=one.pk, target_id=other.pk, kind=RelationKind.RELATED)
    jobs.drain()
    page = client.get("/vi/search", {"q": "Thuý Rư"}).content.decode()
    assert "Chí Phèo" in page
    assert f'href="/vi/authority/{one.public_id}"' in page and "“Thuý Rư” là bút danh." in page
    assert f'Xem thêm: <a href="/vi/authority/{other.public_id}">Tô Hoài</a>' in page
    assert [each.authority.heading for each in met("thuy ru")] == ["Nam Cao"]
    assert [each.authority.heading for each in met("Thủy Rư")] == []
    assert [each.authority.heading for each in met("Cao Nam")] == ["Nam Cao"]
    # A condition, or another page of results, is nobody's name.
    for asked in ({"q": "tác giả: Thuý Rư"}, {"q": "Thuý Rư", "page": "2"}, {"q": ""}):
        assert 'class="met"' not in client.get("/vi/search", asked).content.decode()
    record = client.get(f"/vi/record/{shelf['Chí Phèo']}").content.decode()
    assert f'Xem thêm: <a href="/vi/authority/{other.public_id}">Tô Hoài</a>' in record


@pytest.mark.parametrize(
    ("kind", "tag", "marks", "heading", "variant"),
    [
        (Kind.BODY, "110", "2 ", "Bộ Giáo dục và Đào tạo", "Bộ GD&ĐT"),
        (Kind.BODY, "710", "2 ", "Hội Nhà văn Việt Nam", "Hội Nhà văn"),
        (Kind.BODY, "610", "24", "Mặt trận Việt Minh", "Việt Minh"),
        (Kind.PLACE, "651", " 4", "Đắk Nông", "Đăk Nông"),
        (Kind.SUBJECT, "650", " 4", "Cà phê", "Cây cà phê"),
        (Kind.PERSON, "600", "14", "Hồ Chí Minh", "Nguyễn Ái Quốc"),
        (Kind.WORK, "240", "10", "Truyện Kiều", "Đoạn trường tân thanh"),
    ],
)  # fmt: skip
def test_each_kind_is_handled_end_to_end(
    network: object, hand_in: Callable[..., SourceRecord], client: Client,
    kind: Kind, tag: str, marks: str, heading: str, variant: str,
) -> None:  # fmt: skip
    marc = book("Sách thử", "Ai đó", "2001")
    marc.fields.append(Field(tag, "", marks, [("a", heading)]))
    hand_in(marc)
    data = NewAuthority(kind, heading, ((FormRole.VARIANT, variant),), Details("1940", "1990"))
    one = keep.create_authority(actor=SYSTEM, data=data)
    other = keep.create_authority(actor=SYSTEM, data=NewAuthority(kind, f"{heading} khác"))
    relate(actor=SYSTEM, source_id=one.pk, target_id=other.pk, kind=RelationKind.RELATED)
    jobs.drain()
    assert [title for title, _ in seen(variant)] == ["Sách thử"]
    page = client.get(f"/vi/authority/{one.public_id}").content.decode()
    assert "Sách thử" in page and escape(variant) in page and "1940–1990" in page
    assert f'href="/vi/authority/{other.public_id}"' in page
    renamed = f"{heading} (mới)"
    keep.rename_authority(actor=SYSTEM, authority_id=one.pk, heading=renamed, expected_version=None)
    jobs.drain()
    assert [title for title, _ in seen(f'"{renamed}"')] == ["Sách thử"]
    assert [title for title, _ in seen(variant)] == ["Sách thử"]
    assert "Sách thử" in client.get(f"/vi/authority/{one.public_id}").content.decode()
    found = client.get(f"/vi/authority/{one.public_id}", headers={"accept": "application/ld+json"})
    assert found["Content-Type"] == "application/ld+json" and "Accept" in found["Vary"]
    said = found.json()
    assert (said["prefLabel"]["vi"], said["birthDate"]) == (renamed, "1940") and variant in said["altLabel"]
