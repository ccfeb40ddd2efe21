"""The question before anything is stored: nothing here may hold a state secret or what only an on-site room may show.

Library Law 46/2019, Art. 7(1) b; Decree on the protection of state secrets. The answers are the depositor's own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clearance:
    """`holds_secrets`: anything marked or known as a state secret. `may_share`: the giver may hand it over. `name`: who
    answers for that."""

    holds_secrets: bool
    may_share: bool
    name: str


def refusal(given: Clearance) -> str:
    """The code of what stands against taking the files in; empty for nothing."""
    if given.holds_secrets:
        return "repository.secrets_not_taken"
    if not given.may_share:
        return "repository.no_right_to_share"
    if len(given.name.strip()) < 3:
        return "repository.clearance_needs_name"
    return ""
