"""Writes the golden values of packages/losses' losses of pairs, triplets and labelled batches, and of the losses that
wrap another:
sentence-transformers' losses, in double precision.

    pip install torch==2.15.0 sentence-transformers==6.2.0
    python tooling/golden/pair_losses.py packages/losses/src/__golden__
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import torch
from sentence_transformers import util
from sentence_transformers.sentence_transformer import losses
from sentence_transformers.sentence_transformer.losses import gist_embed
from torch import nn
from torch.nn import functional

from losses import BATCH, DIMENSIONS, case, graded, x

SEED = 20261124
torch.set_default_dtype(torch.float64)
# sentence-transformers casts masks to float32.
torch.Tensor.float = torch.Tensor.double

SIAMESE = {
    name: getattr(losses.SiameseDistanceMetric, member)
    for name, member in [("cosine", "COSINE_DISTANCE"), ("euclidean", "EUCLIDEAN"), ("manhattan", "MANHATTAN")]
}
BATCHED = {
    "cosine": losses.BatchHardTripletLossDistanceFunction.cosine_distance,
    "euclidean": losses.BatchHardTripletLossDistanceFunction.eucledian_distance,
}


def labels(*values):
    return torch.tensor(values)


def of_pairs(loss):
    return lambda first, second, label: loss.compute_loss_from_embeddings([first, second], label.detach())


def of_batch(loss):
    return lambda embedding, label: loss.compute_loss_from_embeddings([embedding], label)


def with_negatives(loss):
    return lambda query, positive, negatives, label: loss.compute_loss_from_embeddings(
        [query, positive, *negatives.unbind(1)], label.detach()
    )


def ranking(**options):
    """sentence-transformers takes each negative column by itself: [batch, dimensions]."""
    loss = losses.MultipleNegativesRankingLoss(None, **options)
    return lambda query, positive, *negatives: loss.compute_loss_from_embeddings(
        [query, positive, *(negatives[0].unbind(1) if negatives else [])], None
    )


def guided(**options):
    def compute(query, positive, query_guide, positive_guide, *negatives):
        loss = losses.GISTEmbedLoss.__new__(losses.GISTEmbedLoss)
        nn.Module.__init__(loss)
        settings = {
            "temperature": 0.01,
            "margin_strategy": "absolute",
            "margin": 0.0,
            "contrast_anchors": True,
            "contrast_positives": True,
            **options,
        }
        for name, value in settings.items():
            setattr(loss, name, value)
        loss.model, loss.guide = "model", "guide"
        loss.must_retokenize, loss.gather_across_devices = False, False
        loss.similarity_fct, loss.cross_entropy_loss = nn.CosineSimilarity(dim=-1), nn.CrossEntropyLoss()
        embeddings = {
            "model": [query, positive, *negatives[:1]],
            "guide": [query_guide, positive_guide, *negatives[1:]],
        }
        gist_embed.embed_columns = lambda model, _: [value.clone() for value in embeddings[model]]
        return loss([], None)

    return compute


class Given(nn.Module):
    """A model whose embeddings are its features."""

    def get_embedding_dimension(self):
        return DIMENSIONS

    def forward(self, features):
        return {"sentence_embedding": features["embedding"]}


def cut(dimensions, weights=None, inner=lambda model: losses.MultipleNegativesRankingLoss(model)):
    model = Given()
    loss = losses.MatryoshkaLoss(model, inner(model), dimensions, matryoshka_weights=weights)
    return lambda *columns: loss([{"embedding": column} for column in columns], None)


def layers(loss, depths, weight=1.0, divergence=1.0, temperature=0.3):
    """AdaptiveLayerLoss.forward with all the layers that are given, in the place of those that it draws and of a
    transformer.
    """

    def compute(*columns):
        pairs = [columns[2 * i : 2 * i + 2] for i in range(len(depths) + 1)]
        value = loss(*pairs[0])
        final = functional.softmax(torch.cat(pairs[0]) / temperature, dim=-1).detach()
        for pair in pairs[1:]:
            value = value + loss(*pair) / len(depths) * weight
            if divergence > 0:
                kl = functional.kl_div(
                    functional.log_softmax(torch.cat(pair) / temperature, dim=-1), final, reduction="batchmean"
                )
                value = value + kl * temperature * divergence
        return value

    return compute


def orthogonal(**options):
    loss = losses.GlobalOrthogonalRegularizationLoss(None, **options)
    return lambda query, positive: sum(loss.compute_loss_from_embeddings([query, positive]).values())


def smoothed(epsilon):
    def compute(query, positive):
        scores = functional.normalize(query) @ functional.normalize(positive).T / 0.05
        return functional.cross_entropy(scores, torch.arange(BATCH), label_smoothing=epsilon)

    return compute


def corrected(query, positive, negatives, log_q):
    """Yi et al. 2019: the logarithm of how likely a candidate is in a batch is subtracted from its score."""
    scores = functional.normalize(query) @ functional.normalize(torch.cat([positive, negatives])).T / 0.05
    return functional.cross_entropy(
        scores - torch.cat([log_q.detach(), torch.zeros(len(negatives))]), torch.arange(BATCH)
    )


def masked(margin, relative):
    def compute(query, positive):
        cosines = functional.normalize(query) @ functional.normalize(positive).T
        own = cosines.diagonal().detach()[:, None]
        too_high = (cosines.detach() > (own - own.abs() * margin if relative else own - margin)) & ~torch.eye(
            BATCH
        ).bool()
        return functional.cross_entropy((cosines / 0.5).masked_fill(too_high, -torch.inf), torch.arange(BATCH))

    return compute


def cases():
    pair = lambda: {"query": x(), "positive": x()}
    two = lambda label: {"first": x(), "second": x(), "label": label}
    graded_pair = lambda: {"first": x(), "second": x(), "score": graded()}
    batch = lambda: {"embedding": x(8, DIMENSIONS), "label": labels(0, 1, 0, 2, 1, 0, 2, 3)}
    teacher = lambda: {**pair(), "negatives": x(BATCH, 2, DIMENSIONS), "label": x(BATCH, 3)}
    guide = lambda: {**pair(), "queryGuide": x(BATCH, 3), "positiveGuide": x(BATCH, 3)}
    own = lambda count: {**pair(), "negatives": x(BATCH, count, DIMENSIONS)}
    gte = {"directions": ("query_to_doc", "query_to_query", "doc_to_query", "doc_to_doc")}
    near = lambda: (lambda query: {"query": query, "positive": query + 0.3 * x()})(x())
    result = {
        "cosineRegression": case(
            "cosineRegression",
            {},
            graded_pair(),
            lambda u, v, y: losses.CosineSimilarityLoss(None).compute_loss_from_embeddings([u, v], y.detach()),
        ),
        "angle": case(
            "angle",
            {},
            graded_pair(),
            lambda u, v, y: losses.AnglELoss(None).compute_loss_from_embeddings([u, v], y.detach()),
        ),
        "angle, scale 5, odd dimensions": case(
            "angle",
            {"scale": 5},
            {"first": x(BATCH, 5), "second": x(BATCH, 5), "score": graded()},
            lambda u, v, y: losses.AnglELoss(None, scale=5.0).compute_loss_from_embeddings([u, v], y.detach()),
        ),
        "triplet, 0.3": case(
            "triplet",
            {"distance": "cosine", "margin": 0.3},
            {**pair(), "negative": x()},
            lambda *e: losses.TripletLoss(None, losses.TripletDistanceMetric.COSINE, 0.3).compute_loss_from_embeddings(
                list(e), None
            ),
        ),
        "marginMse": case("marginMse", {}, teacher(), with_negatives(losses.MarginMSELoss(None))),
        "marginMse, cosine": case(
            "marginMse",
            {"similarity": "cosine"},
            teacher(),
            with_negatives(losses.MarginMSELoss(None, similarity_fct=util.pairwise_cos_sim)),
        ),
        "klDistillation": case("klDistillation", {}, teacher(), with_negatives(losses.DistillKLDivLoss(None))),
        "klDistillation, temperatures": case(
            "klDistillation",
            {"similarity": "cosine", "temperature": 0.5, "teacherTemperature": 2},
            teacher(),
            with_negatives(
                losses.DistillKLDivLoss(
                    None, similarity_fct=util.pairwise_cos_sim, student_temperature=0.5, teacher_temperature=2.0
                )
            ),
        ),
        "globalOrthogonal": case("globalOrthogonal", {}, near(), orthogonal()),
        "globalOrthogonal, dot": case(
            "globalOrthogonal",
            {"similarity": "dot", "meanWeight": 0.5, "secondMomentWeight": 2},
            near(),
            orthogonal(similarity_fct=util.dot_score, mean_weight=0.5, second_moment_weight=2.0),
        ),
        "gist": case("gist", {}, guide(), guided()),
        "gist, margin": case("gist", {"temperature": 0.1, "margin": 0.2}, guide(), guided(temperature=0.1, margin=0.2)),
        "gist, relative margin, few candidates": case(
            "gist",
            {"temperature": 0.1, "margin": 0.2, "relative": True, "contrastQueries": False, "contrastPositives": False},
            guide(),
            guided(
                temperature=0.1,
                margin=0.2,
                margin_strategy="relative",
                contrast_anchors=False,
                contrast_positives=False,
            ),
        ),
        "gist, negative": case(
            "gist",
            {"temperature": 0.1},
            {**guide(), "negative": x(), "negativeGuide": x(BATCH, 3)},
            guided(temperature=0.1),
        ),
        "matryoshka": case("matryoshka", {"dimensions": [4, 2], "weights": [1, 0.5]}, pair(), cut([4, 2], [1, 0.5])),
        "matryoshka, one length": case("matryoshka", {"dimensions": [3]}, pair(), cut([3])),
        "adaptiveLayers": case(
            "adaptiveLayers",
            {"depths": [1, 2]},
            {
                **pair(),
                "query, embedding after 1 layers": x(),
                "positive, embedding after 1 layers": x(),
                "query, embedding after 2 layers": x(),
                "positive, embedding after 2 layers": x(),
            },
            layers(ranking(), [1, 2]),
        ),
        "adaptiveLayers, weighted": case(
            "adaptiveLayers",
            {"depths": [3], "weight": 0.5, "divergenceWeight": 2, "divergenceTemperature": 1},
            {**pair(), "query, embedding after 3 layers": x(), "positive, embedding after 3 layers": x()},
            layers(ranking(), [3], 0.5, 2.0, 1.0),
        ),
        "matryoshka2d": case(
            "matryoshka2d",
            {"depths": [1], "dimensions": [4, 2]},
            {**pair(), "query, embedding after 1 layers": x(), "positive, embedding after 1 layers": x()},
            layers(cut([4, 2]), [1]),
        ),
        "weightedSum": case(
            "weightedSum",
            {"losses": [["infoNce", 1], ["globalOrthogonal", 0.3]]},
            pair(),
            lambda q, p: ranking()(q, p) + 0.3 * orthogonal()(q, p),
        ),
        "infoNce, GTE": case("infoNce", {"directions": ["queries", "documents", "reverse"]}, pair(), ranking(**gte)),
        "infoNce, GTE with negatives": case(
            "infoNce", {"directions": ["queries", "documents", "reverse"]}, own(2), ranking(**gte)
        ),
        "infoNce, queries too": case(
            "infoNce",
            {"temperature": 0.1, "directions": ["queries"]},
            pair(),
            ranking(scale=10.0, directions=("query_to_doc", "query_to_query")),
        ),
        "infoNce, hardness": case(
            "infoNce", {"hardness": 5}, own(2), ranking(hardness_mode="all_negatives", hardness_strength=5.0)
        ),
        "infoNce, label smoothing": case("infoNce", {"labelSmoothing": 0.1}, pair(), smoothed(0.1)),
        "infoNce, log Q": case("infoNce", {}, {**pair(), "negatives": x(3, DIMENSIONS), "logQ": x(BATCH)}, corrected),
        "infoNce, margin": case(
            "infoNce", {"temperature": 0.5, "falseNegativeMargin": 0.1}, near(), masked(0.1, False)
        ),
        "infoNce, relative margin": case(
            "infoNce",
            {"temperature": 0.5, "falseNegativeMargin": 0.5, "relativeMargin": True},
            near(),
            masked(0.5, True),
        ),
    }
    for distance in SIAMESE:
        for name, make in [
            ("contrastive", losses.ContrastiveLoss),
            ("onlineContrastive", losses.OnlineContrastiveLoss),
        ]:
            margin = 0.5 if distance == "cosine" else 2.5
            result[f"{name}, {distance}"] = case(
                name,
                {"distance": distance, "margin": margin},
                two(labels(1, 0, 1, 0, 0)),
                of_pairs(make(None, SIAMESE[distance], margin)),
            )
        if distance != "cosine":
            # torch's distances, as in the contrastive losses; sentence-transformers' own for triplets lack torch's
            # epsilon of 1e-6.
            norm = {"euclidean": 2, "manhattan": 1}[distance]
            result[f"triplet, {distance}"] = case(
                "triplet",
                {"distance": distance, "margin": 1},
                {**pair(), "negative": x()},
                lambda *e, p=norm: functional.triplet_margin_loss(*e, margin=1.0, p=p),
            )
    result["onlineContrastive, positive pairs only"] = case(
        "onlineContrastive", {}, two(labels(1, 1, 1, 1, 1)), of_pairs(losses.OnlineContrastiveLoss(None))
    )
    result["onlineContrastive, negative pairs only"] = case(
        "onlineContrastive",
        {"margin": 2},
        two(labels(0, 0, 0, 0, 0)),
        of_pairs(losses.OnlineContrastiveLoss(None, margin=2.0)),
    )
    for distance, metric in BATCHED.items():
        for margin in [0.3, 5]:
            for name, make in [
                ("batchAllTriplet", losses.BatchAllTripletLoss),
                ("batchHardTriplet", losses.BatchHardTripletLoss),
                ("batchSemiHardTriplet", losses.BatchSemiHardTripletLoss),
            ]:
                result[f"{name}, {distance}, {margin}"] = case(
                    name, {"distance": distance, "margin": margin}, batch(), of_batch(make(None, metric, margin))
                )
        result[f"batchHardTriplet, {distance}, soft"] = case(
            "batchHardTriplet",
            {"distance": distance, "margin": "soft"},
            batch(),
            of_batch(losses.BatchHardSoftMarginTripletLoss(None, metric)),
        )
    result["projected"] = case(
        "projected",
        {"loss": "mseDistillation", "from": DIMENSIONS, "to": 6},
        {"student": x(), "teacher": x(BATCH, 6), "projection": x(DIMENSIONS, 6), "projectionBias": x(6)},
        lambda student, teacher, weight, bias: functional.mse_loss(student @ weight + bias, teacher),
    )
    for golden in result.values():
        # Targets: data, not embeddings.
        for name in ["label", "score", "queryGuide", "positiveGuide", "negativeGuide", "logQ"]:
            golden["gradients"].pop(name, None)
    return result


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
        "script": "tooling/golden/pair_losses.py",
    }
    (target / "pair-losses.json").write_text(
        json.dumps({"provenance": provenance, "cases": cases()}, separators=(",", ":")) + "\n"
    )
