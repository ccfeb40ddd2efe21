"""The tables of this room."""

from lienthu.repository.models.access import AccessRule, NamedReader, ReadingDevice
from lienthu.repository.models.appraisal import (
    Case,
    Council,
    CouncilMember,
    DescriptionVersion,
    Sitting,
    Tombstone,
    Vote,
)
from lienthu.repository.models.corrections import Correction
from lienthu.repository.models.deposits import Deposit, DepositFile, SheetRow, Upload
from lienthu.repository.models.fixity import FixityFault, FixityRun
from lienthu.repository.models.learning import Learning, LearningTopic, SchoolUse
from lienthu.repository.models.objects import DigitalObject, ObjectFile, Page, PageText, Step
from lienthu.repository.models.packages import Package
from lienthu.repository.models.page_edits import PageEdit, PageLook
from lienthu.repository.models.projects import (
    Booking,
    Calibration,
    Inspection,
    JobDelivery,
    Machine,
    Project,
    SampledPage,
    WorkJob,
    WorkLot,
    WorkStep,
)
from lienthu.repository.models.removals import Removal
from lienthu.repository.models.seats import PageOpened, Seat, Waiting
from lienthu.repository.models.selections import RegisterEntry, Selection, SelectionLine
from lienthu.repository.models.stories import Story, StoryUse, StoryVersion
from lienthu.repository.models.things import Relation, Thing
from lienthu.repository.models.uses import UseHour, UseMonth
from lienthu.repository.models.watching import Delivery, WatchedFolder

__all__ = [
    "AccessRule",
    "Booking",
    "Calibration",
    "Case",
    "Correction",
    "Council",
    "CouncilMember",
    "Delivery",
    "Deposit",
    "DepositFile",
    "DescriptionVersion",
    "DigitalObject",
    "FixityFault",
    "FixityRun",
    "Inspection",
    "JobDelivery",
    "Learning",
    "LearningTopic",
    "Machine",
    "NamedReader",
    "ObjectFile",
    "Package",
    "Page",
    "PageEdit",
    "PageLook",
    "PageOpened",
    "PageText",
    "Project",
    "ReadingDevice",
    "RegisterEntry",
    "Relation",
    "Removal",
    "SampledPage",
    "SchoolUse",
    "Seat",
    "Selection",
    "SelectionLine",
    "SheetRow",
    "Sitting",
    "Step",
    "Story",
    "StoryUse",
    "StoryVersion",
    "Thing",
    "Tombstone",
    "Upload",
    "UseHour",
    "UseMonth",
    "Vote",
    "Waiting",
    "WatchedFolder",
    "WorkJob",
    "WorkLot",
    "WorkStep",
]
