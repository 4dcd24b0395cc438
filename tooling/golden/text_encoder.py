"""Writes the golden values of static encoders, Routers and quantised vectors: sentence-transformers' StaticEmbedding,
Router and
quantize_embeddings, with tiny random weights; model2vec's folders are made by model2vec.

    pip install torch==2.15.0 sentence-transformers==6.2.0 model2vec==0.10.0
    python tooling/golden/text_encoder.py packages/text-encoder/src/__golden__ packages/core/src/__golden__
"""

import base64
import json
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from model2vec import StaticModel
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Router, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling, StaticEmbedding
from sentence_transformers.util import quantize_embeddings
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, BertTokenizerFast

SEED = 20260715
VERSIONS = ", ".join(f"{name} {version(name)}" for name in ("sentence-transformers", "model2vec", "torch"))
PROVENANCE = f"tooling/golden/text_encoder.py, {VERSIONS}, seed {SEED}"
TOKENS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "watch",
    "a",
    "file",
    "read",
    "##s",
    "for",
    "change",
    ".",
    ",",
    "folder",
    "##er",
    "parse",
    "the",
    "url",
]
TEXTS = ["watch a file for changes.", "Reads the FOLDER", "", "parser, reader", "something else", "a", "file " * 30]


def tokenizer():
    made = Tokenizer(models.WordPiece({token: i for i, token in enumerate(TOKENS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    made.add_special_tokens(TOKENS[:5])
    return made


def rounded(values):
    return [float(f"{number:.8g}") for number in np.asarray(values, dtype=np.float64).reshape(-1)]


def files(folder):
    return {
        str(path.relative_to(folder)): base64.b64encode(path.read_bytes()).decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "README.md"
    }


def saved(save):
    with tempfile.TemporaryDirectory() as folder:
        save(folder)
        return files(Path(folder))


def static_folder(*after):
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer(), embedding_dim=6), *after],
        device="cpu",
        prompts={"query": "read ", "document": "parse "},
    )
    return {
        "files": saved(model.save),
        "queries": rounded(model.encode_query(TEXTS)),
        "documents": rounded(model.encode_document(TEXTS)),
    }


def model2vec_folder():
    random = np.random.default_rng(SEED)
    model = StaticModel(
        random.normal(size=(7, 6)).astype(np.float32),
        tokenizer(),
        config={"normalize": True},
        normalize=True,
        weights=random.uniform(0.1, 2, len(TOKENS)),
        token_mapping=random.integers(0, 7, len(TOKENS)),
    )
    written = saved(lambda folder: model.save_pretrained(folder))
    with tempfile.TemporaryDirectory() as folder:
        for path, content in written.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_bytes(base64.b64decode(content))
        return {"files": written, "documents": rounded(SentenceTransformer(folder, device="cpu").encode(TEXTS))}


def transformer(folder):
    config = BertConfig(
        vocab_size=len(TOKENS),
        hidden_size=6,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        max_position_embeddings=40,
        initializer_range=0.5,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    BertTokenizerFast(tokenizer_object=tokenizer()).save_pretrained(folder)
    return Transformer(folder, max_seq_length=32)


def router_folder():
    with tempfile.TemporaryDirectory() as folder:
        document = [transformer(folder), Pooling(6, "mean")]
        router = Router.for_query_document(
            query_modules=[StaticEmbedding(tokenizer(), embedding_dim=6)], document_modules=document
        )
        model = SentenceTransformer(
            modules=[router, Normalize()], device="cpu", prompts={"query": "read ", "document": ""}
        )
        return {
            "files": saved(model.save),
            "queries": rounded(model.encode_query(TEXTS)),
            "documents": rounded(model.encode_document(TEXTS)),
        }


def quantized():
    random = np.random.default_rng(SEED)
    vectors = random.normal(size=(9, 11)).astype(np.float32)
    vectors[:, 3] = 0.25
    vectors[2, 5] = 0
    ranges = np.stack([vectors.min(0) * 0.7, vectors.max(0) * 0.6])
    cases = [
        {"precision": precision, "data": quantize_embeddings(vectors, precision).reshape(-1).tolist()}
        for precision in ("int8", "uint8", "binary", "ubinary")
    ]
    cases += [
        {
            "precision": precision,
            "ranged": True,
            "data": quantize_embeddings(vectors, precision, ranges=ranges).reshape(-1).tolist(),
        }
        for precision in ("int8", "uint8")
    ]
    return {
        "provenance": PROVENANCE,
        "count": 9,
        "dimensions": 11,
        "vectors": vectors.reshape(-1).astype(float).tolist(),
        "least": ranges[0].astype(float).tolist(),
        "greatest": ranges[1].astype(float).tolist(),
        "cases": cases,
    }


if __name__ == "__main__":
    torch.manual_seed(SEED)
    encoders, core = Path(sys.argv[1]), Path(sys.argv[2])
    folders = {
        "static": static_folder(),
        "normalised": static_folder(Normalize()),
        "model2vec": model2vec_folder(),
        "router": router_folder(),
        "layered": static_folder(
            Dense(6, 9, activation_function=torch.nn.ReLU()),
            Dense(9, 6, activation_function=torch.nn.Identity()),
            Normalize(),
        ),
    }
    for folder in (encoders, core):
        folder.mkdir(parents=True, exist_ok=True)
    (encoders / "folders.json").write_text(
        json.dumps({"provenance": PROVENANCE, "texts": TEXTS, "dimensions": 6, **folders}) + "\n"
    )
    (core / "quantized-vectors.json").write_text(json.dumps(quantized()) + "\n")
