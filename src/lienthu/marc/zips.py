"""What the standard library raises at a ZIP that cannot be read: the one list that all readers of ZIPs go by."""

from __future__ import annotations

import zipfile
import zlib
from typing import Final

#: What is damaged, cut short, encrypted or foreign: zipfile says NotImplementedError for a compression that it does not
#: know, RuntimeError for an encrypted member, KeyError for one that is not there.
UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, KeyError, ValueError)
