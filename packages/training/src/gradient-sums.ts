import type { Gradients } from './gradients.ts'
import { rowAdder } from './table-sums.ts'
import type { TrainedWeight } from './weights.ts'

/** Adds up the gradients of chunks. */
export interface GradientSums {
  add(name: string, part: Float32Array<ArrayBuffer>, rows?: Int32Array): void
  finish(): Pick<Gradients, 'tensors' | 'rows'>
}

/**
 * Sums of gradients: of whole tensors, and of those rows of tables that any chunk names.
 *
 * @param touched Rows by table, of each chunk.
 */
export function gradientSums(
  weights: readonly TrainedWeight[],
  touched: readonly Readonly<Record<string, Int32Array>>[],
): GradientSums {
  const tensors: Record<string, Float32Array<ArrayBuffer>> = {}
  const rows: Record<string, Int32Array> = {}
  const adders = new Map<string, ReturnType<typeof rowAdder>>()
  return {
    add(name, part, partRows) {
      if (!partRows) {
        const sum = tensors[name]
        // A copy: the next chunk is written over this one.
        if (!sum) tensors[name] = part.slice()
        else for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!
        return
      }
      if (!adders.has(name)) {
        const { shape, data } = weights.find(weight => weight.name === name)!
        const width = data.length / shape[0]!
        const all = Int32Array.from(new Set(touched.flatMap(each => [...(each[name] ?? [])]))).sort()
        rows[name] = all
        tensors[name] = new Float32Array(all.length * width)
        adders.set(name, rowAdder({ data: tensors[name], rows: all }, width))
      }
      adders.get(name)!(part, partRows)
    },
    finish: () => ({ tensors, rows }),
  }
}
