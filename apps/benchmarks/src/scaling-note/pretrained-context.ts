import type { Vectors } from '@towerkit/core'
import type { Run } from './contrast.ts'
import type { Corpus } from './corpus.ts'
import type { pretrainedStart } from './pretrained-start.ts'
import type { PretrainedStudy } from './pretrained-study.ts'
import type { Results } from './results.ts'

/** What all parts of a study of one pretrained model work with. */
export interface PretrainedContext extends Omit<Awaited<ReturnType<typeof pretrainedStart>>, 'untrained'> {
  readonly corpus: Corpus
  readonly study: PretrainedStudy
  readonly results: Results
  /** Name of the part of the study. */
  readonly part: string
  /** How the small query tower learns in stage II. */
  readonly stageTwo: Omit<Run, 'seed'>
  /** Measures queries against stored documents, and adds the result. */
  report(
    arm: string,
    seed: number,
    vectors: { readonly queries: Vectors; readonly stored: Vectors; readonly more?: Readonly<Record<string, number>> },
  ): Promise<void>
}
