"""Writes the golden values of packages/backbones' image architectures: transformers' own models with tiny random
weights,
computed in double precision with eager attention. Parameters have the names of the files that transformers writes.

    pip install torch==2.15.0 transformers==5.23.0 safetensors
    python tooling/golden/image_backbones.py packages/backbones/src/image/__golden__
"""

import json
import sys
import tempfile
from pathlib import Path

import safetensors.torch
import torch
import transformers
from transformers import AutoConfig, AutoModel

SEED = 20261124
VIT = dict(hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=10, image_size=8, patch_size=4)
CONVNEXT = dict(
    hidden_sizes=[4, 6], depths=[1, 2], num_stages=2, patch_size=2, image_size=16, layer_scale_init_value=0.5
)
DINO = {name: value for name, value in VIT.items() if name != "intermediate_size"} | {"mlp_ratio": 2}
CASES = {
    "vit": ("vit", VIT, "last_hidden_state"),
    "vit-relu": (
        "vit",
        dict(
            **{**VIT, "image_size": [8, 12], "patch_size": [4, 2]},
            num_channels=1,
            hidden_act="relu",
            layer_norm_eps=1e-6,
        ),
        "last_hidden_state",
    ),
    # Another size than the configured one.
    "vit-larger": ("vit", VIT, "last_hidden_state", (20, 12)),
    "vit-map": ("vit", VIT, "maps", (12, 9)),
    "dinov2": ("dinov2", DINO, "last_hidden_state"),
    "dinov2-larger": ("dinov2", DINO, "last_hidden_state", (20, 12)),
    # What the towers of CLIP and SigLIP give before their pooling.
    "clip": ("clip_vision_model", {**VIT, "projection_dim": 6}, "normalised"),
    "clip-larger": ("clip_vision_model", {**VIT, "projection_dim": 6, "hidden_act": "gelu"}, "normalised", (20, 12)),
    "siglip": ("siglip_vision_model", {**VIT, "image_size": 10, "vision_use_head": False}, "last_hidden_state"),
    "siglip-larger": (
        "siglip_vision_model",
        {**VIT, "vision_use_head": False, "hidden_act": "gelu"},
        "last_hidden_state",
        (20, 12),
    ),
    "convnext": ("convnext", CONVNEXT, "pooler_output"),
    "convnext-larger": ("convnext", CONVNEXT, "pooler_output", (20, 28)),
    # All stages, one behind the other.
    "convnext-maps": (
        "convnext",
        {**CONVNEXT, "hidden_sizes": [3, 4, 5], "depths": [1, 2, 1], "num_stages": 3},
        "maps",
        (24, 17),
    ),
    "convnext-hidden": (
        "convnext",
        dict(**{**CONVNEXT, "layer_scale_init_value": 0.0}, num_channels=1),
        "last_hidden_state",
    ),
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


def flat_maps(kind, config, result, pixels):
    """The feature maps of all stages as one tensor [batch, numbers]."""
    if kind == "convnext":
        return torch.cat([state.flatten(1) for state in result.hidden_states[1:]], 1)
    rows, columns = (length // config.patch_size for length in pixels.shape[2:])
    tokens = result.hidden_states[-1][:, 1:].transpose(1, 2)
    return tokens.reshape(len(pixels), -1, rows, columns).flatten(1)


def case(kind, options, output_name, size=None):
    config = AutoConfig.for_model(kind, **options)
    # The eager attention of CLIP and SigLIP computes its softmax in single precision.
    config._attn_implementation = "sdpa" if kind.endswith("vision_model") else "eager"
    model = AutoModel.from_config(config).double().eval()
    for name, parameter in model.named_parameters():
        values = torch.randn_like(parameter) * 0.4 + (
            1.0 if "norm" in name.lower() and name.endswith("weight") else 0.0
        )
        parameter.data = values.float().double()
    names = file_names(model)
    height, width = config.image_size if isinstance(config.image_size, (list, tuple)) else (config.image_size,) * 2
    height, width = size or (height, width)
    pixels = torch.randn(2, config.num_channels, height, width).float().double().requires_grad_()
    other = {"interpolate_pos_encoding": True} if size and kind not in ("convnext", "dinov2") else {}
    result = model(pixel_values=pixels, output_hidden_states=output_name == "maps", **other)
    if output_name == "maps":
        output = flat_maps(kind, config, result, pixels)
    elif output_name == "normalised":
        output = model.post_layernorm(result.last_hidden_state)
    else:
        output = getattr(result, output_name)
    cotangent = torch.randn_like(output).float().double()
    (output * cotangent).sum().backward()
    # The pooler is no part of a backbone; what an output does not depend on has no gradient.
    parameters = {names[name]: value for name, value in model.named_parameters() if value.grad is not None}
    return {
        "config": config.to_dict(),
        "inputs": {"pixel_values": tensor(pixels)},
        "parameters": {name: tensor(value) for name, value in parameters.items()},
        "output": tensor(output),
        "cotangent": tensor(cotangent),
        "gradients": {
            "pixel_values": tensor(pixels.grad),
            **{name: tensor(value.grad) for name, value in parameters.items()},
        },
    }


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, (kind, options, *output) in CASES.items():
    torch.manual_seed(SEED)
    versions = f"torch {torch.__version__}, transformers {transformers.__version__}"
    provenance = f"{versions}, seed {SEED}, tooling/golden/image_backbones.py"
    (folder / f"{name}.json").write_text(
        json.dumps({"provenance": provenance, **case(kind, options, *output)}) + "\n"
    )
