import { staticStudent, textEncoder, textEncoderOf } from '@towerkit/text-encoder'
import type { Corpus } from './corpus.ts'
import { session } from './decoders.ts'

/**
 * Where all towers of a corpus start that come from one pretrained model, and the texts that they are trained and
 * tested with.
 */
export async function pretrainedStart(
  corpus: Corpus,
  { model, maxLength, rank = 0 }: { readonly model: string; readonly maxLength: number; readonly rank?: number },
) {
  const trainTexts = [...new Set([...corpus.pairs.map(({ query }) => query), ...corpus.texts])]
  await using opened = await textEncoder(model, { session })
  const start = { ...opened.parts, maxLength }
  const untrained = textEncoderOf(start, { name: 'query', session })
  const attentive = rank === 0 ? undefined : await staticStudent(untrained, trainTexts, { attention: rank })
  return {
    start,
    untrained,
    words: await staticStudent(untrained, trainTexts),
    attentive,
    trainTexts,
    texts: [...corpus.documents.values()],
    testTexts: corpus.test.map(({ text }) => text),
  }
}
