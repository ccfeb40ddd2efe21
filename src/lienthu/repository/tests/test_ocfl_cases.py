"""OCFL objects of others: what is right is accepted, what is wrong is refused with the code of the specification."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.repository.preservation import ocfl_check, ocfl_shape
from lienthu.repository.tests.ocfl_cases import BAD, GOOD, Made


def codes(place: Path) -> set[str]:
    return {fault.code for fault in ocfl_check.check(place)}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_right_is_accepted(tmp_path: Path, name: str) -> None:
    assert ocfl_check.check(GOOD[name]().at(tmp_path / "o")) == []


#: More is wrong than the name says, or of several codes that it leaves open one is told.
ELSE = {
    "E001_invalid_version_format": {"E001", "E046"},
    "E003_E063_empty": {"E003"},
    "E010_missing_versions": {"E010", "E092"},
    "E011_E013_invalid_padded_head_version": {"E011"},
    "E019_inconsistent_content_dir": {"E015", "E019"},
    "E023_old_manifest_missing_entries": {"E023", "E066"},
    "E049_E050_E054_bad_version_block_values": {"E049", "E050", "E054", "E094"},
    "E066_E092_old_manifest_digest_incorrect": {"E092"},
    "E092_E093_content_path_does_not_exist": {"E092"},
    "E092_algorithm_change_incorrect_digest": {"E066", "E092"},
    "E097_fixity_duplicate_digests": {"E097", "E101"},
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_refused_with_its_code(tmp_path: Path, name: str) -> None:
    found = codes(BAD[name]().at(tmp_path / "o"))
    assert found == ELSE.get(name, set(re.findall(r"E\d{3}", name)))


def test_most_codes_of_the_fixtures_are_among_them() -> None:
    told = set().union(*(ELSE.get(name, set(re.findall(r"E\d{3}", name))) for name in BAD))
    assert (len(BAD), len(GOOD), len(told)) == (68, 21, 51)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3),
    max_leaves=6,
)
KEYS = ["id", "type", "digestAlgorithm", "head", "manifest", "versions", "fixity", "contentDirectory"]


@given(st.sampled_from(KEYS), JSON)
@settings(deadline=None)
def test_no_inventory_breaks_the_judge(key: str, value: Any) -> None:
    """Whatever stands there, codes come back."""
    inventory = Made().root | {key: value}
    assert all(re.fullmatch(r"E\d{3}", fault.code) for fault in ocfl_shape.shape(inventory))
    assert list(ocfl_shape.shape(value if key == "id" else [value]))
