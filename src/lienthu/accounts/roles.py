"""The built-in roles of this version. In an installation they are data: see `actions.first_roles`."""

from __future__ import annotations

from lienthu.kernel.permissions import Permission

P = Permission

#: code → (Vietnamese, English, permissions)
FIRST_ROLES: dict[str, tuple[str, str, tuple[Permission, ...]]] = {
    "network-admin": ("Quản trị mạng lưới", "Network administrator", tuple(Permission)),
    "director": (
        "Giám đốc thư viện",
        "Library director",
        (
            P.REGISTRY_EDIT,
            P.CATALOGUE_VIEW,
            P.CATALOGUE_EDIT,
            P.CATALOGUE_IMPORT,
            P.RESTRICTION_REVIEW,
            P.CATALOGUE_ITEMS,
            P.CATALOGUE_STOCKTAKE,
            P.CATALOGUE_BOXES,
            P.CATALOGUE_WEEDING,
            P.REPOSITORY_DEPOSIT,
            P.REPOSITORY_KEEP,
            P.REPOSITORY_REVIEW,
            P.REPOSITORY_CURATE,
            P.REPOSITORY_TEACH,
            P.JOBS_VIEW,
        ),
    ),
    "cataloguer": (
        "Cán bộ biên mục",
        "Cataloguer",
        (
            P.CATALOGUE_VIEW,
            P.CATALOGUE_EDIT,
            P.CATALOGUE_IMPORT,
            P.CATALOGUE_ITEMS,
            P.CATALOGUE_STOCKTAKE,
            P.CATALOGUE_BOXES,
            P.CATALOGUE_WEEDING,
            P.CATALOGUE_AUTHORITIES,
            P.REPOSITORY_KEEP,
            P.REPOSITORY_CURATE,
            P.JOBS_VIEW,
        ),
    ),
    "union-cataloguer": ("Biên mục viên liên hợp", "Union cataloguer", (P.UNION_REVIEW, P.CATALOGUE_AUTHORITIES)),
    "librarian": (
        "Thủ thư",
        "Librarian",
        (P.CATALOGUE_VIEW, P.CATALOGUE_ITEMS, P.CATALOGUE_STOCKTAKE, P.CATALOGUE_BOXES, P.REPOSITORY_TEACH),
    ),
    "school-librarian": (
        "Cán bộ thư viện trường học",
        "School librarian",
        (
            P.CATALOGUE_VIEW,
            P.CATALOGUE_EDIT,
            P.CATALOGUE_IMPORT,
            P.CATALOGUE_ITEMS,
            P.CATALOGUE_STOCKTAKE,
            P.CATALOGUE_BOXES,
            P.CATALOGUE_WEEDING,
            P.REPOSITORY_TEACH,
            P.JOBS_VIEW,
        ),
    ),
    "reviewer": (
        "Người thẩm định",
        "Reviewer",
        (P.RESTRICTION_REVIEW, P.CATALOGUE_VIEW, P.REPOSITORY_KEEP, P.REPOSITORY_REVIEW, P.REPOSITORY_CURATE),
    ),
    "digitisation": (
        "Cán bộ số hóa",
        "Digitisation operator",
        (P.REPOSITORY_DEPOSIT, P.REPOSITORY_KEEP, P.REPOSITORY_CURATE, P.JOBS_VIEW),
    ),
    "depositor": ("Cơ quan nộp tài liệu", "Depositing agency", (P.REPOSITORY_DEPOSIT,)),
    "department-officer": ("Chuyên viên Sở", "Department officer", (P.CATALOGUE_VIEW, P.WEEDING_APPROVE, P.JOBS_VIEW)),
    "inspector": ("Thanh tra", "Inspector", (P.AUDIT_VIEW, P.CATALOGUE_VIEW, P.JOBS_VIEW)),
    "reader": ("Bạn đọc", "Reader", ()),
}
