import * as exported from '@towerkit/losses'
import { columnsOfLoss, type Loss } from '@towerkit/graph'
import type { Table } from '../table.ts'

/** Every loss with its default settings. One that wraps another loss is shown around InfoNCE. */
export const losses: Table = {
  name: 'losses',
  file: 'packages/losses/README.md',
  head: ['loss', 'columns', 'options and defaults', 'trained with it', 'source'],
  rows: () =>
    Object.entries<unknown>(exported).flatMap(([name, factory]) => {
      const loss = typeof factory === 'function' ? exampleOf(name, factory as Factory) : undefined
      return loss ? [rowOf(name, loss)] : []
    }),
}

type Factory = (...settings: unknown[]) => unknown

/** What the factory makes without settings, or of a loss, or of losses; undefined if it makes something else. */
function exampleOf(name: string, factory: Factory): Loss | undefined {
  const errors: unknown[] = []
  for (const settings of [
    [],
    [exported.infoNce()],
    [exported.infoNce(), { depths: [2, 4] }],
    [exported.embeddingDistillation(), { from: 128, to: 384 }],
    [[{ loss: exported.infoNce() }, { loss: exported.globalOrthogonal(), weight: 0.1 }]],
  ]) {
    try {
      const made = factory(...settings)
      return typeof made === 'object' && made !== null && 'compute' in made ? (made as Loss) : undefined
    } catch (error) {
      errors.push(error)
    }
  }
  throw new AggregateError(
    errors,
    `the losses table: ${name}() has no defaults, nor has it around a loss. Give its settings defaults.`,
  )
}

function rowOf(name: string, loss: Loss): string[] {
  const { options = {}, parameters = {}, source } = loss
  const columns = columnsOfLoss(loss)
    // Other outputs of a tower for a column that is there already.
    .filter(({ name, of }) => name === of)
    .map(column => ({ ...column, text: column.isList ? `\`${column.name}\`…` : `\`${column.name}\`` }))
  return [
    `\`${name}\``,
    [
      ...columns.filter(({ isOptional }) => !isOptional).map(({ text }) => text),
      ...columns.filter(({ isOptional }) => isOptional).map(({ text }) => `(${text})`),
    ].join(', '),
    Object.entries(options)
      .map(([option, value]) => `\`${option}\` ${JSON.stringify(value)}`)
      .join(', '),
    Object.keys(parameters)
      .map(parameter => `\`${parameter}\``)
      .join(', '),
    source,
  ]
}
