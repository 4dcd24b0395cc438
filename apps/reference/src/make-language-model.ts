import { infoNce } from '@towerkit/losses'
import { createTextEncoder, firstLayers, lexicalStart, textEncoderOf, trainWordPiece } from '@towerkit/text-encoder'
import { lengthBucketedSampler, train, type Example } from '@towerkit/training'
import { answerGroups } from './answer-groups.ts'
import { finishedRun, runOptions } from './run-options.ts'
import type { DemoSettings } from './settings.ts'
import type { TrainingContext } from './training-context.ts'
import type { TrainingData } from './training-data.ts'

/**
 * Makes a small decoder of the corpus, from which both towers start where no checkpoint is named: its words find what
 * they share before any training (`lexicalStart`), then learn the pairs by themselves; its blocks start by adding
 * nothing. Written to `language-model`.
 *
 * Held-out queries are no part of it: words are counted in documents and in the queries of the pairs.
 */
export async function makeLanguageModel(
  { pairs, documents, queries = [] }: TrainingData,
  settings: DemoSettings,
  context: TrainingContext,
): Promise<void> {
  const { languageModel: size, queryLength, documentLength, temperature, seed } = settings
  const textOf = new Map(documents.map(({ id, text }) => [id, text]))
  const texts = [...new Set([...textOf.values(), ...pairs.map(({ query }) => query), ...queries])]
  const longest = Math.max(queryLength, documentLength)
  const created = createTextEncoder({
    tokenizer: trainWordPiece(texts, { vocabularySize: size.vocabularySize }),
    pooling: 'mean',
    maxLength: longest,
    seed,
    config: {
      model_type: 'qwen3',
      vocab_size: size.vocabularySize,
      hidden_size: size.width,
      num_hidden_layers: size.layers,
      num_attention_heads: size.heads,
      num_key_value_heads: Math.max(1, size.heads / 2),
      head_dim: size.headWidth,
      intermediate_size: size.inner,
      max_position_embeddings: longest,
      tie_word_embeddings: true,
    },
  })
  const parts = lexicalStart(created.parts, texts, { seed })

  const words = textEncoderOf(firstLayers(parts, 0), { name: 'words' })
  const groups = answerGroups(pairs)
  await train({
    model: words,
    data: lengthBucketedSampler(
      pairs.map(({ query, positive }, i) => ({ query, positive: textOf.get(positive)!, group: groups[i]! })),
      { batchSize: size.words.batchSize, length: longestText, seed },
    ),
    loss: infoNce({ temperature, symmetric: true }),
    ...runOptions(size.words, { context, seed, name: 'words', from: 0, to: 1 }),
  })
  // The blocks start by adding nothing to the words as they are now.
  const grown = textEncoderOf({ ...parts, weights: { ...parts.weights, ...words.parts.weights } })
  await grown.save(context.workspace.path('language-model'))
  await Promise.all([created.close(), words.close(), grown.close(), finishedRun(context, 'words')])
}

function longestText({ query, positive }: Example): number {
  return Math.max((query as string).length, (positive as string).length)
}
