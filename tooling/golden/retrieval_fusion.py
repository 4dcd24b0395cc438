"""Writes the golden values of packages/retrieval's rank fusion, from ranx.

pip install ranx==0.3.21
python tooling/golden/retrieval_fusion.py packages/retrieval/src/__golden__
"""

import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

from ranx import Run, fuse

SEED = 20240611
# Our name -> name in ranx and its parameters.
BY_RANK = {
    "RRF": ("rrf", {"k": 60}),
    "ISR": ("isr", {}),
    "logISR": ("log_isr", {}),
    "RBC": ("rbc", {"phi": 0.8}),
    "Borda": ("bordafuse", {}),
}
BY_SCORE = {"CombSUM": "sum", "CombMNZ": "mnz", "CombANZ": "anz", "CombMAX": "max", "CombMIN": "min", "CombMED": "med"}
NORMS = {"none": None, "min-max": "min-max", "max": "max", "sum": "sum", "z-score": "zmuv", "rank": "rank"}
WEIGHTS = [0.5, 2.0, 1.25]


def random_runs():
    """Three systems over four queries with different documents.

    Scores differ, since ranx leaves ties to their order.
    """
    rng = random.Random(SEED)
    runs = []
    for scale, offset in [(1, 0), (30, 5), (2, 0.25)]:
        runs.append(
            {
                f"q{q}": {f"d{d}": offset + scale * rng.random() for d in rng.sample(range(12), rng.randint(1, 8))}
                for q in range(4)
            }
        )
    return runs


def fused(runs, **arguments):
    result = fuse(runs=[Run(run) for run in runs], **arguments)
    return {query: dict(documents) for query, documents in result.to_dict().items()}


def cases(runs):
    for ours, (name, parameters) in BY_RANK.items():
        yield {"options": {"method": ours}, "fused": fused(runs, norm=None, method=name, params=parameters or None)}
    yield {"options": {"method": "RRF", "k": 3}, "fused": fused(runs, norm=None, method="rrf", params={"k": 3})}
    for ours, name in BY_SCORE.items():
        for norm, theirs in NORMS.items():
            if ours == "CombSUM" or norm in ("none", "min-max"):
                yield {
                    "options": {"method": ours, "normalization": norm},
                    "fused": fused(runs, norm=theirs, method=name),
                }
    yield {
        "options": {"method": "CombSUM", "normalization": "min-max", "weights": WEIGHTS},
        "fused": fused(runs, norm="min-max", method="wsum", params={"weights": WEIGHTS}),
    }


def main(folder):
    runs = random_runs()
    provenance = {"ranx": version("ranx"), "script": "tooling/golden/retrieval_fusion.py", "seed": SEED}
    text = json.dumps({"provenance": provenance, "runs": runs, "cases": list(cases(runs))}, separators=(",", ":"))
    Path(folder, "fusion.json").write_text(text + "\n")


main(sys.argv[1])
