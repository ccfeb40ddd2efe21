"""The database itself refuses what the actions never do."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lienthu.registry.models import Area, AreaVersion, Library, LibraryVersion, Service, ServiceVersion

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def area() -> Area:
    area = Area.objects.create()
    AreaVersion.objects.create(
        area=area, code="1", name="A", level="commune", kind="xa", valid_from=D(2020, 1, 1), valid_to=D(2025, 7, 1)
    )
    return area


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (D(2019, 1, 1), D(2020, 1, 2)),
        (D(2020, 1, 1), D(2021, 1, 1)),
        (D(2021, 1, 1), None),
        (D(2025, 6, 30), None),
        (D(2010, 1, 1), None),
        (D(2026, 1, 1), D(2026, 1, 1)),
        (D(2026, 1, 2), D(2026, 1, 1)),
    ],
)
def test_overlaps_and_backward_spans_are_refused(area: Area, start: D, end: D | None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaVersion.objects.create(
            area=area, code="1", name="B", level="commune", kind="xa", valid_from=start, valid_to=end
        )
    assert AreaVersion.objects.count() == 1


def test_versions_that_touch_are_fine(area: Area) -> None:
    for start, end in ((D(2019, 1, 1), D(2020, 1, 1)), (D(2025, 7, 1), None)):
        AreaVersion.objects.create(
            area=area, code="1", name="B", level="commune", kind="xa", valid_from=start, valid_to=end
        )
    assert [one.name for one in AreaVersion.objects.order_by("valid_from")] == ["B", "A", "B"]


def test_update_into_an_overlap_is_refused(area: Area) -> None:
    later = AreaVersion.objects.create(
        area=area, code="1", name="B", level="commune", kind="xa", valid_from=D(2025, 7, 1)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaVersion.objects.filter(pk=later.pk).update(valid_from=D(2025, 6, 30))


def test_guards_stand_on_every_timeline(area: Area) -> None:
    library = Library.objects.create(code="A")
    service = Service.objects.create(library=library, kind="children")
    LibraryVersion.objects.create(library=library, name="A", kind="commune", area=area, valid_from=D(2020, 1, 1))
    ServiceVersion.objects.create(service=service, valid_from=D(2020, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        LibraryVersion.objects.create(
            library=library, name="B", kind="commune", area=area, valid_from=D(2021, 1, 1), valid_to=D(2022, 1, 1)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceVersion.objects.create(service=service, valid_from=D(2021, 1, 1), valid_to=D(2022, 1, 1))
