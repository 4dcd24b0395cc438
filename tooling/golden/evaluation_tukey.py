"""Writes the golden values of packages/evaluation's Tukey HSD: scipy's own for independent samples, its studentised
range for paired ones.

pip install scipy==1.17.1 numpy
python tooling/golden/evaluation_tukey.py packages/evaluation/src/__golden__
"""

import json
import sys
from importlib.metadata import version
from itertools import combinations
from pathlib import Path

import numpy as np
import scipy.stats

SEED = 20241125


def paired(values):
    x = np.array(values)
    k, n = x.shape
    residuals = x - x.mean(1, keepdims=True) - x.mean(0, keepdims=True) + x.mean()
    degrees = (k - 1) * (n - 1)
    error = np.sqrt((residuals**2).sum() / degrees / n)
    return [
        float(scipy.stats.studentized_range.sf(abs(x[a].mean() - x[b].mean()) / error, k, degrees))
        for a, b in combinations(range(k), 2)
    ]


def main(folder):
    rng = np.random.default_rng(SEED)
    cases = []
    for sizes in [(5, 5), (4, 7, 9), (3, 3, 3), (30, 30, 30, 30), (12, 40, 25, 8, 19), (2, 2)]:
        values = [[round(float(x), 4) for x in rng.normal(0.3 * i, 1, size)] for i, size in enumerate(sizes)]
        result = scipy.stats.tukey_hsd(*values)
        cases.append(
            {
                "paired": False,
                "values": values,
                "pValues": [float(result.pvalue[a, b]) for a, b in combinations(range(len(sizes)), 2)],
            }
        )
    for k, n in [(2, 6), (3, 10), (5, 40), (4, 3)]:
        queries = rng.normal(0, 1, n)
        values = [[round(float(x), 4) for x in queries + rng.normal(0.15 * i, 0.5, n)] for i in range(k)]
        cases.append({"paired": True, "values": values, "pValues": paired(values)})
    provenance = {"scipy": version("scipy"), "script": "tooling/golden/evaluation_tukey.py", "seed": SEED}
    Path(folder, "tukey.json").write_text(
        json.dumps({"provenance": provenance, "cases": cases}, separators=(",", ":")) + "\n"
    )


main(sys.argv[1])
