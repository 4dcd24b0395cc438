"""Writes the golden values of packages/backbones' sound architectures: transformers' own models with tiny random
weights, computed in double precision. Parameters have the names of the files that transformers
writes.

    pip install torch==2.15.0 transformers==5.23.0 safetensors
    python tooling/golden/sound_backbones.py packages/backbones/src/sound/__golden__
"""

import json
import sys
import tempfile
from pathlib import Path

import safetensors.torch
import torch
import transformers
from transformers import AutoConfig, AutoModel

SEED = 20261201
WHISPER = dict(
    d_model=8,
    encoder_layers=2,
    encoder_attention_heads=2,
    encoder_ffn_dim=10,
    decoder_layers=1,
    decoder_attention_heads=2,
    decoder_ffn_dim=10,
    num_mel_bins=5,
    max_source_positions=6,
    vocab_size=11,
    pad_token_id=0,
)
AST = dict(
    hidden_size=8,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=10,
    patch_size=4,
    frequency_stride=3,
    time_stride=2,
    max_length=12,
    num_mel_bins=10,
)
CASES = {
    "whisper": ("whisper", WHISPER),
    "whisper-relu": ("whisper", {**WHISPER, "activation_function": "relu", "num_mel_bins": 4}),
    "ast": ("audio-spectrogram-transformer", AST),
}


def tensor(value):
    digits = value.detach().reshape(-1).tolist()
    return {"shape": list(value.shape), "data": [float(f"{number:.8g}") for number in digits]}


def file_names(model):
    """Names in the file by names in the module: by the values, which are all different."""
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        stored = safetensors.torch.load_file(Path(folder) / "model.safetensors")
    return {
        name: next(key for key, other in stored.items() if other.shape == value.shape and torch.equal(other, value))
        for name, value in model.named_parameters()
    }


def case(kind, options):
    config = AutoConfig.for_model(kind, **options)
    config._attn_implementation = "sdpa"
    model = AutoModel.from_config(config).double().eval()
    for name, parameter in model.named_parameters():
        values = torch.randn_like(parameter) * 0.4 + (
            1.0 if "norm" in name.lower() and name.endswith("weight") else 0.0
        )
        parameter.data = values.float().double()
        parameter.requires_grad_()
    names = file_names(model)
    if kind == "whisper":
        name, part = "input_features", model.encoder
        values = torch.randn(2, config.num_mel_bins, 2 * config.max_source_positions)
    else:
        name, part = "input_values", model
        values = torch.randn(2, config.max_length, config.num_mel_bins)
    values = values.float().double().requires_grad_()
    output = part(values).last_hidden_state
    cotangent = torch.randn_like(output).float().double()
    (output * cotangent).sum().backward()
    # The decoder has no gradient; the encoder's prefix is detected when a file is read.
    parameters = {
        names[key].removeprefix("encoder." if kind == "whisper" else ""): value
        for key, value in model.named_parameters()
        if value.grad is not None
    }
    return {
        "config": config.to_dict(),
        "inputs": {name: tensor(values)},
        "parameters": {key: tensor(value) for key, value in parameters.items()},
        "output": tensor(output),
        "cotangent": tensor(cotangent),
        "gradients": {
            name: tensor(values.grad),
            **{key: tensor(value.grad) for key, value in parameters.items()},
        },
    }


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, (kind, options) in CASES.items():
    torch.manual_seed(SEED)
    provenance = (
        f"torch {torch.__version__}, transformers {transformers.__version__}, seed {SEED}, "
        "tooling/golden/sound_backbones.py"
    )
    (folder / f"{name}.json").write_text(json.dumps({"provenance": provenance, **case(kind, options)}) + "\n")
