"""Writes the golden values of packages/losses: sentence-transformers' losses and torch's formulas, in double precision.

pip install torch==2.15.0 sentence-transformers==6.2.0
python tooling/golden/losses.py packages/losses/src/__golden__
"""

import json
import math
import sys
from importlib.metadata import version
from pathlib import Path

import torch
from sentence_transformers import util
from sentence_transformers.sentence_transformer import losses
from torch.nn import functional

SEED = 20260712
BATCH, DIMENSIONS = 5, 4


def tensor(value):
    kind = {torch.int64: {"dtype": "int64"}, torch.bool: {"dtype": "bool"}}.get(value.dtype, {})
    return {
        "shape": list(value.shape),
        "data": value.detach().reshape(-1).to(torch.float64 if not kind else torch.int64).tolist(),
        **kind,
    }


def case(loss, options, inputs, compute):
    for value in inputs.values():
        if value.is_floating_point():
            value.requires_grad_(True)
    output = compute(*inputs.values())
    output.backward()
    return {
        "loss": loss,
        "options": options,
        "inputs": {name: tensor(value) for name, value in inputs.items()},
        "parameters": {},
        "output": tensor(output),
        "cotangent": tensor(torch.ones((), dtype=torch.float64)),
        "gradients": {
            name: tensor(value.grad)
            for name, value in inputs.items()
            if value.is_floating_point() and value.grad is not None
        },
    }


def x(*shape):
    return torch.randn(*(shape or (BATCH, DIMENSIONS)), dtype=torch.float64)


def ranking(**options):
    """sentence-transformers' loss without its model: only the embeddings matter."""
    loss = losses.MultipleNegativesRankingLoss(None, **options)
    return lambda *embeddings: loss.compute_loss_from_embeddings(list(embeddings), None)


SYMMETRIC = {"directions": ("query_to_doc", "doc_to_query"), "partition_mode": "per_direction"}


def with_negatives(query, positive, negatives):
    """sentence-transformers takes each negative column by itself: [batch, dimensions]."""
    return ranking(scale=20.0)(query, positive, *negatives.unbind(1))


def ignoring(query, positive, negatives, ignore):
    candidates = torch.cat([positive, negatives])
    scores = functional.normalize(query) @ functional.normalize(candidates).T / 0.1
    ignored = ignore & ~torch.eye(BATCH, len(candidates)).bool()
    return functional.cross_entropy(scores.masked_fill(ignored, -torch.inf), torch.arange(BATCH))


def clip(query, positive, logScale):
    scores = logScale.exp() * functional.normalize(query) @ functional.normalize(positive).T
    labels = torch.arange(BATCH)
    return (functional.cross_entropy(scores, labels) + functional.cross_entropy(scores.T, labels)) / 2


def distillation(mse_weight, cosine_weight):
    def compute(student, teacher):
        mse = functional.mse_loss(student, teacher)
        cosine = functional.cosine_embedding_loss(student, teacher, torch.ones(BATCH, dtype=torch.float64))
        return mse_weight * mse + cosine_weight * cosine

    return compute


def co_sent(scale):
    loss = losses.CoSENTLoss(None, scale=scale)
    return lambda first, second, score: loss.compute_loss_from_embeddings([first, second], score.detach())


def graded():
    return torch.tensor([0.9, 0.1, 0.5, 0.5, 0.0], dtype=torch.float64)


def cases():
    ignore = torch.zeros(BATCH, BATCH + 3, dtype=torch.bool)
    for query, candidate in [(0, 0), (0, 3), (1, 5), (1, 6), (1, 7), (4, 0)]:
        ignore[query, candidate] = True
    pair = lambda: {"query": x(), "positive": x()}
    taught = lambda: {"student": x(), "teacher": x()}
    return {
        "infoNce": case("infoNce", {}, pair(), ranking(scale=20.0)),
        "infoNce, dot": case(
            "infoNce",
            {"temperature": 1, "similarity": "dot"},
            pair(),
            ranking(scale=1.0, similarity_fct=util.dot_score),
        ),
        "infoNce, symmetric": case(
            "infoNce", {"temperature": 0.1, "symmetric": True}, pair(), ranking(scale=10.0, **SYMMETRIC)
        ),
        "infoNce, symmetric with shared negatives": case(
            "infoNce",
            {"temperature": 0.1, "symmetric": True},
            {**pair(), "negatives": x()},
            ranking(scale=10.0, **SYMMETRIC),
        ),
        "infoNce, negatives of each query": case(
            "infoNce", {}, {**pair(), "negatives": x(BATCH, 2, DIMENSIONS)}, with_negatives
        ),
        "infoNce, ignored candidates": case(
            "infoNce", {"temperature": 0.1}, {**pair(), "negatives": x(3, DIMENSIONS), "ignore": ignore}, ignoring
        ),
        "infoNce, learnt temperature": case(
            "infoNce",
            {"temperature": 0.07, "symmetric": True, "learnableTemperature": True},
            {**pair(), "logScale": torch.tensor(math.log(1 / 0.07), dtype=torch.float64)},
            clip,
        ),
        "coSent": case("coSent", {}, {"first": x(), "second": x(), "score": graded()}, co_sent(20.0)),
        "coSent, scale 5": case("coSent", {"scale": 5}, {"first": x(), "second": x(), "score": graded()}, co_sent(5.0)),
        "mseDistillation": case("mseDistillation", {}, taught(), distillation(1, 0)),
        "cosineDistillation": case("cosineDistillation", {}, taught(), distillation(0, 1)),
        "embeddingDistillation": case("embeddingDistillation", {}, taught(), distillation(1, 1)),
        "embeddingDistillation, weighted": case(
            "embeddingDistillation", {"mseWeight": 0.3, "cosineWeight": 2}, taught(), distillation(0.3, 2)
        ),
    }


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    provenance = {
        "libraries": {
            "torch": torch.__version__.split("+")[0],
            "sentence-transformers": version("sentence-transformers"),
        },
        "seed": SEED,
        "script": "tooling/golden/losses.py",
    }
    (target / "losses.json").write_text(
        json.dumps({"provenance": provenance, "cases": cases()}, separators=(",", ":")) + "\n"
    )
