import type { SearchAnswer } from '../search-service.ts'
import { oneOf, wholeNumber, type Command } from './command.ts'
import { openService, serviceOptions } from './open-service.ts'
import { parseWhere } from './parse-where.ts'

export const search: Command = {
  parameters: '<query>',
  parameterCount: [1, Infinity],
  options: {
    limit: { type: 'string', value: '<number>', help: 'most answers; default 10' },
    mode: { type: 'string', value: '<hybrid|dense|lexical>', help: 'vectors, words or both; default hybrid' },
    where: { type: 'string', value: '<json>', help: 'only documents with these metadata: {"kind": "function"}' },
    ...serviceOptions,
  },
  async run(context) {
    const { options, parameters, signal } = context
    const limit = wholeNumber(options, 'limit', [1, 1000]) ?? 10
    const mode = oneOf(options, 'mode', ['hybrid', 'dense', 'lexical'])
    const where = parseWhere(options['where'])
    await using service = await openService(context)
    const query = parameters.join(' ')
    const request = { query, limit, signal, ...(mode && { mode }), ...(where && { where }) }
    // The first answer pays for the loading of the towers.
    if (mode !== 'lexical') await service.search(request)
    const answer = await service.search(request)
    return { text: formatAnswer(query, answer), json: answer }
  },
}

/** An answer for a terminal. */
export function formatAnswer(query: string, { hits, mode, tower, milliseconds }: SearchAnswer): string {
  const entries = hits.map(({ title, id, passage, metadata, ranks }, i) => [
    `${i + 1}. ${title || id}${title ? `  (${id})` : ''}  ${Object.entries(ranks).map(([name, rank]) => `${name} ${rank}`).join(', ')}`,
    ...[passage, metadata['description']].filter(text => typeof text === 'string' && text !== '').map(text => `   ${String(text).replace(/\s+/g, ' ').slice(0, 160)}`),
  ].join('\n'))
  return [`"${query}", answered by ${mode}${tower === undefined ? '' : ` (${tower})`} in ${milliseconds.total.toFixed(1)} ms:`, ...entries, ...(hits.length === 0 ? ['Nothing found.'] : [])].join('\n')
}
