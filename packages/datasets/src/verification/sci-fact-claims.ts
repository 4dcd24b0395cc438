import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, requireKnownOptions } from '@towerkit/core'
import { jsonLines, type JsonLine } from '../tables/json-lines.ts'
import type { ReadOptions } from '../read-options.ts'
import { isKey, sciFactAbstracts } from './sci-fact-abstracts.ts'
import { verificationLabel, type VerificationLabel } from './verification-label.ts'

/** A claim with an abstract that it cites. */
export interface SciFactClaim {
  readonly id: string
  readonly claim: string
  readonly document: string
  readonly title: string
  /** Of the abstract, in their order. */
  readonly sentences: readonly string[]
  /** What the abstract says of the claim. */
  readonly label: VerificationLabel
  /** The sentences that decide it, from 0, ascending; empty for 'not-enough-information'. */
  readonly rationale: readonly number[]
}

/**
 * Reads SciFact: each claim of a split with each abstract that it cites, sentence by sentence.
 *
 * @param folder Has corpus.jsonl and claims_<split>.jsonl, each of them also as `.gz`. The corpus is that of SciFact
 *   (doc_id, title, abstract as a list), or of BEIR with
 * `sentence_offsets` (where each sentence of the text begins, in characters).
 * @param split Such as 'train' or 'dev'.
 * @returns pairs in the order of the claims; the cited abstracts are held in memory.
 * @throws {DataError} naming file and line, if a file is missing or malformed, or names an abstract or a sentence that
 *   is not there.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { claim, sentences, label } of sciFactClaims('scifact', 'train'))
 *   console.log(claim, sentences.length, label)
 *
 * @see Wadden et al., Fact or Fiction: Verifying Scientific Claims, EMNLP 2020,
 *   https://aclanthology.org/2020.emnlp-main.609
 */
export async function* sciFactClaims(
  folder: string,
  split: string,
  options: ReadOptions = {},
): AsyncGenerator<SciFactClaim> {
  requireKnownOptions<ReadOptions>('sciFactClaims', options, { signal: true })
  const claims = await existing(join(folder, `claims_${split}.jsonl`))
  const cited = new Set<string>()
  for await (const each of jsonLines(claims, options))
    for (const { document } of citations(claims, each)) cited.add(document)
  const abstracts = await sciFactAbstracts(await existing(join(folder, 'corpus.jsonl')), cited, options)
  for await (const each of jsonLines(claims, options)) {
    for (const { document, ...found } of citations(claims, each)) {
      const abstract = abstracts.get(document)
      const wrong = (fact: string) =>
        new DataError(
          `sciFactClaims: line ${each.line} of "${claims}" ${fact}. Give the corpus that belongs to the claims.`,
          { path: claims, line: each.line, document },
        )
      if (!abstract) throw wrong(`cites the document ${document}, which the corpus lacks`)
      const beyond = found.rationale.find(sentence => sentence >= abstract.sentences.length)
      if (beyond !== undefined)
        throw wrong(`names the sentence ${beyond} of the document ${document}, which has ${abstract.sentences.length}`)
      yield { ...found, document, ...abstract }
    }
  }
}

/** The pairs of a line, without their abstracts. */
function citations(path: string, { line, value }: JsonLine): Omit<SciFactClaim, 'title' | 'sentences'>[] {
  const wrong = (fact: string) =>
    new DataError(`sciFactClaims: line ${line} of "${path}" ${fact}. Correct the line.`, { path, line })
  const { id, claim, evidence, cited_doc_ids: cited } = value
  if (!isKey(id) || typeof claim !== 'string') throw wrong('has no "id" and "claim"')
  if (!Array.isArray(cited) || !cited.every(isKey)) throw wrong('has no "cited_doc_ids" that is a list')
  if (typeof evidence !== 'object' || evidence === null || Array.isArray(evidence))
    throw wrong('has no "evidence" that is an object; claims without labels cannot be used')
  const found = new Map<string, { label: VerificationLabel; rationale: readonly number[] }>(
    cited.map(document => [String(document), { label: 'not-enough-information', rationale: [] }]),
  )
  for (const [document, sets] of Object.entries(evidence as Readonly<Record<string, unknown>>)) {
    if (!Array.isArray(sets) || sets.length === 0)
      throw wrong(`has evidence of the document ${document} that is no list`)
    const parts = sets.map((set: unknown) => (set ?? {}) as { label?: unknown; sentences?: unknown })
    const [label, ...others] = new Set(parts.map(part => verificationLabel(part.label)))
    const sentences = parts.flatMap(part => part.sentences)
    if (label === undefined || others.length > 0) throw wrong(`has no label, or several, of the document ${document}`)
    if (!sentences.every(sentence => Number.isSafeInteger(sentence) && (sentence as number) >= 0))
      throw wrong(`has sentences of the document ${document} that are no numbers from 0`)
    found.set(document, { label, rationale: [...new Set(sentences as number[])].sort((a, b) => a - b) })
  }
  return [...found].map(([document, each]) => ({ id: String(id), claim, document, ...each }))
}

async function existing(path: string): Promise<string> {
  for (const each of [path, `${path}.gz`])
    if (
      await access(each).then(
        () => true,
        () => false,
      )
    )
      return each
  throw new DataError(
    `sciFactClaims: there is no "${path}", nor "${path}.gz". Give a folder of SciFact, and a split that it has.`,
    { path },
  )
}
