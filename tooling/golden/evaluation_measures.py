"""Writes the golden values of packages/evaluation for every measure of ir_measures, from its providers, or from the
formula where it has none.

    pip install ir-measures==0.4.3 pytrec-eval-terrier==0.5.11 cwl-eval==1.0.12 pyndeval==0.0.8, and perl
    python tooling/golden/evaluation_measures.py packages/evaluation/src/__golden__

A larger comparison, live, is apps/benchmarks/src/measures-parity.ts, whose measures these are.
"""

import ast
import json
import random
import re
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "apps/benchmarks/peers"))
from measures_parity import values_of  # noqa: E402

SEED = 20241127


def measures():
    text = (ROOT / "apps/benchmarks/src/measures-parity/measures.ts").read_text()
    return [ast.literal_eval(part) for part in re.findall(r"= (\[.*?\]) as const", text, re.S)]


def random_case(seed, grades, scores, subtopics):
    rng = random.Random(seed)
    documents = [f"d{i}" for i in range(24)]
    qrels, run = [], []
    for query in ["1", "2", "3"]:
        for document in rng.sample(documents, 10):
            for subtopic in subtopics:
                if len(subtopics) == 1 or rng.random() < 0.6:
                    qrels.append((query, subtopic, document, rng.choice(grades)))
        if query != "2":
            run += [(query, document, rng.randrange(scores) / scores) for document in rng.sample(documents, 14)]
    return {
        "name": f"seed {seed}, relevance of {grades}, {scores} different scores, {len(subtopics)} subtopics",
        "qrels": qrels,
        "run": run,
    }


def finite(values):
    return {query: None if value != value else value for query, value in values.items()}


def main(folder):
    plain, diverse = measures()
    cases = []
    for offset, (grades, scores) in enumerate([([0, 1, 2, 3, 4], 4), ([-1, 0, 1, 2], 1000)]):
        cases.append((random_case(SEED + offset, grades, scores, ["0"]), plain))
        cases.append((random_case(SEED + 10 + offset, grades, scores, ["a", "b", "c"]), diverse))
    for case, names in cases:
        results = {name: values_of(name, case["qrels"], case["run"]) for name in names}
        case["values"] = {
            name: {
                "source": result["source"],
                "mean": finite({"": result["aggregate"]})[""],
                "perQuery": finite(result["perQuery"]),
            }
            for name, result in results.items()
        }
    provenance = {name: version(name) for name in ["ir-measures", "pytrec-eval-terrier", "cwl-eval", "pyndeval"]}
    provenance |= {"script": "tooling/golden/evaluation_measures.py", "seed": SEED}
    text = json.dumps(
        {"provenance": provenance, "cases": [case for case, _ in cases]}, ensure_ascii=False, separators=(",", ":")
    )
    Path(folder, "all-measures.json").write_text(text + "\n")


main(sys.argv[1])
