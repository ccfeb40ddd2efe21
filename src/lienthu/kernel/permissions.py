"""Every right there is. Roles (data, in `accounts`) hand out rights per library or for the whole network."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    REGISTRY_EDIT = "registry.edit"
    ACCOUNTS_MANAGE = "accounts.manage"
    CATALOGUE_VIEW = "catalogue.view"
    CATALOGUE_EDIT = "catalogue.edit"
    CATALOGUE_IMPORT = "catalogue.import"
    RESTRICTION_REVIEW = "catalogue.restriction_review"
    CATALOGUE_ITEMS = "catalogue.items"
    CATALOGUE_STOCKTAKE = "catalogue.stocktake"
    CATALOGUE_WEEDING = "catalogue.weeding"
    CATALOGUE_BOXES = "catalogue.boxes"
    WEEDING_APPROVE = "catalogue.weeding_approve"
    CATALOGUE_AUTHORITIES = "catalogue.authorities"
    UNION_REVIEW = "union.review"
    UNION_ADMIN = "union.admin"
    REPOSITORY_DEPOSIT = "repository.deposit"
    REPOSITORY_KEEP = "repository.keep"
    REPOSITORY_REVIEW = "repository.review"
    REPOSITORY_CURATE = "repository.curate"
    REPOSITORY_TEACH = "repository.teach"
    DISCOVERY_ADMIN = "discovery.admin"
    JOBS_VIEW = "kernel.jobs_view"
    AUDIT_VIEW = "kernel.audit_view"


#: Rights that open other libraries' data or decisions: their holders must use a second factor.
PRIVILEGED = frozenset(
    {
        Permission.REGISTRY_EDIT,
        Permission.ACCOUNTS_MANAGE,
        Permission.RESTRICTION_REVIEW,
        Permission.UNION_ADMIN,
        Permission.REPOSITORY_REVIEW,
        Permission.DISCOVERY_ADMIN,
        Permission.AUDIT_VIEW,
    }
)
