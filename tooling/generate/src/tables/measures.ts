import { knownMeasures } from '@towerkit/evaluation'
import type { Table } from '../table.ts'

/** Every measure that a string can name. */
export const measures: Table = {
  name: 'measures',
  file: 'packages/evaluation/README.md',
  head: ['written', 'measure', 'takes, with defaults', 'value of a query', 'defined in'],
  rows: () =>
    [...knownMeasures]
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
      .map(({ name, aliases = {}, title, formula, source, parameters, at = 'cutoff' }) => [
        [
          ...(parameters[at] === 'required' ? [] : [name]),
          ...(at in parameters ? [`${name}@${at === 'cutoff' ? 'k' : at}`] : []),
          ...Object.keys(aliases),
        ]
          .map(form => `\`${form}\``)
          .join(', '),
        title,
        Object.entries(parameters)
          .filter(([parameter]) => parameter !== at)
          .map(([parameter, value]) => `\`${parameter}\`${shown(value)}`)
          .join(', '),
        formula,
        source,
      ]),
}

function shown(value: unknown): string {
  if (value === 'required' || value === -Infinity || typeof value === 'object') return ''
  if (typeof value === 'boolean') return value ? ' True' : ' False'
  return ` ${value}`
}
