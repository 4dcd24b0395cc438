"""The other side of the parity check: token ids and embeddings of sentence-transformers.

python minilm_parity.py <folder of the model> <folder with texts.json>
"""

import json, sys
from pathlib import Path
from sentence_transformers import SentenceTransformer

model, folder = SentenceTransformer(sys.argv[1], device="cpu"), Path(sys.argv[2])
texts = json.loads((folder / "texts.json").read_text())
ids = [model.tokenizer(text, truncation=True, max_length=model.max_seq_length)["input_ids"] for text in texts]
(folder / "ids.json").write_text(json.dumps(ids))
(folder / "embeddings.f32").write_bytes(
    model.encode(texts, batch_size=32, convert_to_numpy=True).astype("<f4").tobytes()
)
