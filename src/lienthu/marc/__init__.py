"""MARC 21 without Django: reading, writing, validation, field map and crosswalks."""

from lienthu.marc.faults import Fault, RawRecord
from lienthu.marc.record import Field, Record

__all__ = ["Fault", "Field", "RawRecord", "Record"]
