import { contrast } from './contrast.ts'
import { copyOf } from './decoders.ts'
import type { PretrainedContext } from './pretrained-context.ts'

/** Both large towers after stage I, and the vectors that they give. */
export async function pretrainedTeacher(
  { corpus, study, start, texts, trainTexts, testTexts }: PretrainedContext,
  seed: number,
) {
  const query = copyOf(start, 'query')
  const document = copyOf(start, 'document')
  if (!study.asItIs) await contrast(corpus, query, document, { ...study.pairs, seed })
  return {
    query,
    document,
    queries: await query.encodeQueries(testTexts),
    stored: await document.encodeDocuments(texts),
    vectors: await query.encodeQueries(trainTexts, { normalize: false }),
  }
}

export type PretrainedTeacher = Awaited<ReturnType<typeof pretrainedTeacher>>
