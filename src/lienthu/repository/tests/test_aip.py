"""The archives' package: every reference leads to the bytes it names, and the same object is the same package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree

from lienthu.kernel.commands import FINDINGS
from lienthu.kernel.errors import Invalid
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.export_objects import export_objects
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.preservation import aip
from lienthu.repository.preservation.xml import METS, XLINK
from lienthu.repository.stores import MASTERS
from lienthu.repository.tests.helpers import SYSTEM, command, jpeg, pdf, published

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def found() -> DigitalObject:
    return published({"Báo cáo: năm 1975.pdf": pdf("Báo cáo"), "bìa 1.jpg": jpeg(300, 200, 1)})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def made(folder: Path, fonds: str = "G09") -> Path:
    done = export_objects(actor=SYSTEM, objects=DigitalObject.objects.all(), folder=folder, format="aip", fonds=fonds)
    assert (done.written, done.faults) == (1, [])
    (package,) = folder.iterdir()
    return package


def references(package: Path, document: str) -> Iterator[tuple[Any, Path]]:
    root = etree.parse(package / document)
    for one in root.iter(f"{{{METS}}}mdRef", f"{{{METS}}}file"):
        place = one if one.tag.endswith("mdRef") else one[0]
        yield one, (package / document).parent / unquote(place.get(f"{{{XLINK}}}href"))


@pytest.mark.parametrize(("document", "count"), [("METS.xml", 5), ("representations/rep1/METS.xml", 4)])
def test_every_reference_leads_to_the_bytes_it_names(
    found: DigitalObject, out: Path, document: str, count: int
) -> None:
    package = made(out)
    known = list(references(package, document))
    assert len(known) == count
    for said, path in known:
        data = path.read_bytes()
        assert (said.get("CHECKSUM"), said.get("SIZE")) == (hashlib.sha256(data).hexdigest(), str(len(data)))
        assert said.get("CREATED").endswith("+07:00")


@pytest.mark.parametrize("document", ["METS.xml", "representations/rep1/METS.xml"])
def test_identifiers_are_unique_and_pointers_lead_to_them(found: DigitalObject, out: Path, document: str) -> None:
    root = etree.parse(made(out) / document)
    identifiers = root.xpath("//@ID")
    assert len(identifiers) == len(set(identifiers))
    assert set(root.xpath("//@FILEID | //@DMDID")) <= set(identifiers)
    assert set(root.xpath("//@ADMID")) <= set(identifiers)


def test_the_folder_is_named_by_the_identifier(found: DigitalObject, out: Path) -> None:
    package = made(out)
    objid = etree.parse(package / "METS.xml").getroot().get("OBJID")
    assert objid.startswith("urn:G09:uuid:")
    assert package.name == objid.replace(":", "_")


def test_descriptions_hold_to_their_schemas(found: DigitalObject, out: Path) -> None:
    package = made(out)
    whole = etree.parse(package / "metadata/descriptive/EAD.xml")
    assert etree.XMLSchema(etree.parse(package / "schemas/EAD.xsd")).validate(whole)
    assert whole.findtext("title") == found.title
    document = etree.parse(package / "representations/rep1/metadata/descriptive/EAD_doc_1.xml")
    assert etree.XMLSchema(etree.parse(package / "schemas/EAD_doc.xsd")).validate(document)
    assert document.findtext("format") == "application/pdf"


def test_a_pdf_is_the_document_and_other_masters_go_with_it(found: DigitalObject, out: Path) -> None:
    root = etree.parse(made(out) / "representations/rep1/METS.xml")
    labels = {
        group: root.xpath(f"//*[@LABEL='{group}']/*/@LABEL") for group in ("Data", "AttachmentFile", "MetadataLink")
    }
    assert labels == {
        "Data": ["Báo cáo_ năm 1975.pdf"],
        "AttachmentFile": ["bìa 1.jpg"],
        "MetadataLink": ["MetadataLink/File"],
    }


def test_again_it_is_the_same_package_and_a_change_makes_it_anew(found: DigitalObject, out: Path) -> None:
    package = made(out)
    before = (package / "METS.xml").stat().st_mtime_ns
    assert not aip.write(out, found, "G09")
    assert (package / "METS.xml").stat().st_mtime_ns == before
    said = {"title": "Báo cáo khác", "kind": "book", "reason": "Sửa nhan đề"}
    describe(actor=SYSTEM, object_id=found.pk, said=said, version=found.version)
    found.refresh_from_db()
    assert aip.write(out, found, "G09")
    assert etree.parse(package / "metadata/descriptive/EAD.xml").findtext("title") == "Báo cáo khác"
    assert [one.name for one in out.iterdir()] == [package.name]


@pytest.mark.parametrize("fonds", ["", "G:09", "../x", "á", "x" * 33])
def test_a_code_that_cannot_stand_in_a_name_is_refused(found: DigitalObject, out: Path, fonds: str) -> None:
    with pytest.raises(Invalid, match="no_such_fonds_code"):
        aip.write(out, found, fonds)
    assert list(out.iterdir()) == []


def test_a_damaged_master_is_named_and_no_package_is_left(
    found: DigitalObject, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master = ObjectFile.objects.filter(object=found).order_by("position")[0]
    path = MASTERS.path(master.sha256)
    path.chmod(0o600)
    path.write_bytes(b"x" + path.read_bytes()[1:])
    assert command("preserve", "export", found.public_id, str(out), "--format", "aip") == FINDINGS
    assert master.name.replace(":", "_") in capsys.readouterr().out
    assert [one for one in out.iterdir() if not one.name.startswith(".")] == []
