"""What recordings tell beside sound and picture is blanked, in place; all else stays byte for byte."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.files import ogg
from lienthu.files.tags import MOST_PARTS, Blank, blanked, personal

SECRET = b"+12.0000+107.6900/Nguyen Van A"
SOUND = bytes(range(1, 251)) * 8


def box(kind: bytes, *inside: bytes, long: bool = False) -> bytes:
    body = b"".join(inside)
    if long:
        return struct.pack(">I4sQ", 1, kind, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, kind) + body


def mp4(*, long: bool = False) -> bytes:
    dates = b"\0\0\0\0" + struct.pack(">II", 111, 222) + b"rest of the header"
    newer = b"\1\0\0\0" + struct.pack(">QQ", 111, 222) + b"rest of the header"
    track = box(b"trak", box(b"tkhd", dates), box(b"mdia", box(b"mdhd", newer)), box(b"udta", SECRET))
    movie = box(
        b"moov", box(b"mvhd", dates), track, box(b"meta", SECRET, long=long), box(b"udta", box(b"\xa9xyz", SECRET))
    )
    return box(b"ftyp", b"mp42") + box(b"mdat", SOUND, long=long) + movie + box(b"uuid", SECRET)


def track(handler: bytes, chunks: list[list[int]], *, places: list[int], wide: bool = False, same: int = 0) -> bytes:
    """`chunks`: lengths of the samples in each; `places`: where each begins."""
    lengths = [length for chunk in chunks for length in chunk]
    runs = b"".join(struct.pack(">III", number, len(chunk), 1) for number, chunk in enumerate(chunks, 1))
    sizes = struct.pack(">II", same, len(lengths)) + (b"" if same else struct.pack(f">{len(lengths)}I", *lengths))
    offsets = struct.pack(f">{len(places)}{'Q' if wide else 'I'}", *places)
    tables = (
        box(b"stsc", bytes(4), struct.pack(">I", len(chunks)), runs),
        box(b"stsz", bytes(4), sizes),
        box(b"co64" if wide else b"stco", bytes(4), struct.pack(">I", len(places)), offsets),
    )
    handlers = box(b"hdlr", bytes(8), handler, bytes(12)), box(b"hdlr", bytes(4), b"dhlr", b"alis", bytes(12))
    return box(b"trak", box(b"mdia", box(b"minf", handlers[1], box(b"stbl", *tables)), handlers[0]))


def film(handler: bytes, said: bytes, **more: object) -> bytes:
    """Its sound in two pieces, and between and behind them what its other track says."""
    first = len(box(b"ftyp", b"mp42")) + 8
    half, long = len(SOUND) // 2, len(said)
    places = [first + half, first + half + 2 * long + half]
    beside = track(handler, [[long, long], [long]], places=places, **more)  # type: ignore[arg-type]
    sound = track(b"soun", [[half], [half]], places=[first, first + half + 2 * long])
    mdat = SOUND[:half] + 2 * said + SOUND[half:] + said
    return box(b"ftyp", b"mp42") + box(b"mdat", mdat) + box(b"moov", beside, sound)


def fragmented(handler: bytes, said: bytes, *, sized: bool) -> bytes:
    """Two fragments of its sound and of what its other track says in two samples. `sized`: each run tells how long
    they are, with how long they last; else the film does."""

    def kept(number: int, name: bytes) -> bytes:
        return box(
            b"trak", box(b"tkhd", bytes(12), struct.pack(">I", number)), box(b"mdia", box(b"hdlr", bytes(8), name))
        )

    usual = box(b"trex", bytes(4), struct.pack(">IIIII", 2, 1, 0, 0 if sized else len(said), 0))
    made = box(b"ftyp", b"iso6") + box(b"moov", kept(1, b"soun"), kept(2, handler), box(b"mvex", usual))

    def fragment(sound_at: int) -> bytes:
        lengths = struct.pack(">IIII", 40, len(said), 40, len(said)) if sized else b""
        sound = (
            box(b"tfhd", struct.pack(">III", 0x020010, 1, len(SOUND))),
            box(b"trun", struct.pack(">IIi", 1, 1, sound_at)),
        )
        beside = (
            box(b"tfhd", struct.pack(">II", 0x020000, 2)),
            box(b"trun", struct.pack(">IIi", 0x301 if sized else 1, 2, sound_at + len(SOUND)), lengths),
        )
        return box(b"moof", box(b"traf", *sound), box(b"traf", *beside))

    one = fragment(len(fragment(0)) + 8) + box(b"mdat", SOUND, said, said)
    return made + one + one


def id3(size: int = 300, flags: int = 0) -> bytes:
    sized = bytes(size >> 7 * n & 0x7F for n in (3, 2, 1, 0))
    footer = b"3DI\x04\0" + bytes([flags]) + sized if flags & 0x10 else b""
    return b"ID3\x04\0" + bytes([flags]) + sized + SECRET.ljust(size, b"x") + footer


def mp3() -> bytes:
    ape = b"item" + SECRET
    footer = b"APETAGEX" + struct.pack("<IIII", 2000, len(ape) + 32, 1, 0x80000000) + bytes(8)
    return id3() + id3(200, 0x10) + SOUND + footer + ape + footer + b"TAG" + SECRET.ljust(124, b"\0") + b"\x05"


def wav() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)

    body = (
        chunk(b"fmt ", b"f" * 16)
        + chunk(b"LIST", b"INFO" + SECRET + b"!")
        + chunk(b"data", SOUND)
        + chunk(b"bext", SECRET)
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def flac() -> bytes:
    def block(kind: int, body: bytes, last: int = 0) -> bytes:
        return bytes([kind | last]) + len(body).to_bytes(3, "big") + body

    return b"fLaC" + block(0, b"s" * 34) + block(4, SECRET) + block(2, SECRET) + block(6, SECRET, 0x80) + SOUND


def page(number: int, packets: bytes, laces: list[int], stream: int = 7) -> bytes:
    made = bytearray(
        b"OggS\0\0" + bytes(8) + struct.pack("<III", stream, number, 0) + bytes([len(laces), *laces]) + packets
    )
    made[22:26] = ogg.checksum(made).to_bytes(4, "little")
    return bytes(made)


def vorbis() -> bytes:
    """Comments over three pages, the last of which begins the next packet."""
    comments = b"\x03vorbis" + struct.pack("<I", 5) + b"maker" + struct.pack("<I", 1)
    comments = (comments + struct.pack("<I", 600) + SECRET).ljust(7 + 5 + 8 + 4 + 600, b"x") + b"\x01"
    first, second, rest = comments[:255], comments[255:510], comments[510:]
    setup = b"\x05vorbis" + b"s" * 40
    return (
        page(0, b"\x01vorbis" + b"i" * 23, [30])
        + page(1, first, [255])
        + page(2, second, [255])
        + page(3, rest + setup, [len(rest), len(setup)])
        + page(4, SOUND[:200], [200])
    )


def opus() -> bytes:
    tags = b"OpusTags" + struct.pack("<I", 3) + b"lib" + struct.pack("<II", 1, len(SECRET)) + SECRET
    return page(0, b"OpusHead" + b"h" * 11, [19]) + page(1, tags, [len(tags)]) + page(2, SOUND[:200], [200])


def element(name: int, body: bytes, width: int = 1) -> bytes:
    size = (len(body) | 1 << 7 * width).to_bytes(width, "big")
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + size + body


def webm() -> bytes:
    info = element(
        0x1549A966, element(0x7BA9, SECRET) + element(0x2AD7B1, b"\x0f\x42\x40") + element(0x4461, b"12345678")
    )
    inside = info + element(0x1F43B675, SOUND, 4) + element(0x1254C367, SECRET, 8) + element(0x1941A469, b"")
    return element(0x1A45DFA3, b"webm") + element(0x18538067, inside, 8)


FILES = {
    "mp4": (mp4(), "video/mp4"),
    "mp4, long boxes": (mp4(long=True), "audio/mp4"),
    "mp4 with positions": (film(b"meta", SECRET), "video/mp4"),
    "mp4 in fragments": (fragmented(b"camm", SECRET, sized=True), "video/mp4"),
    "mp3": (mp3(), "audio/mpeg"),
    "wav": (wav(), "audio/wav"),
    "flac": (flac(), "audio/flac"),
    "flac behind ID3": (id3() + flac(), "audio/flac"),
    "vorbis": (vorbis(), "audio/ogg"),
    "opus": (opus(), "audio/ogg"),
    "webm": (webm(), "video/webm"),
}


def bare(data: bytes, mime: str) -> bytes:
    return blanked(data, 0, personal(io.BytesIO(data), mime))


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_told_and_nothing_moves(name: str) -> None:
    data, mime = FILES[name]
    made = bare(data, mime)
    assert len(made) == len(data)
    assert SECRET in data and SECRET not in made and b"Nguyen" not in made
    sound = next(part for part in (SOUND, SOUND[: len(SOUND) // 2], SOUND[:200]) if part in data)
    assert made.index(sound) == data.index(sound)
    assert bare(made, mime) == made


def test_what_stays_is_what_players_read() -> None:
    moov = bare(mp4(), "video/mp4")
    assert (
        moov.count(b"free") == 4 and struct.pack(">II", 111, 222) not in moov and moov.count(b"rest of the header") == 3
    )
    sheet = bare(wav(), "audio/wav")
    assert (sheet.count(b"JUNK"), b"LIST" in sheet, sheet[12:16]) == (2, False, b"fmt ")
    blocks = bare(flac(), "audio/flac")
    assert [blocks[4] & 0x7F, blocks[42], blocks[42 + 34], blocks[42 + 68]] == [0, 1, 1, 0x81]
    assert bare(mp3(), "audio/mpeg")[-128:] == b"TAG" + bytes(124) + b"\xff"
    film = bare(webm(), "video/webm")
    assert b"\x2a\xd7\xb1\x83\x0f\x42\x40" in film and film.count(b"\xec") >= 4


@pytest.mark.parametrize(
    ("handler", "said", "more"),
    [
        (b"meta", b"GPS5" + SECRET, {}),
        (b"meta", b"mebx" + SECRET, {"wide": True}),
        (b"camm", b"\0\0\5\0" + SECRET, {"same": 4 + len(SECRET)}),
        (b"sbtl", b"\0\x40F/2.8, GPS (107.69, 12.00, 20)" + SECRET, {}),
        (b"text", b"[Latitude : 12.00]" + SECRET, {}),
    ],
)
def test_a_track_of_positions_is_silent_in_its_place(handler: bytes, said: bytes, more: dict[str, object]) -> None:
    data = film(handler, said, **more)
    assert bare(data, "video/mp4") == data.replace(said, bytes(len(said)))


@pytest.mark.parametrize("sized", [False, True])
def test_fragments_of_a_track_of_positions_are_silent_too(sized: bool) -> None:
    data = fragmented(b"meta", SECRET, sized=sized)
    assert data.count(SECRET) == 4
    assert bare(data, "video/mp4") == data.replace(SECRET, bytes(len(SECRET)))
    assert bare(shown := fragmented(b"vide", SECRET, sized=sized), "video/mp4") == shown


@pytest.mark.parametrize("handler", [b"vide", b"soun", b"sbtl", b"tmcd"])
def test_tracks_that_are_shown_stay(handler: bytes) -> None:
    data = film(handler, "Con voi ra sông uống nước, GPS không có".encode())
    assert bare(data, "video/mp4") == data


def test_positions_of_a_camera_in_a_car_are_silent() -> None:
    block = box(b"free", b"GPS " + SECRET)
    mdat = box(b"mdat", SOUND, block, SOUND)
    listed = struct.pack(">II", 8 + len(SOUND), len(block))
    data = mdat + box(b"moov", box(b"gps ", struct.pack(">II", 0x101, 1), listed)) + box(b"skip", SECRET)
    made = bare(data, "video/mp4")
    assert made[: len(mdat)] == mdat.replace(block, bytes(len(block)))
    assert (b"Nguyen" in made, listed in made, len(made)) == (False, False, len(data))


def test_pages_that_carried_comments_have_their_checksums() -> None:
    made = bare(vorbis(), "audio/ogg")
    assert b"xxx" not in made and b"\x05vorbis" + b"s" * 40 in made
    for place, one in ogg._pages(io.BytesIO(made)):
        said, one[22:26] = bytes(one[22:26]), bytes(4)
        assert said == ogg.checksum(one).to_bytes(4, "little"), place
    tags = bare(opus(), "audio/ogg")
    assert b"OpusTags" + struct.pack("<I", 3 + 4 + len(SECRET)) + b" " * (7 + len(SECRET)) + bytes(4) in tags


@given(st.sampled_from(sorted(FILES)), st.integers(1, 700), st.integers(0, 700))
def test_any_part_is_a_part_of_the_whole(name: str, length: int, first: int) -> None:
    data, mime = FILES[name]
    blanks = personal(io.BytesIO(data), mime)
    whole = blanked(data, 0, blanks)
    assert blanked(data[first : first + length], first, blanks) == whole[first : first + length]
    assert b"".join(blanked(data[n : n + length], n, blanks) for n in range(0, len(data), length)) == whole


@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_broken_recording_is_sent_as_long_as_it_is(name: str, drawn: st.DataObject) -> None:
    data, mime = FILES[name]
    cut = data[: drawn.draw(st.integers(0, len(data)))]
    noise = drawn.draw(st.lists(st.tuples(st.integers(0, max(0, len(cut) - 1)), st.integers(0, 255)), max_size=8))
    changed = bytearray(cut)
    for place, byte in noise:
        changed[place : place + 1] = bytes([byte])[: len(changed) - place]
    blanks = personal(io.BytesIO(bytes(changed)), mime)
    assert len(blanked(bytes(changed), 0, blanks)) == len(changed)
    assert all(0 <= one.start < one.end for one in blanks)


def test_other_kinds_and_endless_files_are_left() -> None:
    assert personal(io.BytesIO(mp4()), "application/pdf") == ()
    deep = b""
    for _ in range(2000):
        deep = box(b"moov", deep)
    assert personal(io.BytesIO(deep), "video/mp4") == ()
    many = personal(io.BytesIO(box(b"udta") * (2 * MOST_PARTS)), "video/mp4")
    assert len(many) <= MOST_PARTS + 1
    assert blanked(b"abc", 5, [Blank(0, 3), Blank(6, 9, b"X")]) == b"aX\0"
