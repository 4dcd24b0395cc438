"""Writes the golden values of packages/evaluation's evaluators of models, from those of sentence-transformers and
scikit-learn, on fixed vectors.

pip install sentence-transformers==6.2.0 scikit-learn==1.9.1
python tooling/golden/evaluation_models.py packages/evaluation/src/__golden__
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from sentence_transformers.sentence_transformer import evaluation
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.neighbors import KNeighborsClassifier

SEED = 20241126
DIMENSIONS = 4
SIMILARITIES = ["cosine", "dot", "euclidean", "manhattan"]


class FixedModel:
    """Answers with stored vectors, as a model would with its own."""

    similarity_fn_name = "cosine"
    model_card_data = SimpleNamespace(set_evaluation_metrics=lambda *_, **__: None)

    def __init__(self, vectors):
        self.vectors = vectors

    def encode(self, sentences, convert_to_numpy=True, **_):
        single = isinstance(sentences, str)
        rows = np.array([self.vectors[text] for text in ([sentences] if single else sentences)], dtype=np.float32)
        rows = rows[0] if single else rows
        return rows if convert_to_numpy else torch.tensor(rows)

    encode_query = encode_document = encode


def plain(metrics):
    return {name: float(value) for name, value in metrics.items()}


def main(folder):
    rng = np.random.default_rng(SEED)
    texts = [f"t{i}" for i in range(60)]
    vectors = {text: [round(float(x), 5) for x in rng.normal(size=DIMENSIONS)] for text in texts}
    model = FixedModel(vectors)
    first, second = texts[:25], texts[25:50]
    scores = [round(float(x), 1) for x in rng.uniform(0, 5, 25)]
    labels = [int(x) for x in rng.integers(0, 2, 25)]
    silent = {"show_progress_bar": False, "write_csv": False}
    result = {"vectors": vectors, "first": first, "second": second, "scores": scores, "labels": labels}
    result["similarity"] = plain(
        evaluation.EmbeddingSimilarityEvaluator(first, second, scores, similarity_fn_names=SIMILARITIES, **silent)(
            model
        )
    )
    negatives = texts[35:60]
    result["negatives"] = negatives
    result["triplets"] = plain(
        evaluation.TripletEvaluator(first, second, negatives, similarity_fn_names=SIMILARITIES, **silent)(model)
    )
    result["pairs"] = plain(
        evaluation.BinaryClassificationEvaluator(first, second, labels, similarity_fn_names=SIMILARITIES, **silent)(
            model
        )
    )
    samples = [
        {"query": texts[i], "positive": texts[10 + 3 * i : 12 + 3 * i], "negative": texts[30 + 2 * i : 44 + 2 * i]}
        for i in range(6)
    ]
    result["samples"] = samples
    result["reranking"] = plain(evaluation.RerankingEvaluator(samples, at_k=10, **silent)(model))
    duplicates = [(texts[i], texts[i + 1]) for i in range(0, 40, 2)]
    result["duplicates"] = duplicates
    result["mining"] = plain(
        evaluation.ParaphraseMiningEvaluator({text: text for text in texts}, duplicates, **silent)(model)
    )
    unit = np.array(list(vectors.values()))
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    classes = (unit[:, 0] + 0.5 * rng.normal(size=60) > 0).astype(int) + (unit[:, 1] > 0.3).astype(int)
    train, test = slice(0, 40), slice(40, 60)
    result["classes"] = [str(each) for each in classes]
    for name, classifier in [
        ("logistic-regression", LogisticRegression(C=1, tol=1e-9, max_iter=10000)),
        ("nearest-neighbors", KNeighborsClassifier(1, metric="cosine", algorithm="brute")),
    ]:
        predicted = classifier.fit(unit[train], classes[train]).predict(unit[test])
        result[name] = {
            "predictions": [str(each) for each in predicted],
            "accuracy": float((predicted == classes[test]).mean()),
            "macroF1": float(f1_score(classes[test], predicted, labels=sorted(set(classes[test])), average="macro")),
        }
    provenance = {name: version(name) for name in ["sentence-transformers", "scikit-learn", "numpy"]} | {
        "script": "tooling/golden/evaluation_models.py",
        "seed": SEED,
    }
    Path(folder, "models.json").write_text(
        json.dumps({"provenance": provenance, **result}, separators=(",", ":")) + "\n"
    )


main(sys.argv[1])
