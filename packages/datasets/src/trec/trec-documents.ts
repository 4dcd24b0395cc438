import { DataError, requireKnownOptions } from '@towerkit/core'
import { Parser } from 'htmlparser2'
import { plainText } from '../documents/plain-text.ts'
import type { ReadOptions } from '../read-options.ts'
import type { TextDocument } from '../text-document.ts'
import { taggedBlocks } from './tagged-blocks.ts'

/** Names that collections give to titles, in lower case. */
const titles = new Set(['title', 'headline', 'head', 'hl', 'ttl', 'h3'])

/** What is no text: the name, and what the crawler or the wire noted. */
const unread = new Set(['docno', 'docid', 'docoldno', 'dochdr', 'script', 'style'])

/**
 * Reads a file of TREC documents: <DOC>, within it <DOCNO> and elements of text. The title is the first of <TITLE>,
 * <HEADLINE>, <HEAD>, <HL>, <TTL> and <H3>; the text is all other elements' but <DOCID> and <DOCHDR>, without tags.
 *
 * @param path UTF-8, gzip-compressed if it ends in `.gz`. Older collections are in Latin-1: convert them first.
 * @throws {DataError} naming file and line, for a document without an end or <DOCNO>, or whose <DOCNO> comes twice.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { id, title, text } of trecDocuments('fr94.gz')) console.log(id, title, text)
 */
export async function* trecDocuments(path: string, options: ReadOptions = {}): AsyncGenerator<TextDocument> {
  requireKnownOptions<ReadOptions>('trecDocuments', options, { signal: true })
  const seen = new Set<string>()
  for await (const { line, text } of taggedBlocks('trecDocuments', path, { ...options, tag: 'DOC' })) {
    const document = { ...parse(text), metadata: {} }
    const wrong = (fact: string) =>
      new DataError(`trecDocuments: the document at line ${line} of "${path}" ${fact}. Correct it.`, { path, line })
    if (document.id === '') throw wrong('has no <DOCNO>')
    if (seen.has(document.id)) throw wrong(`has the <DOCNO> "${document.id}" of an earlier one`)
    seen.add(document.id)
    yield document
  }
}

function parse(block: string) {
  const id = plainText()
  const title = plainText()
  const text = plainText()
  const open: string[] = []
  const parser = new Parser({
    onopentag: name => {
      open.push(name)
      text.separate('\n')
    },
    ontext: piece => {
      if (open.includes('docno')) id.append(piece)
      else if (open.some(name => titles.has(name)) && !open.some(name => unread.has(name))) title.append(piece)
      else if (!open.some(name => unread.has(name))) text.append(piece)
    },
    onclosetag: () => {
      open.pop()
      text.separate('\n')
    },
  })
  parser.end(block)
  return { id: id.toString(), title: title.toString(), text: text.toString() }
}
