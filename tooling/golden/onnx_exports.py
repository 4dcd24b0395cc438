"""Exports tiny random models of many architectures to ONNX, with their inputs, outputs and gradients: for
apps/benchmarks/src/onnx-exports.ts.

pip install torch==2.15.0 transformers==5.23.0 onnx onnxscript
python tooling/golden/onnx_exports.py <folder>
"""

import json
import sys
import warnings
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModel, CLIPTextModel, CLIPVisionModel, T5EncoderModel

warnings.filterwarnings("ignore")
SEED = 20261124
TEXT = dict(
    vocab_size=30,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=20,
    max_position_embeddings=40,
)
DECODER = dict(**{**TEXT, "num_attention_heads": 4}, num_key_value_heads=2, head_dim=4)
IMAGE = dict(
    hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=20, image_size=16, patch_size=8
)


def auto(kind, **options):
    config = AutoConfig.for_model(kind, **options)
    config._attn_implementation = "eager"
    return AutoModel.from_config(config)


def clip(model, part):
    config = AutoConfig.for_model(
        "clip", text_config=TEXT | {"eos_token_id": 2, "bos_token_id": 1, "pad_token_id": 0}, vision_config=IMAGE
    )
    own = getattr(config, part)
    own._attn_implementation = "eager"
    return model(own)


def whisper_encoder():
    return auto(
        "whisper",
        vocab_size=30,
        d_model=16,
        encoder_layers=2,
        encoder_attention_heads=2,
        decoder_layers=1,
        decoder_attention_heads=2,
        encoder_ffn_dim=20,
        decoder_ffn_dim=20,
        num_mel_bins=8,
        max_source_positions=10,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=1,
    ).encoder


WAV2VEC = dict(
    vocab_size=30,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=20,
    conv_dim=[8, 8],
    conv_kernel=[5, 3],
    conv_stride=[3, 2],
    num_feat_extract_layers=2,
    num_conv_pos_embeddings=4,
    num_conv_pos_embedding_groups=2,
)
MODELS = {
    "bert": (lambda: auto("bert", **TEXT), "text"),
    "roberta": (lambda: auto("roberta", **TEXT, pad_token_id=1), "text"),
    "xlm-roberta": (lambda: auto("xlm-roberta", **TEXT, pad_token_id=1), "text"),
    "distilbert": (
        lambda: auto(
            "distilbert", vocab_size=30, dim=16, n_layers=2, n_heads=2, hidden_dim=20, max_position_embeddings=40
        ),
        "text",
    ),
    "mpnet": (lambda: auto("mpnet", **TEXT, pad_token_id=1), "text"),
    "modernbert": (
        lambda: auto(
            "modernbert",
            **TEXT,
            local_attention=4,
            pad_token_id=0,
            bos_token_id=1,
            eos_token_id=2,
            cls_token_id=1,
            sep_token_id=2,
        ),
        "text",
    ),
    "t5": (
        lambda: T5EncoderModel(
            AutoConfig.for_model("t5", vocab_size=30, d_model=16, d_kv=8, d_ff=20, num_layers=2, num_heads=2)
        ),
        "text",
    ),
    "qwen2": (
        lambda: auto("qwen2", **{key: value for key, value in DECODER.items() if key != "head_dim"}, use_cache=False),
        "text",
    ),
    "qwen3": (lambda: auto("qwen3", **DECODER, use_cache=False), "text"),
    "clip-text": (lambda: clip(CLIPTextModel, "text_config"), "text"),
    "clip-vision": (lambda: clip(CLIPVisionModel, "vision_config"), "image"),
    "vit": (lambda: auto("vit", **IMAGE), "image"),
    "convnext": (
        lambda: auto(
            "convnext", hidden_sizes=[8, 12], depths=[1, 2], num_stages=2, patch_size=2, layer_scale_init_value=0.5
        ),
        "image",
    ),
    "wav2vec2": (lambda: auto("wav2vec2", **WAV2VEC), "audio"),
    "whisper": (whisper_encoder, "mel"),
}
EXPORTERS = {
    "script-11": (11, False),
    "script-14": (14, False),
    "script-17": (17, False),
    "dynamo-18": (18, True),
    "dynamo-21": (21, True),
}


class FirstOutput(torch.nn.Module):
    def __init__(self, model, names):
        super().__init__()
        self.model, self.names = model, names

    def forward(self, *values):
        return self.model(**dict(zip(self.names, values)), return_dict=True).last_hidden_state


def inputs_of(kind, batch, length):
    if kind == "text":
        mask = torch.ones(batch, length, dtype=torch.int64)
        mask[-1, length - 2 :] = 0
        return {"input_ids": torch.randint(3, 30, (batch, length)), "attention_mask": mask}
    if kind == "image":
        return {"pixel_values": torch.randn(batch, 3, 16, 16)}
    return (
        {"input_values": torch.randn(batch, 40 * length)}
        if kind == "audio"
        else {"input_features": torch.randn(batch, 8, 20)}
    )


def tensor(value):
    kind = "int64" if value.dtype == torch.int64 else "float32"
    return {"dtype": kind, "shape": list(value.shape), "data": value.detach().reshape(-1).tolist()}


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, (make, kind) in MODELS.items():
        torch.manual_seed(SEED)
        model = make().eval()
        for parameter in model.parameters():
            parameter.data += 0.1 * torch.randn_like(parameter)
        cases = [inputs_of(kind, 2, 7), inputs_of(kind, 3, 11)]
        names = list(cases[0])
        wrapped = FirstOutput(model, names)
        golden = []
        for case in cases:
            model.zero_grad()
            output = wrapped(*case.values())
            (output * torch.cos(torch.arange(output.numel()).reshape(output.shape))).sum().backward()
            golden.append(
                {
                    "inputs": {key: tensor(value) for key, value in case.items()},
                    "output": tensor(output),
                    "gradients": {
                        key: tensor(value.grad) for key, value in model.named_parameters() if value.grad is not None
                    },
                }
            )
        (folder / f"{name}.json").write_text(json.dumps(golden))
        axes = {
            "text": {0: "batch", 1: "sequence"},
            "image": {0: "batch"},
            "audio": {0: "batch", 1: "samples"},
            "mel": {0: "batch"},
        }[kind]
        for exporter, (opset, dynamo) in EXPORTERS.items():
            path = folder / f"{name}.{exporter}.onnx"
            try:
                arguments = dict(
                    input_names=names, output_names=["last_hidden_state"], opset_version=opset, dynamo=dynamo
                )
                if dynamo:
                    dims = {axis: torch.export.Dim(symbol, min=2, max=1000) for axis, symbol in axes.items()}
                    torch.onnx.export(
                        wrapped,
                        tuple(cases[0].values()),
                        str(path),
                        dynamic_shapes={"values": tuple(dims for _ in names)},
                        verbose=False,
                        external_data=False,
                        **arguments,
                    )
                else:
                    torch.onnx.export(
                        wrapped,
                        tuple(cases[0].values()),
                        str(path),
                        dynamic_axes={key: axes for key in names},
                        **arguments,
                    )
                print(f"{path.name} {path.stat().st_size}")
            except Exception as error:
                path.unlink(missing_ok=True)
                reason = str(error).splitlines()[0][:150] if str(error) else ""
                print(f"{path.name} NOT EXPORTED: {type(error).__name__}: {reason}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
