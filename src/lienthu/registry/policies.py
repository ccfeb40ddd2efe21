"""Who may edit: each library its own entry; areas, agencies and the shape of the network only from above."""

from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy

LIBRARY_EDIT = Policy(Permission.REGISTRY_EDIT, library_field="id")
VERSION_EDIT = Policy(Permission.REGISTRY_EDIT, library_field="library_id")
