"""The demo is loaded once, however often its loading was broken off."""

from __future__ import annotations

from pathlib import Path

import pytest

from lienthu.catalogue.models import ImportBatch, SourceRecord
from lienthu.config.demo.load import Progress, load


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.mark.django_db(transaction=True)
def test_a_load_that_was_killed_goes_on(tmp_path: Path) -> None:
    def kill(progress: Progress) -> None:
        raise Killed

    with pytest.raises(Killed):
        load(data=tmp_path, total=300, report=kill)
    begun = ImportBatch.objects.count()
    loaded = load(data=tmp_path, total=300, report=lambda progress: None)
    assert {batch.state for batch in loaded.batches} == {"done"}
    assert ImportBatch.objects.exclude(same_as=None).count() + begun == ImportBatch.objects.count()
    first = ImportBatch.objects.filter(same_as=None)
    assert SourceRecord.objects.count() == sum(batch.rows - batch.rejected for batch in first)
