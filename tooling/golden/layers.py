"""Writes the golden values of packages/graph's layers: torch's and transformers' own modules, in double precision.

pip install torch==2.15.0 transformers==5.23.0
python tooling/golden/layers.py packages/graph/src
"""

import json
import math
import sys
from pathlib import Path

import torch
import transformers
from torch import nn
from transformers import BertConfig, Qwen3Config, T5Config
from transformers.models.bert.modeling_bert import BertEmbeddings, BertLayer
from transformers.models.qwen3.modeling_qwen3 import Qwen3DecoderLayer
from transformers.models.t5.modeling_t5 import T5Attention

SEED = 20260711
BATCH, SEQUENCE, WIDTH, HEADS = 2, 5, 8, 2
MASK = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
LEFT_MASK = torch.tensor([[1, 1, 1, 1, 1], [0, 0, 1, 1, 1]])


def tensor(value):
    kind = {torch.int64: {"dtype": "int64"}, torch.bool: {"dtype": "bool"}}.get(value.dtype, {})
    return {
        "shape": list(value.shape),
        "data": value.detach().reshape(-1).to(torch.float64 if not kind else torch.int64).tolist(),
        **kind,
    }


def additive(mask, causal=False):
    allowed = mask[:, None, None, :].bool()
    if causal:
        allowed = allowed & torch.tril(torch.ones(mask.shape[1], mask.shape[1])).bool()
    return torch.where(allowed, 0.0, -1e9).double()


def randomize(module):
    """Weights far from their first values, so that no gradient is zero by symmetry."""
    for name, parameter in module.named_parameters():
        parameter.data = torch.randn_like(parameter) * 0.4 + (
            1.0 if "norm" in name.lower() and name.endswith("weight") else 0.0
        )
    return module.double()


def case(module, inputs, compute, rename=lambda name: name, cotangent_mask=None, **options):
    """compute(inputs) runs the module; every floating input and every parameter is differentiated."""
    for value in inputs.values():
        if value.is_floating_point():
            value.requires_grad_(True)
    output = compute(inputs)
    cotangent = torch.randn_like(output)
    if cotangent_mask is not None:
        cotangent = cotangent * cotangent_mask
    (output * cotangent).sum().backward()
    parameters = {rename(name): value for name, value in module.named_parameters()} if module else {}
    targets = {**{name: value for name, value in inputs.items() if value.is_floating_point()}, **parameters}
    return {
        "options": options,
        "inputs": {name: tensor(value) for name, value in inputs.items()},
        "parameters": {name: tensor(value) for name, value in parameters.items()},
        "output": tensor(output),
        "cotangent": tensor(cotangent),
        "gradients": {
            name: tensor(value.grad if value.grad is not None else torch.zeros_like(value))
            for name, value in targets.items()
        },
    }


def x(*shape):
    return torch.randn(*(shape or (BATCH, SEQUENCE, WIDTH)), dtype=torch.float64)


def bert_config(**options):
    return BertConfig(
        vocab_size=11,
        hidden_size=WIDTH,
        num_attention_heads=HEADS,
        intermediate_size=12,
        max_position_embeddings=7,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
        **options,
    )


def bert_layer(activation, masked=True):
    module = randomize(BertLayer(bert_config(hidden_act=activation)))
    mask = {"mask": MASK} if masked else {}
    return case(
        module,
        {"x": x(), **mask},
        lambda given: module(given["x"], additive(MASK) if masked else None),
        activation=activation,
    )


def bert_embeddings(types):
    module = randomize(BertEmbeddings(bert_config()))
    module.word_embeddings.padding_idx = (
        None  # transformers keeps the padding's row as it is; towerkit trains it like any other
    )
    ids = torch.tensor([[2, 5, 5, 1, 10], [3, 2, 0, 0, 0]])
    given = {"tokenTypes": torch.tensor([[0, 0, 1, 1, 1], [0, 1, 0, 0, 0]])} if types else {}
    return case(
        module,
        {"ids": ids, **given},
        lambda values: module(input_ids=values["ids"], token_type_ids=values.get("tokenTypes")),
    )


def qwen3_layer(mask, theta):
    config = Qwen3Config(
        vocab_size=11,
        hidden_size=WIDTH,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=6,
        intermediate_size=12,
        rms_norm_eps=1e-6,
        attention_bias=False,
        attn_implementation="eager",
    )
    module = randomize(Qwen3DecoderLayer(config, 0))
    frequencies = theta ** (-torch.arange(0, 6, 2, dtype=torch.float64) / 6)
    angles = torch.arange(SEQUENCE, dtype=torch.float64)[:, None] * frequencies
    angles = torch.cat([angles, angles], -1)[None]
    position_embeddings = (angles.cos(), angles.sin())
    # Rows that may attend to nothing are garbage in every implementation: they are left out of the objective.
    return case(
        module,
        {"x": x(), "mask": mask},
        lambda given: (
            module(given["x"], additive(mask, causal=True), position_embeddings=position_embeddings) * mask[..., None]
        ),
        theta=theta,
    )


def t5_attention(bidirectional):
    config = T5Config(
        d_model=WIDTH,
        d_kv=3,
        num_heads=HEADS,
        relative_attention_num_buckets=8,
        relative_attention_max_distance=6,
        dropout_rate=0.0,
        is_decoder=not bidirectional,
        attn_implementation="eager",
    )
    module = randomize(T5Attention(config, has_relative_attention_bias=True, layer_idx=0))
    length = 9
    mask = torch.ones(BATCH, length, dtype=torch.int64)
    mask[1, 7:] = 0
    return case(
        module,
        {"x": x(BATCH, length, WIDTH), "mask": mask},
        lambda given: module(given["x"], mask=additive(mask, causal=not bidirectional))[0],
        bidirectional=bidirectional,
    )


def t5_buckets(bidirectional, buckets, farthest):
    relative = torch.arange(-300, 301)
    return {
        "bidirectional": bidirectional,
        "buckets": buckets,
        "farthest": farthest,
        "first": -300,
        "expected": T5Attention._relative_position_bucket(relative, bidirectional, buckets, farthest).tolist(),
    }


def cross_attention():
    module = randomize(nn.MultiheadAttention(WIDTH, HEADS, batch_first=True))
    context, mask = x(BATCH, 4, WIDTH), torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    result = case(
        module,
        {"x": x(), "context": context, "mask": mask},
        lambda given: module(
            given["x"], given["context"], given["context"], key_padding_mask=mask == 0, need_weights=False
        )[0],
    )
    for group in ("parameters", "gradients"):
        # torch stores the three maps in one tensor.
        for kind in ("weight", "bias"):
            whole = result[group].pop(f"in_proj_{kind}")
            size = len(whole["data"]) // 3
            for i, name in enumerate(("query", "key", "value")):
                result[group][f"{name}.{kind}"] = {
                    "shape": [whole["shape"][0] // 3, *whole["shape"][1:]],
                    "data": whole["data"][i * size : (i + 1) * size],
                }
    return result


def plain_feed_forward(activation, function):
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = nn.Linear(WIDTH, 12), nn.Linear(12, WIDTH)

        def forward(self, value):
            return self.fc2(function(self.fc1(value)))

    module = randomize(Module())
    return case(module, {"x": x() * 0.5}, lambda given: module(given["x"]), activation=activation)


def simple(module, given=None):
    randomize(module)
    inputs = given or {"x": x()}
    return case(module, inputs, lambda values: module(*values.values()))


def composites():
    labels = torch.tensor([2, 0, 1, 2, 2])
    return {
        "l2Normalize": case(None, {"x": x(3, 4)}, lambda given: nn.functional.normalize(given["x"], dim=-1)),
        "cosineSimilarity": case(
            None, {"a": x(3, 4), "b": x(3, 4)}, lambda given: nn.functional.cosine_similarity(given["a"], given["b"])
        ),
        "pairwiseCosineSimilarity": case(
            None,
            {"a": x(3, 4), "b": x(2, 4)},
            lambda given: nn.functional.cosine_similarity(given["a"][:, None], given["b"][None], dim=-1),
        ),
        "squaredDistance": case(
            None, {"a": x(3, 4), "b": x(3, 4)}, lambda given: ((given["a"] - given["b"]) ** 2).sum(-1)
        ),
        "pairwiseSquaredDistance": case(
            None, {"a": x(3, 4), "b": x(2, 4)}, lambda given: torch.cdist(given["a"], given["b"]) ** 2
        ),
        "logSumExp": case(None, {"x": x(3, 4) * 50}, lambda given: torch.logsumexp(given["x"], -1)),
        "silu": case(None, {"x": x(3, 4)}, lambda given: nn.functional.silu(given["x"])),
        "rmsNormalize": case(None, {"x": x(3, 4)}, lambda given: nn.functional.rms_norm(given["x"], (4,), eps=1e-6)),
        "crossEntropy": case(
            None,
            {"logits": x(5, 3), "labels": labels},
            lambda given: nn.functional.cross_entropy(given["logits"], given["labels"]),
        ),
        "meanPooling": case(
            None,
            {"hidden": x(), "mask": MASK},
            lambda given: (given["hidden"] * MASK[..., None]).sum(1) / MASK.sum(1, keepdim=True),
        ),
        "lastTokenPooling": case(
            None,
            {"hidden": x(), "mask": MASK},
            lambda given: torch.stack([given["hidden"][0, 4], given["hidden"][1, 2]]),
        ),
        "lastTokenPooling, padding on the left": case(
            None, {"hidden": x(), "mask": LEFT_MASK}, lambda given: given["hidden"][:, -1]
        ),
        "attend, grouped heads": case(
            None,
            {"query": x(2, 4, 5, 3), "key": x(2, 2, 6, 3), "value": x(2, 2, 6, 4)},
            lambda given: nn.functional.scaled_dot_product_attention(
                given["query"], given["key"], given["value"], enable_gqa=True
            ),
        ),
    }


def write(path, cases):
    path.parent.mkdir(exist_ok=True)
    torch.manual_seed(SEED)
    provenance = {
        "libraries": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__},
        "seed": SEED,
        "script": "tooling/golden/layers.py",
    }
    path.write_text(json.dumps({"provenance": provenance, **cases()}, separators=(",", ":")) + "\n")


def layers():
    return {
        "cases": {
            "linear": simple(nn.Linear(WIDTH, 3)),
            "layerNorm": simple(nn.LayerNorm(WIDTH)),
            "rmsNorm": simple(nn.RMSNorm(WIDTH, eps=1e-6)),
            "embedding": simple(nn.Embedding(6, 3), {"ids": torch.tensor([[1, 5, 1], [0, 0, 3]])}),
            "feedForward, gelu": plain_feed_forward("gelu", nn.functional.gelu),
            "feedForward, gelu_pytorch_tanh": plain_feed_forward(
                "gelu_pytorch_tanh", lambda value: nn.functional.gelu(value, approximate="tanh")
            ),
            "feedForward, relu": plain_feed_forward("relu", nn.functional.relu),
            "feedForward, silu": plain_feed_forward("silu", nn.functional.silu),
            "bertEmbeddings": bert_embeddings(types=True),
            "bertEmbeddings, no token types": bert_embeddings(types=False),
            "transformerBlock, gelu": bert_layer("gelu"),
            "transformerBlock, relu, no mask": bert_layer("relu", masked=False),
            "decoderBlock": qwen3_layer(MASK, 10000.0),
            "decoderBlock, padding on the left": qwen3_layer(LEFT_MASK, 1000000.0),
            "multiHeadAttention, T5 encoder": t5_attention(bidirectional=True),
            "multiHeadAttention, T5 decoder": t5_attention(bidirectional=False),
            "multiHeadAttention, to a context": cross_attention(),
        },
        "buckets": [
            t5_buckets(True, 32, 128),
            t5_buckets(False, 32, 128),
            t5_buckets(True, 8, 6),
            t5_buckets(True, 64, 256),
        ],
    }


if __name__ == "__main__":
    source = Path(sys.argv[1])
    write(source / "layers" / "__golden__" / "layers.json", layers)
    write(source / "composites" / "__golden__" / "composites.json", lambda: {"cases": composites()})
