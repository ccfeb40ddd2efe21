"""The closed lists of the registry, with their words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaLevel(TextChoices):
    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune")


class AreaKind(TextChoices):
    """The word that stands before the name."""

    PROVINCE = "tinh", _("Province")
    CITY = "thanh_pho", _("City")
    DISTRICT = "huyen", _("District")
    URBAN_DISTRICT = "quan", _("Urban district")
    TOWN = "thi_xa", _("Town")
    COMMUNE = "xa", _("Commune")
    WARD = "phuong", _("Ward")
    TOWNSHIP = "thi_tran", _("Township")
    SPECIAL_ZONE = "dac_khu", _("Special zone")


#: Official Vietnamese words; an area's label is the same in both languages.
AREA_WORDS: dict[str, str] = {
    "tinh": "Tỉnh",
    "thanh_pho": "Thành phố",
    "huyen": "Huyện",
    "quan": "Quận",
    "thi_xa": "Thị xã",
    "xa": "Xã",
    "phuong": "Phường",
    "thi_tran": "Thị trấn",
    "dac_khu": "Đặc khu",
}


class AgencyKind(TextChoices):
    PEOPLES_COMMITTEE = "peoples_committee", _("People's Committee")
    DEPARTMENT = "department", _("Department")
    SCHOOL = "school", _("School")
    ARMED_FORCES = "armed_forces", _("Armed forces")
    POST = "post", _("Post office")
    PRESS = "press", _("Newspaper")
    ORGANISATION = "organisation", _("Organisation")
    OTHER = "other", _("Other")


class LibraryKind(TextChoices):
    """Law 46/2019/QH14 Art. 9(1), as fine as Decree 93/2020 Art. 11-21 needs it, and the points beside it."""

    NATIONAL = "national", _("National Library")
    PROVINCE = "province", _("Provincial public library")
    DISTRICT = "district", _("District public library")
    COMMUNE = "commune", _("Commune public library")
    SPECIALISED = "specialised", _("Specialised library")
    ARMED_FORCES = "armed_forces", _("Armed forces library")
    UNIVERSITY = "university", _("University library")
    PRESCHOOL = "preschool", _("Preschool library")
    PRIMARY = "primary", _("Primary school library")
    LOWER_SECONDARY = "lower_secondary", _("Lower secondary school library")
    UPPER_SECONDARY = "upper_secondary", _("Upper secondary school library")
    MULTI_LEVEL_SCHOOL = "multi_level_school", _("Multi-level school library")
    VOCATIONAL = "vocational", _("Vocational college library")
    OTHER_EDUCATION = "other_education", _("Other education library")
    COMMUNITY = "community", _("Community library")
    PRIVATE = "private", _("Private library serving the public")
    FOREIGN = "foreign", _("Foreign library serving Vietnamese readers")
    READING_POINT = "reading_point", _("Reading point")
    BOOKCASE = "bookcase", _("Bookcase")
    POST_CULTURE_POINT = "post_culture_point", _("Commune post and culture point")

    @property
    def is_library(self) -> bool:
        """Reading points are not libraries in the law (Decree 93/2020 Art. 9-10)."""
        return self not in POINTS


POINTS = frozenset({LibraryKind.READING_POINT, LibraryKind.BOOKCASE, LibraryKind.POST_CULTURE_POINT})

#: Filter groups in the order of Art. 9(1).
KIND_GROUPS: tuple[tuple[object, tuple[LibraryKind, ...]], ...] = (
    (
        _("Public libraries"),
        (LibraryKind.NATIONAL, LibraryKind.PROVINCE, LibraryKind.DISTRICT, LibraryKind.COMMUNE),
    ),
    (_("Specialised and armed forces"), (LibraryKind.SPECIALISED, LibraryKind.ARMED_FORCES)),
    (
        _("Schools and colleges"),
        (
            LibraryKind.UNIVERSITY,
            LibraryKind.VOCATIONAL,
            LibraryKind.UPPER_SECONDARY,
            LibraryKind.LOWER_SECONDARY,
            LibraryKind.PRIMARY,
            LibraryKind.MULTI_LEVEL_SCHOOL,
            LibraryKind.PRESCHOOL,
            LibraryKind.OTHER_EDUCATION,
        ),
    ),
    (
        _("Community, private, foreign"),
        (LibraryKind.COMMUNITY, LibraryKind.PRIVATE, LibraryKind.FOREIGN),
    ),
    (
        _("Reading points"),
        (LibraryKind.READING_POINT, LibraryKind.BOOKCASE, LibraryKind.POST_CULTURE_POINT),
    ),
)


#: The groups by the name that addresses and the map's legend use, in the same order.
GROUPS: dict[str, tuple[object, tuple[LibraryKind, ...]]] = dict(
    zip(("public", "special", "school", "community", "point"), KIND_GROUPS, strict=True)
)
GROUP_OF: dict[str, str] = {kind.value: name for name, (_title, kinds) in GROUPS.items() for kind in kinds}


class ServiceKind(TextChoices):
    READING_ROOM = "reading_room", _("Reading on site")
    HOME_LOAN = "home_loan", _("Books to take home")
    CHILDREN = "children", _("Children's corner")
    INTERNET = "internet", _("Computers and Internet")
    DIGITAL_READING = "digital_reading", _("Digital documents")
    NEWSPAPERS = "newspapers", _("Newspapers and magazines")
    LOCAL_HISTORY = "local_history", _("Local history")
    ACCESSIBLE = "accessible", _("Braille and talking books")
    COPIES = "copies", _("Copies and scans")
    ENQUIRIES = "enquiries", _("Answers to questions")
    INTERLIBRARY_LOAN = "interlibrary_loan", _("Books from other libraries")
    MOBILE = "mobile", _("Mobile library")
    POST = "post", _("Books by post")
    EVENTS = "events", _("Events and reading clubs")
    TRAINING = "training", _("Courses")


class EventKind(TextChoices):
    MERGE = "merge", _("merger")
    WHOLE_TRANSFER = "whole_transfer", _("whole transfer")
    SPLIT = "split", _("split")
    RENAME = "rename", _("new name")
    ABOLISH = "abolish", _("closure")
    CREATE = "create", _("foundation")


class Boundaries(TextChoices):
    """Which map answers: the day's own, the last before 1 July 2025, or the first after it."""

    AS_OF = "as_of", _("as of the date")
    OLD = "old", _("before 1 July 2025")
    NEW = "new", _("since 1 July 2025")
