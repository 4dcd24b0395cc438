"""Small models of opsets 22 to 24 with the outputs of ONNX's reference implementation: for
packages/graph/src/read/opsets.test.ts.

pip install onnx==1.23.2 numpy
python tooling/golden/onnx_opsets.py packages/graph/src/read/__golden__/opsets.json
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

X = np.sin(np.arange(48, dtype=np.float32) ** 2).reshape(1, 2, 4, 6)
SCALE, KERNEL = np.float32([0.5, -1, 2, 1, 0.25, 3]), np.cos(np.arange(24, dtype=np.float32)).reshape(3, 2, 2, 2)
FLOAT = TensorProto.FLOAT


def node(op, inputs="x", **attributes):
    return [(op, inputs.split(), attributes)]


CASES = {
    "Conv": node("Conv", "x kernel", strides=[1, 2], pads=[1, 0, 0, 1]),
    "ConvTranspose": node("ConvTranspose", "x transposed", strides=[2, 1]),
    "AveragePool": node("AveragePool", kernel_shape=[2, 3], ceil_mode=1, strides=[2, 2]),
    "MaxPool": node("MaxPool", kernel_shape=[2, 2], auto_pad="SAME_UPPER"),
    "GlobalAveragePool": node("GlobalAveragePool"),
    "InstanceNormalization": node("InstanceNormalization", "x pair pair", epsilon=1e-3),
    "LpNormalization": node("LpNormalization", axis=2, p=2),
    "HardSwish": node("HardSwish"),
    "Mish": node("Mish"),
    "Elu": node("Elu", alpha=0.5),
    "Dropout": node("Dropout"),
    "Round": node("Round"),
    "Identity": node("Identity"),
    "Flatten": node("Flatten", axis=2),
    "Pad": node("Pad", "x pads", mode="reflect"),
    "Reshape": node("Reshape", "x shape"),
    "Squeeze": node("Squeeze", "x zero"),
    "Unsqueeze": node("Unsqueeze", "x zero"),
    "Transpose": node("Transpose", perm=[0, 2, 3, 1]),
    "TopK": node("TopK", "x two", axis=3),
    "Cast": node("Cast", to=TensorProto.FLOAT16) + [("Cast", ["y0"], {"to": FLOAT})],
    "QuantizeLinear": node("QuantizeLinear", "x step zeroPoint")
    + [("DequantizeLinear", "y0 step zeroPoint".split(), {})],
}
SINCE_23 = {
    "RMSNormalization": node("RMSNormalization", "x scale"),
    "RMSNormalization over two axes": node("RMSNormalization", "x plane", axis=-2, epsilon=1e-3),
    "QuantizeLinear with types": node("QuantizeLinear", "x step zeroPoint", precision=FLOAT)
    + [("DequantizeLinear", "y0 step zeroPoint".split(), {"output_dtype": FLOAT})],
}
SINCE_24 = {
    "Cast with round_mode": node("Cast", to=TensorProto.DOUBLE, round_mode="nearest")
    + [("Cast", ["y0"], {"to": FLOAT, "round_mode": "up"})],
    "Swish": node("Swish"),
    "Swish with alpha": node("Swish", alpha=1.5),
}
STORED = {
    "scale": SCALE,
    "plane": np.tile(SCALE, (4, 1)),
    "kernel": KERNEL,
    "transposed": KERNEL.reshape(2, 3, 2, 2),
    "pair": np.float32([1.5, -0.5]),
    "pads": np.int64([0, 0, 1, 2, 0, 0, 1, 0]),
    "shape": np.int64([0, -1, 3]),
    "zero": np.int64([0]),
    "two": np.int64([2]),
    "step": np.float32(0.01),
    "zeroPoint": np.uint8(100),
}


def model(nodes, opset, shape=None):
    made = []
    for at, (op, inputs, attributes) in enumerate(nodes):
        outputs = ["y" if at == len(nodes) - 1 else f"y{at}"] + (["places"] if op == "TopK" else [])
        made.append(helper.make_node(op, inputs, outputs, **attributes))
    used = {name for each in made for name in each.input} & STORED.keys()
    graph = helper.make_graph(
        made,
        "opset",
        [helper.make_tensor_value_info("x", FLOAT, X.shape)],
        [helper.make_tensor_value_info("y", FLOAT, shape)],
        [numpy_helper.from_array(STORED[name], name) for name in sorted(used)],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)


def main(path):
    cases = []
    for opset in (22, 23, 24):
        for name, nodes in {**CASES, **(SINCE_23 if opset > 22 else {}), **(SINCE_24 if opset > 23 else {})}.items():
            (y,) = ReferenceEvaluator(model(nodes, opset)).run(["y"], {"x": X})
            made = model(nodes, opset, y.shape)
            checker.check_model(made)
            cases.append(
                {
                    "name": f"{name}, opset {opset}",
                    "model": base64.b64encode(made.SerializeToString()).decode(),
                    "shape": list(y.shape),
                    "output": [round(float(value), 6) for value in y.reshape(-1)],
                }
            )
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"input": X.reshape(-1).tolist(), "shape": X.shape, "cases": cases}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
