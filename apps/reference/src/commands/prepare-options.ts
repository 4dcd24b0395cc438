import type { ColumnType } from '@towerkit/datasets'
import type { SourceOptions } from '../prepare/open-source.ts'
import { oneOf, UsageError, type CommandContext, type CommandOption } from './command.ts'

/** Options of `prepare` that say how the source is read. */
export const sourceOptions: Readonly<Record<string, CommandOption>> = {
  columns: { type: 'string', value: '<names>', help: 'columns of a table: id=key,title=name,text=abstract' },
  types: { type: 'string', value: '<types>', help: 'types of columns: zip=text,year=number,new=boolean,day=date' },
  separator: { type: 'string', value: '<character>', help: 'between the fields of a table; "tab" for a tab' },
  quotes: { type: 'string', value: '<yes|no>', help: 'whether " encloses fields of a table; default yes' },
  exclude: { type: 'string', value: '<patterns>', help: 'files to leave out, as in .gitignore, with commas between' },
  split: {
    type: 'string',
    value: '<name>',
    help: 'judgements of a BEIR folder that are held out; default test, else dev',
  },
  queries: { type: 'string', value: '<file>', help: 'held-out queries of your own: a table with columns id and text' },
  qrels: { type: 'string', value: '<file>', help: 'their judgements: of BEIR or TREC' },
}

const types: readonly string[] = ['text', 'number', 'boolean', 'date'] satisfies readonly ColumnType[]

/** How the source is read. @throws {UsageError} for an option that says nothing. */
export function readSourceOptions(options: CommandContext['options']): Omit<SourceOptions, 'onSkipped'> {
  const text = (name: string) => options[name] as string | undefined
  const columns = assignments(options, 'columns', ['id', 'title', 'text'])
  const named = assignments(options, 'types', undefined)
  const wrong = Object.values(named ?? {}).find(type => !types.includes(type))
  if (wrong !== undefined) throw new UsageError(`--types names the type "${wrong}". Give ${types.join(', ')}.`)
  const separator = text('separator')
  const quotes = oneOf(options, 'quotes', ['yes', 'no'])
  return {
    ...(columns && { columns }),
    ...(named && { types: named as Readonly<Record<string, ColumnType>> }),
    ...(separator !== undefined && { separator: /^(tab|\\t)$/.test(separator) ? '\t' : separator }),
    ...(quotes !== undefined && { quotes: quotes === 'yes' }),
    ...(text('exclude') !== undefined && { exclude: text('exclude')!.split(',') }),
    split: text('split'),
    queriesFile: text('queries'),
    qrelsFile: text('qrels'),
  }
}

/** What stands before and behind each `=`, with commas between. */
function assignments(
  options: CommandContext['options'],
  name: string,
  known: readonly string[] | undefined,
): Record<string, string> | undefined {
  const text = options[name] as string | undefined
  if (text === undefined) return undefined
  return Object.fromEntries(
    text.split(',').map(part => {
      const [key = '', ...rest] = part.split('=').map(word => word.trim())
      const value = rest.join('=')
      if (key === '' || value === '' || (known !== undefined && !known.includes(key)))
        throw new UsageError(
          `--${name} has "${part}". Give ${known?.join('=..., ') ?? 'column'}=... with commas between.`,
        )
      return [key, value] as const
    }),
  )
}
