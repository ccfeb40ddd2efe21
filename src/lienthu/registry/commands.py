"""`lienthu registry …`"""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from lienthu.kernel.actor import Actor
from lienthu.kernel.commands import DONE, Command
from lienthu.registry.actions.load_areas import load_areas


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


COMMANDS: list[type[Command]] = [LoadAreas]
