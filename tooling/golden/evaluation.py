"""Writes the golden values of packages/evaluation: measures from trec_eval and MS MARCO's script (through
ir_measures), p-values from scipy.

pip install ir-measures==0.4.3 pytrec-eval-terrier==0.5.11 scipy
python tooling/golden/evaluation.py packages/evaluation/src/__golden__
"""

import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

import ir_measures
import scipy.stats

SEED = 20240607
MEASURES = [
    "nDCG",
    "nDCG@1",
    "nDCG@3",
    "nDCG@10",
    "R@1",
    "R@5",
    "R@50",
    "R(rel=2)@5",
    "P@1",
    "P@5",
    "P@20",
    "P(rel=2)@5",
    "AP",
    "AP@3",
    "AP(rel=2)",
    "RR",
    "RR(rel=2)",
    "RR@1",
    "RR@3",
    "RR@10",
    "Success@1",
    "Success@5",
    "Success(rel=2)@5",
]


def values(qrels, run):
    """Measure -> query -> value; every judged query has one, as with trec_eval -c."""
    result = {name: {query: 0.0 for query in qrels} for name in MEASURES}
    names = {ir_measures.parse_measure(name): name for name in MEASURES}
    measures = list(names)
    documents = [
        ir_measures.ScoredDoc(query, document, score)
        for query, scores in run.items()
        for document, score in scores.items()
    ]
    judgements = [
        ir_measures.Qrel(query, document, relevance)
        for query, relevances in qrels.items()
        for document, relevance in relevances.items()
    ]
    for metric in ir_measures.evaluator(measures, judgements).iter_calc(documents):
        result[names[metric.measure]][metric.query_id] = metric.value
    return result


def case(name, qrels, run):
    return {"name": name, "qrels": qrels, "run": run, "values": values(qrels, run)}


def random_case(seed, levels, score_steps):
    rng = random.Random(seed)
    documents = [f"d{i}" for i in range(60)]
    qrels, run = {}, {}
    for q in range(12):
        judged = rng.sample(documents, rng.randint(1, 25))
        qrels[f"q{q}"] = {document: rng.choice(levels) for document in judged}
        if rng.random() < 0.85:
            retrieved = rng.sample(documents, rng.randint(1, 40))
            run[f"q{q}"] = {document: rng.randint(0, score_steps) / score_steps for document in retrieved}
    run["not judged"] = {"d1": 1.0}
    return case(f"random, seed {seed}, relevance of {levels}, {score_steps + 1} different scores", qrels, run)


def cases():
    yield case("one relevant document at rank 2", {"q": {"a": 1}}, {"q": {"b": 2.0, "a": 1.0}})
    yield case(
        "all scores equal: last document id first",
        {"q": {"a": 1, "b": 0, "c": 2}},
        {"q": {"a": 1.0, "b": 1.0, "c": 1.0}},
    )
    yield case("scores that are equal as 32-bit numbers", {"q": {"a": 1, "b": 0}}, {"q": {"a": 1.0 + 1e-12, "b": 1.0}})
    yield case("scores that differ as 32-bit numbers", {"q": {"a": 1, "b": 0}}, {"q": {"a": 1.0 + 1e-6, "b": 1.0}})
    yield case(
        "equal scores: ids by their UTF-8 bytes",
        {"q": {"\U0001f600": 1, "\uff21": 0, "é": 2, "z": 0}},
        {"q": {"\U0001f600": 1.0, "\uff21": 1.0, "é": 1.0, "z": 1.0}},
    )
    yield case("a prefix of another id", {"q": {"d1": 1, "d10": 0}}, {"q": {"d1": 1.0, "d10": 1.0}})
    yield case("a judged query that the run misses", {"q": {"a": 1}, "missed": {"a": 1}}, {"q": {"a": 1.0}})
    yield case("a query of the run that is not judged", {"q": {"a": 1}}, {"q": {"a": 1.0}, "not judged": {"a": 1.0}})
    yield case("nothing is relevant", {"q": {"a": 0, "b": 0}}, {"q": {"a": 1.0, "c": 2.0}})
    yield case(
        "documents that are not judged", {"q": {"a": 1, "b": 3}}, {"q": {"x": 9.0, "a": 8.0, "y": 7.0, "b": 6.0}}
    )
    yield case(
        "relevance below 0", {"q": {"a": -1, "b": 2, "c": -2, "d": 1}}, {"q": {"a": 1.0, "b": 0.5, "c": 3.0, "d": 0.1}}
    )
    yield case("scores below 0", {"q": {"a": 1, "b": 1}}, {"q": {"a": -3.5, "b": -0.25, "c": -1.0}})
    for offset in range(4):
        yield random_case(SEED + offset, [0, 1], 1000)
        yield random_case(SEED + 10 + offset, [0, 1, 2, 3], 4)
        yield random_case(SEED + 20 + offset, [-1, 0, 0, 1, 2], 12)


def significance():
    for offset, count in enumerate([2, 3, 8, 12, 50, 301]):
        rng = random.Random(SEED + 100 + offset)
        differences = [round(rng.gauss(0.03, 0.1), 6) for _ in range(count)]
        entry = {"differences": differences, "paired-t": scipy.stats.ttest_1samp(differences, 0).pvalue}
        if count <= 12:
            exact = scipy.stats.permutation_test(
                (differences, [0.0] * count),
                lambda a, b, axis: (a - b).mean(axis=axis),
                permutation_type="samples",
                n_resamples=float("inf"),
                vectorized=True,
            )
            entry["randomisation"] = exact.pvalue
        yield entry


def main(folder):
    provenance = {name: version(name) for name in ["ir-measures", "pytrec-eval-terrier", "scipy"]}
    provenance |= {"script": "tooling/golden/evaluation.py", "seed": SEED}
    for name, content in [("measures", list(cases())), ("significance", list(significance()))]:
        text = json.dumps({"provenance": provenance, "cases": content}, ensure_ascii=False, separators=(",", ":"))
        Path(folder, f"{name}.json").write_text(text + "\n")


main(sys.argv[1])
