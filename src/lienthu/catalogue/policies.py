"""Who may bring catalogues in, edit and see source records, keep copies, and decide about restricted ones: rights per
library."""

from lienthu.kernel.actor import Actor
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy, refusal

EDITS = Policy(Permission.CATALOGUE_EDIT)
IMPORTS = Policy(Permission.CATALOGUE_IMPORT)
SOURCES = Policy(Permission.CATALOGUE_VIEW)
RESTRICTIONS = Policy(Permission.RESTRICTION_REVIEW)
ITEMS = Policy(Permission.CATALOGUE_ITEMS)
SERIES = Policy(Permission.CATALOGUE_ITEMS)
STOCKTAKES = Policy(Permission.CATALOGUE_STOCKTAKE)
WEEDING = Policy(Permission.CATALOGUE_WEEDING)
WEEDING_APPROVAL = Policy(Permission.WEEDING_APPROVE)
BOXES = Policy(Permission.CATALOGUE_BOXES)


def check_authorities(actor: Actor) -> None:
    """Authorities are the whole network's: who has the right in any library may keep them."""
    if not actor.may(Permission.CATALOGUE_AUTHORITIES):
        raise refusal(actor, Permission.CATALOGUE_AUTHORITIES)
