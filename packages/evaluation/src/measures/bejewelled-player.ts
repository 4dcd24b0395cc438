import { expectedGain, scaledGains } from './expected-gain.ts'
import type { MeasureDefinition } from './measure.ts'

/** The Bejewelled player model: a reader who stops once the gain or the number of documents is reached. */
export const bejewelledPlayer: MeasureDefinition = {
  name: 'BPM',
  title: 'Bejewelled player model, static',
  formula: 'mean gain of the documents up to the first at which the gains add up to T, or the k-th',
  source: 'Zhang et al., Evaluating web search with a Bejeweled player model, SIGIR 2017; cwl_eval cwl_bpm.py',
  parameters: { cutoff: 'required', T: 1, min_rel: 0, max_rel: 'required' },
  ties: 'as given',
  compute: ({ ranked }, { cutoff, T, ...range }) =>
    expectedGain(scaledGains(ranked, range), ({ rank, total }) => (total < T && rank < cutoff ? 1 : 0)),
}
