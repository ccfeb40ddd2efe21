"""What the demo shows of digitisation: machines, a register, a list from the catalogue, and a pilot project whose lots
stand at every point of their way. Everything comes in through the room's actions, as people do it.

Every step looks first whether it was done, so a load that was killed goes on where it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pyvips
from fpdf import FPDF

from lienthu.accounts.actors import person
from lienthu.accounts.models import User
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.models import Job
from lienthu.registry.models import Library
from lienthu.repository.actions.deposit import add_file, close_deposit, open_deposit
from lienthu.repository.models import Inspection, Machine, Project, RegisterEntry, Selection, WorkJob, WorkLot
from lienthu.repository.projects.actions import inspect, machines, plan, register, selections, work
from lienthu.repository.projects.rules.capture import Spec
from lienthu.repository.projects.rules.codes import page_name
from lienthu.repository.projects.rules.legal import Criterion, Kind
from lienthu.repository.projects.rules.machines import Shift
from lienthu.repository.projects.rules.progress import is_working_day
from lienthu.repository.projects.rules.steps import DELIVERED, STAGES, Act, Lot, Stage
from lienthu.repository.rules.clearance import Clearance
from lienthu.ui.build import DIST

CODE = "DC26"
_KEEPER = "TINH"
_CLEAR = Clearance(holds_secrets=False, may_share=True, name="Thư viện tỉnh")
_PAGES = 6
_ALBUMS = (
    "Ảnh gia đình và bon làng Nâm Nung, 1958–1974",
    "Ảnh lễ hội cồng chiêng Đắk Song",
    "Ảnh xây dựng huyện Đắk Mil, 1976–1985",
    "Ảnh trường học vùng kinh tế mới Đắk R'lấp",
)
_BUNDLES = (
    "Luật tục M'Nông: bản chép tay của già làng",
    "Ot N'drong: vở ghi lời kể ở bon Bu Prâng",
    "Sổ tay khảo sát hang động núi lửa Krông Nô",
)
_NEXT = "Tờ gấp giới thiệu thác Dray Sáp, 1996"
_TEXT = (
    "Người kể ngồi bên bếp lửa từ chập tối, kể đến khi gà gáy lần thứ hai mới nghỉ.",
    "Bản này chép theo lời ông, chỗ nào nghe không rõ thì để trống, hỏi lại sau.",
    "Đường vào bon đi ven suối, mùa mưa phải vòng lên dốc đá mất thêm nửa ngày.",
    "Già làng giữ bộ chiêng sáu chiếc, mỗi năm chỉ đánh vào lễ cúng lúa mới.",
    "Ruộng bậc thang phía đông bon do ba dòng họ cùng khai phá từ đời ông nội.",
)


@dataclass(frozen=True, slots=True)
class People:
    """Who works and who inspects: never the same."""

    worker: Actor
    reviewer: Actor


def show_workshop(actor: Actor) -> None:
    users = {user.username: user for user in User.objects.filter(username__in=("sohoa", "thamdinh"))}
    if len(users) < 2:
        return
    people = People(person(users["sohoa"]), person(users["thamdinh"]))
    library = Library.objects.get(code=_KEEPER)
    scanner, camera = _machines(people.worker, library)
    _register(people.worker, library)
    chosen = _selection(people.worker, library)
    project = _project(people.worker, library)
    _own_lot(people, project, camera)
    _lot_of_the_list(people.worker, project, chosen, scanner)
    _contract_lot(people, project)
    _bookings(people.worker, project, (scanner, camera))


def _ago(days: int) -> dt.date:
    """A working day about so many days ago."""
    day = today() - dt.timedelta(days)
    while not is_working_day(day):
        day -= dt.timedelta(1)
    return day


def _machines(actor: Actor, library: Library) -> tuple[Machine, Machine]:
    listed = (
        (machines.MachineSaid("Máy quét A2 số 1", "Máy quét sách khổ A2", "A2-2209-017", hour_cost=22_000), 100, 265),
        (machines.MachineSaid("Máy chụp trên cao số 2", "Máy ảnh 61 MP", "CAM-61-004", hour_cost=15_000), 353, 12),
        (machines.MachineSaid("Máy quét phẳng A3", "Máy quét phẳng A3", "A3-1804-002", hour_cost=8_000), 385, -20),
    )  # fmt: skip
    for said, calibrated, holds in listed:
        if Machine.objects.filter(library=library, name=said.name).exists():
            continue
        made = machines.enter_machine(actor=actor, library_id=library.pk, said=said)
        machines.calibrate(
            actor=actor,
            machine=made,
            on=today() - dt.timedelta(calibrated),
            until=today() + dt.timedelta(holds),
            by="Trung tâm Kỹ thuật đo lường",
            result="đạt; ΔE trung bình dưới 3",
        )
    found = {one.name: one for one in Machine.objects.filter(library=library)}
    return found["Máy quét A2 số 1"], found["Máy chụp trên cao số 2"]


def _register(actor: Actor, library: Library) -> None:
    decision, day = "QĐ 214/QĐ-SVHTTDL", dt.date(2025, 5, 12)
    listed = (
        register.Document(
            "Les régions moï du sud indo-chinois: le plateau du Darlac", Kind.ANCIENT, [Criterion.AGE], decision, day,
            creator="Maitre, Henri", year=1909, call_number="ĐC 915.97 M", condition="bìa rời, giấy giòn",
            kept_at="Kho Địa chí",
        ),
        register.Document(
            "Les jungles moï", Kind.ANCIENT, [Criterion.AGE], decision, day, creator="Maitre, Henri", year=1912,
            call_number="ĐC 915.97 M", condition="ố vàng", kept_at="Kho Địa chí",
        ),
        register.Document(
            _BUNDLES[1], Kind.RARE, [Criterion.EVENT, Criterion.UNIQUE, Criterion.FORM], decision, day, year=1988,
            call_number="BT-002", condition="tốt", kept_at="Tủ bản thảo",
        ),
        register.Document(
            "Bộ sưu tập sử thi Ot N'drong", Kind.COLLECTION, [Criterion.COLLECTION], "QĐ 231/QĐ-SVHTTDL",
            dt.date(2025, 6, 2), call_number="BST-01", condition="tốt", kept_at="Kho Địa chí",
        ),
    )  # fmt: skip
    known = set(RegisterEntry.objects.filter(library=library).values_list("title", flat=True))
    for said in listed:
        if said.title not in known:
            register.enter_document(actor=actor, library_id=library.pk, said=said)


def _selection(actor: Actor, library: Library) -> Selection:
    """The best of the list chosen and confirmed; what is weighed is the demo's own catalogue."""
    name = "Địa chí ưu tiên số hóa 2026"
    found = Selection.objects.filter(library=library, name=name).first()
    if found is None:
        found = selections.start_selection(actor=actor, library_id=library.pk, name=name, most=60)
    if found.job:
        jobs.follow(found.job)
    found.refresh_from_db()
    if found.state == Selection.State.OPEN and found.lines.exists():
        selections.choose_best(actor=actor, selection=found, number=4)
        selections.confirm_selection(actor=actor, selection=found, decision="QĐ 41/QĐ-TVT ngày 09/02/2026")
        found.refresh_from_db()
    return found


def _project(actor: Actor, library: Library) -> Project:
    found = Project.objects.filter(code=CODE).first()
    return found or plan.open_project(
        actor=actor,
        library_id=library.pk,
        code=CODE,
        said=plan.PlanSaid(
            name="Thí điểm số hóa địa chí Đắk Nông",
            planned_pages=80,
            starts=_ago(26),
            ends=today() + dt.timedelta(24),
            purpose="Đưa ảnh tư liệu, bản chép tay và sách địa chí vào bộ sưu tập số của tỉnh; đo năng suất và chi phí "
            "trước khi mở rộng. Giai đoạn thí điểm quét sáu trang mẫu của mỗi tài liệu.",
            decision="KH 18/KH-TVT ngày 02/02/2026",
            funding="Ngân sách tỉnh, chương trình chuyển đổi số ngành thư viện",
            planned_cost=2_800_000,
            hour_cost=62_000,
            spec=Spec(dpi=300, formats=("image/tiff",)),
        ),
    )


def _lot(actor: Actor, project: Project, number: int, said: plan.LotSaid) -> WorkLot:
    return project.lots.filter(number=number).first() or plan.open_lot(actor=actor, project=project, said=said)


def _jobs(actor: Actor, lot: WorkLot, titles: Sequence[str], place: str) -> list[WorkJob]:
    known = set(lot.jobs.values_list("title", flat=True))
    for title in titles:
        if title not in known:
            plan.put_by_hand(actor=actor, lot=lot, title=title, call_number=place, pages=_PAGES)
    return list(lot.jobs.order_by("number"))


def _own_lot(people: People, project: Project, camera: Machine) -> None:
    """Done, accepted by its sample, and brought back; the last original is on its way."""
    lot = _lot(people.worker, project, 1, plan.LotSaid("Album ảnh tư liệu", due=_ago(6)))
    made = _jobs(people.worker, lot, _ALBUMS, "Tủ ảnh · Album")
    lot.refresh_from_db()
    if lot.state == Lot.OPEN:
        _hand_in(people.worker, made, "photograph")
        for number, job in enumerate(made):
            _walk(people.worker, job, Stage.SHELVE, 24 - 3 * number, camera)
        _inspected(people.reviewer, lot, to_judge=None)
    for number, job in enumerate(made):
        _walk(people.worker, job, Stage.DONE if number < 3 else Stage.SHELVE, 4)


def _lot_of_the_list(actor: Actor, project: Project, chosen: Selection, scanner: Machine) -> None:
    """Titles of the catalogue, each at another step; one has files that deviate, one is in hand."""
    lot = _lot(actor, project, 2, plan.LotSaid("Sách địa chí", due=today() + dt.timedelta(10)))
    if chosen.state == Selection.State.CONFIRMED:
        plan.put_selected(actor=actor, lot=lot, selection=chosen)
    if not lot.jobs.filter(title=_NEXT).exists():
        plan.put_by_hand(actor=actor, lot=lot, title=_NEXT, call_number="Kho Địa chí · Tờ rời", pages=_PAGES)
    made = list(lot.jobs.order_by("number"))
    stages = (Stage.DELIVER, Stage.CHECK, Stage.PROCESS, Stage.SCAN)
    for number, (job, stage) in enumerate(zip(made, stages, strict=False)):
        _walk(actor, job, stage, 8 - number, scanner)
    if made and not made[0].deliveries.exists() and made[0].stage not in DELIVERED:
        _hand_in(actor, made[:1], "manuscript", dpi=200)
    for job in made[2:3]:
        job.refresh_from_db()
        if job.holder_id is None and job.stage == Stage.PROCESS:
            work.act_on(actor=actor, job=job, act=Act.START, version=job.version)


def _contract_lot(people: People, project: Project) -> None:
    """Delivered by a contractor; its sample is drawn and partly looked at."""
    contract = plan.LotSaid("Bản chép tay", "Công ty Số hóa Cao Nguyên", "HĐ 07/2026", 9_000, today())
    lot = _lot(people.worker, project, 3, contract)
    made = _jobs(people.worker, lot, _BUNDLES, "Tủ bản thảo")
    lot.refresh_from_db()
    if lot.state == Lot.OPEN:
        _hand_in(people.worker, made, "manuscript")
        for number, job in enumerate(made):
            _walk(people.worker, job, Stage.SHELVE, 7 - 2 * number, minutes=8)
        _inspected(people.reviewer, lot, to_judge=3)


def _walk(
    actor: Actor, job: WorkJob, to: Stage, days_ago: int, machine: Machine | None = None, minutes: int = 0
) -> None:
    """Up to a stage, with the day and the minutes of each step as they would stand on its paper."""
    job.refresh_from_db()
    spent = {Stage.PREPARE: 14, Stage.SCAN: 26, Stage.PROCESS: 20, Stage.CHECK: 11, Stage.DELIVER: 6, Stage.SHELVE: 5}
    while STAGES.index(Stage(job.stage)) < STAGES.index(to):
        stage = Stage(job.stage)
        said = work.Said(
            minutes=minutes or spent[stage] + job.number % 4,
            pages=_PAGES,
            machine=machine.public_id if machine and stage is Stage.SCAN else "",
            on=_ago(max(0, days_ago - STAGES.index(stage) // 2)),
        )
        if job.holder_id is None:
            job = work.act_on(actor=actor, job=job, act=Act.START, version=job.version, said=said)
        job = work.act_on(actor=actor, job=job, act=Act.FINISH, version=job.version, said=said)


def _hand_in(actor: Actor, made: Sequence[WorkJob], kind: str, dpi: int = 300) -> None:
    """The folders of these jobs in one deposit: their names lead each to its job."""
    waiting = [job for job in made if not job.deliveries.exists()]
    if not waiting:
        return
    house = Actor.system("demo")
    deposit = open_deposit(
        actor=house,
        library_id=waiting[0].project.library_id,
        title=f"Bàn giao {waiting[0].code} – {waiting[-1].code}",
        clearance=_CLEAR,
        arrangement="folders",
        details={"kind": kind},
        own=True,
    )
    for job in waiting:
        for number, data in enumerate(_scans(job.title, job.code, dpi), 1):
            add_file(actor=house, deposit=deposit, name=f"{job.code}/{page_name(job.code, number)}", chunks=[data])
    taking_in = close_deposit(actor=house, deposit=deposit)
    jobs.follow(taking_in)
    for check in _checks(waiting):
        jobs.follow(check)


def _checks(made: Sequence[WorkJob]) -> list[Job]:
    keys = [f"repository.check_capture:{one.pk}" for job in made for one in job.deliveries.all()]
    return list(Job.objects.filter(unique_key__in=keys))


def _inspected(actor: Actor, lot: WorkLot, to_judge: int | None) -> None:
    """All of the sample and the verdict, or only the first pages of it."""
    found = Inspection.objects.filter(lot=lot, decided_at=None).first()
    found = found or inspect.draw_sample(actor=actor, lot=lot, seed=20_260_209 + lot.number)
    for page in found.sample.filter(judged_at=None).order_by("number")[: to_judge or found.size]:
        inspect.judge_page(actor=actor, inspection=found, number=page.number)
    if to_judge is None:
        inspect.decide_lot(actor=actor, inspection=found, accept=True)


def _bookings(actor: Actor, project: Project, found: Sequence[Machine]) -> None:
    for number, machine in enumerate(found):
        for days in (0, 1, 2, 4):
            day = today() + dt.timedelta(days + number)
            shift = Shift.MORNING if days % 2 else Shift.AFTERNOON
            if is_working_day(day) and not machine.bookings.filter(day=day, shift=shift).exists():
                machines.book(actor=actor, machine=machine, project=project, day=day, shift=shift)


def _scans(title: str, code: str, dpi: int) -> Iterator[bytes]:
    """Pages of old paper with a few lines on them, as a scanner would deliver them."""
    made = FPDF(format=(148, 210))
    made.add_font("Be Vietnam Pro", "", str(DIST / "print" / "BeVietnamPro_400Regular.ttf"))
    made.set_auto_page_break(False)
    for number in range(_PAGES):
        made.add_page()
        made.set_font("Be Vietnam Pro", size=15 if number == 0 else 11)
        made.set_y(70 if number == 0 else 22)
        lines = [title] if number == 0 else [_TEXT[(number + step + len(title)) % len(_TEXT)] for step in range(5)]
        for line in lines:
            made.multi_cell(0, 9, line, align="C" if number == 0 else "L", new_x="LMARGIN", new_y="NEXT")
            made.ln(3)
        made.set_font("Be Vietnam Pro", size=8)
        made.set_y(-14)
        made.cell(0, 6, f"{number + 1}", align="C")
    pdf = pypdfium2.PdfDocument(bytes(made.output()))
    try:
        for number in range(_PAGES):
            bitmap = pdf[number].render(scale=1.6, rev_byteorder=True, prefer_bgrx=True)
            yield _aged(bitmap, number, dpi)
    finally:
        pdf.close()


def _aged(bitmap: pypdfium2.PdfBitmap, number: int, dpi: int) -> bytes:
    page = pyvips.Image.new_from_memory(bytes(bitmap.buffer), bitmap.width, bitmap.height, 4, "uchar")[0:3]
    ramp = pyvips.Image.xyz(bitmap.width, bitmap.height)
    shade = (ramp[0] / bitmap.width * (10 + number) + ramp[1] / bitmap.height * 14).cast("uchar")
    paper = (page.cast("short") * [0.97, 0.92, 0.80] + [2, 4, 10] - shade).cast("uchar")
    told = paper.copy(interpretation="srgb", xres=dpi / 25.4, yres=dpi / 25.4)
    return bytes(told.tiffsave_buffer(compression="lzw", resunit="inch"))
