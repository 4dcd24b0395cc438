import { resolveAxis } from '../axes.ts'
import type { Op } from '../op.ts'
import { rootMeanSquareNormalized } from './root-mean-square-normalized.ts'

/** Division by the root mean square over the axes from `axis` on. ONNX Runtime keeps it in the standard domain. */
export const simplifiedLayerNormalizationOp: Op<'X' | 'scale', 'Y' | 'inv_std_var', { axis: number; epsilon: number }> =
  {
    type: 'SimplifiedLayerNormalization',
    since: 1,
    inputs: ['X', 'scale'],
    outputs: ['Y', 'inv_std_var'],
    optionalOutputs: ['inv_std_var'],
    attributes: { axis: 'int', epsilon: 'float' },
    defaults: { axis: -1, epsilon: 1e-5 },
    infer: ({ inputs: { X }, attributes: { axis } }) => {
      const first = resolveAxis('SimplifiedLayerNormalization', axis, X.shape.length)
      return {
        Y: { dtype: X.dtype, shape: X.shape },
        inv_std_var: { dtype: X.dtype, shape: X.shape.map((length, i) => (i < first ? length : 1)) },
      }
    },
    gradient: 'reference',
    reference: ({ X, scale }, { axis, epsilon }) => {
      const { normalized, inverse } = rootMeanSquareNormalized(X, scale, { axis, epsilon })
      return { Y: normalized, inv_std_var: inverse }
    },
    samples: [
      { shapes: { X: [2, 3, 4], scale: [4] }, attributes: { axis: -1, epsilon: 1e-5 } },
      { shapes: { X: [3, 4], scale: [4] }, attributes: { axis: 1, epsilon: 1e-2 } },
    ],
    doc: {
      summary: 'Division by the root mean square over the last axes.',
      gradient: 'of its parts',
      source: 'https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/graph/contrib_ops/contrib_defs.cc',
    },
  }
