import { measureLatency } from '@towerkit/evaluation'
import { firstLayers, staticStudent, textEncoder, textEncoderOf } from '@towerkit/text-encoder'
import type { StudyTower } from './contrast.ts'
import type { Corpus } from './corpus.ts'
import { copyOf, corpusTokenizer, decoder, session, shallow } from './decoders.ts'
import type { DecoderStudy } from './decoder-study.ts'
import type { Results } from './results.ts'

/** Queries of a batch, and of a run one by one. */
const batch = 512
const single = 20

/**
 * Throughput of batches and latency of single queries, tokenising included, of teacher and students through ONNX
 * Runtime, in turns. Speed depends on sizes alone, so the decoders are as they start.
 */
export async function speedStudy(
  corpus: Corpus,
  study: DecoderStudy,
  { model, results }: { readonly model: string; readonly results: Results },
): Promise<void> {
  const start = decoder(corpus, study, { tokenizer: corpusTokenizer(corpus), seed: 1, maxLength: study.maxLength })
  const texts = corpus.test.slice(0, batch).map(({ text }) => text)
  await compared('speed', results, texts, {
    teacher: copyOf(start, 'query'),
    ...Object.fromEntries(
      Array.from({ length: study.layers }, (_, layers) => [
        `student, ${layers} layers`,
        copyOf(shallow(start, layers), 'query'),
      ]),
    ),
  })
  await using opened = await textEncoder(model, { session })
  const of = (layers: number) =>
    textEncoderOf(firstLayers({ ...opened.parts, maxLength: 32 }, layers), { name: 'query', session })
  const teacher = of(6)
  await compared('speed pretrained', results, texts, {
    teacher,
    'student, words': await staticStudent(teacher, texts),
    'student, words and attention': await staticStudent(teacher, texts, { attention: 64 }),
    'student, 1 blocks': of(1),
    'student, 2 blocks': of(2),
  })
}

async function compared(
  part: string,
  results: Results,
  texts: readonly string[],
  encoders: Readonly<Record<string, StudyTower>>,
): Promise<void> {
  const systems = (queries: readonly string[], oneByOne: boolean) =>
    Object.fromEntries(
      Object.entries(encoders).map(([name, encoder]) => [
        name,
        async () => {
          if (oneByOne) for (const text of queries) await encoder.encodeQueries([text])
          else await encoder.encodeQueries(queries)
        },
      ]),
    )
  const throughput = await measureLatency(systems(texts, false), { runs: 7, warmUp: 1, items: texts.length })
  for (const text of texts.slice(0, 3))
    for (const encoder of Object.values(encoders)) await encoder.encodeQueries([text])
  const latency = await measureLatency(systems(texts.slice(0, 1), true), { runs: 3 * single, warmUp: single })
  for (const name of Object.keys(encoders)) {
    const ratio = throughput[name]!.speedUp
    results.add({
      part,
      arm: name,
      seed: 0,
      values: {
        queriesPerSecond: throughput[name]!.itemsPerSecond,
        p50Ms: latency[name]!.p50Ms,
        p95Ms: latency[name]!.p95Ms,
        ...(ratio && { speedUp: ratio.ratio, low: ratio.interval[0], high: ratio.interval[1] }),
      },
    })
  }
  await Promise.all(Object.values(encoders).map(encoder => encoder.close()))
}
