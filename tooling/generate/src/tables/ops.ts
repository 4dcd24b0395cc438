import * as graph from '@towerkit/graph'
import type { AnyOp } from '@towerkit/graph'
import type { Table } from '../table.ts'

/** Every op, under the name of the function that emits it. */
export const ops: Table = {
  name: 'ops',
  file: 'packages/graph/docs/ops.md',
  head: ['function', 'ONNX operator', 'what it does', 'gradient', 'since opset', 'folded'],
  rows: () =>
    Object.entries<unknown>(graph)
      .filter(
        (entry): entry is [string, AnyOp] => typeof entry[1] === 'object' && entry[1] !== null && 'infer' in entry[1],
      )
      .sort(([, a], [, b]) => (a.type < b.type ? -1 : 1))
      .map(([name, { type, doc, since, evaluate }]) => [
        functionOf(name),
        `[${type}](${doc.source})`,
        doc.summary,
        doc.gradient,
        String(since),
        evaluate ? 'yes' : '',
      ]),
}

/** Ops that only files have, such as the fused ones of ONNX Runtime, have no function. */
function functionOf(name: string): string {
  const emitter = name.replace(/Op$/, '')
  return emitter in graph ? `\`${emitter}\`` : 'in files only'
}
