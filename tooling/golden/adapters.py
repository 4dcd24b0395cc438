"""Writes the golden values of LoRA adapters: folders as PEFT saves them over a tiny random BERT, and its hidden states.

    pip install torch==2.15.0 transformers==5.24.0 peft==0.21.2
    python tooling/golden/adapters.py packages/backbones/src/__golden__
"""

import base64
import json
import sys
import tempfile
from pathlib import Path

import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from transformers import BertConfig, BertModel

SEED = 20261202
IDS = [[2, 5, 6, 7, 3], [2, 8, 9, 3, 0]]
CASES = {
    "plain": {"r": 2, "lora_alpha": 6, "target_modules": ["query", "value"]},
    "stabilised": {
        "r": 4,
        "lora_alpha": 6,
        "use_rslora": True,
        "target_modules": ["query", "intermediate.dense"],
        "rank_pattern": {"intermediate.dense": 2},
        "alpha_pattern": {"intermediate.dense": 3},
    },
    "table": {"r": 2, "lora_alpha": 4, "target_modules": ["word_embeddings", "key"]},
}


def packed(tensor):
    data = base64.b64encode(tensor.detach().float().numpy().tobytes()).decode()
    return {"shape": list(tensor.shape), "data": data}


cases = {}
for name, settings in CASES.items():
    torch.manual_seed(SEED)
    config = BertConfig(
        vocab_size=12,
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=12,
        max_position_embeddings=16,
    )
    base = BertModel(config, add_pooling_layer=False).eval()
    weights = {key: packed(value) for key, value in base.named_parameters()}
    adapted = get_peft_model(base, LoraConfig(lora_dropout=0.1, **settings)).eval()
    for key, parameter in adapted.named_parameters():
        if "lora_" in key:
            parameter.data = torch.randn_like(parameter) * 0.3
    ids = torch.tensor(IDS)
    states = adapted(input_ids=ids, attention_mask=(ids != 0).long()).last_hidden_state
    with tempfile.TemporaryDirectory() as folder:
        adapted.save_pretrained(folder)
        saved = json.loads(Path(folder, "adapter_config.json").read_text())
        adapter = base64.b64encode(Path(folder, "adapter_model.safetensors").read_bytes()).decode()
    cases[name] = {
        "config": json.loads(config.to_json_string(use_diff=False)),
        "weights": weights,
        "adapterConfig": saved,
        "adapter": adapter,
        "states": states.detach().tolist(),
    }

golden = {
    "provenance": f"peft {peft.__version__}, transformers {transformers.__version__}, torch {torch.__version__}, "
    f"seed {SEED}, tooling/golden/adapters.py",
    "ids": IDS,
    "cases": cases,
}
Path(sys.argv[1], "lora-adapters.json").write_text(json.dumps(golden) + "\n")
