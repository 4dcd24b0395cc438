"""Writes an ONNX model with matrices and tables in 8 bits for the peers of encoding-throughput.ts: dynamic
quantisation of ONNX Runtime, by which transformers.js converts models too.

python quantize_dynamic.py <model.onnx> <quantized.onnx>
"""

import sys
from onnxruntime.quantization import QuantType, quantize_dynamic

model, quantized = sys.argv[1:]
quantize_dynamic(
    model, quantized, weight_type=QuantType.QInt8, per_channel=True, extra_options={"MatMulConstBOnly": True}
)
