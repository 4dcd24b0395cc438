import type { SearchAnswer } from '../search-service.ts'
import { counted, oneOf, wholeNumber, type Command } from './command.ts'
import { excerpt } from './excerpt.ts'
import { openService, serviceOptions } from './open-service.ts'
import { parseWhere } from './parse-where.ts'

export const search: Command = {
  parameters: '<query>',
  parameterCount: [1, Infinity],
  options: {
    limit: { type: 'string', value: '<number>', help: 'most answers; default 10' },
    prefix: { type: 'boolean', help: 'the last word may be the beginning of one' },
    'no-operators': { type: 'boolean', help: '"words in quotes" and -words are words like others' },
    'no-typos': { type: 'boolean', help: 'words that no document has are not taken for mistyped ones' },
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
    const rerank = context.options['reranker'] !== undefined
    const request = {
      query,
      limit,
      signal,
      operators: options['no-operators'] !== true,
      prefix: options['prefix'] === true,
      typos: options['no-typos'] !== true,
      ...(mode && { mode }),
      ...(where && { where }),
      ...(rerank && { rerank }),
    }
    // The first answer pays for the loading of the towers, and of the reranker.
    if (mode !== 'lexical' || rerank) await service.search(request)
    const answer = await service.search(request)
    if (!rerank) return { text: formatAnswer(query, answer), json: answer }
    const reranking = await service.compareReranking(request)
    const { passages, keptMs, freshMs } = reranking
    return {
      text:
        `${formatAnswer(query, answer)}\nReranking ${counted(passages, 'passage')}: ${keptMs.toFixed(1)} ms with ` +
        `their kept states, ${freshMs.toFixed(1)} ms without.`,
      json: { ...answer, reranking },
    }
  },
}

/** An answer for a terminal. */
export function formatAnswer(query: string, { hits, mode, tower, milliseconds }: SearchAnswer): string {
  const entries = hits.map(({ title, id, passage, metadata, ranks }, i) =>
    [
      `${i + 1}. ${title || id}${title ? `  (${id})` : ''}  ${Object.entries(ranks)
        .map(([name, rank]) => `${name} ${rank}`)
        .join(', ')}`,
      ...[passage, metadata['description']]
        .filter(text => typeof text === 'string' && text !== '')
        .map(text => `   ${excerpt(String(text), query)}`),
    ].join('\n'),
  )
  return [
    `"${query}", answered by ${mode}${tower === undefined ? '' : ` (${tower})`} in ` +
      `${milliseconds.total.toFixed(1)} ms:`,
    ...entries,
    ...(hits.length === 0 ? ['Nothing found.'] : []),
  ].join('\n')
}
