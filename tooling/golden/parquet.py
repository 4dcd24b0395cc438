"""Writes Parquet files and what is in them, for packages/datasets: by pyarrow, each codec, both page versions, nested
and missing values.

pip install pyarrow==26.0.1
python tooling/golden/parquet.py packages/datasets/src/__golden__
"""

import datetime
import json
import sys
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

ROWS, GROUP = 25, 10

table = pa.table(
    {
        "id": pa.array([f"d{i}" for i in range(ROWS)]),
        "title": pa.array([None if i % 4 == 0 else f"Zürich 🚲 {i}" for i in range(ROWS)]),
        "text": pa.array([f"text {i} " * (i % 5 + 1) for i in range(ROWS)]),
        "int32": pa.array([i - 12 for i in range(ROWS)], pa.int32()),
        "int64": pa.array([2**40 * i for i in range(ROWS)], pa.int64()),
        "int16": pa.array([None if i == 3 else i for i in range(ROWS)], pa.int16()),
        "float": pa.array([i / 4 for i in range(ROWS)], pa.float32()),
        "double": pa.array([i / 3 for i in range(ROWS)], pa.float64()),
        "flag": pa.array([i % 3 == 0 for i in range(ROWS)]),
        "tags": pa.array(
            [[f"t{j}" for j in range(i % 4)] if i % 5 else None for i in range(ROWS)], pa.list_(pa.string())
        ),
        "where": pa.array(
            [{"page": i, "path": f"p/{i}"} for i in range(ROWS)],
            pa.struct([("page", pa.int32()), ("path", pa.string())]),
        ),
        "kind": pa.array([["a", "b"][i % 2] for i in range(ROWS)]).dictionary_encode(),
        "time": pa.array(
            [datetime.datetime(2024, 1, 1) + datetime.timedelta(hours=i) for i in range(ROWS)], pa.timestamp("ms")
        ),
    }
)

folder = Path(sys.argv[1])
for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
    parquet.write_table(
        table,
        folder / f"{codec}.parquet",
        compression=codec,
        row_group_size=GROUP,
        data_page_version="2.0" if codec in ("zstd", "gzip") else "1.0",
        use_dictionary=codec != "none",
    )

rows = [{**row, "time": row["time"].isoformat(timespec="milliseconds") + "Z"} for row in table.to_pylist()]
(folder / "parquet.json").write_text(
    json.dumps({"library": f"pyarrow {version('pyarrow')}", "rows": rows}, ensure_ascii=False, indent=1) + "\n"
)
