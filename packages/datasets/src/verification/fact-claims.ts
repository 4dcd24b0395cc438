import { DataError, requireKnownOptions } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import { tableRows } from '../tables/table-rows.ts'
import { verificationLabel, type VerificationLabel } from './verification-label.ts'

/** Options of `factClaims`. */
export interface FactClaimsOptions extends ReadOptions {
  /**
   * The sentence of a page that FEVER's evidence names, from 0; undefined if there is none. Default: none, so that
   * evidence must be texts.
   */
  readonly sentenceOf?: (page: string, sentence: number) => string | undefined | Promise<string | undefined>
}

/** A claim with the sentences that decide it. */
export interface FactClaim {
  readonly claim: string
  /** In their order, each once; none where the data has none. */
  readonly evidence: readonly string[]
  readonly label: VerificationLabel
}

/**
 * Reads claims for fact verification as of FEVER and VitaminC: claim, label, and evidence, which is a text, a list of
 * texts, or FEVER's list of sets of [annotation, evidence, page, sentence].
 *
 * Labels are accepted in the usual spellings: SUPPORTS, REFUTES, NOT ENOUGH INFO, CONTRADICT, NEI ...
 *
 * @param path A file that `tableRows` reads.
 * @throws {DataError} naming file and line, for a line without a claim, with another label, or with evidence that is no
 *   text or is not found.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { claim, evidence, label } of factClaims('vitaminc/dev.jsonl')) console.log(claim, evidence, label)
 *
 * @see Thorne et al., FEVER, NAACL 2018, https://aclanthology.org/N18-1074; Schuster et al., VitaminC, NAACL 2021,
 *   https://aclanthology.org/2021.naacl-main.52
 */
export async function* factClaims(path: string, given: FactClaimsOptions = {}): AsyncGenerator<FactClaim> {
  const { sentenceOf, ...options } = requireKnownOptions<FactClaimsOptions>('factClaims', given, {
    sentenceOf: true,
    signal: true,
  })
  for await (const { line, value } of tableRows(path, options)) {
    const { claim, evidence: given = [] } = value
    const wrong = (fact: string) =>
      new DataError(`factClaims: line ${line} of "${path}" ${fact}. Correct the line.`, { path, line })
    const label = verificationLabel(value['label'])
    if (typeof claim !== 'string' || claim === '') throw wrong('has no "claim" that is a text')
    if (label === undefined)
      throw wrong(
        `has the label ${JSON.stringify(value['label'])}, expected one such as SUPPORTS, REFUTES or NOT ENOUGH INFO`,
      )
    const evidence = new Set<string>()
    for (const one of listOf(given)) {
      const reference = referenceOf(one)
      if (reference === null) continue
      const text = typeof one === 'string' ? one : reference && (await sentenceOf?.(reference.page, reference.sentence))
      if (text === undefined)
        throw wrong(
          reference
            ? `has the evidence ${reference.sentence} of "${reference.page}", for which \`sentenceOf\` gives no text`
            : 'has evidence that is neither text nor of the form of FEVER',
        )
      if (text !== '') evidence.add(text)
    }
    yield { claim, evidence: [...evidence], label }
  }
}

/** FEVER's sets taken together. */
function listOf(evidence: unknown): readonly unknown[] {
  if (evidence === null) return []
  if (!Array.isArray(evidence)) return [evidence]
  return evidence.flatMap((set: unknown) => (Array.isArray(set) && Array.isArray(set[0]) ? (set as unknown[]) : [set]))
}

/** @returns null if FEVER says that there is no evidence, undefined if it is not a reference. */
function referenceOf(evidence: unknown): { readonly page: string; readonly sentence: number } | null | undefined {
  if (!Array.isArray(evidence) || evidence.length !== 4) return undefined
  const [, , page, sentence] = evidence as readonly unknown[]
  if (page === null) return null
  return typeof page === 'string' && Number.isSafeInteger(sentence) ? { page, sentence: sentence as number } : undefined
}
