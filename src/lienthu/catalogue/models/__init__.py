"""The tables of this room: records and the files that brought them; copies and what happens to them."""

from lienthu.catalogue.models.authorities import (
    Authority,
    AuthorityAct,
    AuthorityForm,
    AuthorityProposal,
    AuthorityRelation,
    HeadingUse,
    RecordHeading,
)
from lienthu.catalogue.models.authority_intakes import AuthorityIntake, AuthorityIntakeRow
from lienthu.catalogue.models.batch_edits import BatchEdit, BatchEditRecord
from lienthu.catalogue.models.items import (
    AccessionCounter,
    AccessionRange,
    AccessionSeries,
    Item,
    ItemAct,
    ItemEvent,
)
from lienthu.catalogue.models.records import (
    ColumnMapping,
    ControlNumberSeries,
    EditLock,
    ImportBatch,
    ImportRow,
    PastMarc,
    RestrictionCase,
    SourceRecord,
    SourceVersion,
)
from lienthu.catalogue.models.rotation import (
    RotationBox,
    RotationCheck,
    RotationCopy,
    RotationExtension,
    RotationLeg,
    RotationStray,
)
from lienthu.catalogue.models.stocktake import Stocktake, StocktakeCopy, StocktakeScan
from lienthu.catalogue.models.title_codes import TitleCodeRime
from lienthu.catalogue.models.weeding import WeedingCopy, WeedingRound, WeedingStep

__all__ = [
    "AccessionCounter",
    "AccessionRange",
    "AccessionSeries",
    "Authority",
    "AuthorityAct",
    "AuthorityForm",
    "AuthorityIntake",
    "AuthorityIntakeRow",
    "AuthorityProposal",
    "AuthorityRelation",
    "BatchEdit",
    "BatchEditRecord",
    "ColumnMapping",
    "ControlNumberSeries",
    "EditLock",
    "HeadingUse",
    "ImportBatch",
    "ImportRow",
    "Item",
    "ItemAct",
    "ItemEvent",
    "PastMarc",
    "RecordHeading",
    "RestrictionCase",
    "RotationBox",
    "RotationCheck",
    "RotationCopy",
    "RotationExtension",
    "RotationLeg",
    "RotationStray",
    "SourceRecord",
    "SourceVersion",
    "Stocktake",
    "StocktakeCopy",
    "StocktakeScan",
    "TitleCodeRime",
    "WeedingCopy",
    "WeedingRound",
    "WeedingStep",
]
