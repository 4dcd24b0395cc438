import { DataError } from '@towerkit/core'
import { read, transposedMatrix, transposedSuffix, type ExternalData, type Value, type Tensor } from '@towerkit/graph'

/**
 * The weights of an exported model by the names of Hugging Face's files. Exporters keep the names of all but the
 * matrices of affine maps, which they turn round and number; such a matrix is recognised by the bias that is added to
 * its product. Our own files say which ones are transposed.
 *
 * @param externalData Files beside the model that it keeps weights in.
 * @throws {DataError | UnsupportedError} if the file cannot be read.
 */
export function onnxWeights(bytes: Uint8Array, externalData: ExternalData = {}): Record<string, Tensor> {
  const { graph, weights } = read(bytes, { externalData })
  const result: Record<string, Tensor> = { ...weights }
  for (const [name, matrix] of Object.entries(weights))
    if (name.endsWith(transposedSuffix)) result[name.slice(0, -transposedSuffix.length)] ??= turned(matrix)
  const isBias = (value: Value | undefined) =>
    value !== undefined && Object.hasOwn(weights, value.name) && value.name.endsWith('.bias')
  const biasOfSum = new Map<string, string>()
  for (const { op, inputs } of graph.nodes) {
    if (op.type !== 'Add') continue
    const a = inputs['A']!
    const b = inputs['B']!
    if (isBias(a)) biasOfSum.set(b.name, a.name)
    if (isBias(b)) biasOfSum.set(a.name, b.name)
  }
  for (const { op, inputs, outputs, attributes } of graph.nodes) {
    const matrix = inputs['B'] && weights[inputs['B'].name]
    if (!matrix || matrix.shape.length !== 2 || (op.type !== 'MatMul' && op.type !== 'Gemm')) continue
    const bias =
      op.type === 'Gemm' ? (isBias(inputs['C']) ? inputs['C']!.name : undefined) : biasOfSum.get(outputs['Y']!.name)
    if (bias === undefined) continue
    const name = bias.replace(/bias$/, 'weight')
    if (!Object.hasOwn(weights, name)) result[name] = attributes['transB'] === 1 ? matrix : turned(matrix)
  }
  return result
}

function turned(matrix: Tensor): Tensor {
  if (matrix.dtype !== 'float32' || matrix.shape.length !== 2)
    throw new DataError(
      `loadWeights: a matrix of the ONNX file is ${matrix.dtype} [${matrix.shape}]. It must be float32 [rows, ` +
        'columns].',
      { shape: matrix.shape },
    )
  return transposedMatrix(matrix)
}
