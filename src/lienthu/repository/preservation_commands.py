"""`preserve export`, `preserve check`, `preserve mets`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, FINDINGS, Command
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.ids import is_public_id
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import library_by_code
from lienthu.repository import gate, versions
from lienthu.repository.actions.export_objects import FORMATS, export_objects
from lienthu.repository.models import DigitalObject
from lienthu.repository.preservation import bagit, mets, ocfl_check

_ACTOR = Actor.system("lienthu preserve")


class Export(Command):
    name = "preserve export"
    help = "writes documents as OCFL objects, BagIt bags or the archives' packages; run again, it goes on"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "what", nargs="+", metavar="OBJECT DIR", help="a document and a folder; only a folder with --all"
        )
        parser.add_argument("--all", action="store_true", help="every document")
        parser.add_argument("--library", metavar="CODE", default="", help="with --all: only this library's")
        parser.add_argument("--format", choices=FORMATS, default="ocfl")
        parser.add_argument(
            "--version", metavar="N|all", default="", help="of the masters, for bagit and aip; the newest without"
        )
        parser.add_argument("--fonds", metavar="CODE", default="", help="with aip: the archive's code of the fonds")

    def run(self, args: argparse.Namespace) -> int:
        if len(args.what) != (1 if args.all else 2):
            raise Invalid("repository.export_what")
        objects = DigitalObject.objects.all()
        if args.library:
            objects = objects.filter(library=library_by_code(args.library))
        if not args.all:
            found = named(args.what[0])
            if gate.is_earlier(found):
                found, args.version = gate.governing(found), args.version or str(found.edition)
            objects = objects.filter(id=found.pk)
        done = export_objects(
            actor=_ACTOR,
            objects=objects,
            folder=Path(args.what[-1]),
            format=args.format,
            fonds=args.fonds,
            version=args.version,
            report=_told,
        )
        faults = [
            {"object": one.public_id, "title": one.title, "fault": sentence(e.code, e.params)} for one, e in done.faults
        ]
        if args.json:
            self.out_json({"written": done.written, "unchanged": done.unchanged, "faults": faults})
        else:
            self.out(f"{done.written} + {done.unchanged} = {done.written + done.unchanged}")
            for fault in faults:
                self.out(f"{fault['object']}  {fault['title']}: {fault['fault']}")
        return FINDINGS if faults else DONE


def _told(found: DigitalObject) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{found.public_id} ")


class Check(Command):
    name = "preserve check"
    help = "judges a bag, an OCFL object or all objects of an OCFL root, to the last byte (exit code 1 for faults)"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def run(self, args: argparse.Namespace) -> int:
        folder: Path = args.folder
        if not folder.is_dir():
            raise NotFound("repository.not_a_package", folder=str(folder))
        found = _faults_of_bag(folder) if (folder / "bagit.txt").exists() else _faults_of_ocfl(folder)
        if args.json:
            self.out_json([{"where": where, "path": path, "fault": fault} for where, path, fault in found])
        else:
            for where, path, fault in found:
                self.out(f"{where}  {path}  {fault}")
        return FINDINGS if found else DONE


def _faults_of_bag(folder: Path) -> list[tuple[str, str, str]]:
    return [(folder.name, fault.path, sentence(fault.code, fault.params)) for fault in bagit.check(folder)]


def _faults_of_ocfl(folder: Path) -> list[tuple[str, str, str]]:
    places = list(ocfl_check.objects_in(folder))
    if not places and not list(folder.glob("0=ocfl_1.*")):
        raise NotFound("repository.not_a_package", folder=str(folder))
    return [(place.name, fault.path, fault.code) for place in places for fault in ocfl_check.check(place)]


class Mets(Command):
    name = "preserve mets"
    help = "prints a document's METS with PREMIS"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("object")
        parser.add_argument(
            "--version",
            metavar="N|all",
            default="",
            help="one, or what leads to each; the newest without",
        )

    def run(self, args: argparse.Namespace) -> int:
        found = named(args.object)
        asked = versions.chosen(found, args.version)
        if args.version == versions.ALL:
            links = {one.edition: f"{one.public_id}/mets.xml" for one in asked}
            self.out(mets.of_versions(asked[-1], asked, links).decode())
        else:
            self.out(mets.document(asked[0], mets.Scope()).decode())
        return DONE


def named(text: str) -> DigitalObject:
    """By public identifier or ARK, which may name a version (`….v1`)."""
    public_id, _dot, version = text.rpartition("/")[2].strip().lower().partition(".v")
    found = DigitalObject.objects.filter(public_id=public_id).first() if is_public_id(public_id) else None
    if found is None:
        raise NotFound("repository.no_such_object", object=text[:60])
    return versions.chosen(found, version)[0]


COMMANDS = [Export, Check, Mets]
