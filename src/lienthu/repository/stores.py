"""Where bytes lie: what is on its way, what waits to be screened, what is kept for ever, what can be made again."""

from lienthu.files.partial import Parts
from lienthu.files.storage import Folder

UPLOADS = Parts("uploads")
QUARANTINE = Folder("quarantine")
MASTERS = Folder("masters")
PYRAMIDS = Folder("pyramids")
#: Put together for readers to take away; each is gone after a day.
PACKAGES = Folder("packages")
