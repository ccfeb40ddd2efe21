"""Files of authorities through page, REST and command: looked at first, taken in by a job, nothing doubled."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lienthu.catalogue import authority_export, authority_files, authority_intake_jobs, authority_rdf
from lienthu.catalogue.actions.hand_in_authorities import hand_in_authorities, hand_in_pen_names, take_intake
from lienthu.catalogue.actions.keep_authority import NewAuthority, create_authority
from lienthu.catalogue.actions.relate_authorities import relate
from lienthu.catalogue.actions.take_in_authorities import pen_names
from lienthu.catalogue.authority_marc import Incoming
from lienthu.catalogue.authority_queries import intake_counts
from lienthu.catalogue.models import Authority, AuthorityAct, AuthorityForm, AuthorityIntake
from lienthu.catalogue.rules.authority_data import Details, FormRole, RelationKind
from lienthu.catalogue.rules.headings import Kind
from lienthu.catalogue.tests.helpers import SYSTEM, Staff, librarian, library, signed_in, workbook
from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import AuditEntry, Job
from lienthu.marc import iso2709
from lienthu.marc.record import Field, Record

pytestmark = pytest.mark.django_db

SHEET = workbook(
    ["Danh mục tác giả"],
    ["Tác giả", "Bút danh", "Năm sinh", "Năm mất", "Xem thêm", "Nguồn"],
    ["Nam Cao", "Thuý Rư; Xuân Du", 1917, "30/11/1951", "Tô Hoài", "Từ điển văn học"],
    ["Tô Hoài", "Mắt Biển\nMai Trang", 1920, 2014, "", ""],
    ["", "", "", "", "", ""],
    ["???", "", "", "", "", ""],
    ["Nguyễn Sai", "", "mười", "", "", ""],
)
TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
<http://v.vn/1> a skos:Concept ; skos:prefLabel "Văn học"@vi, "Literature"@en ; skos:altLabel "Văn chương"@vi .
<http://v.vn/2> a skos:Concept ; skos:prefLabel "Thơ"@vi ; skos:broader <http://v.vn/1> ; skos:related <http://v.vn/3> .
<http://v.vn/3> a skos:Concept, schema:Person ; skos:prefLabel "Xuân Quỳnh"@vi ; schema:birthDate "1942-10-06" .
<http://v.vn/4> a skos:Concept ; skos:prefLabel "!!!"@vi .
""".encode()


def hand_in(data: bytes, name: str = "tệp", kind: Kind | None = None) -> AuthorityIntake:
    made = hand_in_authorities(actor=SYSTEM, filename=name, chunks=[data], kind=kind)
    jobs.drain()
    made.refresh_from_db()
    return made


def take(intake: AuthorityIntake) -> dict[str, int]:
    take_intake(actor=SYSTEM, intake=intake)
    jobs.drain()
    intake.refresh_from_db()
    assert intake.state == "done"
    return intake_counts(intake)


def known() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for form in AuthorityForm.objects.select_related("authority").order_by("text"):
        found.setdefault(form.authority.heading, []).append(form.text)
    return found


def test_a_sheet_is_looked_at_then_taken_in_and_again_changes_nothing() -> None:
    intake = hand_in(SHEET)
    assert (intake.state, intake_counts(intake)) == ("ready", {"new": 2, "rejected": 2})
    assert not Authority.objects.exists()
    assert take(intake) == {"new": 2, "rejected": 2}
    assert known() == {
        "Nam Cao": ["Nam Cao", "Thuý Rư", "Xuân Du"],
        "Tô Hoài": ["Mai Trang", "Mắt Biển", "Tô Hoài"],
    }
    one = Authority.objects.get(heading="Nam Cao")
    assert (one.life, one.sources, intake.relations) == ("1917-1951", ["Từ điển văn học"], 1)
    audit = AuditEntry.objects.get(code="catalogue.authorities_taken_in").data
    assert (audit["created"], audit["rejected"], audit["relations"]) == (2, 2, 1)
    acts = AuthorityAct.objects.count()
    again = hand_in(SHEET)
    assert intake_counts(again) == {"unchanged": 2, "rejected": 2}
    assert take(again) == {"unchanged": 2, "rejected": 2}
    assert (AuthorityAct.objects.count(), again.relations) == (acts, 0)
    with pytest.raises(Conflict, match="intake_not_now"):
        take_intake(actor=SYSTEM, intake=again)


def test_what_contradicts_waits_for_a_person() -> None:
    create_authority(actor=SYSTEM, data=NewAuthority(Kind.PERSON, "Nam Cao", details=Details("1915", "1951")))
    intake = hand_in(SHEET)
    assert intake_counts(intake) == {"conflict": 1, "new": 1, "rejected": 2}
    row = intake.rows.get(outcome="conflict")
    assert (row.code, row.params["known"], row.params["given"]) == ("catalogue.authority_other_years", "1915", "1917")
    take(intake)
    assert known()["Nam Cao"] == ["Nam Cao"] and Authority.objects.get(heading="Nam Cao").born == "1915"


def test_somebody_enters_the_same_between_the_look_and_the_taking() -> None:
    intake = hand_in(SHEET)
    create_authority(actor=SYSTEM, data=NewAuthority(Kind.PERSON, "Tô Hoài", details=Details("1921")))
    assert take(intake) == {"new": 1, "conflict": 1, "rejected": 2}
    assert Authority.objects.count() == 2


def test_turtle_and_rdf_xml_and_json_ld_say_the_same(tmp_path: Path) -> None:
    graph = authority_rdf.Graph()
    graph.parse(data=TURTLE, format="turtle")
    seen = []
    for format, data in (
        ("turtle", TURTLE),
        ("rdfxml", graph.serialize(format="xml").encode()),
        ("jsonld", graph.serialize(format="json-ld").encode()),
    ):
        path = tmp_path / format
        path.write_bytes(data)
        assert authority_files.format_in(path) == format
        seen.append(list(authority_files.read(path, format)))
    assert seen[0] == seen[1] == seen[2]
    assert [one[0] if isinstance(one, tuple) else one.data.heading for _, one in seen[0]] == [
        "Văn học", "Thơ", "Xuân Quỳnh", "catalogue.authority_no_name",
    ]  # fmt: skip


def test_relations_of_skos_find_their_ends_by_address() -> None:
    intake = hand_in(TURTLE)
    assert take(intake) == {"new": 3, "rejected": 1}
    poem = Authority.objects.get(heading="Thơ")
    assert {(one.kind, one.target.heading) for one in poem.relations.all()} | {
        (one.kind, one.source.heading) for one in poem.relations_in.all()
    } == {("broader", "Văn học"), ("related", "Xuân Quỳnh")}
    assert known()["Văn học"] == ["Literature", "Văn chương", "Văn học"]
    assert Authority.objects.get(heading="Xuân Quỳnh").born == "1942"
    assert take(hand_in(TURTLE)) == {"unchanged": 3, "rejected": 1}


@pytest.mark.parametrize("format", ["jsonld", "marc21", "marcxml"])
def test_what_goes_out_can_be_read_back(format: str, tmp_path: Path) -> None:
    details = Details("1917", "1951", "Nhà văn.", ("TĐVH",), {"wikidata": "Q10799838"})
    names = ((FormRole.VARIANT, "Trần Hữu Tri"),)
    one = create_authority(actor=SYSTEM, data=NewAuthority(Kind.PERSON, "Nam Cao", names, details))
    others = [(Kind.PLACE, "Hà Nam"), (Kind.BODY, "Hội Nhà văn"), (Kind.SUBJECT, "Truyện"), (Kind.WORK, "Kiều")]
    for kind, heading in others:
        other = create_authority(actor=SYSTEM, data=NewAuthority(kind, heading))
        relate(actor=SYSTEM, source_id=one.pk, target_id=other.pk, kind=RelationKind.RELATED)
    path = tmp_path / "out"
    with path.open("wb") as out:
        assert authority_export.write(format, None, "https://x.vn/authority/", out).count == 5
    assert authority_files.format_in(path) == format
    back = [given for _, given in authority_files.read(path, format) if isinstance(given, Incoming)]
    assert [(given.data.kind, given.data.heading) for given in back] == [(Kind.PERSON, "Nam Cao"), *others]
    assert (back[0].data.names, back[0].data.details) == (names, details)
    assert [len(given.pointers) for given in back] == [4, 1, 1, 1, 1]
    intake = hand_in(path.read_bytes())
    assert take(intake) == {"unchanged": 5} and intake.relations == 0


def test_a_killed_reader_and_taker_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority_intake_jobs, "SLICE_SECONDS", -1)
    monkeypatch.setattr(authority_intake_jobs, "TAKEN_AT_ONCE", 7)
    intake = hand_in_pen_names(actor=SYSTEM)
    jobs.drain()
    listed = len(list(pen_names()))
    assert intake_counts(intake) == {"new": listed}
    take_intake(actor=SYSTEM, intake=intake)
    real, calls = authority_intake_jobs._taken, []

    def dies(actor: object, row: object) -> None:
        calls.append(row)
        if len(calls) == 10:
            raise RuntimeError
        real(actor, row)  # type: ignore[arg-type]

    monkeypatch.setattr(authority_intake_jobs, "_taken", dies)
    job = Job.objects.get(kind="catalogue.take_authorities")
    jobs.run_once(only=job.pk)
    jobs.run_once(only=job.pk)
    assert Authority.objects.count() == 7
    monkeypatch.setattr(authority_intake_jobs, "_taken", real)
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
    jobs.drain(only=job)
    intake.refresh_from_db()
    assert (intake.state, intake_counts(intake), Authority.objects.count()) == ("done", {"new": listed}, listed)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "catalogue.file_empty"),
        (b"%PDF-1.7", "catalogue.not_a_catalogue"),
        (b"x" * 40, "catalogue.format_unknown"),
    ],
)
def test_files_of_nothing_are_refused_at_the_door(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        hand_in(data)
    assert refused.value.code == code
    assert not AuthorityIntake.objects.exists()


UTF16 = (
    '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"@context": "http://far.vn/context.jsonld", "@id": "x"}', "catalogue.authority_rdf_context"),
        (b'{"@context": [["http://far.vn/context.jsonld"], {}], "@id": "x"}', "catalogue.authority_rdf_context"),
        (b'{"@context": {"a": "http://x/"}, "@graph": [', "catalogue.authority_rdf_unreadable"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
         "catalogue.authority_rdf_doctype"),
        (UTF16.encode("utf-16"), "catalogue.authority_rdf_doctype"),
        (UTF16.encode("utf-16-be"), "catalogue.authority_rdf_doctype"),
        (UTF16.replace("DOCTYPE", "DOCTYP").encode("utf-16"), "catalogue.authority_rdf_unreadable"),
        (UTF16.replace("utf-16", "no-such-code").encode(), "catalogue.authority_rdf_unreadable"),
        (b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<http://a> skos:prefLabel",
         "catalogue.authority_rdf_unreadable"),
    ],
)  # fmt: skip
def test_rdf_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    intake = hand_in(data)
    assert intake.job is not None
    intake.job.refresh_from_db()
    assert (intake.state, intake.job.error_code) == ("stopped", code)


def test_a_sheet_without_a_column_of_headings_and_one_of_places() -> None:
    intake = hand_in(workbook(["a", "b"], ["Huế", "x"]))
    assert intake.rows.get().code == "catalogue.authority_sheet_head"
    intake = hand_in(b"Ten;Loai\nHue;dia danh\nDalat;cho nao\n")
    assert [(row.outcome, row.kind) for row in intake.rows.order_by("number")] == [("new", "place"), ("rejected", "")]
    assert intake_counts(hand_in(b"Ten;Ghi chu\nHue;x\nDalat;y\n", kind=Kind.PLACE)) == {"new": 2}


def test_who_may() -> None:
    with pytest.raises(Refused):
        hand_in_authorities(actor=librarian(library()), filename="a", chunks=[SHEET])
    with pytest.raises(Refused):
        hand_in_pen_names(actor=librarian(library()))


@pytest.fixture
def client(db: None) -> Staff:
    return signed_in()


def test_the_pages(client: Staff) -> None:
    address = "/vi/cataloguing/authorities/files"
    assert "Tệp mục từ chuẩn" in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    sent = {"file": SimpleUploadedFile("Tác giả.xlsx", SHEET)}
    page = client.post(address, sent)["Location"]
    jobs.drain()
    text = client.get(page).content.decode()
    assert "Nhận 2 dòng" in text and "nhận: mục mới" in text and "“mười” không phải là năm" in text
    assert client.post(f"{page}/take").status_code == 302
    jobs.drain()
    text = client.get(f"{page}?outcome=rejected").content.decode()
    assert "đã nhận" in text and "Nam Cao" not in text
    out = client.get(f"{address}/export?format=jsonld&kind=person")
    graph = orjson.loads(b"".join(out.streaming_content))["@graph"]  # type: ignore[attr-defined]
    assert [one["prefLabel"]["vi"] for one in graph] == ["Nam Cao", "Tô Hoài"]
    assert client.get(f"{address}/export?format=pdf").status_code == 404


def test_rest(client: Staff) -> None:
    sent = {"file": SimpleUploadedFile("a.mrc", iso2709.write(_one()))}
    made = client.post("/api/v1/authority-intakes", sent)
    assert made.status_code == 202
    jobs.drain()
    address = f"/api/v1/authority-intakes/{made.json()['id']}"
    assert client.get(address).json()["counts"] == {"new": 1}
    rows = client.get(f"{address}/rows").json()["items"]
    assert [(row["number"], row["heading"], row["outcome"]) for row in rows] == [(1, "Nam Cao", "new")]
    assert client.post(f"{address}/take").status_code == 202
    jobs.drain()
    assert client.get(f"{address}/rows").json()["items"][0]["authority"] == Authority.objects.get().public_id
    assert client.post(f"{address}/take").status_code == 409


def _one() -> Record:
    return Record("00000nz  a2200000n  4500", [Field("001", "1"), Field("100", "", "0 ", [("a", "Nam Cao")])])


def test_incoming_is_packed_and_unpacked_whole() -> None:
    for one in pen_names():
        assert isinstance(one, Incoming)
        row = authority_intake_jobs._row(AuthorityIntake(pk=1), 1, one)
        assert authority_intake_jobs.unpacked(row) == one
