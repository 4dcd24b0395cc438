import { DataError, requireKnownOptions } from '@towerkit/core'
import type { ReadOptions } from './read-options.ts'
import { tableRows } from './tables/table-rows.ts'

/** What a premise says of a hypothesis. */
export type NliLabel = 'entailment' | 'neutral' | 'contradiction'

/** A premise and a hypothesis. */
export interface NliPair {
  readonly premise: string
  readonly hypothesis: string
  readonly label: NliLabel
}

const labels: readonly NliLabel[] = ['entailment', 'neutral', 'contradiction']

/**
 * Reads pairs for natural language inference: JSON Lines as of SNLI and MultiNLI (sentence1, sentence2, gold_label), or
 * any table with these columns, or with premise, hypothesis and label, by name or as 0, 1, 2 for entailment, neutral,
 * contradiction.
 *
 * Pairs on whose label the annotators did not agree (-, or -1) are skipped, as usual.
 *
 * @param path A file that `tableRows` reads.
 * @throws {DataError} naming file and line, for a missing column or another label.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { premise, hypothesis, label } of nliPairs('multinli_1.0_dev_matched.jsonl'))
 *   console.log(premise, hypothesis, label)
 *
 * @see Bowman et al., EMNLP 2015, https://aclanthology.org/D15-1075; Williams et al., NAACL 2018,
 *   https://aclanthology.org/N18-1101
 */
export async function* nliPairs(path: string, options: ReadOptions = {}): AsyncGenerator<NliPair> {
  requireKnownOptions<ReadOptions>('nliPairs', options, { signal: true })
  for await (const { line, value } of tableRows(path, options)) {
    const { premise = value['sentence1'], hypothesis = value['sentence2'], label: short } = value
    const given = value['gold_label'] ?? short
    if (typeof premise !== 'string' || typeof hypothesis !== 'string')
      throw new DataError(
        `nliPairs: line ${line} of "${path}" has no sentence1 and sentence2, nor premise and hypothesis, that are ` +
          'strings. Correct the line.',
        { path, line },
      )
    if (given === '-' || given === '-1' || given === -1) continue
    const label = labels.find((each, i) => given === each || given === i || given === String(i))
    if (label === undefined)
      throw new DataError(
        `nliPairs: the label at line ${line} of "${path}" is ${JSON.stringify(given)}. Give ${labels.join(', ')}, ` +
          'or 0, 1, 2, or - for none.',
        { path, line, label: given },
      )
    yield { premise, hypothesis, label }
  }
}
