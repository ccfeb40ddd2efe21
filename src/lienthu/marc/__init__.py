"""MARC 21 without Django: reading, writing, validation, field map and crosswalks."""

from lienthu.marc.record import Field, Record

__all__ = ["Field", "Record"]
