import { MissingPeerError, requireKnownOptions, type Vectors } from '@towerkit/core'
import { plainScores } from './plain-kernel.ts'
import { rowsPerGroup, type ScoreKernel } from './score-kernel.ts'

/** How `runtimeKernel` runs. */
export interface RuntimeKernelOptions {
  /** Threads of a product. Default: the cores of the machine. */
  readonly threads?: number
}

/**
 * Inner products as one matrix product of ONNX Runtime, scores = rows · queriesᵀ, and the highest of each group: a
 * single query runs at the speed of memory, many at that of the processor's matrix product. Summed in single precision.
 * Needs Node, `@towerkit/graph` and `@towerkit/runtime`.
 *
 * @throws {MissingPeerError} if one of these is not installed.
 *
 * @example
 * const index = exactIndex({ dimensions: 384, kernel: runtimeKernel })
 *
 * @see https://onnx.ai/onnx/operators/onnx__MatMul.html
 */
export async function runtimeKernel(options: RuntimeKernelOptions = {}): Promise<ScoreKernel> {
  const { threads } = requireKnownOptions<RuntimeKernelOptions>('runtimeKernel', options, { threads: true })
  const { graph, runtime } = await packages()
  const session = await runtime.createSession(productModel(graph), threads === undefined ? {} : { threads })
  return {
    leastQueries: 3,
    queriesPerCall: 64,
    multiplicationsPerCall: 2 ** 28,
    scorer(queries) {
      const { count, dimensions } = queries
      const columns = { dtype: 'float32' as const, shape: [dimensions, count], data: columnsOf(queries) }
      return async ({ rows, rowCount, scores, tops }) => {
        const groups = Math.floor(rowCount / rowsPerGroup)
        const whole = groups * rowsPerGroup
        if (groups > 0) {
          await session.run(
            {
              rows: {
                dtype: 'float32',
                shape: [groups, rowsPerGroup, dimensions],
                data: rows.subarray(0, whole * dimensions),
              },
              columns,
            },
            {
              into: {
                scores: {
                  dtype: 'float32',
                  shape: [groups, rowsPerGroup, count],
                  data: scores.subarray(0, whole * count),
                },
                tops: { dtype: 'float32', shape: [groups, count], data: tops.subarray(0, groups * count) },
              },
            },
          )
        }
        if (whole === rowCount) return
        plainScores(queries, {
          rows: rows.subarray(whole * dimensions),
          rowCount: rowCount - whole,
          scores: scores.subarray(whole * count),
          tops: tops.subarray(groups * count),
        })
      }
    },
    close: () => session.close(),
  }
}

type GraphPackage = typeof import('@towerkit/graph')

async function packages(): Promise<{ graph: GraphPackage; runtime: typeof import('@towerkit/runtime') }> {
  try {
    return { graph: await import('@towerkit/graph'), runtime: await import('@towerkit/runtime') }
  } catch (cause) {
    const { code, message } = cause as { readonly code?: string; readonly message: string }
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes('@towerkit/')) throw cause
    throw new MissingPeerError(
      `runtimeKernel: ${message}. Run "npm install @towerkit/graph @towerkit/runtime", or leave the kernel out.`,
      { cause, packages: ['@towerkit/graph', '@towerkit/runtime'] },
    )
  }
}

/** Rows are the left side, since the runtime copies the right side together for each product. */
function productModel({ Graph, matmul, reduceMax, writeOnnx }: GraphPackage): Uint8Array {
  const graph = new Graph()
  const rows = graph.input('rows', 'float32', ['groups', rowsPerGroup, 'dimensions'])
  const scores = matmul(rows, graph.input('columns', 'float32', ['dimensions', 'queryCount']))
  graph.output('scores', scores)
  graph.output('tops', reduceMax(scores, [1]))
  return writeOnnx(graph)
}

function columnsOf({ data, count, dimensions }: Vectors): Float32Array {
  const columns = new Float32Array(data.length)
  for (let query = 0; query < count; query++) {
    for (let i = 0; i < dimensions; i++) columns[i * count + query] = data[query * dimensions + i]!
  }
  return columns
}
