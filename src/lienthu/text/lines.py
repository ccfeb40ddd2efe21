"""A stream of bytes, line by line: what `lienthu repair` does with a file."""

from collections.abc import Iterable, Iterator

from lienthu.text.repair import CLEAN, Repair, guess_encoding, repair_bytes

#: Lines read ahead to learn what the file is in; short lines alone could not tell.
_SAMPLE = 500
_SURE = 0.8


def _body(line: bytes) -> bytes:
    return line.rstrip(b"\r\n")


def repair_lines(lines: Iterable[bytes], encoding: str | None = None) -> Iterator[Repair]:
    """One Repair a line, in order; memory stays flat. `encoding` says what the file is in, else its head tells."""
    source = iter(lines)
    head: list[bytes] = []
    for line in source:
        head.append(_body(line.removeprefix(b"\xef\xbb\xbf") if not head else line))
        if len(head) >= _SAMPLE:
            break
    if encoding is None:
        guess = guess_encoding(head)
        encoding = guess.encoding if guess.encoding != CLEAN and guess.confidence >= _SURE else None
    for line in head:
        yield repair_bytes(line, encoding)
    for line in source:
        yield repair_bytes(_body(line), encoding)
