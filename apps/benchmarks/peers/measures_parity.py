"""Values of ir_measures for runs and judgements: measures_parity.py <folder>, which holds pairs.json; writes
values.json.

    pip install ir-measures==0.4.3 pytrec-eval-terrier==0.5.11 cwl-eval==1.0.12 pyndeval==0.0.8
    perl for gdeval.pl, whose output is printed to 17 digits here in place of 5

A measure that no provider of ir_measures can compute is computed from its formula, below.
"""

import json
import logging
import math
import pkgutil
import sys
import warnings
from pathlib import Path

import ir_measures
from ir_measures.providers import gdeval_provider

warnings.filterwarnings("ignore")
logging.getLogger("ir_measures.cwl_eval").setLevel(logging.ERROR)


class SeventeenDigits:
    @staticmethod
    def get_data(package, resource):
        return pkgutil.get_data(package, resource).replace(b"%.5f", b"%.17g")


gdeval_provider.pkgutil = SeventeenDigits


def by_formula(measure, qrels, run):
    """query -> value, or None if there is no formula here."""
    name, k, rel = measure.NAME, measure.params.get("cutoff"), measure.params.get("rel", 1)
    relevance, subtopics, values = {}, {}, {}
    for q, subtopic, d, r in qrels:
        relevance.setdefault(q, {})[d] = r
        if r >= rel:
            subtopics.setdefault(q, {}).setdefault(d, set()).add(subtopic)
    ranked = {}
    for q, d, s in run:
        ranked.setdefault(q, []).append((d, s))
    for q, judged in relevance.items():
        if q not in ranked:
            values[q] = math.nan if name == "Accuracy" else 0.0
            continue
        if name == "Accuracy":
            order = [judged.get(d, 0) >= rel for d, _ in sorted(ranked[q], key=lambda x: -x[1])][:k]
            pairs = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :] if a != b]
            values[q] = sum(a for a, _ in pairs) / len(pairs) if pairs else math.nan
        elif name == "RBP":
            order = [d for d, _ in sorted(ranked[q], key=lambda x: -x[1])][:k]
            p = measure["p"]
            if "rel" in measure.params:
                values[q] = sum(p**i for i, d in enumerate(order) if judged.get(d, 0) >= rel) / sum(
                    p**i for i in range(1000)
                )
            else:
                values[q] = (1 - p) * sum(p**i * max(judged.get(d, 0), 0) for i, d in enumerate(order))
        elif name == "NumRel":
            values[q] = sum(r >= rel for r in judged.values())
        elif name in ("ERR", "nDCG") and k is None:
            order = [d for d, _ in sorted(sorted(ranked[q], reverse=True), key=lambda x: -x[1])]
            gains = [2 ** max(judged.get(d, 0), 0) - 1 for d in order]
            if name == "ERR":
                values[q], left = 0.0, 1.0
                for i, gain in enumerate(gains):
                    values[q] += left * gain / 16 / (i + 1)
                    left *= 1 - gain / 16
            else:
                ideal = sorted((2 ** max(r, 0) - 1 for r in judged.values()), reverse=True)
                dcg = lambda g: sum(x / math.log2(i + 2) for i, x in enumerate(g))
                values[q] = dcg(gains) / dcg(ideal) if dcg(ideal) else 0.0
        elif name in ("ERR_IA", "alpha_DCG", "nERR_IA", "alpha_nDCG", "AP_IA", "P_IA", "StRecall"):
            order = [d for d, _ in sorted(ranked[q], key=lambda x: (-x[1], x[0]))]
            if measure["judged_only"] if "judged_only" in measure.SUPPORTED_PARAMS else False:
                order = [d for d in order if d in judged]
            values[q] = diversity(
                name, order, subtopics.get(q, {}), k, measure["alpha"] if "alpha" in measure.SUPPORTED_PARAMS else 0.5
            )
        else:
            return None
    return values


def diversity(name, order, covers, k, alpha):
    every = sorted(set().union(*covers.values())) if covers else []
    if not every:
        return 0.0
    if name == "StRecall":
        return len(set().union(*[covers.get(d, set()) for d in order[:k]])) / len(every)
    if name == "P_IA":
        return sum(len(covers.get(d, ())) for d in order[:k]) / (k * len(every))
    if name == "AP_IA":
        total = 0.0
        for subtopic in every:
            hits = [i + 1 for i, d in enumerate(order) if subtopic in covers.get(d, ())]
            total += sum((n + 1) / rank for n, rank in enumerate(hits)) / sum(subtopic in c for c in covers.values())
        return total / len(every)
    weight = (lambda i: 1 / (i + 1)) if "ERR" in name else (lambda i: 1 / math.log2(i + 2))

    def score(documents):
        seen, total = {}, 0.0
        for i, cover in enumerate(documents):
            total += weight(i) * sum((1 - alpha) ** seen.get(s, 0) for s in cover)
            for s in cover:
                seen[s] = seen.get(s, 0) + 1
        return total

    value = score([covers.get(d, set()) for d in order[:k]])
    if not name.startswith("n") and "_n" not in name:
        return value if k == 1 else value / score([every] * (k or len(order)))
    left, seen, ideal = sorted(covers), {}, []
    while left:
        best = max(left, key=lambda d: (sum((1 - alpha) ** seen.get(s, 0) for s in covers[d]), d))
        left.remove(best)
        ideal.append(covers[best])
        for s in covers[best]:
            seen[s] = seen.get(s, 0) + 1
    return value / score(ideal[:k])


def values_of(text, qrels, run):
    measure = ir_measures.parse_measure(text)
    try:
        evaluator = ir_measures.evaluator(
            [measure], [ir_measures.Qrel(q, d, r, subtopic) for q, subtopic, d, r in qrels]
        )
        docs = [ir_measures.ScoredDoc(q, d, s) for q, d, s in run]
        return {
            "source": "ir_measures",
            "perQuery": {m.query_id: m.value for m in evaluator.iter_calc(iter(docs))},
            "aggregate": evaluator.calc_aggregate(iter(docs))[measure],
        }
    except Exception as error:
        found = by_formula(measure, qrels, run)
        if found is None:
            return {"source": "none", "error": repr(error)}
        found = {q: value for q, value in found.items() if value == value}
        total = sum(found.values())
        return {
            "source": "formula",
            "error": repr(error)[:100],
            "perQuery": found,
            "aggregate": total if measure.NAME.startswith("Num") else total / len(found) if found else math.nan,
        }


def main(folder):
    pairs = json.loads(Path(folder, "pairs.json").read_text())
    result = []
    for pair in pairs:
        print(pair["name"], file=sys.stderr)
        result.append(
            {
                text: {**values_of(text, pair["qrels"], pair["run"]), "printed": str(ir_measures.parse_measure(text))}
                for text in pair["measures"]
            }
        )
    Path(folder, "values.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1])
