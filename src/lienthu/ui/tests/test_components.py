"""Components as pages get them: exact values, and user text never becomes markup."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from lienthu.ui import charts, diffs, formats, geography, markup, paging, progress, slots
from lienthu.ui.samples import SampleJob
from lienthu.ui.shapes import Bar, Choice, Copy, Event, LibraryHoldings, Link, Point

EVIL = "<script>x</script>\"'"


def show(source: str, path: str = "/vi/search?q=ki%E1%BB%81u&page=3", **values: object) -> str:
    request = RequestFactory().get(path)
    text = "{% load lienthu_ui %}" + source
    with translation.override("en"):
        return Template(text).render(Context({"request": request, **values}))


@pytest.mark.parametrize(
    "source",
    [
        "{% button evil kind='primary' href=evil label=evil %}",
        "{% button evil name=evil value=evil %}",
        "{% status 'good' evil %}",
        "{% badge evil %}",
        "{% icon 'search' label=evil %}",
        "{% notice title=evil %}{{ evil }}{% endnotice %}",
        "{% card title=evil href=evil foot=evil %}{{ evil }}{% endcard %}",
        "{% empty title=evil %}{{ evil }}{% endempty %}",
        "{% table caption=evil %}<tbody><tr><td>{{ evil }}</td></tr></tbody>{% endtable %}",
        "{% facet evil choices %}",
        "{% chips links %}",
        "{% tabs links label=evil %}",
        "{% crumbs links %}",
        "{% facts pairs %}",
        "{% timeline events %}",
        "{% stat evil evil unit=evil %}",
        "{% searchbox action=evil value=evil suggest=evil label=evil placeholder=evil %}",
        "{% holdings groups %}",
        "{% cover evil alt=evil %}",
        "{% cover_drawing evil evil evil %}",
        "{% map points evil %}",
        "{% filedrop evil evil accept=evil help=evil errors=evils %}",
        "{% progress job title=evil message=evil %}",
        "{% diff evil 'b' %}{% diff_before evil 'b' %}{% diff_after 'b' evil %}",
        "{% sorthead evil 'title' %}",
        "{% keyset evil %}",
    ],
)
def test_text_never_becomes_markup(source: str) -> None:
    html = show(
        source,
        evil=EVIL,
        evils=[EVIL],
        choices=[Choice(EVIL, 1, EVIL)],
        links=[Link(EVIL, EVIL, count=1)],
        pairs=[(EVIL, EVIL)],
        events=[Event(EVIL, EVIL, EVIL)],
        groups=[LibraryHoldings(EVIL, EVIL, url=EVIL, place=EVIL, copies=[Copy(EVIL, EVIL, EVIL)])],
        points=[Point(12, 107, EVIL, url=EVIL, note=EVIL, show_label=True), Point(12.5, 107.5, EVIL)],
        job=SampleJob("running", 1, 2, EVIL),
    )
    assert "<script" not in html
    assert "style=" not in html


def test_a_button_with_an_address_is_a_link() -> None:
    assert show("{% button 'Xem' href='/vi/' %}").strip().startswith('<a class="btn" href="/vi/"')
    assert "disabled" in show("{% button 'Xem' href='/vi/' disabled=True %}")


def test_pages_keep_the_other_parameters() -> None:
    html = show("{% pages 3 48 %}")
    assert re.findall(r'<a href="([^"]+)"', html)[0] == "/vi/search?q=ki%E1%BB%81u"
    assert re.findall(r'<a href="([^"]+)"', html)[-1] == "/vi/search?q=ki%E1%BB%81u&amp;page=48"
    assert [entry.number for entry in paging.numbered("/x", 3, 48)] == [1, 2, 3, 4, 5, 0, 48]
    assert show("{% pages 1 1 %}") == "\n"


def test_keyset_offers_the_next_page_and_the_way_back() -> None:
    html = show("{% keyset 'bbb' %}", path="/vi/list?after=aaa")
    assert re.findall(r'<a href="([^"]+)"', html) == ["/vi/list", "/vi/list?after=bbb"]


def test_a_sorted_head_says_so_and_turns_around() -> None:
    html = show("{% sorthead 'Nhan đề' 'title' %}", path="/vi/list?sort=title&page=2")
    assert 'aria-sort="ascending"' in html
    assert 'href="/vi/list?sort=-title"' in html


def test_numbers_dates_and_money() -> None:
    with translation.override("vi"):
        assert formats.count(1204331) == "1.204.331"
        assert formats.vnd(54500) == "54.500\u00a0₫"
        assert formats.vdate(date(2026, 2, 3)) == "03/02/2026"
        assert formats.vdatetime(datetime(2026, 2, 3, 20, 5, tzinfo=UTC)) == "04/02/2026\u00a003:05"
    with translation.override("en"):
        assert formats.count(1204331) == "1,204,331"


def test_diff_marks_words_only() -> None:
    assert diffs.inline("Hà Nội, 1998", "Hà Nội, 1999") == (
        '<span class="diff">Hà Nội, <del>1998</del><ins>1999</ins></span>'
    )


def test_histogram_fills_the_box() -> None:
    columns = charts.histogram([Bar(1990, 1999, 1), Bar(2000, 2009, 4)])
    assert [(column.x, column.height) for column in columns] == [(0, 30), (150, 60)]


def test_a_share_is_drawn_as_long_as_it_is() -> None:
    frame = '<svg class="share-bar" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">'
    drawn = frame + '<rect width="%s" height="1"/></svg>'
    assert markup.share_bar(1, 4) == drawn % "0.2500"
    assert (markup.share_bar(5, 4), markup.share_bar(1, 0)) == (drawn % "1.0000", drawn % "0.0000")


def test_map_keeps_north_up_and_points_inside() -> None:
    drawn = geography.draw([Point(12.9, 107.2, "bắc"), Point(11.8, 108.1, "nam")], [], 420)
    north, south = drawn.dots
    assert (north.point.label, north.y < south.y, north.x < south.x) == ("bắc", True, True)
    assert all(0 < dot.x < drawn.width and 0 < dot.y < drawn.height for dot in drawn.dots)


def test_labels_never_cover_each_other() -> None:
    points = [
        Point(12 + row / 15, 107.5 + column * 0.1, f"Thư viện tỉnh Đắk Nông {row}{column}", show_label=True)
        for row in range(10)
        for column in range(3)
    ]
    drawn = geography.draw([*points, Point(13, 108, "xa")], [], 420)
    boxes = []
    for label in (dot.label for dot in drawn.dots if dot.label is not None):
        long = len(label.text) * geography.LETTER
        left = label.x - {"start": 0, "middle": long / 2, "end": long}[label.anchor]
        boxes.append((left, label.y - 12, left + long, label.y + 4))
    assert 1 <= len(boxes) < 31
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and right <= drawn.width
        for other in boxes[place + 1 :]:
            assert other[0] >= right or other[2] <= left or other[1] >= bottom or other[3] <= top


def test_places_too_near_to_tell_apart_are_one_mark_that_leads_closer() -> None:
    near = [Point(12.0, 107.5, "A", "/a", kind="school"), Point(12.001, 107.501, "B", "/b", kind="public")]
    drawn = geography.draw([*near, Point(13, 108, "C", "/c")], ground=[(12.5, 107.8)], zoom="/map?box=")
    one, both = drawn.dots
    assert (one.url, one.count, both.count, both.point.kind) == ("/c", 1, 2, "many")
    assert both.url == "/map?box=11.9999,107.4999,12.0011,107.5011"
    assert "A" in str(both.name) and "B" in str(both.name)
    assert len(drawn.faint) == 1
    closer = geography.draw(near, close=True, ground=[(12.5, 107.8), (13, 108)], zoom="/map?box=")
    assert {dot.count for dot in closer.dots} <= {1, 2}


def test_the_ground_is_the_hull_and_the_scale_is_round() -> None:
    corners = [(12.0, 107.0), (12.0, 108.0), (13.0, 108.0), (13.0, 107.0)]
    drawn = geography.draw([Point(12.5, 107.5, "M")], ground=[*corners, (12.4, 107.6)])
    assert len(drawn.hull.split()) == 4
    assert drawn.scale is not None and drawn.scale.km in geography.SCALES
    assert drawn.scale.width <= drawn.width / 4


def test_places_far_apart_stay_their_own_and_nothing_is_lost() -> None:
    points = [Point(11 + n % 7 / 5, 107 + n % 11 / 7, str(n), "/x") for n in range(200)]
    drawn = geography.draw(points)
    assert sum(dot.count for dot in drawn.dots) == 200
    for place, dot in enumerate(drawn.dots):
        for other in drawn.dots[place + 1 :]:
            assert (dot.x - other.x) ** 2 + (dot.y - other.y) ** 2 > 10**2


def test_progress_counts_and_estimates() -> None:
    now = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    job = SampleJob("running", 25, 100, "", started_at=now - timedelta(minutes=10))
    with translation.override("en"):
        state = progress.state_of(job, now)
    assert (state["percent"], state["estimate"], state["running"]) == (25, "about 30 minutes left", True)
    assert progress.state_of(SampleJob("done", 5, 5, ""), now)["estimate"] == ""


def test_a_running_job_asks_again_and_a_finished_one_does_not() -> None:
    assert 'hx-get="/poll"' in show("{% progress job poll='/poll' %}", job=SampleJob("running", 1, 2, ""))
    assert "hx-get" not in show("{% progress job poll='/poll' %}", job=SampleJob("done", 2, 2, ""))
    assert "noscript" in show("{% progress_refresh job %}", job=SampleJob("queued", 0, None, ""))
    assert show("{% progress_refresh job %}", job=SampleJob("failed", 0, None, "")) == ""


class Named(forms.Form):
    name = forms.CharField(label="Tên", help_text="Ghi đủ dấu")


def test_a_faulty_field_is_tied_to_its_error_and_help() -> None:
    form = Named({"name": ""})
    html = show("{{ form }}", form=form)
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html
    assert 'href="#id_name"' in html
    assert "[<" not in html


def test_panels_come_in_order_and_only_safe_text_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    @slots.panel("ui.test", order=20)
    def second(request: HttpRequest, subject: object) -> SafeString:
        return mark_safe("b")

    @slots.panel("ui.test", order=10)
    def first(request: HttpRequest, subject: object) -> SafeString:
        return mark_safe(f"a{subject}")

    assert show("{% slot 'ui.test' 7 %}") == "a7b"
    assert show("{% slot 'ui.nothing' %}") == ""

    @slots.panel("ui.unsafe")
    def unsafe(request: HttpRequest, subject: object) -> SafeString:
        return "<b>"  # type: ignore[return-value]

    with pytest.raises(TypeError):
        show("{% slot 'ui.unsafe' %}")
