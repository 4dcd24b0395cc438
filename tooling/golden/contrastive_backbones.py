"""Writes the golden values of packages/backbones' models of two towers: transformers' own models with tiny random
weights, computed in double precision. The output is the embeddings of texts and pictures one
behind the other, and the logits.

    pip install torch==2.15.0 transformers==5.23.0 safetensors
    python tooling/golden/contrastive_backbones.py packages/backbones/src/contrastive/__golden__
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

# Eager attention computes its softmax in single precision.
softmax = torch.nn.functional.softmax
torch.nn.functional.softmax = lambda x, dim=None, dtype=None, **other: softmax(x, dim=dim, **other)
TOWER = dict(hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=10)
TEXT = dict(**TOWER, vocab_size=13, max_position_embeddings=7)
VISION = dict(**{**TOWER, "hidden_size": 12}, image_size=8, patch_size=4)
CASES = {
    "clip": dict(projection_dim=6, text_config=dict(**TEXT, eos_token_id=11), vision_config=VISION),
    # Files of before 2023 name another end token than the model has.
    "clip-old": dict(
        projection_dim=5,
        text_config=dict(**TEXT, eos_token_id=2, hidden_act="gelu"),
        vision_config=dict(**VISION, hidden_act="gelu"),
    ),
    "siglip": dict(text_config=dict(**TEXT, projection_size=12), vision_config=VISION),
}
# Two stages, one of them with shifted windows, and fewer frames than the picture takes.
AUDIO = dict(
    spec_size=16,
    num_mel_bins=4,
    window_size=2,
    patch_size=2,
    patch_stride=[2, 2],
    patch_embeds_hidden_size=4,
    hidden_size=8,
    depths=[2, 1],
    num_attention_heads=[2, 2],
    projection_dim=6,
)
CLAP_TEXT = dict(**{**TEXT, "max_position_embeddings": 12}, pad_token_id=1, projection_dim=6)
CASES["clap"] = dict(projection_dim=6, text_config=CLAP_TEXT, audio_config=AUDIO)
IDS = torch.tensor([[9, 5, 6, 11, 1, 1, 1], [9, 4, 3, 8, 7, 10, 11], [9, 11, 11, 1, 1, 1, 1]])
MASK = torch.tensor([[1, 1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0, 0]])


def tensor(value):
    if value.dtype == torch.int64:
        return {"shape": list(value.shape), "data": value.reshape(-1).tolist(), "dtype": "int64"}
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
    # CLAP has no SDPA.
    config._attn_implementation = "eager" if kind == "clap" else "sdpa"
    model = AutoModel.from_config(config).double().eval()
    for name, parameter in model.named_parameters():
        values = torch.randn_like(parameter) * 0.4 + (
            1.0 if "norm" in name.lower() and name.endswith("weight") else 0.0
        )
        parameter.data = values.float().double()
    names = file_names(model)
    if kind == "clap":
        for name, buffer in model.named_buffers():
            if name.endswith(("running_mean", "running_var")):
                buffer.copy_((torch.rand_like(buffer) + 0.5).float())
        item, shape = "input_features", (3, 1, 60, 4)
    else:
        item, shape = "pixel_values", (3, 3, 8, 8)
    pixels = torch.randn(shape).float().double().requires_grad_()
    # transformers gives SigLIP no mask: it reads the padding.
    mask = {} if kind == "siglip" else {"attention_mask": MASK}
    features = model.get_audio_features if kind == "clap" else model.get_image_features
    texts = model.get_text_features(input_ids=IDS, **mask).pooler_output
    pictures = features(**{item: pixels}).pooler_output
    whole = model(input_ids=IDS, **{item: pixels}, **mask)
    logits = whole.logits_per_text
    if kind == "clap":
        # Both learnt scales.
        logits = torch.cat([logits, whole.logits_per_audio], 1)
    output = torch.cat([texts, pictures, logits], 1)
    cotangent = torch.randn_like(output).float().double()
    (output * cotangent).sum().backward()
    parameters = {names[name]: value for name, value in model.named_parameters()}
    statistics = {name: value for name, value in model.named_buffers() if "running_" in name}
    return {
        "config": config.to_dict(),
        "inputs": {"input_ids": tensor(IDS), "attention_mask": tensor(MASK), item: tensor(pixels)},
        "parameters": {name: tensor(value) for name, value in {**parameters, **statistics}.items()},
        "output": tensor(output),
        "cotangent": tensor(cotangent),
        "gradients": {
            item: tensor(pixels.grad),
            **{name: tensor(value.grad) for name, value in parameters.items()},
        },
    }


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, options in CASES.items():
    torch.manual_seed(SEED)
    provenance = (
        f"torch {torch.__version__}, transformers {transformers.__version__}, seed {SEED}, "
        "tooling/golden/contrastive_backbones.py"
    )
    values = case(name.split("-")[0], options)
    (folder / f"{name}.json").write_text(json.dumps({"provenance": provenance, **values}) + "\n")
