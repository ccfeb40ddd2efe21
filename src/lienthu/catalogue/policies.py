"""Who may bring catalogues in, edit and see source records, keep copies, and decide about restricted ones: rights per
library."""

from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy

EDITS = Policy(Permission.CATALOGUE_EDIT)
IMPORTS = Policy(Permission.CATALOGUE_IMPORT)
SOURCES = Policy(Permission.CATALOGUE_VIEW)
RESTRICTIONS = Policy(Permission.RESTRICTION_REVIEW)
ITEMS = Policy(Permission.CATALOGUE_ITEMS)
SERIES = Policy(Permission.CATALOGUE_ITEMS)
STOCKTAKES = Policy(Permission.CATALOGUE_STOCKTAKE)
WEEDING = Policy(Permission.CATALOGUE_WEEDING)
WEEDING_APPROVAL = Policy(Permission.WEEDING_APPROVE)
