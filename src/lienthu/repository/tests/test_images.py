"""Pictures by IIIF: what is asked for, what comes out, and tiles copied as they are stored."""

from __future__ import annotations

import itertools
from pathlib import Path

import pikepdf
import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as st

from lienthu.files import kinds
from lienthu.repository.images import pages, pyramid, render
from lienthu.repository.rules import etags
from lienthu.repository.rules.iiif_image import BadRequest, NotOffered, Wanted, parse
from lienthu.repository.tests.helpers import jpeg

SIZE = {"width": 1300, "height": 900}


@pytest.fixture
def tiff(tmp_path: Path) -> Path:
    target = tmp_path / "p.tif"
    pyramid.make(pyvips.Image.new_from_buffer(jpeg(), ""), target)
    return target


@pytest.mark.parametrize(
    ("region", "size", "box"),
    [
        ("full", "max", (0, 0, 1300, 900, 1300, 900)),
        ("square", "300,", (200, 0, 900, 900, 300, 300)),
        ("512,0,512,512", "512,512", (512, 0, 512, 512, 512, 512)),
        ("1024,512,512,512", "276,", (1024, 512, 276, 388, 276, 388)),
        ("pct:10,10,50,50", "pct:50", (130, 90, 650, 450, 325, 225)),
        ("full", "!400,400", (0, 0, 1300, 900, 400, 277)),
        ("full", ",450", (0, 0, 1300, 900, 650, 450)),
        ("full", "^2600,", (0, 0, 1300, 900, 2600, 1800)),
        ("full", "!2000,1000", (0, 0, 1300, 900, 1300, 900)),
        ("full", "^!2000,1000", (0, 0, 1300, 900, 1444, 1000)),
        ("full", "^!9000,9000", (0, 0, 1300, 900, 2600, 1800)),
    ],
)
def test_region_and_size(region: str, size: str, box: tuple[int, ...]) -> None:
    wanted = parse(region, size, "0", "default", "jpg", **SIZE)
    got = (wanted.x, wanted.y, wanted.width, wanted.height, wanted.out_width, wanted.out_height)
    assert got == box


@pytest.mark.parametrize(
    ("region", "size", "rotation", "quality", "format", "part"),
    [
        ("1300,0,10,10", "max", "0", "default", "jpg", "region"),
        ("0,0,0,10", "max", "0", "default", "jpg", "region"),
        ("full", "2600,", "0", "default", "jpg", "size"),
        ("0,0,1,1", "^5000,5000", "0", "default", "png", "size"),
        ("full", "0,", "0", "default", "jpg", "size"),
        ("full", "pct:0", "0", "default", "jpg", "size"),
        ("full", "٣٠٠,", "0", "default", "jpg", "size"),
        ("pct:0,0,٥٠,50", "max", "0", "default", "jpg", "region"),
        ("full", "9999999999,", "0", "default", "jpg", "size"),
        ("full", "max", "-90", "default", "jpg", "rotation"),
        ("full", "max", "0", "best", "jpg", "quality"),
        ("full", "max", "0", "default", "exe", "format"),
    ],
)
def test_what_cannot_be_read_names_its_part(
    region: str, size: str, rotation: str, quality: str, format: str, part: str
) -> None:
    with pytest.raises(BadRequest, match=part):
        parse(region, size, rotation, quality, format, **SIZE)


def test_a_slanted_picture_is_not_offered() -> None:
    with pytest.raises(NotOffered, match="rotation"):
        parse("full", "max", "22.5", "default", "jpg", **SIZE)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=12))
def test_any_address_is_read_or_refused(region: str, size: str, rotation: str) -> None:
    try:
        wanted = parse(region, size, rotation, "default", "jpg", **SIZE)
    except (BadRequest, NotOffered):
        return
    assert 0 <= wanted.x < wanted.x + wanted.width <= SIZE["width"]
    assert 0 <= wanted.y < wanted.y + wanted.height <= SIZE["height"]


def test_a_stored_tile_is_the_picture_at_its_place(tiff: Path) -> None:
    tile = pyramid.Pyramid(tiff).tile(512, 0, 512, 512, 512, 512)
    assert tile is not None
    got = pyvips.Image.new_from_buffer(tile, "")
    want = pyvips.Image.new_from_file(str(tiff)).crop(512, 0, 512, 512)
    assert (got.width, got.height, (got - want).abs().max()) == (512, 512, 0)


def test_a_smaller_level_has_its_own_tiles(tiff: Path) -> None:
    tile = pyramid.Pyramid(tiff).tile(0, 0, 1024, 1024, 512, 512)
    assert tile is None  # 900 pixels high: the stored tile is padded
    assert [(level.width, level.height) for level in pyramid.Pyramid(tiff).levels] == [
        (1300, 900),
        (650, 450),
        (325, 225),
    ]


@pytest.mark.parametrize(
    "box", [(1024, 0, 276, 512, 275, 512), (100, 0, 512, 512, 512, 512), (0, 0, 512, 512, 256, 256)]
)
def test_what_is_no_tile_is_not_copied(tiff: Path, box: tuple[int, int, int, int, int, int]) -> None:
    assert pyramid.Pyramid(tiff).tile(*box) is None


@pytest.mark.parametrize(("width", "height"), [(1300, 900), (1301, 513), (512, 512), (40, 30), (1, 1), (1025, 1)])
def test_every_tile_that_a_viewer_asks_for_lies_ready(tmp_path: Path, width: int, height: int) -> None:
    pyramid.make(pyvips.Image.new_from_buffer(jpeg(width, height), ""), tmp_path / "p.tif")
    opened = pyramid.Pyramid(tmp_path / "p.tif")
    asked = 0
    for level in range(len(opened.levels)):
        side = opened.levels[0].tile << level
        for x, y in itertools.product(range(0, width, side), range(0, height, side)):
            wide, high = min(side, width - x), min(side, height - y)
            size = (-(-wide // (1 << level)), -(-high // (1 << level)))
            got = opened.tile(x, y, wide, high, *size)
            assert got is not None
            picture = pyvips.Image.new_from_buffer(got, "")
            assert (picture.width, picture.height) == size
            asked += 1
    assert asked >= len(opened.levels)


def test_a_tile_at_the_edge_is_the_one_that_would_be_made(tiff: Path) -> None:
    wanted = Wanted(1024, 512, 276, 388, 276, 388, False, 0, "default", "jpg")
    assert pyramid.Pyramid(tiff).tile(1024, 512, 276, 388, 276, 388) == render.picture(tiff, wanted)


def test_a_pyramid_without_edges_is_read_as_before(tmp_path: Path) -> None:
    pyvips.Image.new_from_buffer(jpeg(), "").tiffsave(
        str(tmp_path / "p.tif"), tile=True, tile_width=512, tile_height=512, pyramid=True, compression="jpeg"
    )
    opened = pyramid.Pyramid(tmp_path / "p.tif")
    assert opened.tile(1024, 0, 276, 512, 276, 512) is None
    assert opened.tile(512, 0, 512, 512, 512, 512) is not None


@given(
    st.sampled_from(["", "*", '"a"', 'W/"a"', '"b"', '"b", W/"a"', '"b","a"', "a", 'W/"b"']),
)
def test_a_condition_names_a_tag_weakly_and_in_lists(condition: str) -> None:
    assert etags.names(condition, '"a"') == ('"a"' in condition or condition == "*")
    assert etags.is_same(condition, '"a"') == (condition == '"a"')


@pytest.mark.parametrize(
    ("turn", "mirror", "size"), [(0, False, (276, 388)), (90, False, (388, 276)), (180, True, (276, 388))]
)
def test_pictures_are_turned_after_they_are_sized(tiff: Path, turn: int, mirror: bool, size: tuple[int, int]) -> None:
    wanted = Wanted(1024, 512, 276, 388, 276, 388, mirror, turn, "default", "png")
    got = pyvips.Image.new_from_buffer(render.picture(tiff, wanted), "")
    assert (got.width, got.height) == size


def test_small_parts_carry_the_watermark_as_the_whole_does(tiff: Path) -> None:
    mark = "Lan · 09:00"
    whole, part = (
        pyvips.Image.new_from_buffer(
            render.picture(tiff, Wanted(x, y, w, h, w, h, False, 0, "default", "png"), mark), ""
        )
        for x, y, w, h in ((0, 0, 1300, 900), (400, 300, 40, 30))
    )
    assert (whole.crop(400, 300, 40, 30) - part).abs().max() <= 2


def test_a_watermark_changes_the_picture_all_over(tiff: Path) -> None:
    wanted = Wanted(0, 0, 1300, 900, 650, 450, False, 0, "default", "png")
    plain = pyvips.Image.new_from_buffer(render.picture(tiff, wanted), "")
    marked = pyvips.Image.new_from_buffer(render.picture(tiff, wanted, "Lan · 09:00 <28/11/2026>"), "")
    difference = (plain - marked).abs()
    assert min(difference.crop(x, y, 325, 225).max() for x in (0, 325) for y in (0, 225)) > 20


def test_letters_of_nom_do_not_move_the_boxes_of_the_words_after_them(tmp_path: Path) -> None:
    def words(first_letter: str) -> list[tuple[str, list[int]]]:
        """A page that says `ABA BB`, its A read as the letter that is given."""
        made = pikepdf.new()
        code = first_letter.encode("utf-16-be").hex()
        meaning = f"begincmap 1 begincodespacerange <00><ff> endcodespacerange 1 beginbfchar <41><{code}> endbfchar"
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            ToUnicode=made.make_stream(f"{meaning} endcmap".encode()),
        )
        page = made.add_blank_page(page_size=(300, 300))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = made.make_stream(b"BT /F 24 Tf 20 100 Td (ABA BB) Tj ET")
        made.save(tmp_path / "1.pdf")
        _, own = pages.render(tmp_path / "1.pdf", kinds.PDF, 0)
        assert own is not None
        return [(word[0], word[1:5]) for line in own.lines for word in line[4]]

    plain, nom = words("A"), words("\N{CJK UNIFIED IDEOGRAPH-20000}")
    assert [word for word, _ in nom] == ["𠀀B𠀀", "BB"]
    assert [box for _, box in nom] == [box for _, box in plain]
