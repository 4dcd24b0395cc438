"""Writes the golden values of packages/backbones' text architectures: transformers' own models with tiny random
weights,
computed in double precision with eager attention.

    pip install torch==2.15.0 transformers==5.23.0
    python tooling/golden/backbones.py packages/backbones/src/text/__golden__
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from transformers import AutoConfig, AutoModel

SEED = 20260711
# Two paddings only: more, and those at the end see nothing in layers with a window of 4, which is NaN.
RIGHT = torch.tensor([[1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0, 0]])
LEFT = torch.tensor([[1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1, 1]])
ENCODER = dict(
    vocab_size=13,
    hidden_size=8,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=10,
    max_position_embeddings=12,
)
DECODER = dict(
    vocab_size=13,
    hidden_size=8,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    intermediate_size=10,
    max_position_embeddings=12,
)

CASES = {
    "bert": ("bert", dict(**ENCODER, type_vocab_size=2), RIGHT),
    "bert-relu": ("bert", dict(**ENCODER, type_vocab_size=1, hidden_act="relu", layer_norm_eps=1e-5), RIGHT),
    "roberta": ("roberta", dict(**ENCODER, type_vocab_size=1, pad_token_id=1, layer_norm_eps=1e-5), RIGHT),
    "xlm-roberta": ("xlm-roberta", dict(**ENCODER, type_vocab_size=1, pad_token_id=1, hidden_act="gelu_new"), RIGHT),
    "mpnet": ("mpnet", dict(**ENCODER, pad_token_id=1), RIGHT),
    "distilbert": (
        "distilbert",
        dict(vocab_size=13, dim=8, n_layers=2, n_heads=2, hidden_dim=10, max_position_embeddings=12),
        RIGHT,
    ),
    "modernbert": (
        "modernbert",
        dict(
            **{**ENCODER, "num_hidden_layers": 4},
            local_attention=4,
            pad_token_id=1,
            bos_token_id=2,
            eos_token_id=3,
            cls_token_id=2,
            sep_token_id=3,
        ),
        RIGHT,
    ),
    "qwen2": ("qwen2", dict(**DECODER), LEFT),
    "qwen3": (
        "qwen3",
        dict(**DECODER, head_dim=4, rope_parameters={"rope_type": "default", "rope_theta": 1000000.0}),
        RIGHT,
    ),
}


def tensor(value):
    if value.dtype == torch.int64:
        return {"shape": list(value.shape), "data": value.reshape(-1).tolist(), "dtype": "int64"}
    digits = value.detach().reshape(-1).tolist()
    return {"shape": list(value.shape), "data": [float(f"{number:.8g}") for number in digits]}


def case(kind, options, mask):
    config = AutoConfig.for_model(kind, **options)
    config._attn_implementation = "eager"
    model = AutoModel.from_config(config).double().eval()
    for name, parameter in model.named_parameters():
        values = torch.randn_like(parameter) * 0.4 + (
            1.0 if "norm" in name.lower() and name.endswith("weight") else 0.0
        )
        parameter.data = values.float().double()
    padding = getattr(config, "pad_token_id", None) or 0
    ids = torch.where(mask == 1, torch.randint(4, 13, mask.shape), padding)
    given = mask
    if mask is LEFT:
        # Padding in front sees nothing, which transformers makes NaN in double precision: the same mask with finite
        # numbers.
        order = torch.tril(torch.ones(mask.shape[1], mask.shape[1])).bool()
        given = torch.where(mask[:, None, None, :].bool() & order, 0.0, -1e9).double()
    # What stands at padding differs between implementations, and means nothing.
    output = model(input_ids=ids, attention_mask=given).last_hidden_state * mask[..., None]
    cotangent = torch.randn_like(output).float().double()
    (output * cotangent).sum().backward()
    # The pooler is no part of a backbone.
    parameters = {name: value for name, value in model.named_parameters() if not name.startswith("pooler.")}
    return {
        "config": config.to_dict(),
        "inputs": {"input_ids": tensor(ids), "attention_mask": tensor(mask)},
        "parameters": {name: tensor(value) for name, value in parameters.items()},
        "output": tensor(output),
        "cotangent": tensor(cotangent),
        "gradients": {name: tensor(value.grad) for name, value in parameters.items()},
    }


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, (kind, options, mask) in CASES.items():
    torch.manual_seed(SEED)
    provenance = (
        f"torch {torch.__version__}, transformers {transformers.__version__}, seed {SEED}, tooling/golden/backbones.py"
    )
    (folder / f"{name}.json").write_text(json.dumps({"provenance": provenance, **case(kind, options, mask)}) + "\n")
