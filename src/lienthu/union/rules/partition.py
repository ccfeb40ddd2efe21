"""The whole matcher as one pure function: descriptions in, groups out. The database does the same step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lienthu.union.rules.board import LARGEST_BLOCK, Board, Said
from lienthu.union.rules.clustering import gather
from lienthu.union.rules.features import Features
from lienthu.union.rules.keys import keys
from lienthu.union.rules.score import Judgement, Verdict


@dataclass(slots=True)
class Partition:
    """`groups` of record numbers; `asked`: pairs that people would be asked about."""

    groups: list[list[int]] = field(default_factory=list)
    asked: list[tuple[int, int]] = field(default_factory=list)


def partition(records: Sequence[Features]) -> Partition:
    """Of a block with more than `LARGEST_BLOCK` descriptions each meets the nearest; the database narrows such blocks
    by year and pages."""
    board = Board()
    nodes: dict[tuple[bytes, int], list[int]] = {}
    for number, one in enumerate(records):
        nodes.setdefault(board.node(number, one, one.to_blob()), []).append(number)
    ordered = sorted(nodes)
    said = [(records[nodes[node][0]], node[0]) for node in ordered]
    edges, doubts = _compared(board, said)
    out = Partition(asked=[(nodes[ordered[a]][0], nodes[ordered[b]][0]) for a, b in doubts])
    for component in _components(len(said), edges):

        def judge(one: int, other: int, here: list[int] = component) -> Judgement:
            return board.judged(said[here[one]], said[here[other]])

        found = gather(len(component), judge)
        out.groups += [
            sorted(number for at in group for number in nodes[ordered[component[at]]]) for group in found.groups
        ]
        out.asked += [(nodes[ordered[component[a]]][0], nodes[ordered[component[b]]][0]) for a, b, _ in found.held]
    out.groups.sort()
    return out


def _compared(board: Board, said: list[Said]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs that share a key and are the same, and those that may be."""
    blocks: dict[int, list[int]] = {}
    same: list[tuple[int, int]] = []
    doubtful: list[tuple[int, int]] = []
    for number, (features, _) in enumerate(said):
        met: set[int] = set()
        for key in keys(features):
            block = blocks.setdefault(key, [])
            met.update(block[-LARGEST_BLOCK:])
            block.append(number)
        for other in sorted(met):
            found = board.judged(said[other], said[number]).verdict
            if found is not Verdict.DIFFERENT:
                (same if found is Verdict.SAME else doubtful).append((other, number))
    return same, doubtful


def _components(count: int, edges: list[tuple[int, int]]) -> list[list[int]]:
    root = list(range(count))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for one, other in edges:
        root[find(other)] = find(one)
    found: dict[int, list[int]] = {}
    for number in range(count):
        found.setdefault(find(number), []).append(number)
    return list(found.values())
