"""ClamAV's daemon as a process of this house, when it is installed: own configuration, own socket, signatures from the
system's folder and our own test signature. Nothing is fetched from outside."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from django.conf import settings

#: The EICAR test string as a body signature (ClamAV signatures, "Extended signature format").
_EICAR: Final = (
    "58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e444152442d414e544956495255532d"
    "544553542d46494c452124482b482a"
)
_SYSTEM_SIGNATURES: Final = Path("/var/lib/clamav")
_MEGABYTES: Final = 2000  # whatever its limits say, the daemon calls a file of 2 GB too large
MOST_BYTES: Final = _MEGABYTES * 1024**2


def program() -> str | None:
    """Where ClamAV's daemon is; None where it is not installed."""
    return shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def command() -> list[str] | None:
    """The command that serves the socket in the foreground; None where ClamAV is not installed."""
    found = program()
    return [found, "--foreground", f"--config-file={_prepare()}"] if found else None


def _prepare() -> Path:
    socket = Path(settings.CLAMD_SOCKET)
    folder = socket.parent
    signatures = folder / "signatures"
    signatures.mkdir(parents=True, exist_ok=True)
    (signatures / "lienthu.ndb").write_text(f"LienThu.Test.EICAR:0:*:{_EICAR}\n", encoding="ascii")
    for pattern in ("*.cvd", "*.cld"):
        for file in _SYSTEM_SIGNATURES.glob(pattern):
            link = signatures / file.name
            if not link.exists():
                link.symlink_to(file)
    socket.unlink(missing_ok=True)
    config = folder / "clamd.conf"
    lines = (
        f"LocalSocket {socket}",
        f"DatabaseDirectory {signatures}",
        f"TemporaryDirectory {folder}",
        f"StreamMaxLength {_MEGABYTES}M",
        f"MaxFileSize {_MEGABYTES}M",
        f"MaxScanSize {_MEGABYTES}M",
        "AlertExceedsMax yes",
        "AlertEncryptedArchive yes",
        "ConcurrentDatabaseReload no",
        "MaxThreads 4",
    )
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return config
