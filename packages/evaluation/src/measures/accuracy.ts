import type { MeasureDefinition } from './measure.ts'

/** Accuracy: how often a relevant document is ranked above another one, of the retrieved documents. */
export const accuracy: MeasureDefinition = {
  name: 'Accuracy',
  title: 'Accuracy',
  formula:
    '1 - |pairs of retrieved documents with a relevant one below another| / |pairs of a relevant document and ' +
    'another|; no value if there is no such pair',
  source: 'ir_measures accuracy_provider.py',
  parameters: { cutoff: Infinity, rel: 1 },
  ties: 'as given',
  missing: Number.NaN,
  compute({ ranked }, { cutoff, rel }) {
    let others = 0
    let relevant = 0
    let inverted = 0
    for (const relevance of ranked.slice(0, cutoff)) {
      if (relevance >= rel) {
        relevant++
        inverted += others
      } else others++
    }
    return relevant * others === 0 ? Number.NaN : 1 - inverted / (others * relevant)
  },
}
