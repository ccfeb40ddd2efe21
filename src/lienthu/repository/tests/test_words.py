"""Where one English word is two Vietnamese ones, the reading room says its own and not another room's."""

from __future__ import annotations

from django.utils.translation import override

from lienthu.repository.forms import AccessForm
from lienthu.repository.models import Thing
from lienthu.repository.projects.forms import WorkForm
from lienthu.repository.stories.forms import PictureForm


def test_the_last_day_of_terms_is_one_of_their_days() -> None:
    with override("vi"):
        assert str(AccessForm().fields["ends"].label) == "Đến hết ngày"


def test_a_place_is_no_place_of_publication_and_a_picture_no_kind_of_document() -> None:
    with override("vi"):
        assert str(Thing.Kind.PLACE.label) == "Địa danh"
        assert str(PictureForm().fields["picture"].label) == "Hình ảnh"


def test_what_is_noted_with_a_step_is_no_warning() -> None:
    with override("vi"):
        assert str(WorkForm().fields["note"].label) == "Ghi chú"
