import { accuracy } from './accuracy.ts'
import { alphaDcg } from './alpha-dcg.ts'
import { alphaNdcg } from './alpha-ndcg.ts'
import { apIa } from './ap-ia.ts'
import { averagePrecision } from './average-precision.ts'
import { bejewelledPlayer } from './bejewelled-player.ts'
import { bpref } from './bpref.ts'
import { compatibility } from './compatibility.ts'
import { errIa } from './err-ia.ts'
import { expectedReciprocalRank } from './expected-reciprocal-rank.ts'
import { inferredAveragePrecision } from './inferred-average-precision.ts'
import { insq } from './insq.ts'
import { inst } from './inst.ts'
import { interpolatedPrecision } from './interpolated-precision.ts'
import { judged } from './judged.ts'
import { nDCG } from './ndcg.ts'
import { nErrIa } from './nerr-ia.ts'
import { nerr10 } from './nerr10.ts'
import { nerr11 } from './nerr11.ts'
import { nerr8 } from './nerr8.ts'
import { nerr9 } from './nerr9.ts'
import { nNrbp } from './nnrbp.ts'
import { nrbp } from './nrbp.ts'
import { numberOfQueries } from './number-of-queries.ts'
import { numberRelevant } from './number-relevant.ts'
import { numberRetrieved } from './number-retrieved.ts'
import { pIa } from './p-ia.ts'
import { precision } from './precision.ts'
import { rPrecision } from './r-precision.ts'
import { rankBiasedPrecision } from './rank-biased-precision.ts'
import { recall } from './recall.ts'
import { reciprocalRank } from './reciprocal-rank.ts'
import { scaledDcg } from './scaled-dcg.ts'
import { setAveragePrecision } from './set-average-precision.ts'
import { setF } from './set-f.ts'
import { setPrecision } from './set-precision.ts'
import { setRecall } from './set-recall.ts'
import { subtopicRecall } from './subtopic-recall.ts'
import { success } from './success.ts'
import type { MeasureDefinition } from './measure.ts'

/** The measures that a string alone can name: all of ir_measures. */
export const knownMeasures: readonly MeasureDefinition[] = [
  accuracy,
  alphaDcg,
  alphaNdcg,
  apIa,
  averagePrecision,
  bejewelledPlayer,
  bpref,
  compatibility,
  errIa,
  expectedReciprocalRank,
  inferredAveragePrecision,
  insq,
  inst,
  interpolatedPrecision,
  judged,
  nDCG,
  nerr10,
  nerr11,
  nerr8,
  nerr9,
  nErrIa,
  nNrbp,
  nrbp,
  numberOfQueries,
  numberRelevant,
  numberRetrieved,
  pIa,
  precision,
  rankBiasedPrecision,
  recall,
  reciprocalRank,
  rPrecision,
  scaledDcg,
  setAveragePrecision,
  setF,
  setPrecision,
  setRecall,
  subtopicRecall,
  success,
]
