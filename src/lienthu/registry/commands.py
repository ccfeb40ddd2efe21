"""`lienthu registry …`"""

from __future__ import annotations

import argparse
from abc import abstractmethod
from typing import Any

from django.utils.translation import gettext as _

from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, Command
from lienthu.registry import area_acts
from lienthu.registry.actions.load_areas import load_areas
from lienthu.registry.impact import Touched
from lienthu.registry.kinds import AreaKind, AreaLevel


class LoadAreas(Command):
    name = "registry load-areas"
    help = "Loads the communes of Đắk Nông before and since 1 July 2025; again it changes nothing."

    def run(self, args: argparse.Namespace) -> int:
        count = load_areas(actor=Actor.system("registry load-areas"))
        if args.json:
            self.out_json({"loaded": count})
        else:
            self.out(_("%(count)s areas loaded.") % {"count": count})
        return DONE


class AreaCommand(Command):
    """An act on areas: they go by the codes that they have on the eve, or by public identifier."""

    #: Which details the act takes beside its day.
    details: tuple[str, ...] = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--on", required=True, metavar="DAY", help="the first day on which it is so: 01/07/2025")
        if "name" in self.details:
            parser.add_argument("--name")
            parser.add_argument("--code")
            parser.add_argument("--kind", choices=AreaKind.values, metavar="KIND", help=", ".join(AreaKind.values))
        if "level" in self.details:
            parser.add_argument("--level", choices=AreaLevel.values, metavar="LEVEL", help=", ".join(AreaLevel.values))
        if "parent" in self.details:
            parser.add_argument("--parent", metavar="AREA", help="the area that it lies in")
        parser.add_argument("--decree", default="", dest="legal_basis", metavar="TEXT", help="number, date, issuer")
        parser.add_argument("--preview", action="store_true", help="only say what it would touch")

    @abstractmethod
    def act(self, actor: Actor, args: argparse.Namespace, values: dict[str, Any]) -> area_acts.Act: ...

    def run(self, args: argparse.Namespace) -> int:
        values = {name: value for name, value in vars(args).items() if value is not None}
        act = self.act(Actor.system(self.name), args, values)
        touched, areas = (act.rehearsed(), ()) if args.preview else act.done()
        units = area_acts.described(areas, act.on)
        if args.json:
            ids = [unit.public_id for unit in units]
            self.out_json({"preview": args.preview, "areas": ids, "touched": touched.as_data()})
        else:
            self._say(touched, [f"{unit.code} {unit.label}" for unit in units])
        return DONE

    def _say(self, touched: Touched, areas: list[str]) -> None:
        counts = {"libraries": len(touched.libraries), "agencies": len(touched.agencies)}
        self.out(_("Touched: libraries %(libraries)s, agencies %(agencies)s.") % counts)
        for label, count in touched.rows:
            self.out(f"{label}: {count}")
        for area in areas:
            self.out(area)


class OpenArea(AreaCommand):
    name = "registry open-area"
    help = "Adds an area."
    details = ("name", "level", "parent")

    def act(self, actor: Actor, args: argparse.Namespace, values: dict[str, Any]) -> area_acts.Act:
        return area_acts.open_(actor, values)


class ChangeArea(AreaCommand):
    name = "registry change-area"
    help = "Gives an area another name, code, kind, level or parent from a day on."
    details = ("name", "level", "parent")

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("area")
        super().add_arguments(parser)

    def act(self, actor: Actor, args: argparse.Namespace, values: dict[str, Any]) -> area_acts.Act:
        return area_acts.change(actor, args.area, values)


class MergeAreas(AreaCommand):
    name = "registry merge-areas"
    help = "Merges areas into a new one."
    details = ("name", "level", "parent")

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("areas", nargs="+", metavar="AREA")
        super().add_arguments(parser)

    def act(self, actor: Actor, args: argparse.Namespace, values: dict[str, Any]) -> area_acts.Act:
        return area_acts.merge(actor, args.areas, values)


class TransferAreas(AreaCommand):
    name = "registry transfer-areas"
    help = "Takes areas whole into one that keeps its name and code."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("areas", nargs="+", metavar="AREA")
        parser.add_argument("--into", required=True, metavar="AREA")
        super().add_arguments(parser)

    def act(self, actor: Actor, args: argparse.Namespace, values: dict[str, Any]) -> area_acts.Act:
        return area_acts.transfer(actor, args.areas, args.into, values)


class SplitArea(AreaCommand):
    name = "registry split-area"
    help = "Cuts an area into parts: new areas, or joined to areas that are there."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("area")
        parser.add_argument(
            "--part",
            action="append",
            nargs="+",
            required=True,
            metavar="K=V",
            help="code=24611 name='Nghĩa Đức' kind=xa share=0.4 (or into=AREA; children=A,B): once for each part",
        )
        super().add_arguments(parser)

    def act(self, actor: Actor, args: argparse.Namespace, values: dict[str, Any]) -> area_acts.Act:
        parts = [dict(pair.partition("=")[::2] for pair in part) for part in args.part]
        read = [part | {"children": part["children"].split(",")} if part.get("children") else part for part in parts]
        return area_acts.split(actor, args.area, read, values)


class AbolishArea(AreaCommand):
    name = "registry abolish-area"
    help = "Ends an area without a successor; what lay in it lies in the area above."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("area")
        super().add_arguments(parser)

    def act(self, actor: Actor, args: argparse.Namespace, values: dict[str, Any]) -> area_acts.Act:
        return area_acts.abolish(actor, args.area, values)


COMMANDS: list[type[Command]] = [
    LoadAreas,
    OpenArea,
    ChangeArea,
    MergeAreas,
    TransferAreas,
    SplitArea,
    AbolishArea,
]
