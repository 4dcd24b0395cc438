import { ModelError, ShapeError } from '@towerkit/core'
import type { TowerkitError } from '@towerkit/core'
import type { Tensors } from '@towerkit/core'

/** ONNX Runtime's error when tensors that passed our checks do not fit an operation of the graph. */
const aboutShapes = /dimension|shape|broadcast|rank |out of bounds/i

/** The error of a failed run, with the shapes that were fed, which ONNX Runtime's message lacks. */
export function runError(cause: unknown, feeds: Tensors): TowerkitError {
  const message = (cause as Error).message
  const shapes = Object.entries(feeds)
    .map(([name, { shape }]) => `${name} [${shape.join(', ')}]`)
    .join(', ')
  const details = { cause, shapes: Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, shape])) }
  return aboutShapes.test(message)
    ? new ShapeError(
        `session.run: the graph does not accept inputs ${shapes}: ${message}. Feed shapes that fit together.`,
        details,
      )
    : new ModelError(
        `session.run: the graph failed on inputs ${shapes}: ${message}. Correct the model or its inputs.`,
        details,
      )
}
