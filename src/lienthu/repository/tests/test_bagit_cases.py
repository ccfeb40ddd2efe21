"""Bags of others, by the cases of the Library of Congress's conformance suite
(https://github.com/LibraryOfCongress/bagit-conformance-suite), made anew and small; the names are theirs.
`scripts/judge-fixtures` asks the suite itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from lienthu.kernel.errors import Invalid
from lienthu.repository import bags
from lienthu.repository.preservation import bagit

Files = dict[str, str | bytes]


def made(
    payload: dict[str, str] | None = None,
    version: str = "0.97",
    *,
    algorithms: tuple[str, ...] = ("sha256",),
    encoding: str = "utf-8",
    line: str = "{digest}  {path}\n",
    info: str = "Bagging-Date: 2017-01-26\n",
    more: Files | None = None,
) -> Files:
    """Path → what it holds. `more` comes last, over what stands there."""
    files: Files = {f"data/{path}": text for path, text in (payload or {"a.txt": "a", "b/c.txt": "c"}).items()}
    tags = {"bagit.txt": f"BagIt-Version: {version}\nTag-File-Character-Encoding: {encoding.upper()}\n".encode()}
    if info:
        tags["bag-info.txt"] = info.encode(encoding)
    for one in algorithms:
        tags[f"manifest-{one}.txt"] = manifest(files, one, line).encode(encoding)
    for one in algorithms:
        tags[f"tagmanifest-{one}.txt"] = manifest(tags, one).encode(encoding)
    return files | tags | (more or {})


def manifest(files: Files, algorithm: str = "sha256", line: str = "{digest}  {path}\n") -> str:
    return "".join(
        line.format(
            digest=hashlib.new(algorithm, held if isinstance(held, bytes) else held.encode()).hexdigest(), path=path
        )
        for path, held in files.items()
        if not path.startswith("tagmanifest")
    )


def listed(*lines: str, version: str = "0.97", name: str = "manifest-sha256.txt") -> Files:
    """A bag whose manifest of the payload has these lines besides its own; without tag manifests."""
    files = made(version=version)
    del files["tagmanifest-sha256.txt"]
    held = files.get(name, b"")
    assert isinstance(held, bytes)
    return files | {name: held + "".join(f"{one}\n" for one in lines).encode()}


def digest(text: str, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, text.encode()).hexdigest()


def without(name: str, files: Files | None = None) -> Files:
    return {path: text for path, text in (files or made()).items() if path != name}


def to_fetch(path: str) -> Files:
    return made(more={"fetch.txt": f"https://example.org/a - {path}\r\n"})


FULL = {"a.txt": "a", "b/c.txt": "c"}
A_TWICE = f"{digest('a')}  data/a.txt"
RIGHT: dict[str, Callable[[], Files]] = {
    "basic-bag 0.93": lambda: made(version="0.93", algorithms=("md5",)),
    "basic-bag 0.94": lambda: made(version="0.94", algorithms=("md5",)),
    "basic-bag 0.95": lambda: made(version="0.95", algorithms=("sha1",)),
    "basic-bag 0.96": lambda: made(version="0.96", algorithms=("md5", "sha1")),
    "basicBag 1.0": lambda: made(version="1.0", algorithms=("sha512",)),
    "minimal-bag": lambda: without("tagmanifest-sha256.txt", without("bag-info.txt", made(info=""))),
    "duplicate-metadata-entries": lambda: made(info="Contact-Name: A\nContact-Name: B\n"),
    "bag-in-a-bag": lambda: made({"bagit.txt": "BagIt-Version: 0.97\n", "data/a": "a", "manifest-md5.txt": "x"}),
    "bag-with-encoded-names 0.97": lambda: made({"a%25b": "x", "%C3%A9": "y"}),
    "bag-with-encoded-names 1.0": lambda: made({"a%b": "x"}, "1.0") | _escaped(),
    "bag-with-escapable-characters": lambda: made({"~`!@#$%^&*()_-+={[}]|:;'<,>.?": "x"}),
    "bag-with-leading-dot-slash-in-manifest": lambda: made(line="{digest}  ./{path}\n"),
    "bag-with-space": lambda: made({"a b /c d.txt": "x", "at its end ": "y"}),
    "a name with a separator of Unicode": lambda: made({"a\u2028b\x85c": "x"}, "1.0"),
    "holey-bag, filled": lambda: to_fetch("data/a.txt"),
    "ISO-8859-1-encoded-tag-files": lambda: made(encoding="iso-8859-1", info="Contact-Name: Señor\n"),
    "UTF-16-encoded-tag-files": lambda: made(encoding="utf-16", info="Contact-Name: Trần\n"),
    "uncommon-metadata-separators": lambda: made(
        info="Payload-Oxum :\t2.2\nTest-Tag   :   5\n", algorithms=("sha224",)
    ),
    "made-with-md5sum-tools": lambda: made(line="{digest} *{path}\n", algorithms=("md5",)),
    "relative-path": lambda: made(line="{digest} ./{path}\n"),
    "same-filename-listed-twice-with-the-same-hash": lambda: listed(A_TWICE),
    "same-filename-listed-twice-with-different-normalization": lambda: (
        made({"N\u00fa": "x"}, more={"tagmanifest-sha256.txt": b""})
        | {"manifest-sha256.txt": f"{digest('x')}  data/N\u00fa\n{digest('x')}  data/Nu\u0301\n"}
    ),
    "special-system-files": lambda: made({".DS_Store": "", "Thumbs.db": "x", "a.txt": "a"}),
    "each of two manifests names some, before 1.0": lambda: (
        made(algorithms=("md5", "sha256"))
        | {
            "manifest-md5.txt": f"{digest('a', 'md5')}  data/a.txt\n",
            "tagmanifest-md5.txt": "",
            "tagmanifest-sha256.txt": "",
        }
    ),
    "lines that end with CR LF": lambda: made(line="{digest}  {path}\r\n"),
}


def _escaped() -> Files:
    return {"manifest-sha256.txt": f"{digest('x')}  data/a%25b\n", "tagmanifest-sha256.txt": ""}


WRONG: dict[str, tuple[Callable[[], Files], set[str]]] = {
    "baginfo-missing-encoding": (lambda: made(more={"bagit.txt": "BagIt-Version: 0.97\n"}), {"not_declared"}),
    "bom-in-bagit.txt": (
        lambda: made(more={"bagit.txt": b"\xef\xbb\xbf" + bagit.DECLARATION.encode()}),
        {"not_declared"},
    ),
    "invalid-version-number": (
        lambda: made(more={"bagit.txt": "BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n"}),
        {"not_declared"},
    ),
    "bagit-with-invalid-whitespace": (
        lambda: made(more={"bagit.txt": "BagIt-Version : 1.0\nTag-File-Character-Encoding : UTF-8\n"}),
        {"not_declared"},
    ),
    "an encoding that is none": (
        lambda: made(more={"bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: rot13\n"}),
        {"not_declared"},
    ),
    "missing-bagit.txt": (lambda: without("bagit.txt"), {"not_declared"}),
    "missing-baginfo": (lambda: without("bag-info.txt"), {"file_missing"}),
    "no manifest at all": (lambda: without("manifest-sha256.txt"), {"without_payload"}),
    "a manifest by an unknown algorithm alone": (
        lambda: without("manifest-sha256.txt", made(more={"manifest-crc32.txt": "0  data/a.txt\n"})),
        {"without_payload"},
    ),
    "corrupt-data-file": (lambda: made(more={"data/a.txt": "x"}), {"file_changed"}),
    "corrupt-tag-file": (lambda: made(more={"bag-info.txt": "Contact-Name: A\n"}), {"file_changed"}),
    "extra-file-in-bag": (lambda: made(more={"data/bar": "x"}), {"file_not_listed"}),
    "a file is gone": (lambda: without("data/a.txt"), {"file_missing"}),
    "duplicate-file-with-different-case": (lambda: listed(f"{digest('a')}  data/A.TXT"), {"file_missing"}),
    "same-filename-listed-twice-with-different-hashes": (lambda: listed(f"{digest('x')}  data/a.txt"), {"line"}),
    "same-filename-listed-twice-with-the-same-hash 1.0": (lambda: listed(A_TWICE, version="1.0"), {"line"}),
    "notAllManifestsListAllFiles 1.0": (
        lambda: (
            made(version="1.0", algorithms=("md5", "sha256"))
            | {
                "manifest-md5.txt": f"{digest('a', 'md5')}  data/a.txt\n",
                "tagmanifest-md5.txt": "",
                "tagmanifest-sha256.txt": "",
            }
        ),
        {"file_not_listed"},
    ),
    "Payload-Oxum of other files": (lambda: made(info="Payload-Oxum: 99.2\n"), {"oxum"}),
    "Payload-Oxum that is none": (lambda: made(info="payload-oxum: many\n"), {"oxum"}),
    "a tag file among the payload": (lambda: listed(f"{digest('x')}  bagit.txt"), {"line"}),
    "fetch.txt names what no manifest does": (lambda: to_fetch("data/none.txt"), {"line"}),
}
OUTSIDE = {
    "dot-notation": "data/../../etc/passwd",
    "absolute-path": "/etc/passwd",
    "shortcut": "~/.ssh/id",
    "shortcut-username": "~root/.ssh/id",
    "windows absolute-path": "C:\\windows\\a",
    "windows shortcut": "%HOMEDRIVE%\\a",
    "windows unc": "\\\\host\\share\\a",
}
WRONG |= {
    f"out-of-scope-file-paths-using-{name}": (lambda path=path: listed(f"{'0' * 64}  {path}"), {"line"})
    for name, path in OUTSIDE.items()
}
WRONG |= {
    f"out-of-scope-file-paths-using-{name}-for-fetch": (lambda path=path: to_fetch(path), {"line"})
    for name, path in OUTSIDE.items()
}


def laid(files: Files, at: Path) -> Path:
    for path, held in files.items():
        (at / path).parent.mkdir(parents=True, exist_ok=True)
        (at / path).write_bytes(held if isinstance(held, bytes) else held.encode())
    return at


def codes(at: Path) -> set[str]:
    return {fault.code.removeprefix("repository.bag_") for fault in bagit.check(at)}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_bag_is_accepted_and_read(tmp_path: Path, name: str) -> None:
    files = RIGHT[name]()
    bag = laid(files, tmp_path / "bag")
    assert bagit.check(bag) == []
    (bag / "fetch.txt").unlink(missing_ok=True)  # the reader wants a bag that was filled and says so
    package = bags.read(bag)
    payload = {path for path in files if path.startswith("data/")}
    assert len(package.files) + len(package.skipped) == len(payload)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_bag_is_refused_with_its_fault(tmp_path: Path, name: str) -> None:
    make, expected = WRONG[name]
    bag = laid(make(), tmp_path / "bag")
    assert codes(bag) == expected
    if (bag / "bagit.txt").exists():  # without it is a folder like any other
        with pytest.raises(Invalid):
            bags.read(bag)


def test_what_a_bag_says_is_read_in_its_encoding(tmp_path: Path) -> None:
    info = "contact-name : Trần Thị Bình,\n  thư ký\nCONTACT-NAME: nobody\nExternal-Description: Báo 1975\n"
    package = bags.read(laid(made(encoding="utf-16", info=info), tmp_path / "bag"))
    assert package.info == {"Contact-Name": "Trần Thị Bình, thư ký", "External-Description": "Báo 1975"}
    assert package.title == "Báo 1975"


def test_a_bag_of_ours_keeps_a_name_with_a_percent_sign(tmp_path: Path) -> None:
    from lienthu.repository.preservation.content import made as part  # noqa: PLC0415

    assert bagit.write(tmp_path / "bag", [part("50% của sách\u2028.txt", b"x")], {"External-Description": "a\nb"})
    assert bagit.check(tmp_path / "bag") == []
    assert not bagit.write(tmp_path / "bag", [part("50% của sách\u2028.txt", b"x")], {})
    assert (len(RIGHT), len(WRONG)) == (25, 35)
