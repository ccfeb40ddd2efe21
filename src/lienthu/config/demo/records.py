"""Records of a library as a stream: plan → manifestation → cataloguer."""

from __future__ import annotations

from collections.abc import Iterator

from lienthu.config.demo import works
from lienthu.config.demo.cataloguing import Cataloguer
from lienthu.config.demo.habits import HABITS
from lienthu.config.demo.model import Manifestation
from lienthu.config.demo.network import LIBRARIES
from lienthu.config.demo.plan import SEED, SHARES, catalogue_for
from lienthu.config.demo.rng import dice
from lienthu.marc.record import Record


def records(
    code: str, total: int, seed: int = SEED, libraries: int = len(LIBRARIES)
) -> Iterator[tuple[Manifestation, Record]]:
    cataloguer = Cataloguer(code, HABITS[code])
    ordinal = 5_000 + list(SHARES).index(code)
    for entry in catalogue_for(code, total, seed, libraries):
        made = works.manifestation(seed, entry.domain, entry.number)
        yield made, cataloguer.record(made, entry.control_no, dice(seed, ordinal, entry.place))
