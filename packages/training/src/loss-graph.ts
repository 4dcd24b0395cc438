import {
  add,
  constantInitializer,
  firstLossParameters,
  gradients,
  lossTerms,
  mul,
  reduceSum,
  sumOfTerms,
  type Graph,
  type LossTerm,
  type Parameters,
  type Value,
  type Tensor,
} from '@towerkit/graph'
import type { EncodedField, TaskColumns } from './task-columns.ts'
import type { WeighedTask } from './weighed-task.ts'

/** The symbol of the number of items of a field. */
export function batchSymbol({ name, isList }: EncodedField): string {
  return isList ? `${name} count` : 'batch'
}

/** Inputs of the graph for the fields of numbers, in the shapes that `tensors` have. */
export function numberInputs(
  graph: Graph,
  { numbers }: TaskColumns,
  tensors: Readonly<Record<string, Tensor>>,
): Record<string, Value> {
  return Object.fromEntries(
    numbers.map(({ name, isList }) => {
      const shape = tensors[name]!.shape.map((length, axis) =>
        axis === 0 ? 'batch' : axis === 1 && isList ? 'longest' : length,
      )
      return [name, graph.input(name, 'float32', shape)]
    }),
  )
}

/** The parameters of a task's loss, in the scope that they are in among all weights. */
export function lossParameters(parameters: Parameters, { name: task, loss }: WeighedTask): Record<string, Value> {
  const scope = task === '' ? parameters.at('loss') : parameters.at('loss', task)
  return Object.fromEntries(
    Object.entries(firstLossParameters(loss)).map(([name, { shape }]) => [
      name,
      scope.get(name, shape, constantInitializer(0)),
    ]),
  )
}

/** An output of the graph that is one number for a term of the loss. */
export interface TermOutput {
  readonly term: string
  readonly output: string
}

/** Appends the loss, and names it and its terms as outputs. */
export function outputLoss(
  graph: Graph,
  { loss }: WeighedTask,
  columns: Readonly<Record<string, Value>>,
): {
  readonly value: Value
  readonly terms: Readonly<Record<string, Required<LossTerm>>>
  readonly outputs: TermOutput[]
} {
  const terms = lossTerms(loss, columns)
  const value = sumOfTerms(terms)
  graph.output('loss', value)
  const outputs = Object.entries(terms).map(([term, { value: of }], i) => {
    const output = `term ${i}`
    graph.output(output, of)
    return { term, output }
  })
  return { value, terms, outputs }
}

/** Appends the squared norm of the gradient of each term, with its weight, with respect to `targets`. */
export function outputTermNorms(
  graph: Graph,
  terms: Readonly<Record<string, Required<LossTerm>>>,
  targets: readonly Value[],
): TermOutput[] {
  return Object.entries(terms).map(([term, { value, weight }], i) => {
    const output = `squared norm of term ${i}`
    const squares = gradients(mul(value, weight), targets).map(gradient => reduceSum(mul(gradient, gradient)))
    graph.output(
      output,
      squares.reduce((sum, square) => add(sum, square)),
    )
    return { term, output }
  })
}

/** The numbers of some outputs by the term that they belong to. */
export function termNumbers(
  outputs: readonly TermOutput[],
  results: Readonly<Record<string, Tensor>>,
): Record<string, number> {
  return Object.fromEntries(outputs.map(({ term, output }) => [term, Number(results[output]!.data[0])]))
}
