"""A person checked the columns of a sheet: remembered for the library, and the reading starts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from lienthu.catalogue.actions.start_import import queue
from lienthu.catalogue.importers.columns import Layout, apply, column_letter
from lienthu.catalogue.importers.isis_columns import SINGLE
from lienthu.catalogue.importers.lost_zeros import WIDTHS
from lienthu.catalogue.importers.source import ISIS, layout_from_json, layout_to_json
from lienthu.catalogue.importers.targets import REPEATABLE, Target
from lienthu.catalogue.models import ColumnMapping, ImportBatch
from lienthu.catalogue.policies import IMPORTS
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.text import clean

Targets = Mapping[int, Mapping[int, str]]
Digits = Mapping[int, Mapping[int, int]]


def confirm_mapping(
    *, actor: Actor, batch: ImportBatch, targets: Targets, digits: Digits | None = None, name: str = ""
) -> ImportBatch:
    """`targets`: sheet → column → meaning; what is not named stays as it was recognised. `digits`: sheet → column →
    how many digits its numbers have, so that leading zeros come back."""
    IMPORTS.check(actor, batch)
    name = clean(name)[:80]
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(no_key=True).get(id=batch.id)
        if batch.state != ImportBatch.State.MAPPING:
            raise Conflict("catalogue.mapping_too_late")
        layouts = [layout_from_json(one) for one in batch.layouts or []]
        for number, layout in enumerate(layouts):
            if layout is not None:
                apply(layout, _meant(targets.get(number, {})), _widths((digits or {}).get(number, {})))
                _refuse_doubles(layout, SINGLE if batch.format in ISIS else frozenset(Target) - REPEATABLE)
                if Target.PART in layout.targets and batch.format not in ISIS:
                    raise Invalid("catalogue.target_unknown")
        if not any(layout and layout.has_title for layout in layouts):
            raise Invalid("catalogue.no_title_column")
        batch.layouts = [layout_to_json(layout) for layout in layouts]
        known = [layout for layout in layouts if layout is not None and layout.has_title]
        if name:
            _refuse_taken(batch, name, {layout.signature for layout in known})
        for layout in known:
            ColumnMapping.objects.update_or_create(
                library_id=batch.library_id,
                signature=layout.signature,
                defaults={
                    "headers": layout.headers,
                    "targets": [target.value for target in layout.targets],
                    "digits": [column.digits for column in layout.columns],
                    "confirmed_by": actor.label,
                    **({"name": name} if name else {}),
                },
            )
        queue(actor=actor, batch=batch)
    return batch


def _refuse_taken(batch: ImportBatch, name: str, signatures: set[str]) -> None:
    """A name stands for the headers of one kind of sheet."""
    others = ColumnMapping.objects.filter(library_id=batch.library_id, name=name).exclude(signature__in=signatures)
    if len(signatures) > 1 or others.exists():
        raise Conflict("catalogue.mapping_name_taken", name=name)


def _meant(columns: Mapping[int, str]) -> dict[int, Target]:
    try:
        return {index: Target(value) for index, value in columns.items()}
    except ValueError as error:
        raise Invalid("catalogue.target_unknown") from error


def _widths(columns: Mapping[int, int]) -> Mapping[int, int]:
    if any(width and width not in WIDTHS for width in columns.values()):
        raise Invalid("catalogue.digits_unknown", least=WIDTHS[0], most=WIDTHS[-1])
    return columns


def _refuse_doubles(layout: Layout, single: frozenset[Target]) -> None:
    for target in set(layout.targets) & single:
        same = [column_letter(column.index) for column in layout.columns if column.target is target]
        if len(same) > 1:
            raise Invalid("catalogue.column_twice", columns=", ".join(same))
