"""The text of a page as ALTO 4.4, with a box and a confidence for each word. https://www.loc.gov/standards/alto/"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from lienthu.repository.models import Page, PageText

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.loc.gov/standards/alto/ns-v4# https://www.loc.gov/standards/alto/v4/alto-4-4.xsd" '
    'SCHEMAVERSION="4.4">\n'
)


def alto(page: Page, transcript: PageText) -> str:
    source, size = quoteattr(page.name or str(page.position)), f'WIDTH="{page.width}" HEIGHT="{page.height}"'
    lines = "".join(_line(number, line) for number, line in enumerate(transcript.lines, 1))
    block = f'<TextBlock ID="b1" HPOS="0" VPOS="0" {size}>\n{lines}</TextBlock>\n' if lines else ""
    return (
        f"{_HEAD}<Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n<sourceImageInformation>"
        f"<fileName>{source[1:-1]}</fileName></sourceImageInformation>\n{_processing(transcript)}</Description>\n"
        f'<Layout>\n<Page ID="p{page.position}" PHYSICAL_IMG_NR="{page.position}" {size}>\n'
        f'<PrintSpace HPOS="0" VPOS="0" {size}>\n{block}</PrintSpace>\n</Page>\n</Layout>\n</alto>\n'
    )


def _processing(transcript: PageText) -> str:
    software = transcript.engine or transcript.get_origin_display()
    return (
        f'<Processing ID="made"><processingDateTime>{transcript.made_at:%Y-%m-%dT%H:%M:%SZ}</processingDateTime>'
        f"<processingSoftware><softwareName>{quoteattr(software)[1:-1]}</softwareName></processingSoftware></Processing>\n"
    )


def _line(number: int, line: list) -> str:  # type: ignore[type-arg]
    x, y, w, h, words = line
    written = "<SP/>".join(
        f'<String CONTENT={quoteattr(text)} HPOS="{left}" VPOS="{top}" WIDTH="{width}" HEIGHT="{height}" '
        f'WC="{sure / 100:.2f}"/>'
        for text, left, top, width, height, sure in words
    )
    if not written:  # a line has at least one word
        return ""
    return f'<TextLine ID="l{number}" HPOS="{x}" VPOS="{y}" WIDTH="{w}" HEIGHT="{h}">{written}</TextLine>\n'
