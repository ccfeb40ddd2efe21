"""Authorities from files and back: MARC 21, SKOS, the pen names; through the command line, the pages and REST."""

from __future__ import annotations

import argparse
import io
import os
from pathlib import Path

import orjson
import pytest
from rdflib import Graph

from lienthu.catalogue import authority_queries as queries
from lienthu.catalogue import authority_skos as skos
from lienthu.catalogue.actions import apply_heading as applying
from lienthu.catalogue.actions.keep_authority import NewAuthority, create_authority
from lienthu.catalogue.actions.take_in_authorities import pen_names, take_in_pen_names
from lienthu.catalogue.actions.take_in_authorities import take_in as take_in_given
from lienthu.catalogue.authority_commands import COMMANDS
from lienthu.catalogue.authority_files import format_in, of_marc
from lienthu.catalogue.authority_files import read as read_file
from lienthu.catalogue.authority_marc import Incoming, from_marc, to_marc
from lienthu.catalogue.models import (
    Authority,
    AuthorityAct,
    AuthorityForm,
    AuthorityRelation,
    SourceRecord,
    SourceVersion,
)
from lienthu.catalogue.rules.authority_data import Details, FormRole
from lienthu.catalogue.rules.headings import Kind
from lienthu.catalogue.tests.helpers import SYSTEM, Staff, library, signed_in
from lienthu.catalogue.tests.test_authorities import book, enter, links, person, propose, subject
from lienthu.kernel import jobs
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.models import AuditEntry
from lienthu.marc import iso2709, reading
from lienthu.marc.record import Field, Record, from_compact

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("LIENTHU_SHARED", Path(__file__).resolve().parents[5] / "shared")) / "data" / "marc"
LEADER = "00000nz  a2200000n  4500"
UP_550 = Field("550", "", "  ", [("w", "g"), ("a", "Văn học")])
MARC = [
    Record(
        LEADER,
        [
            Field("001", "n1"), Field("003", "TVQG"),
            Field("024", "", "7 ", [("a", "0000000121032683"), ("2", "isni")]),
            Field("024", "", "7 ", [("a", "bad"), ("2", "viaf")]),
            Field("046", "", "  ", [("f", "19150101"), ("g", "1951")]),
            Field("100", "", "0 ", [("a", "Nam Cao,"), ("d", "1915-1951")]),
            Field("400", "", "0 ", [("a", "Trần Hữu Tri")]),
            Field("400", "", "0 ", [("w", "d"), ("a", "N.C.")]),
            Field("500", "", "0 ", [("a", "Tô Hoài")]),
            Field("670", "", "  ", [("a", "Chí Phèo, 1941:"), ("b", "bìa")]),
            Field("678", "", "0 ", [("a", "Nhà văn.")]),
        ],
    ),
    Record(LEADER, [Field("001", "n2"), Field("003", "TVQG"), Field("100", "", "0 ", [("a", "Tô Hoài")])]),
    Record(
        LEADER,
        [Field("001", "s1"), Field("150", "", "  ", [("a", "Thơ")]), UP_550],
    ),
    Record(
        LEADER,
        [Field("001", "s2"), Field("150", "", "  ", [("a", "Văn học")]), Field("450", "", "  ", [("a", "Văn chương")])],
    ),
    Record("00000nam a2200000 a 4500", [Field("245", "", "10", [("a", "Sách")])]),
    Record(LEADER, [Field("155", "", "  ", [("a", "Thể loại")])]),
]  # fmt: skip


def take_in(*records: Record) -> dict[str, int]:
    stream = io.BytesIO(b"".join(iso2709.write(record) for record in records))
    found = take_in_given(actor=SYSTEM, name="a.mrc", given=of_marc(reading.read(stream)))
    return dict(found.counts)


def test_a_marc_file_comes_in_once() -> None:
    assert take_in(*MARC) == {"created": 4, "rejected": 2, "relations": 2}
    one = Authority.objects.get(source_key="(TVQG)n1")
    assert (one.heading, one.born, one.died, one.about) == ("Nam Cao, 1915-1951", "1915", "1951", "Nhà văn.")
    assert (one.identifiers, one.sources) == ({"isni": "0000000121032683"}, ["Chí Phèo, 1941: bìa"])
    assert list(one.forms.order_by("id").values_list("text", "role")) == [
        ("Nam Cao, 1915-1951", "preferred"),
        ("Trần Hữu Tri", "variant"),
        ("N.C.", "abbreviation"),
    ]
    edges = AuthorityRelation.objects.values_list("source__heading", "target__heading", "kind").order_by("id")
    assert list(edges) == [("Nam Cao, 1915-1951", "Tô Hoài", "related"), ("Thơ", "Văn học", "broader")]
    before = (AuthorityForm.objects.count(), AuthorityAct.objects.count())
    assert take_in(*MARC) == {"unchanged": 4, "rejected": 2}
    assert (AuthorityForm.objects.count(), AuthorityAct.objects.count()) == before
    assert AuditEntry.objects.filter(code="catalogue.authorities_taken_in").count() == 2


def test_a_file_adds_and_takes_nothing_away() -> None:
    take_in(*MARC[:2])
    later = Record(LEADER, [*MARC[0].fields[:6], Field("400", "", "0 ", [("a", "Thuý Rư")])])
    assert take_in(later) == {"changed": 1}
    names = set(Authority.objects.get(source_key="(TVQG)n1").forms.values_list("text", flat=True))
    assert names == {"Nam Cao, 1915-1951", "Trần Hữu Tri", "N.C.", "Thuý Rư"}


def test_marc_out_and_in_again_is_the_same() -> None:
    take_in(*MARC)
    for view in queries.export_views():
        record = iso2709.write(to_marc(view))
        raw = next(reading.read(io.BytesIO(record)))
        assert raw.record is not None
        again = from_marc(raw.record)
        assert isinstance(again, Incoming)
        one = view.authority
        assert (again.data.kind, again.data.heading) == (one.kind, one.heading)
        assert [text for _, text in again.data.names] == [form.text for form in view.names]
        assert again.data.details == Details(one.born, one.died, one.about, tuple(one.sources), one.identifiers)
        assert [pointer.text for pointer in again.pointers] == [each.other.heading for each in view.relations]


def test_skos() -> None:
    take_in(*MARC)
    create_authority(
        actor=SYSTEM,
        data=NewAuthority(Kind.SUBJECT, "Lịch sử", ((FormRole.ENGLISH, "History"), (FormRole.VARIANT, "Sử"))),
    )
    out = io.BytesIO()
    assert skos.write(queries.export_views(Kind.SUBJECT), "https://x.vn/authority/", out) == 3
    graph = {one["prefLabel"]["vi"]: one for one in orjson.loads(out.getvalue())["@graph"]}
    assert graph["Lịch sử"]["prefLabel"] == {"vi": "Lịch sử", "en": "History"}
    assert graph["Lịch sử"]["altLabel"] == ["Sử"]
    assert graph["Thơ"]["broader"] == [graph["Văn học"]["@id"]]
    assert graph["Văn học"]["narrower"] == [graph["Thơ"]["@id"]]


@pytest.mark.parametrize("format", ["jsonld", "graph.jsonld", "turtle", "rdfxml"])
def test_skos_out_and_in_again_keeps_what_kind_of_name_it_is(format: str, tmp_path: Path) -> None:
    names = ((FormRole.PEN_NAME, "Tú Mỡ"), (FormRole.FORMER, "Hồ Trọng Hiếu"), (FormRole.VARIANT, "Tu Mo"))
    create_authority(actor=SYSTEM, data=NewAuthority(Kind.PERSON, "Hồ Trọng Hiếu, 1900-1976", names))
    create_authority(
        actor=SYSTEM, data=NewAuthority(Kind.BODY, "Ngân hàng Nhà nước", ((FormRole.ABBREVIATION, "NHNN"),))
    )
    before = {one.authority.heading: {(form.role, form.text) for form in one.names} for one in queries.export_views()}
    out = io.BytesIO()
    skos.write(queries.export_views(), "https://x.vn/authority/", out)
    data = out.getvalue()
    if format == "graph.jsonld":  # as another program writes it
        data = orjson.dumps(orjson.loads(data))
    elif format != "jsonld":
        graph = Graph()
        graph.parse(data=data, format="json-ld")
        data = graph.serialize(format={"turtle": "turtle", "rdfxml": "pretty-xml"}[format]).encode()
    path = tmp_path / format
    path.write_bytes(data)
    found = dict(read_file(path, format_in(path)))
    assert all(isinstance(one, Incoming) for one in found.values())
    assert {one.data.heading: set(one.data.names) for one in found.values() if isinstance(one, Incoming)} == before


def test_the_pen_names_are_one_list_without_a_clash() -> None:
    listed = list(pen_names())
    assert take_in_pen_names(actor=SYSTEM).counts == {"created": len(listed)}
    assert len(listed) > 80
    assert take_in_pen_names(actor=SYSTEM).counts == {"unchanged": len(listed)}
    shown = {form.text: form.authority.heading for form in AuthorityForm.objects.select_related("authority")}
    assert len(shown) == AuthorityForm.objects.count()
    assert shown["Trần Hữu Tri"] == "Nam Cao" and shown["Nguyễn Ái Quốc"] == "Hồ Chí Minh"
    assert shown["Nguyễn Sen, 1920-2014"] == "Tô Hoài" and shown["Trần Tế Xương"] == "Tú Xương"
    # Many are called Nguyễn Văn Tài: without years it is left open who this is.
    enter(book("1", "Nguyễn Văn Tài"), book("2", "Nguyễn Văn Tài", "1920-2007"))
    assert links() == {"Nguyễn Văn Tài": None, "Nguyễn Văn Tài 1920-2007": "Kim Lân"}
    assert [one.heading for one in queries.suggestions(Kind.PERSON, "nguyen van tai")] == ["Kim Lân"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "good", "disputed", "strange"),
    [
        ("evergreen/auth-subset100.mrc", 17, 0, 0),
        ("evergreen/auth-1066.mrc", 0, 0, 1066),  # keeps its headings in 103, which MARC 21 does not have
        ("evergreen/concerto_auths.marcxml", 81, 3, 0),  # one heading under two control numbers of its library
        ("idzebra/collection-namemrc.xml", 20, 0, 0),
    ],
)
def test_real_authority_files(name: str, good: int, disputed: int, strange: int) -> None:
    with (SHARED / name).open("rb") as stream:
        found = take_in_given(actor=SYSTEM, name=name, given=of_marc(reading.read(stream)))
    counts = found.counts
    taken = counts["created"] + counts["changed"] + counts["unchanged"]
    assert (taken, counts["conflict"], counts["rejected"]) == (good, disputed, strange)
    assert {code for _, code, _ in found.refused} <= {
        "catalogue.authority_kind_unknown",
        "catalogue.authority_other_identifier",
    }
    with (SHARED / name).open("rb") as stream:
        again = take_in_given(actor=SYSTEM, name=name, given=of_marc(reading.read(stream)))
    assert (again.counts["created"], again.counts["changed"]) == (0, 0)
    for view in queries.export_views():
        back = from_marc(to_marc(view))
        assert isinstance(back, Incoming) and back.data.heading == view.authority.heading


def run(*words: str) -> int:
    command = next(each() for each in COMMANDS if each.name == " ".join(words[:2]))
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    command.add_arguments(parser)
    return command.run(parser.parse_args(list(words[2:])))


def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.mrc"
    file.write_bytes(b"".join(iso2709.write(record) for record in MARC))
    assert run("authority", "import", str(file), "--json") == 1
    said = orjson.loads(capsys.readouterr().out)
    assert (said["created"], said["rejected"], said["first_refused"][0]["record"]) == (4, 2, 5)
    assert run("authority", "show", Authority.objects.get(heading="Thơ").public_id) == 0
    assert "broader: Văn học" in capsys.readouterr().out
    out = tmp_path / "out.xml"
    assert run("authority", "export", "--format", "marcxml", "-o", str(out), "--json") == 0
    assert orjson.loads(capsys.readouterr().out) == {"authorities": 4, "too_long": []}
    assert "Văn chương" in out.read_text()
    file.write_text("không phải MARC")
    with pytest.raises(Invalid, match="format_unknown"):
        run("authority", "import", str(file))
    with pytest.raises(NotFound):
        run("authority", "show", "zzzzzzzzz")


@pytest.fixture
def client(db: None) -> Staff:
    return signed_in()


def test_the_pages_do_all_of_it(client: Staff) -> None:
    enter(book("1", "Nam Cao"), book("2", "Trần, Hữu Tri"), book("3", "Tô Hoài"), book("4", "TÔ HOÀI"))
    typed = {"kind": "person", "heading": "Nam Cao", "names": "Trần Hữu Tri\n\nThuý Rư", "born": "", "died": "1951"}
    address = client.post("/vi/cataloguing/authorities/new", typed)["Location"]
    page = client.get(address).content.decode()
    assert "Trần Hữu Tri" in page and "trong 2 biểu ghi" in page and "Trần, Hữu Tri" in page
    again = client.post("/vi/cataloguing/authorities/new", typed)
    assert again.status_code == 422 and "Đã có mục từ chuẩn mang đề mục này" in again.content.decode()
    one = Authority.objects.get()
    late = client.post(f"{address}/rename", {"heading": "Nam Cao, 1951", "old_as": "variant", "version": "0"})
    assert late.status_code == 422 and "đã sửa mục từ chuẩn này" in late.content.decode()
    done = client.post(
        f"{address}/rename", {"heading": "Nam Cao (nhà văn)", "old_as": "variant", "version": one.version}
    )
    assert done.status_code == 302 and Authority.objects.get().heading == "Nam Cao (nhà văn)"
    other = person("Hữu Tri")
    assert client.post(f"{address}/merge", {"other": "Hữu Tri", "reason": "một"}).status_code == 302
    assert client.get(f"/vi/cataloguing/authorities/{other.public_id}")["Location"] == address
    client.post(f"{address}/act", {"act": f"merge:{other.pk}", "reason": "hai"})
    assert Authority.objects.get(pk=other.pk).merged_into is None
    bad = client.post(f"{address}/relations", {"other": "Không có ai", "relation": "related"})
    assert bad.status_code == 422 and "Không có mục từ chuẩn nào tên" in bad.content.decode()
    client.post(f"{address}/relations", {"other": other.public_id, "relation": "related"})
    relation = AuthorityRelation.objects.get()
    client.post(f"{address}/act", {"act": f"relation:{relation.pk}"})
    assert not AuthorityRelation.objects.exists()
    assert client.post(f"{address}/act", {"act": "name:999999"}).status_code == 404
    client.post(f"{address}/names", {"text": "N.C.", "role": "abbreviation"})
    client.post(
        f"{address}/details", {"born": "1915", "died": "1951", "version": Authority.objects.get(pk=one.pk).version}
    )
    assert Authority.objects.get(pk=one.pk).life == "1915-1951"
    listed = client.get("/vi/cataloguing/authorities?q=thuy+ru").content.decode()
    assert "Nam Cao (nhà văn)" in listed and "Hữu Tri</a>" not in listed


def test_proposals_are_decided_on_their_page(client: Staff) -> None:
    enter(book("1", "Tô Hoài"), book("2", "TÔ HOÀI"), book("3", "Nam, Cao"), book("4", "Nam Cao"))
    propose()
    page = client.get("/vi/cataloguing/authorities/proposals").content.decode()
    assert "2 đề xuất" in page and "TÔ HOÀI" in page
    first, second = queries.open_proposals().order_by("-records", "-id")
    ids = list(first.headings.values_list("pk", flat=True))
    client.post(f"/vi/cataloguing/authorities/proposals/{first.pk}", {"heading": first.name, "heading_id": ids})
    client.post(f"/vi/cataloguing/authorities/proposals/{second.pk}", {"act": "dismiss"})
    assert list(Authority.objects.values_list("heading", flat=True)) == [first.name]
    assert not queries.open_proposals().exists()


def test_suggestions_while_cataloguing(client: Staff) -> None:
    person("Nam Cao", "Trần Hữu Tri", died="1951")
    answer = client.get("/vi/cataloguing/authorities/suggest?kind=person&q=tran+h").json()
    one = Authority.objects.get().public_id
    assert answer == [{"text": "Nam Cao", "hint": "Trần Hữu Tri · -1951", "id": one, "a": "Nam Cao", "d": ""}]
    assert client.get("/vi/cataloguing/authorities/suggest?tag=700&q=nam").json()[0]["text"] == "Nam Cao"
    assert client.get("/vi/cataloguing/authorities/suggest?kind=x&q=nam").json() == []


def test_a_library_writes_the_heading_into_its_own_records(client: Staff) -> None:
    ids = enter(book("1", "Trần, Hữu Tri"), book("2", "Nam Cao"), book("3", "Tô Hoài"))
    one = person("Nam Cao", "Trần Hữu Tri")
    address = f"/vi/cataloguing/authorities/{one.public_id}/records"
    page = client.get(address).content.decode()
    assert "1 biểu ghi viết khác" in page and SourceRecord.objects.filter(version=1).count() == 3
    client.post(address, {"library": "TINH"})
    jobs.drain()
    changed = SourceRecord.objects.get(pk=ids[0])
    assert from_compact(changed.marc).first("100", "a") == "Nam Cao"
    version = SourceVersion.objects.get(record=changed, number=2)
    assert (version.origin, version.author_label, version.note) == ("heading", "lan", "Nam Cao")
    assert SourceRecord.objects.filter(version=1).count() == 2
    assert "Không có gì phải sửa" in client.get(address).content.decode()
    assert AuditEntry.objects.get(code="catalogue.headings_applied").data == {"heading": "Nam Cao", "records": 1}
    assert applying.preview_heading(actor=SYSTEM, authority=one, library_id=library().pk).records == 0


def test_rest(client: Staff) -> None:
    key = client.key()

    def post(path: str, **data: object) -> object:
        return key.post(f"/api/v1/authorities{path}", data, content_type="application/json")

    made = post("", kind="person", heading="Nam Cao", names=[{"text": "Trần Hữu Tri", "role": "pen_name"}], died="1951")
    assert made.status_code == 201  # type: ignore[attr-defined]
    body = made.json()  # type: ignore[attr-defined]
    one = Authority.objects.get()
    assert (body["prefLabel"], body["altLabel"], body["deathDate"]) == ({"vi": "Nam Cao"}, ["Trần Hữu Tri"], "1951")
    other = subject("Nam Cao")
    person("Hữu Tri")
    assert post(f"/{one.public_id}/merge", other=other.public_id, reason="x").status_code == 422  # type: ignore[attr-defined]
    assert post(f"/{one.public_id}/merge", other="Hữu Tri", reason="x").status_code == 200  # type: ignore[attr-defined]
    loser = Authority.objects.get(heading="Hữu Tri")
    assert client.get(f"/api/v1/authorities/{loser.public_id}").json()["@id"].endswith(one.public_id)
    assert post(f"/{loser.public_id}/unmerge", reason="y").status_code == 200  # type: ignore[attr-defined]
    assert post(f"/{one.public_id}/heading", heading="Nam Cao, 1951", version=0).status_code == 409  # type: ignore[attr-defined]
    found = client.get("/api/v1/authorities?kind=person&q=tran").json()
    assert [row["heading"] for row in found["items"]] == ["Nam Cao"]
    name = AuthorityForm.objects.get(text="Trần Hữu Tri").pk
    assert key.delete(f"/api/v1/authorities/{loser.public_id}/names/{name}").status_code == 404
    assert key.delete(f"/api/v1/authorities/{one.public_id}/names/{name}").status_code == 200
