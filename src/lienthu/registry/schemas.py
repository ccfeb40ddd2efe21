"""What the API takes and gives."""

from typing import Any

from ninja import Schema
from pydantic import ConfigDict


class LibraryFields(Schema):
    """All optional: a PATCH names what is different. `area` is a code (as of the date) or a public identifier."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    name_en: str | None = None
    kind: str | None = None
    is_public_funded: bool | None = None
    area: str | None = None
    agency: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    web: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    hours: dict[str, list[list[str]]] | None = None


class LibraryOpening(LibraryFields):
    code: str
    name: str
    kind: str
    area: str
    on: str
    isil: str = ""
    legal_basis: str = ""


class LibraryChange(LibraryFields):
    """Different from `on`; with `correct`, the version in force on `on` was written down wrongly."""

    on: str
    legal_basis: str = ""
    correct: bool = False
    reason: str = ""


class ServicesChange(Schema):
    on: str
    services: dict[str, str]


class Ending(Schema):
    on: str
    legal_basis: str = ""


class Merger(Ending):
    """`libraries` end and `into` takes over."""

    libraries: list[str]
    into: str


class Problem(Schema):
    code: str
    message: str
    params: dict[str, Any]


class AreaOut(Schema):
    id: str
    code: str
    name: str
    label: str
    level: str
    kind: str
    parent: str | None
    valid_from: str
    valid_to: str | None


class PartOut(Schema):
    area: AreaOut
    share: float | None


class AreaDetail(AreaOut):
    as_of: str
    boundaries: str
    map_date: str
    ancestors: list[AreaOut]
    parts: list[PartOut]
    versions: list[AreaOut]


class AreaList(Schema):
    as_of: str
    boundaries: str
    map_date: str
    items: list[AreaOut]


class LibraryOut(Schema):
    id: str
    code: str
    name: str
    name_en: str
    kind: str
    area_code: str
    area_name: str
    area_id: str
    latitude: float | None
    longitude: float | None
    is_open: bool


class LibraryList(Schema):
    as_of: str
    boundaries: str
    items: list[LibraryOut]
    next: str | None


class VersionOut(Schema):
    name: str
    name_en: str
    kind: str
    area: str
    address: str
    valid_from: str
    valid_to: str | None
    legal_basis: str


class ServiceOut(Schema):
    kind: str
    note: str


class EventOut(Schema):
    kind: str
    date: str
    legal_basis: str
    before: list[LibraryOut]
    after: list[LibraryOut]


class LibraryDetail(LibraryOut):
    isil: str | None
    as_of: str
    boundaries: str
    area_path: str
    is_public_funded: bool
    agency: str | None
    address: str
    phone: str
    email: str
    web: str
    hours: dict[str, list[list[str]]]
    services: list[ServiceOut]
    versions: list[VersionOut]
    events: list[EventOut]
    successors: list[LibraryOut]


class AgencyFields(Schema):
    """All optional: a PATCH names what is different. `parent` and `area` are codes or public identifiers."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    name_en: str | None = None
    kind: str | None = None
    parent: str | None = None
    area: str | None = None


class AgencyOpening(AgencyFields):
    code: str
    name: str
    kind: str
    on: str
    legal_basis: str = ""


class AgencyChange(AgencyFields):
    on: str
    legal_basis: str = ""


class AgencyMerger(Ending):
    """`agencies` end and `into` takes over."""

    agencies: list[str]
    into: str


class AgencyOut(Schema):
    id: str
    code: str
    name: str
    name_en: str
    kind: str


class AgencyList(Schema):
    as_of: str
    boundaries: str
    items: list[AgencyOut]
    next: str | None


class AgencyVersionOut(Schema):
    name: str
    kind: str
    valid_from: str
    valid_to: str | None
    legal_basis: str


class AgencyLibrary(Schema):
    id: str
    code: str
    name: str


class AgencyDetail(AgencyOut):
    is_there: bool
    parent: str | None
    area_path: str
    as_of: str
    boundaries: str
    versions: list[AgencyVersionOut]
    successors: list[str]
    libraries: list[AgencyLibrary]


class AreaEnding(Ending):
    """With `preview` nothing is done: the answer says what would be touched."""

    preview: bool = False


class AreaFields(Schema):
    """`parent` is a code (as of the day) or a public identifier; an empty one means that there is none."""

    code: str | None = None
    name: str | None = None
    level: str | None = None
    kind: str | None = None
    parent: str | None = None


class AreaOpening(AreaFields, AreaEnding):
    code: str
    name: str
    level: str
    kind: str


class AreaChange(AreaFields, AreaEnding):
    """All fields optional: what is not named stays."""


class AreaMerger(AreaFields, AreaEnding):
    """`areas` go by the codes they have on the eve. Level and parent may be left out when they have them in common."""

    areas: list[str]
    name: str


class AreaTransfer(AreaEnding):
    areas: list[str]
    into: str


class AreaPartIn(AreaFields):
    """Either `into`, an area that is there, or the name and code of a new one."""

    into: str | None = None
    share: float | str | None = None
    children: list[str] = []


class AreaSplit(AreaEnding):
    area: str
    parts: list[AreaPartIn]


class TouchedOut(Schema):
    libraries: list[AgencyLibrary]
    agencies: list[str]
    counts: dict[str, int]


class AreaActOut(Schema):
    preview: bool
    areas: list[AreaOut]
    touched: TouchedOut
