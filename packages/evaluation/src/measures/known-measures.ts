import { averagePrecision } from './average-precision.ts'
import type { MeasureDefinition } from './measure.ts'
import { nDCG } from './ndcg.ts'
import { precision } from './precision.ts'
import { recall } from './recall.ts'
import { reciprocalRank } from './reciprocal-rank.ts'
import { success } from './success.ts'

/** The measures that strings can name without being told more. */
export const knownMeasures: readonly MeasureDefinition[] = [averagePrecision, nDCG, precision, recall, reciprocalRank, success]
