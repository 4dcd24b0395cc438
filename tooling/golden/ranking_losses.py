"""Writes the golden values of packages/losses' losses over lists, samples and classes: sentence-transformers', torch's
and formulas, in double precision.

pip install torch==2.15.0 sentence-transformers==6.2.0
python tooling/golden/ranking_losses.py packages/losses/src/__golden__
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import torch
from sentence_transformers.cross_encoder import losses
from sentence_transformers.cross_encoder.losses import lambda_loss
from sentence_transformers.sparse_encoder.losses import FlopsLoss
from torch.nn import functional

from losses import BATCH, DIMENSIONS, case, x

SEED = 20260713
# sentence-transformers casts scores to float32 and makes float32 matrices; double precision throughout instead.
torch.set_default_dtype(torch.float64)
torch.Tensor.float = torch.Tensor.double


class Scores(torch.nn.Module):
    """A cross-encoder whose scores are given: the inputs of sentence-transformers' losses are positions in them."""

    num_labels = 1
    device = "cpu"

    def preprocess(self, pairs, **_):
        return {"positions": torch.tensor([int(document) for _, document in pairs])}

    def forward(self, tokens):
        return {"scores": self.scores[tokens["positions"]]}


def listwise(make, lengths):
    def compute(scores, label):
        model = Scores()
        there = ~label.isnan()
        model.scores = scores[there]
        positions = iter(range(sum(lengths)))
        documents = [[str(next(positions)) for _ in range(length)] for length in lengths]
        return make(model)(
            [["q"] * len(lengths), documents], [row[:length] for row, length in zip(label.detach(), lengths)]
        )

    return compute


def ragged(lists):
    longest = max(map(len, lists))
    return torch.tensor([row + [float("nan")] * (longest - len(row)) for row in lists])


def clean(golden):
    """JSON has no NaN: null reads as one in the test."""
    label = golden["inputs"]["label"]
    label["data"] = [None if value != value else value for value in label["data"]]
    golden["gradients"].pop("label", None)
    return golden


def lists(loss, options, make, labels=((3, 2, 1, 0), (2, 0), (1,), (4, 3, 0))):
    label = ragged([list(map(float, row)) for row in labels])
    inputs = {"scores": x(*label.shape), "label": label}
    lengths = [len(row) for row in labels]
    return clean(
        case(
            loss,
            {"similarity": "given", **options},
            inputs,
            lambda scores, label: listwise(make, lengths)(scores, label.detach()),
        )
    )


def lambdas(scheme, **options):
    return lambda model: losses.LambdaLoss(model, weighting_scheme=scheme, **options)


def sampled(query, positive, negatives, logQ, negativeLogQ, id, negativeId):
    """TensorFlow's sampled_softmax_loss: log Q subtracted from both logits, accidental hits at the lowest number."""
    true = (query * positive).sum(1) / 0.5 - logQ.detach()
    others = query @ negatives.reshape(-1, DIMENSIONS).T / 0.5 - negativeLogQ.detach().reshape(-1)
    others = others.masked_fill(id[:, None] == negativeId.reshape(-1)[None], torch.finfo(torch.float64).min)
    return functional.cross_entropy(torch.cat([true[:, None], others], 1), torch.zeros(BATCH, dtype=torch.int64))


def sampled_in_batch(query, positive, logQ, id):
    logits = functional.normalize(query) @ functional.normalize(positive).T / 0.1 - logQ.detach()
    hits = (id[:, None] == id[None]) & ~torch.eye(BATCH).bool()
    return functional.cross_entropy(logits.masked_fill(hits, -torch.inf), torch.arange(BATCH))


def focal(gamma, alpha):
    def compute(scores, label):
        y = label.detach()
        p = scores.sigmoid()
        right = p * y + (1 - p) * (1 - y)
        return -((alpha * y + (1 - alpha) * (1 - y)) * (1 - right) ** gamma * right.log()).mean()

    return compute


def softened(temperature):
    def compute(logits, teacher):
        log_probabilities = [functional.log_softmax(values / temperature, dim=1) for values in (logits, teacher)]
        return temperature**2 * functional.kl_div(*log_probabilities, reduction="batchmean", log_target=True)

    return compute


def cases():
    flat = lambda loss, options, label, compute: clean(
        case(loss, {"similarity": "given", **options}, {"scores": x(BATCH), "label": torch.tensor(label)}, compute)
    )
    zero_one = [1.0, 0.0, 0.0, 1.0, 0.0]
    bce = lambda weight: (
        lambda scores, label: functional.binary_cross_entropy_with_logits(
            scores, label.detach(), pos_weight=torch.tensor(weight)
        )
    )
    schemes = {
        "ndcg1": lambda_loss.NDCGLoss1Scheme(),
        "ndcg2": lambda_loss.NDCGLoss2Scheme(),
        "lambdaRank": lambda_loss.LambdaRankScheme(),
        "none": None,
    }
    graded = ((0, 3, 1, 2, 0), (2, 0), (1,), (0, 4, 0), (0, 0, 0))
    dot = lambda query, positive: query @ positive.T
    off = ~torch.eye(BATCH).bool()
    bpr_pairs = lambda query, positive: (
        -functional.logsigmoid((query * positive).sum(1)[:, None] - dot(query, positive))[off].mean()
    )
    bpr_triples = lambda query, positive, negative: (
        -functional.logsigmoid((query * (positive - negative)).sum(1)).mean()
    )
    log_q = lambda *shape: torch.rand(*shape).log()
    # FlopsLoss takes embeddings that are never below 0, and so has no absolute value, which matters for the gradient at
    # 0.
    flops = lambda **options: lambda embedding: FlopsLoss(None, **options).compute_loss_from_embeddings(embedding.abs())
    sparse = lambda: {"embedding": (x().relu() + torch.tensor([0.0, 0.1, 0.0, 0.0])).detach()}
    embedded = {"query": x(), "documents": x(BATCH, 3, DIMENSIONS)}
    return {
        "listNet": lists("listNet", {}, losses.ListNetLoss, graded),
        "listNet, temperature": lists(
            "listNet",
            {"temperature": 0.5},
            lambda model: losses.ListNetLoss(model, activation_fn=lambda scores: scores * 2),
        ),
        "listMle": lists("listMle", {}, losses.ListMLELoss),
        "listMle, order of the labels": lists(
            "listMle",
            {},
            lambda model: losses.ListMLELoss(model, respect_input_order=False),
            ((0, 3, 1, 2), (2, 0), (1,)),
        ),
        "listMle, position-aware": lists("listMle", {"positionAware": True}, losses.PListMLELoss),
        "listMle, position-aware with long lists": lists(
            "listMle", {"positionAware": True}, losses.PListMLELoss, (tuple(range(140, 0, -1)), (2, 1))
        ),
        **{
            f"lambdaLoss, {name}": lists("lambdaLoss", {"weighing": name}, lambdas(scheme), graded)
            for name, scheme in schemes.items()
        },
        "lambdaLoss": lists("lambdaLoss", {}, losses.LambdaLoss, graded),
        "lambdaLoss, k, sigma and mu": lists(
            "lambdaLoss",
            {"k": 2, "sigma": 0.7, "mu": 3},
            lambdas(lambda_loss.NDCGLoss2PPScheme(mu=3), k=2, sigma=0.7),
            graded,
        ),
        "lambdaLoss, ndcg1 at 1": lists(
            "lambdaLoss", {"k": 1, "weighing": "ndcg1"}, lambdas(lambda_loss.NDCGLoss1Scheme(), k=1), graded
        ),
        "rankNet": lists("rankNet", {}, losses.RankNetLoss, graded),
        "rankNet, k and sigma": lists(
            "rankNet", {"k": 2, "sigma": 2}, lambda model: losses.RankNetLoss(model, k=2, sigma=2), graded
        ),
        "rankNet, cosines of embeddings": clean(
            case(
                "rankNet",
                {"temperature": 0.1},
                {**embedded, "label": torch.tensor([[2.0, 1, 0], [0, 1, 0], [1, 1, 1], [0, 0, 5], [3, 2, 1]])},
                lambda query, documents, label: listwise(losses.RankNetLoss, [3] * BATCH)(
                    (functional.normalize(documents, dim=2) @ functional.normalize(query)[:, :, None])[:, :, 0] / 0.1,
                    label,
                ),
            )
        ),
        "binaryCrossEntropy": flat("binaryCrossEntropy", {}, zero_one, bce(1.0)),
        "binaryCrossEntropy, weighted, soft labels": flat(
            "binaryCrossEntropy", {"positiveWeight": 3}, [0.9, 0.0, 0.3, 1.0, 0.5], bce(3.0)
        ),
        "focal": flat("focal", {}, zero_one, focal(2, 0.25)),
        "focal, gamma 0.5": flat("focal", {"gamma": 0.5, "alpha": 0.6}, zero_one, focal(0.5, 0.6)),
        "classCrossEntropy": case(
            "classCrossEntropy",
            {},
            {"logits": x(BATCH, 3), "label": torch.tensor([2, 0, 1, 1, 2])},
            functional.cross_entropy,
        ),
        "bpr": case("bpr", {}, {"query": x(), "positive": x()}, bpr_pairs),
        "bpr, triples": case("bpr", {}, {"query": x(), "positive": x(), "negative": x()}, bpr_triples),
        "flops": case("flops", {}, sparse(), flops()),
        "flops, threshold": case("flops", {"threshold": 2}, sparse(), flops(threshold=2)),
        "sampledSoftmax, candidates of the batch": case(
            "sampledSoftmax",
            {"similarity": "cosine", "temperature": 0.1},
            {"query": x(), "positive": x(), "logQ": log_q(BATCH), "id": torch.tensor([4, 7, 4, 1, 2])},
            sampled_in_batch,
        ),
        "sampledSoftmax, sampled negatives": case(
            "sampledSoftmax",
            {"temperature": 0.5, "inBatch": False},
            {
                "query": x(),
                "positive": x(),
                "negatives": x(BATCH, 2, DIMENSIONS),
                "logQ": log_q(BATCH),
                "negativeLogQ": log_q(BATCH, 2),
                "id": torch.tensor([4, 7, 4, 1, 2]),
                "negativeId": torch.tensor([[4, 8], [7, 3], [9, 1], [1, 1], [5, 6]]),
            },
            sampled,
        ),
        "logitDistillation": case(
            "logitDistillation", {}, {"logits": x(BATCH, 3), "teacher": x(BATCH, 3)}, softened(2)
        ),
        "logitDistillation, temperature 1": case(
            "logitDistillation", {"temperature": 1}, {"logits": x(BATCH, 3), "teacher": x(BATCH, 3)}, softened(1)
        ),
    }


if __name__ == "__main__":
    target = Path(sys.argv[1])
    torch.manual_seed(SEED)
    provenance = {
        "libraries": {
            "torch": torch.__version__.split("+")[0],
            "sentence-transformers": version("sentence-transformers"),
        },
        "seed": SEED,
        "script": "tooling/golden/ranking_losses.py",
    }
    (target / "ranking-losses.json").write_text(
        json.dumps({"provenance": provenance, "cases": cases()}, separators=(",", ":")) + "\n"
    )
