import { DataError, requireKnownOptions } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import { taggedBlocks } from './tagged-blocks.ts'

/** What a TREC topic asks. */
export interface TrecTopic {
  readonly id: string
  /** The query: <title>, or <query> where a topic has that. */
  readonly title: string
  /** Empty if there is none. */
  readonly description: string
  /** What is relevant and what is not; empty if there is none. */
  readonly narrative: string
}

/** Elements of topics, and labels that older ones repeat in their text. */
const elements: Readonly<Record<string, { readonly part: keyof TrecTopic; readonly label?: RegExp }>> = {
  num: { part: 'id', label: /^Number:/i },
  title: { part: 'title', label: /^Topic:/i },
  query: { part: 'title' },
  desc: { part: 'description', label: /^Description:/i },
  description: { part: 'description' },
  narr: { part: 'narrative', label: /^Narrative:/i },
  narrative: { part: 'narrative' },
}

/**
 * Reads TREC topics: <top> with <num>, <title>, <desc> and <narr>, which need no ends; or <topic number="..."> with
 * elements.
 *
 * @param path UTF-8, gzip-compressed if it ends in `.gz`.
 * @throws {DataError} naming file and line, for a topic without an end, number or title, or whose number comes twice.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { id, title } of trecTopics('topics.301-350.txt')) console.log(id, title)
 */
export async function* trecTopics(path: string, options: ReadOptions = {}): AsyncGenerator<TrecTopic> {
  requireKnownOptions<ReadOptions>('trecTopics', options, { signal: true })
  const seen = new Set<string>()
  for await (const { line, text } of taggedBlocks('trecTopics', path, { ...options, tag: '(?:topic|top)' })) {
    const topic = parse(text)
    const wrong = (fact: string) =>
      new DataError(`trecTopics: the topic at line ${line} of "${path}" ${fact}. Correct it.`, { path, line })
    if (topic.id === '') throw wrong('has no number')
    if (topic.title === '') throw wrong('has no title or query')
    if (seen.has(topic.id)) throw wrong(`has the number ${topic.id} of an earlier one`)
    seen.add(topic.id)
    yield topic
  }
}

/** By hand, since the elements of most topics have no end. */
function parse(block: string): TrecTopic {
  const [, number = ''] = /^<topic\s[^<>]{0,1000}?number\s*=\s*["']?([^"'>\s]+)/i.exec(block) ?? []
  const topic = { id: number, title: '', description: '', narrative: '' }
  for (const [, name, content] of block.matchAll(/<([a-z]+)[^<>]*>([^<]*)/gi)) {
    const { part, label = /^/ } = elements[name!.toLowerCase()] ?? {}
    if (part !== undefined && topic[part] === '')
      topic[part] = decode(content!).trim().replace(label, '').replace(/\s+/g, ' ').trim()
  }
  return topic
}

function decode(text: string): string {
  return text.replace(
    /&(amp|lt|gt|quot|apos);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name]!,
  )
}
