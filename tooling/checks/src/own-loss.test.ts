import { describe, expect, it } from 'vitest'
import { trainWordPiece } from '@towerkit/backbones'
import { add, concat, matmul, mean, mul, optionalColumn, reduceSum, sub, transpose, type Loss } from '@towerkit/graph'
import { laitEncoder } from '@towerkit/lait-encoder'
import { createStaticEncoder, createTextEncoder } from '@towerkit/text-encoder'
import { sgd, train, type Trainable } from '@towerkit/training'

const texts = ['watch a file', 'read', 'parse an address', 'close the folder', 'write a file', 'open the door']
const tokenizer = trainWordPiece(texts, { vocabularySize: 90, minimumFrequency: 1 })
const config = {
  model_type: 'bert',
  vocab_size: 96,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 48,
  type_vocab_size: 2,
  pad_token_id: 0,
} as const

/** A user's loss: names that no encoder has heard of, two columns of numbers, a list. */
const own: Loss = {
  name: 'own',
  columns: { left: 'embedding', right: 'embedding', importance: 'number', age: 'number', rivals: ['embedding'] },
  source: 'test',
  compute: ({ left, right, importance, age, rivals }) => {
    const distance = reduceSum(mul(sub(left!, right!), sub(left!, right!)), [1])
    const rivalry = mean(matmul(left!, transpose(concat([rivals!], 0))))
    return add(mean(mul(distance, add(importance!, mul(age!, 0.1)))), rivalry)
  },
}

type Items = (text: string) => unknown
const asText: Items = text => text
const asSegments: Items = text => [text]
const encoders: Record<string, () => Promise<readonly [Trainable, Items]>> = {
  text: async () => [createTextEncoder({ config, tokenizer, session: { threads: 1 } }), asText],
  static: async () => [createStaticEncoder({ tokenizer, dimensions: 8 }), asText],
  LAIT: async () => [
    await laitEncoder({
      backbone: { config, tokenizer },
      parallelLayers: 1,
      head: 'embedding',
      session: { threads: 1 },
    }),
    asSegments,
  ],
}

describe.each(Object.keys(encoders))('a loss of a user trains the %s encoder', kind => {
  const examples = (items: Items) =>
    texts.map((text, i) => ({
      left: items(text),
      right: items(texts[(i + 1) % texts.length]!),
      importance: 1 + i,
      age: -i,
      rivals: i % 2 ? [items('read')] : [],
    }))

  it.each([undefined, 2])('with chunks of %s', async chunkSize => {
    const [model, items] = await encoders[kind]!()
    const weights = model.tower('left')!.weights
    const before = JSON.stringify(Object.values(weights).map(({ data }) => [...(data as Float32Array)]))
    const { losses } = await train({
      model,
      data: examples(items),
      loss: own,
      optimizer: sgd({ learningRate: 0.05 }),
      steps: 4,
      batchSize: 3,
      session: { threads: 1 },
      ...(chunkSize && { chunkSize }),
    })
    expect(losses.every(Number.isFinite)).toBe(true)
    expect(JSON.stringify(Object.values(weights).map(({ data }) => [...(data as Float32Array)]))).not.toBe(before)
  })

  it.each([
    ['left', 5],
    ['right', ['a', 7]],
    ['importance', '0.5'],
    ['age', undefined],
    ['rivals', 'read'],
  ])('and names the column %s that holds %j', async (column, value) => {
    const [model, items] = await encoders[kind]!()
    await expect(
      train({
        model,
        data: [{ ...examples(items)[1]!, [column]: value }],
        loss: own,
        optimizer: sgd(),
        steps: 1,
        batchSize: 1,
        session: { threads: 1 },
      }),
    ).rejects.toMatchObject({ code: 'data', details: { column } })
  })
})

it('puts the prompt of its side in front of a text in training as when serving, unless told not to', async () => {
  const sides: Loss = {
    name: 'sides',
    columns: {
      query: 'embedding',
      answer: optionalColumn({ holds: 'embedding', side: 'document' }),
      target: 'vector',
      answerTarget: optionalColumn('vector'),
    },
    source: 'test',
    compute: ({ query, answer, target, answerTarget }) => {
      const distance = (a: typeof query, b: typeof query) => mean(mul(sub(a!, b!), sub(a!, b!)))
      return answer ? add(distance(query, target), distance(answer, answerTarget)) : distance(query, target)
    },
  }
  const prompts = { query: 'open the ', document: 'close a ' }
  for (const encoder of [
    createTextEncoder({ config, tokenizer, prompts, normalize: false, session: { threads: 1 } }),
    createStaticEncoder({ tokenizer, dimensions: 8, prompts, normalize: false }),
  ]) {
    const example = {
      query: 'file',
      answer: 'folder',
      target: [...(await encoder.encodeQueries(['file'])).data],
      answerTarget: [...(await encoder.encodeDocuments(['folder'])).data],
    }
    const lossOf = async (more: object) =>
      (
        await train({
          model: encoder,
          data: [example],
          loss: sides,
          optimizer: sgd({ learningRate: 0 }),
          steps: 1,
          batchSize: 1,
          session: { threads: 1 },
          onWarning: () => {},
          ...more,
        })
      ).losses[0]!
    expect(await lossOf({})).toBeLessThan(1e-10)
    expect(await lossOf({ prompts: false })).toBeGreaterThan(1e-3)
    await encoder.close()
  }
})
