"""Writes the golden values of packages/lait-encoder: logits of transformers' own BertForSequenceClassification with
tiny random weights for pairs
of texts, computed in double precision with eager attention.

    pip install torch==2.15.0 transformers==5.24.0
    python tooling/golden/lait.py packages/lait-encoder/src/__golden__
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from transformers import BertConfig, BertForSequenceClassification

SEED = 20261126
# Tokens of the texts are letters: 5 for "a", 6 for "b", and on; 0 pads, 2 opens and 3 ends a text.
PAIRS = [["a c d b", "h e"], ["f", "a g e d c h"], ["b b", "c"]]

torch.manual_seed(SEED)
config = BertConfig(
    vocab_size=13,
    hidden_size=8,
    num_hidden_layers=3,
    num_attention_heads=2,
    intermediate_size=10,
    max_position_embeddings=16,
    type_vocab_size=2,
    num_labels=3,
)
config._attn_implementation = "eager"
model = BertForSequenceClassification(config).double().eval()
for name, parameter in model.named_parameters():
    values = torch.randn_like(parameter) * 0.4 + (1.0 if "LayerNorm.weight" in name else 0.0)
    parameter.data = values.float().double()

rows = []
for first, second in PAIRS:
    one, two = ([5 + ord(word) - ord("a") for word in text.split()] for text in (first, second))
    rows.append(([2, *one, 3, *two, 3], [0] * (len(one) + 2) + [1] * (len(two) + 1)))
longest = max(len(ids) for ids, _ in rows)
pad = lambda values: values + [0] * (longest - len(values))
logits = model(
    input_ids=torch.tensor([pad(ids) for ids, _ in rows]),
    token_type_ids=torch.tensor([pad(types) for _, types in rows]),
    attention_mask=torch.tensor([pad([1] * len(ids)) for ids, _ in rows]),
).logits
golden = {
    "provenance": f"transformers {transformers.__version__}, torch {torch.__version__}, seed {SEED}, "
    "tooling/golden/lait.py",
    "config": {
        key: value
        for key, value in config.to_dict().items()
        if key
        in (
            "model_type",
            "vocab_size",
            "hidden_size",
            "num_hidden_layers",
            "num_attention_heads",
            "intermediate_size",
            "max_position_embeddings",
            "type_vocab_size",
            "layer_norm_eps",
        )
    },
    "pairs": PAIRS,
    "logits": logits.detach().tolist(),
    "weights": {
        name: {
            "shape": list(parameter.shape),
            "data": [float(f"{value:.9g}") for value in parameter.detach().reshape(-1).tolist()],
        }
        for name, parameter in model.named_parameters()
    },
}
Path(sys.argv[1], "bert-for-sequence-classification.json").write_text(json.dumps(golden) + "\n")
