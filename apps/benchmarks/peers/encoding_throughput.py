"""A side of encoding-throughput.ts.

python encoding_throughput.py <torch|onnx> <folder with model/ and texts.json>
"""

import json, resource, sys, time
from pathlib import Path
from sentence_transformers import SentenceTransformer

backend, folder = sys.argv[1], Path(sys.argv[2])
options = (
    {"model_kwargs": {"file_name": "onnx/model.onnx", "provider": "CPUExecutionProvider"}} if backend == "onnx" else {}
)
model = SentenceTransformer(str(folder / "model"), device="cpu", backend=backend, **options)
texts = json.loads((folder / "texts.json").read_text())
model.encode(["a text"])
print("{}", flush=True)


def seconds(some, batch):
    used, started = time.process_time(), time.perf_counter()
    vectors = model.encode(some, batch_size=batch, convert_to_numpy=True, normalize_embeddings=True)
    return time.perf_counter() - started, time.process_time() - used, vectors


batch = None
for _ in sys.stdin:
    first = batch is None
    if first:
        batch = min((8, 32), key=lambda size: seconds(texts[:64], size)[0])
    taken, used, vectors = seconds(texts, batch)
    if first:
        (folder / "embeddings.f32").write_bytes(vectors.astype("<f4").tobytes())
    print(
        json.dumps(
            {
                "ms": taken * 1000,
                "cpuMs": used * 1000,
                "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "batch": batch,
            }
        ),
        flush=True,
    )
