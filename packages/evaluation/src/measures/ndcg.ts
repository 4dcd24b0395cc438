import type { MeasureDefinition } from './measure.ts'
import type { MeasureParameters } from './measure-parameters.ts'

/**
 * Normalised discounted cumulative gain, with the relevance itself as gain as trec_eval has it, or 2 to its power as
 * gdeval has it.
 */
export const nDCG: MeasureDefinition = {
  name: 'nDCG',
  aliases: { NDCG: {} },
  title: 'Normalised discounted cumulative gain',
  formula:
    'sum_{i<=k} g_i / log2(i + 1), divided by its highest possible value; 0 if nothing is relevant; g_i is ' +
    'max(rel_i, 0), or 2^rel_i - 1 with dcg = exp-log2',
  source:
    'Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 2002; trec_eval ' +
    'm_ndcg_cut.c, gdeval.pl',
  parameters: { cutoff: Infinity, dcg: 'log2', gains: {}, judged_only: false },
  ties: ({ dcg }) => (dcg === 'log2' ? 'trec_eval' : 'last id'),
  compute({ ranked, judged }, parameters) {
    const ideal = idealGain(judged, parameters)
    return ideal === 0 ? 0 : discountedGain(ranked.map(gainBy(parameters)), parameters.cutoff) / ideal
  },
  // A sum over places: in the mean over all orders each place of a group has the group's mean gain.
  expected(groups, { judged }, parameters) {
    const gainOf = gainBy(parameters)
    const means = groups.flatMap(({ relevances }) => {
      const total = relevances.reduce((sum, relevance) => sum + Math.max(gainOf(relevance), 0), 0)
      return relevances.map(() => total / relevances.length)
    })
    const ideal = idealGain(judged, parameters)
    return ideal === 0 ? 0 : discountedGain(means, parameters.cutoff) / ideal
  },
}

type Gains = Pick<Required<MeasureParameters>, 'cutoff' | 'dcg' | 'gains'>

function gainBy({ dcg, gains }: Gains): (relevance: number) => number {
  return relevance => {
    const gain = gains[relevance] ?? relevance
    return dcg === 'log2' ? gain : 2 ** gain - 1
  }
}

function idealGain(judged: readonly number[], parameters: Gains): number {
  return discountedGain(
    judged.map(gainBy(parameters)).sort((a, b) => b - a),
    parameters.cutoff,
  )
}

function discountedGain(gains: readonly number[], cutoff: number): number {
  const length = Math.min(gains.length, cutoff)
  let sum = 0
  for (let i = 0; i < length; i++) {
    const gain = gains[i]!
    if (gain > 0) sum += gain / Math.log2(i + 2)
  }
  return sum
}
