"""One side of the HNSW benchmark: faiss IndexHNSWFlat. A search expansion for each line on standard input."""

import json, os, sys, time
import faiss
import numpy as np

args = json.loads(sys.argv[1])
dimensions = args["dimensions"]
queries = np.fromfile(args["queries"], dtype=np.float32).reshape(-1, dimensions)
path = args["folder"] + "/faiss.index"
if not os.path.exists(path):
    index = faiss.IndexHNSWFlat(dimensions, args["connectivity"], faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = args["expansionAdd"]
    started = time.perf_counter()
    index.add(np.fromfile(args["rows"], dtype=np.float32).reshape(-1, dimensions))
    print(f"faiss: built in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    faiss.write_index(index, path)
index = faiss.read_index(path)
faiss.omp_set_num_threads(1)
for line in sys.stdin:
    index.hnsw.efSearch = int(line)
    started = time.perf_counter()
    _, ids = index.search(queries, args["limit"])
    print(json.dumps({"ms": (time.perf_counter() - started) * 1000, "ids": ids.tolist()}), flush=True)
