import type { RecommenderConfig, RecommenderTrainingOptions } from '@towerkit/generate-rank'

/** How a row of the study is trained. */
export interface StudyRow {
  readonly config: Partial<RecommenderConfig>
  readonly training: RecommenderTrainingOptions
  readonly batchSize: number
  readonly learningRate: number
  readonly weightDecay: number
  readonly clipNorm: number
  /** Most passes over all events, those between two validations, and validations without a better one until it ends. */
  readonly passes: number
  readonly passesBetween: number
  readonly patience: number
  readonly control?: 'other histories'
}

/** Changes of a row, by the fields of `StudyRow`. */
export type RowChange = { readonly [Name in keyof StudyRow]?: Partial<StudyRow[Name]> }

/** Settings of all rows, in which they do not differ, by the kind of data. */
export const studySettings: Readonly<Record<'films' | 'sequences', StudyRow>> = {
  films: {
    config: { width: 64, blocks: 2, heads: 2, events: 64, longEvents: 1000, dropout: 0.2 },
    training: { negatives: { drawn: 256 } },
    batchSize: 32,
    learningRate: 2e-3,
    weightDecay: 0.01,
    clipNorm: 10,
    passes: 16,
    passesBetween: 2,
    patience: 5,
  },
  sequences: {
    config: { width: 64, blocks: 1, heads: 1, events: 50, longEvents: 50, dropout: 0.5 },
    training: { negatives: { drawn: 256 } },
    batchSize: 256,
    learningRate: 2e-3,
    weightDecay: 0.01,
    clipNorm: 10,
    passes: 60,
    passesBetween: 2,
    patience: 5,
  },
}

/** The rows: what each has that others lack. `pure` is SASRec: the generator, a target at every position. */
export const studyRows: Readonly<Record<string, RowChange>> = {
  pure: { training: { weights: { auxiliary: 0, ranker: 0 } } },
  auxiliary: { training: { weights: { auxiliary: 0.1, ranker: 0 } } },
  ranker: { training: { weights: { auxiliary: 0, ranker: 0.1 } } },
  full: { training: { weights: { auxiliary: 0.1, ranker: 0.1 } } },
  'other histories': { training: { weights: { auxiliary: 0.1, ranker: 0 } }, control: 'other histories' },
  'short ranker': { training: { weights: { auxiliary: 0.1, ranker: 0.1 } }, config: { longEvents: 64 } },
  paper: { training: { weights: { auxiliary: 0, ranker: 0 }, targets: 'last', negatives: 'batch', logQ: false } },
  'paper auxiliary': {
    training: { weights: { auxiliary: 0.1, ranker: 0 }, targets: 'last', negatives: 'batch', logQ: false },
  },
}

/** A row with changes, those of objects field by field. */
export function changedRow(row: StudyRow, change: RowChange): StudyRow {
  const merged = Object.entries(change).map(([name, value]) => {
    const before = row[name as keyof StudyRow]
    return [name, typeof value === 'object' ? { ...(before as object), ...(value as object) } : value]
  })
  return { ...row, ...Object.fromEntries(merged) }
}
