import { Graph, matmul, transpose, writeOnnx } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import type { ScoreKernel } from './score-kernel.ts'

/** How `runtimeKernel` runs. */
export interface RuntimeKernelOptions {
  /** Threads of a product. Default: the cores of the machine. */
  readonly threads?: number
}

/**
 * Inner products as one matrix product of ONNX Runtime, scores = queries · rowsᵀ: tens of times faster than `plainKernel`.
 * Summed in single precision. Needs Node.
 *
 * @example
 * const index = exactIndex({ dimensions: 384, kernel: runtimeKernel })
 *
 * @see https://onnx.ai/onnx/operators/onnx__MatMul.html
 */
export async function runtimeKernel({ threads }: RuntimeKernelOptions = {}): Promise<ScoreKernel> {
  const session = await createSession(productModel(), threads === undefined ? {} : { threads })
  return {
    queriesPerCall: 128,
    multiplicationsPerCall: 2 ** 27,
    async score({ queries, queryCount, rows, rowCount, dimensions, scores }) {
      await session.run(
        {
          queries: { dtype: 'float32', shape: [queryCount, dimensions], data: queries },
          rows: { dtype: 'float32', shape: [rowCount, dimensions], data: rows },
        },
        { into: { scores: { dtype: 'float32', shape: [queryCount, rowCount], data: scores } } },
      )
    },
    close: () => session.close(),
  }
}

function productModel(): Uint8Array {
  const graph = new Graph()
  const queries = graph.input('queries', 'float32', ['queryCount', 'dimensions'])
  const rows = graph.input('rows', 'float32', ['rowCount', 'dimensions'])
  graph.output('scores', matmul(queries, transpose(rows)))
  return writeOnnx(graph)
}
