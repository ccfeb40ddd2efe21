"""Copies of a journey's own: what it changes or sends away is missed by no other, in whatever order they run."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def new_copies(page: Page, count: int) -> list[str]:
    """Accession numbers of copies just added at the provincial library; `page` is one of its staff's."""
    page.goto("/vi/cataloguing/boxes")
    page.get_by_role("link", name=re.compile("Sách thiếu nhi vùng cao")).click()
    page.locator("td[data-label='Số đăng ký cá biệt'] a").first.click()
    page.get_by_role("link", name="Tất cả các bản của biểu ghi này").click()
    page.get_by_label("Bao nhiêu bản").fill(str(count))
    page.get_by_role("button", name="Thêm", exact=True).click()
    said = page.get_by_text(re.compile(f"^Đã thêm {count} bản: "))
    expect(said).to_be_visible()
    return re.sub(r"^.*?: ", "", said.inner_text().strip()).split(", ")
