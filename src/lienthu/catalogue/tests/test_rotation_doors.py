"""Rotation boxes through pages, REST, command and PDF; what the public pages tell."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import pypdf
import pytest
from django.test import Client

from lienthu.catalogue.box_commands import COMMANDS
from lienthu.catalogue.commands import COMMANDS as ALL
from lienthu.catalogue.models import RotationBox
from lienthu.catalogue.tests.box_helpers import again, at_host, box, item, receive, send, stock, where
from lienthu.catalogue.tests.helpers import Staff, library, signed_in
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict
from lienthu.ui.printing.minutes import Columns, Minutes, minutes

PAGES = "/vi/cataloguing/boxes"


@pytest.fixture
def owner(db: None) -> Staff:
    stock()
    return signed_in()


@pytest.fixture
def host(owner: Staff) -> Staff:
    return signed_in(library("XDS"), "hbia")


def due(days: int = 60) -> str:
    from datetime import timedelta  # noqa: PLC0415

    return (today() + timedelta(days=days)).isoformat()


def test_the_pages_from_a_box_to_its_close(owner: Staff, host: Staff) -> None:
    assert "Chưa có hộp nào" in owner.get(PAGES).content.decode()
    answer = owner.post(PAGES, {"library": "TINH", "code": "HLC-01", "name": "Sách thiếu nhi"})
    made = RotationBox.objects.get()
    desk = f"{PAGES}/{made.public_id}"
    assert answer["Location"] == desk
    again_taken = owner.post(PAGES, {"library": "TINH", "code": "HLC-01", "name": "Khác"})
    assert again_taken.status_code == 422 and "mang mã HLC-01" in again_taken.content.decode()
    page = owner.post(f"{desk}/fill", {"codes": "HK001\nHK002\nHK003\nHK999"}, follow=True).content.decode()
    assert "Đã xếp 3 bản vào hộp." in page and "HK999" in page and "Dế Mèn" in page
    late = owner.post(f"{desk}/send", {"to_library": "XDS", "due_on": due(300)})
    assert late.status_code == 422 and "nhiều nhất sáu tháng" in late.content.decode()
    sent = {"to_library": "XDS", "due_on": due(), "giver": "Bà Lan"}
    assert "Đã gửi. Hãy in biên bản bàn giao lần 1" in owner.post(f"{desk}/send", sent, follow=True).content.decode()
    twice = owner.post(f"{desk}/send", sent, follow=True).content.decode()
    assert "Hộp HLC-01 đang trên đường tới Thư viện xã Đắk Sôr, do lan gửi. Không có gì thay đổi." in twice

    assert made.public_id in host.get(f"{PAGES}?list=coming").content.decode()
    assert owner.get(f"{desk}/receive")["Location"] == desk
    assert "Có đây" in host.get(f"{desk}/receive").content.decode()
    panel = host.post(
        f"{desk}/receive", {"code": "HK001", "finding": "present"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert panel.startswith('<div id="scanned" data-outcome="good">') and "<html" not in panel
    page = host.post(f"{desk}/receive", {"code": "HK002", "finding": "damaged", "note": "rách bìa"}).content.decode()
    assert "rách bìa" in page and "<html" in page
    page = host.post(f"{desk}/receive", {"code": "HK777", "finding": "present"}).content.decode()
    assert "Không thuộc hộp này" in page and "HK777" in page
    stray = made.legs.get().strays.get()
    assert "HK777" not in host.post(f"{desk}/strays/{stray.pk}", follow=True).content.decode()
    done = {"receiver": "Ông Y Phôn", "remark": "", "rest": "missing"}
    page = host.post(f"{desk}/received", done, follow=True).content.decode()
    assert "Đã nhận: có 2 bản, trong đó hỏng 1; thiếu 1 bản." in page
    assert where("HK003") == ("missing", "", True)

    missing = made.copies.get(item=item("HK003"))
    page = host.post(f"{desk}/act", {"act": "found", "copy": missing.pk}, follow=True).content.decode()
    assert "Đã ghi nhận cho 1 bản." in page
    host.post(f"{desk}/send", {"to_library": "TINH"})
    page = owner.post(f"{desk}/received", {"rest": "here"}, follow=True).content.decode()
    assert "Đã nhận: có 3 bản" in page
    assert "Đã kết thúc hộp." in owner.post(f"{desk}/act", {"act": "close"}, follow=True).content.decode()
    assert made.public_id in owner.get(f"{PAGES}?list=closed").content.decode()
    history = owner.get(f"/vi/cataloguing/copies/{item('HK001').public_id}").content.decode()
    assert "gửi đi trong hộp luân chuyển" in history and "Thư viện tỉnh → Thư viện xã Đắk Sôr" in history


def test_a_list_of_copies_goes_into_a_box(owner: Staff) -> None:
    made = box()
    page = owner.post("/vi/cataloguing/copies/list", {"library": "TINH", "codes": "HK001\nHK004"}).content.decode()
    assert f'<option value="{made.public_id}">HLC-01' in page
    sent = {"box": made.public_id, "codes": "HK001\nHK004"}
    assert "Đã xếp 2 bản vào hộp." in owner.post(f"{PAGES}/fill", sent, follow=True).content.decode()


def test_others_see_nothing_of_it(owner: Staff) -> None:
    made = box("HK001")
    send(made)
    stranger = signed_in(library("XNX"), "ba")
    desk = f"{PAGES}/{made.public_id}"
    assert {stranger.get(f"{desk}{part}").status_code for part in ("", "/receive", "/minutes/1.pdf")} == {404}
    assert stranger.post(f"{desk}/received", {"rest": "here"}).status_code == 404
    assert Client().get(desk).status_code in (302, 401)
    host = signed_in(library("XDS"), "hbia")
    assert host.post(f"{desk}/act", {"act": "close"}).status_code == 403
    assert owner.post(f"{desk}/received", {"rest": "here"}).status_code == 403
    assert where("HK001") == ("on_rotation", "", True)


def test_a_refused_receipt_keeps_the_page(owner: Staff, host: Staff) -> None:
    made = box("HK001")
    send(made)
    desk = f"{PAGES}/{made.public_id}"
    answer = host.post(f"{desk}/received", {"rest": "missing"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{desk}/receive"
    assert "Chưa quét bản nào" in answer.content.decode()
    bad = host.post(f"{desk}/receive", {"code": "HK001", "finding": "zz"}).content.decode()
    assert "scan-result--bad" in bad and "“zz”" in bad
    assert host.post(f"{desk}/act", {"act": "zz"}).status_code == 404


def test_the_minutes(owner: Staff) -> None:
    made = box("HK001", "HK002", "HK004")
    send(made)
    asked = f"{PAGES}/{made.public_id}/minutes/1.pdf"
    text = _text(owner.get(asked).content)
    for part in (
        "BIÊN BẢN BÀN GIAO", "Độc lập - Tự do - Hạnh phúc", "Bà Lan", "HK001", "Nguyễn Văn An. Dế Mèn", "BÊN NHẬN",
        "Đất rừng",
    ):  # fmt: skip
        assert part in text
    assert "hỏng" not in text
    receive(again(made), "HK001", "HK004", "ZZ1")
    text = _text(owner.get(asked).content)
    assert "đủ 2, hỏng 0, thiếu 1" in text and "Ông Y Phôn" in text and "Không thuộc hộp này: ZZ1" in text
    assert owner.get(f"{PAGES}/{made.public_id}/minutes/9.pdf").status_code == 404


def test_minutes_of_a_full_box_go_on_over_pages(owner: Staff) -> None:
    heads = ("STT", "Số ĐKCB", "Tên", "Ký hiệu", "Giá", "Hiện trạng")
    rows = [(str(n), f"HK{n:06}", "Một nhan đề rất dài " * 8, "895.92", "54.500 ₫", "") for n in range(1, 201)]
    columns: Columns = ((10, "R"), (26, "L"), (70, "L"), (28, "L"), (18, "R"), (22, "L"))
    said = Minutes(
        "BIÊN BẢN", "Hộp", "Thư viện", [("Bên giao", "A")], columns, heads, rows, ("GIAO", "NHẬN", "XÁC NHẬN"), "(ký)"
    )
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(minutes(said).save())).pages]
    assert len(pages) > 5 and all("Số ĐKCB" in page for page in pages[:-1])
    assert "HK000200" in "".join(pages) and "NHẬN" in pages[-1]


def _text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def test_rest_from_making_to_closing(owner: Staff, host: Staff) -> None:
    key, guest = owner.key(), host.key()

    def post(client: Client, path: str, body: dict[str, object] | None = None) -> tuple[int, dict[str, object]]:
        answer = client.post(f"/api/v1/boxes{path}", body or {}, content_type="application/json")
        return answer.status_code, answer.json()

    code, made = post(key, "", {"library": "TINH", "code": "HLC-09", "name": "REST"})
    assert (code, made["state"], made["holder"], made["legs"]) == (201, "home", "TINH", [])
    path = f"/{made['id']}"
    assert post(key, f"{path}/copies", {"codes": ["HK001", "HK002", "HK9"]})[1] == {
        "added": 2, "in_box": 0, "barred": [], "unknown": ["HK9"],
    }  # fmt: skip
    assert post(key, f"{path}/take-out", {"codes": ["HK002"]})[1] == {"changed": 1}
    post(key, f"{path}/copies", {"codes": ["HK002"]})
    assert post(key, f"{path}/send", {"to": "XDS"})[1]["code"] == "catalogue.box_due_missing"
    code, sent = post(key, f"{path}/send", {"to": "XDS", "due_on": due()})
    assert (code, sent["state"], sent["target"], sent["inside"]) == (200, "on_the_way", "XDS", 2)
    assert post(key, f"{path}/checks", {"codes": ["HK001"]})[0] == 403
    assert post(guest, f"{path}/checks", {"codes": ["HK001", "ZZ"]})[1] == {
        "seen": ["HK001"], "twice": [], "changed": [], "strays": ["ZZ"], "ambiguous": [],
    }  # fmt: skip
    assert post(guest, f"{path}/receive")[1] == {"here": 1, "damaged": 0, "missing": 1}
    assert post(guest, f"{path}/found", {"codes": ["HK002"]})[1] == {"changed": 1}
    copies = guest.get(f"/api/v1/boxes{path}/copies").json()["items"]
    assert [(one["number"], one["status"], one["state"]) for one in copies] == [
        ("HK001", "on_rotation", "in"), ("HK002", "on_rotation", "in"),
    ]  # fmt: skip
    shown = key.get(f"/api/v1/copies/{item('HK001').public_id}").json()
    assert (shown["library"], shown["at"], shown["status"]) == ("TINH", "XDS", "on_rotation")
    assert post(key, f"{path}/close")[1]["code"] == "catalogue.box_at_host"
    assert post(guest, f"{path}/send", {"to": "TINH"})[0] == 200
    assert post(key, f"{path}/receive", {"rest_is_here": True})[1]["here"] == 2
    assert post(key, f"{path}/close")[1]["state"] == "closed"
    assert key.get("/api/v1/boxes?show=closed").json()["items"][0]["code"] == "HLC-09"
    assert key.get(f"/api/v1/boxes{path}/minutes/1")["Content-Type"] == "application/pdf"


def test_the_commands(owner: Staff, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> tuple[int, str]:
        command = next(one for one in COMMANDS if one.name == f"box {words[0]}")()
        parser = argparse.ArgumentParser()
        parser.add_argument("--json", action="store_true")
        command.add_arguments(parser)
        code = command.run(parser.parse_args(words[1:]))
        return code, capsys.readouterr().out

    code, made = run("new", "HLC-05", "Lệnh", "--library", "TINH", "--json")
    box_id = json.loads(made)["id"]
    numbers = tmp_path / "so.txt"
    numbers.write_text("HK001\nHK002\nHK404\n")
    code, said = run("fill", box_id, str(numbers))
    assert code == 1 and "HK404" in said
    assert run("send", box_id, "--to", "XDS", "--due", due())[0] == 0
    assert run("call-back", box_id)[0] == 0
    assert run("send", box_id, "--to", "XDS", "--due", due())[0] == 0
    numbers.write_text("HK001\n")
    code, said = run("receive", box_id, str(numbers), "--receiver", "Ông Y Phôn", "--json")
    assert (code, json.loads(said)["missing_now"]) == (1, 1)
    code, said = run("list", "--show", "guests")
    assert code == 0 and "HLC-05" in said and "XDS" in said
    target = tmp_path / "bb.pdf"
    assert run("minutes", box_id, "-o", str(target))[0] == 0 and target.read_bytes().startswith(b"%PDF")
    assert run("send", box_id, "--to", "TINH")[0] == 0
    assert run("receive", box_id, "--all")[0] == 0
    assert run("close", box_id)[0] == 0
    assert where("HK002") == ("lost", "", False)
    with pytest.raises(Conflict, match="box_closed"):
        run("close", box_id)
    assert set(COMMANDS) <= set(ALL)


def test_the_librarys_page_tells_of_guests(owner: Staff) -> None:
    at_host("HK001", "HK002")
    here = Client().get(f"/vi/library/{library('XDS').public_id}").content.decode()
    assert "Sách luân chuyển" in here and "2 bản của Thư viện tỉnh" in here
    home = Client().get(f"/vi/library/{library('TINH').public_id}").content.decode()
    assert "2 bản của thư viện này hiện đang luân chuyển" in home
    assert "Sách luân chuyển" not in Client().get(f"/vi/library/{library('XNX').public_id}").content.decode()
