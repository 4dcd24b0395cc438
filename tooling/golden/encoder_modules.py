"""Writes the golden values of folders with LayerNorm, Dropout, Normalize and WeightedLayerPooling anywhere, as
sentence-transformers saves them and computes them with tiny random weights.

    pip install torch==2.15.0 sentence-transformers==6.2.0 model2vec==0.10.0
    python tooling/golden/encoder_modules.py packages/text-encoder/src/__golden__
"""

import base64
import json
import sys
import tempfile
from pathlib import Path

import sentence_transformers
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import (
    Dropout,
    LayerNorm,
    Pooling,
    StaticEmbedding,
    WeightedLayerPooling,
)
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, BertTokenizerFast

SEED = 20261203
TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "watch", "a", "file", "read", "##s", "for", "change", "."]
TEXTS = ["watch a file for changes.", "Reads", "a", "read read read a file"]


def tokenizer():
    made = Tokenizer(models.WordPiece({token: i for i, token in enumerate(TOKENS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    made.add_special_tokens(TOKENS[:5])
    return made


def transformer(folder, all_layers=False):
    config = BertConfig(
        vocab_size=len(TOKENS),
        hidden_size=6,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=8,
        max_position_embeddings=40,
        initializer_range=0.5,
        output_hidden_states=all_layers,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    BertTokenizerFast(tokenizer_object=tokenizer()).save_pretrained(folder)
    return Transformer(folder, max_seq_length=32)


def norm(size):
    layer = LayerNorm(size)
    layer.norm.weight.data = torch.rand(size) + 0.5
    layer.norm.bias.data = torch.randn(size) * 0.2
    return layer


def layers():
    layer = WeightedLayerPooling(6, num_hidden_layers=2, layer_start=1)
    layer.layer_weights.data = torch.tensor([0.3, 1.7])
    return layer


def folder(make):
    torch.manual_seed(SEED)
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory() as saved:
        model = SentenceTransformer(modules=make(scratch), device="cpu").eval()
        model.save(saved)
        files = {
            str(path.relative_to(saved)): base64.b64encode(path.read_bytes()).decode()
            for path in sorted(Path(saved).rglob("*"))
            if path.is_file() and path.name != "README.md"
        }
        vectors = model.encode(TEXTS)
    return {"files": files, "vectors": [float(f"{value:.8g}") for value in vectors.reshape(-1)]}


golden = {
    "provenance": f"sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__}, seed {SEED}, "
    "tooling/golden/encoder_modules.py",
    "texts": TEXTS,
    "folders": {
        "normalised between": folder(
            lambda at: [
                transformer(at),
                Pooling(6, "cls"),
                norm(6),
                Dropout(0.3),
                Normalize(),
                Dense(6, 5, activation_function=torch.nn.Tanh()),
                norm(5),
            ]
        ),
        "layer norm last": folder(lambda at: [transformer(at), Pooling(6, "mean"), Normalize(), norm(6), Normalize()]),
        "weighted layers": folder(
            lambda at: [transformer(at, True), layers(), Pooling(6, "mean"), Normalize()]
        ),
        "weighted layers without states": folder(lambda at: [transformer(at), layers(), Pooling(6, "mean")]),
        "static": folder(
            lambda at: [StaticEmbedding(tokenizer(), embedding_dim=6), Normalize(), Dense(6, 4), Dropout(0.1), norm(4)]
        ),
    },
}
Path(sys.argv[1], "modules.json").write_text(json.dumps(golden) + "\n")
