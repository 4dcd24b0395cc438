"""Embeddings of a saved folder by another runtime: a side of interoperability.ts.

python interoperability.py <torch|onnx|onnxruntime|optimum> <folder with model/ and texts.json>
"""

import json, sys
from pathlib import Path
import numpy as np

kind, folder = sys.argv[1], Path(sys.argv[2])
model, texts = folder / "model", json.loads((folder / "texts.json").read_text())


def mean_unit(hidden, mask):
    sums = (hidden * mask[..., None]).sum(1) / np.maximum(mask.sum(1, keepdims=True), 1e-9)
    return sums / np.linalg.norm(sums, axis=1, keepdims=True)


def by_onnxruntime():
    import onnxruntime
    from tokenizers import Tokenizer

    session = onnxruntime.InferenceSession(str(model / "onnx" / "model.onnx"))
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.enable_truncation(json.loads((model / "sentence_bert_config.json").read_text())["max_seq_length"])
    tokenizer.enable_padding()
    for at in range(0, len(texts), 16):
        encoded = tokenizer.encode_batch(texts[at : at + 16])
        given = {
            "input_ids": [e.ids for e in encoded],
            "attention_mask": [e.attention_mask for e in encoded],
            "token_type_ids": [e.type_ids for e in encoded],
        }
        names = {value.name for value in session.get_inputs()}
        feeds = {name: np.array(value, dtype=np.int64) for name, value in given.items() if name in names}
        yield mean_unit(session.run(["last_hidden_state"], feeds)[0], feeds["attention_mask"])


def by_optimum():
    from optimum.onnxruntime import ORTModelForFeatureExtraction
    from transformers import AutoTokenizer

    tokenizer, session = (
        AutoTokenizer.from_pretrained(model),
        ORTModelForFeatureExtraction.from_pretrained(model, subfolder="onnx", file_name="model.onnx"),
    )
    for at in range(0, len(texts), 16):
        encoded = tokenizer(texts[at : at + 16], padding=True, truncation=True, return_tensors="pt")
        yield mean_unit(session(**encoded).last_hidden_state.numpy(), encoded["attention_mask"].numpy())


def by_sentence_transformers(backend):
    from sentence_transformers import SentenceTransformer

    options = {"model_kwargs": {"file_name": "onnx/model.onnx"}} if backend == "onnx" else {}
    yield SentenceTransformer(str(model), device="cpu", backend=backend, **options).encode(
        texts, batch_size=16, convert_to_numpy=True
    )


parts = {"onnxruntime": by_onnxruntime, "optimum": by_optimum}.get(kind, lambda: by_sentence_transformers(kind))()
(folder / "embeddings.f32").write_bytes(np.concatenate(list(parts)).astype("<f4").tobytes())
