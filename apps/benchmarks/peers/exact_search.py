"""One side of the exact-search benchmark: faiss IndexFlatIP, and the truth in double precision by NumPy. A command for
each line on standard input.
"""

import json, resource, sys, time
import faiss
import numpy as np

args = json.loads(sys.argv[1])
dimensions, limit, threads = args["dimensions"], args["limit"], args["threads"]
faiss.omp_set_num_threads(threads)
rows = np.memmap(args["rows"], dtype=np.float32, mode="r").reshape(-1, dimensions)
queries = np.fromfile(args["queries"], dtype=np.float32).reshape(-1, dimensions)
index = faiss.IndexFlatIP(dimensions)
for start in range(0, len(rows), 100_000):
    index.add(np.ascontiguousarray(rows[start : start + 100_000]))


def truth():
    scores = np.concatenate(
        [
            rows[start : start + 50_000].astype(np.float64) @ queries.astype(np.float64).T
            for start in range(0, len(rows), 50_000)
        ]
    )
    best = np.argsort(-scores, axis=0, kind="stable")[:limit]
    return best.T.tolist(), np.take_along_axis(scores, best, axis=0).T.tolist()


for line in sys.stdin:
    count = int(line)
    started = time.perf_counter()
    if count == 0:
        ids, scores = truth()
    else:
        scores, ids = index.search(queries[:count], limit)
        ids, scores = ids.tolist(), scores.tolist()
    print(
        json.dumps(
            {
                "ms": (time.perf_counter() - started) * 1000,
                "ids": ids,
                "scores": scores,
                "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        ),
        flush=True,
    )
