"""The tables of this room."""

from lienthu.repository.models.access import AccessRule, NamedReader, ReadingDevice
from lienthu.repository.models.deposits import Deposit, DepositFile, SheetRow, Upload
from lienthu.repository.models.fixity import FixityFault, FixityRun
from lienthu.repository.models.objects import DigitalObject, ObjectFile, Page, PageText, Step
from lienthu.repository.models.uses import UseHour, UseMonth

__all__ = [
    "AccessRule",
    "Deposit",
    "DepositFile",
    "DigitalObject",
    "FixityFault",
    "FixityRun",
    "NamedReader",
    "ObjectFile",
    "Page",
    "PageText",
    "ReadingDevice",
    "SheetRow",
    "Step",
    "Upload",
    "UseHour",
    "UseMonth",
]
