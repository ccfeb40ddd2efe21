"""Who may hand out roles: holders of the right for the network, or for the library in question."""

from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy

MEMBERSHIPS = Policy(Permission.ACCOUNTS_MANAGE)
