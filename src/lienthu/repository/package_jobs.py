"""Makes packages page by page: a worker that is killed goes on with the next page, since each lies by itself until all
are there."""

from __future__ import annotations

import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_noop

from lienthu.kernel import jobs
from lienthu.kernel.permissions import Permission
from lienthu.repository import rights
from lienthu.repository.actions.package import MAKE, sweep
from lienthu.repository.images import pdf_writer, render, store
from lienthu.repository.images.pdf_writer import Picture
from lienthu.repository.models import Package, Page
from lienthu.repository.rules.iiif_image import parse
from lienthu.repository.stores import PACKAGES

_SLICE_SECONDS: Final = 4.0


@jobs.register
class MakePackage(jobs.JobKind):
    name = MAKE
    title = gettext_noop("Putting pages together to take away")
    steering = Permission.REPOSITORY_KEEP
    lease = 180

    def slice(self, run: jobs.Run) -> bool:
        package = Package.objects.filter(id=run.params["package"]).select_related("object").first()
        if package is None or package.gate != package.object.gate:
            return False  # asked for under terms that hold no longer
        at = run.cursor.get("at", 0)
        if not at:
            sweep()
        pages = Page.objects.filter(object=package.object).order_by("position")
        total = pages.count()
        ends = time.monotonic() + _SLICE_SECONDS
        folder = _folder(package)
        for page in pages[at:].iterator(chunk_size=20):
            _picture(folder, page, package.mark)
            at += 1
            if time.monotonic() > ends:
                break
        if at < total:
            with run.saving(cursor={"at": at}, done=at, total=total):
                pass
            return True
        kept = PACKAGES.adopt(_together(package, folder))
        with run.saving(cursor={"at": at}, done=total, total=total):
            Package.objects.filter(id=package.pk).update(sha256=kept.sha256, size=kept.size)
        shutil.rmtree(folder, ignore_errors=True)
        return False


def _folder(package: Package) -> Path:
    folder = PACKAGES.root / "making" / package.public_id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _picture(folder: Path, page: Page, mark: str) -> None:
    target = folder / f"{page.position:05}.jpg"
    part = target.with_suffix(".part")
    part.write_bytes(picture_of(page, mark))
    part.replace(target)


def picture_of(page: Page, mark: str) -> bytes:
    """The whole page, as large as pictures are made in one piece; nothing of the scanner's own words is in it."""
    wanted = parse("full", "max", "0", "default", "jpg", width=page.width, height=page.height)
    return render.picture(store.found(page.pyramid), wanted, mark)


def _together(package: Package, folder: Path) -> Path:
    target = PACKAGES.scratch()
    files = sorted(folder.glob("*.jpg"))
    if package.kind == Package.Kind.PDF:
        with target.open("wb") as out:
            pdf_writer.write(out, _pictures(files), package.object.title)
        return target
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as box:
        box.writestr(zipfile.ZipInfo("about.txt"), _about(package))
        for file in files:
            with file.open("rb") as read, box.open(zipfile.ZipInfo(file.name), "w") as write:
                shutil.copyfileobj(read, write)
    return target


def _pictures(files: list[Path]) -> Iterator[Picture]:
    for file in files:
        width, height, bands = render.measure(file)
        yield Picture(file, width, height, grey=bands == 1)


def _about(package: Package) -> str:
    found = package.object
    said = [found.title, ", ".join(found.creators), found.date_text, found.source, rights.uri_of(found.rights)]
    return "\n".join([line for line in said if line] + [f"/vi/read/{found.public_id}", ""])
