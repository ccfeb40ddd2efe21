"""Where bytes lie: what waits to be screened, what is kept for ever, what can be made again."""

from lienthu.files.storage import Folder

QUARANTINE = Folder("quarantine")
MASTERS = Folder("masters")
PYRAMIDS = Folder("pyramids")
