"""Who may hand files over, look after digital objects and decide about them: rights per library."""

from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy

DEPOSITS = Policy(Permission.REPOSITORY_DEPOSIT)
KEEPS = Policy(Permission.REPOSITORY_KEEP)
REVIEWS = Policy(Permission.REPOSITORY_REVIEW)
CURATES = Policy(Permission.REPOSITORY_CURATE)
TEACHES = Policy(Permission.REPOSITORY_TEACH)
