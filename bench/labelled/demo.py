"""The demo generator's known clusters: records of 18 libraries in random order, gathered as the union gathers them."""

from __future__ import annotations

import random
import time
from collections import Counter
from itertools import combinations

from lienthu.config.demo.plan import SHARES
from lienthu.config.demo.records import records
from lienthu.marc.record import Record
from lienthu.union.rules.features import features
from lienthu.union.rules.partition import partition

Made = list[tuple[str, Record]]


def measure(size: int, show: int) -> dict[str, float]:
    found: Made = [(made.id, record) for code in SHARES for made, record in records(code, size)]
    random.Random(3).shuffle(found)
    start = time.process_time()
    got = partition([features(record) for _, record in found])
    spent = time.process_time() - start
    undecided = len({number for pair in got.asked for number in pair})
    right, wrong = 0, []
    for group in got.groups:
        for one, other in combinations(group, 2):
            if found[one][0] == found[other][0]:
                right += 1
            else:
                wrong.append((one, other))
    for one, other in wrong[:show]:
        for number in (one, other):
            print(found[number][0], [f.text() for f in found[number][1].all("100", "245", "250", "260", "300")])
    truth = Counter(made for made, _ in found)
    pairs = sum(count * (count - 1) // 2 for count in truth.values())
    return {
        "records": len(found), "true_pairs": pairs, "merged_right": right, "merged_wrong": len(wrong),
        "precision": round(right / max(1, right + len(wrong)), 5), "recall": round(right / max(1, pairs), 5),
        "records_in_review": round(undecided / len(found), 5), "us_per_record": round(spent / len(found) * 1e6, 1),
    }  # fmt: skip
