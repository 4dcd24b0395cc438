import { describe, expect, it } from 'vitest'
import type { Loss } from '@towerkit/graph'
import { adamW } from './adamw.ts'
import { modelCard, type ModelCardOptions } from './model-card.ts'

const loss: Loss = {
  name: 'myLoss',
  columns: { a: 'embedding' },
  options: { scale: 20 },
  source: 'https://example.org/paper',
  compute: ({ a }) => a!,
}
const options: ModelCardOptions = {
  name: 'my-encoder',
  summary: 'Finds abstracts.',
  baseModel: 'org/base',
  license: 'mit',
  languages: ['en', 'no'],
  dimensions: 384,
  maxLength: 256,
  datasets: [{ name: 'scifact', size: 919, source: 'https://github.com/allenai/scifact | CC BY 4.0' }],
  loss,
  optimizer: adamW({ learningRate: 2e-5 }),
  settings: { steps: 84, batchSize: 32 },
  results: { scifact: { 'nDCG@10': 0.70123 } },
  evaluations: [
    { step: 10, scores: { dev: 0.5 }, isBest: true },
    { step: 20, scores: { dev: 0.4 }, isBest: false },
  ],
  limits: 'English only.',
}

describe('modelCard', () => {
  it('begins with front matter for the hub', () => {
    const [, matter] = modelCard(options).split('---\n')
    expect(matter).toContain('language:\n- en\n- "no"\n')
    expect(matter).toContain('base_model: org/base\n')
    expect(matter).toContain('    - type: "nDCG@10"\n      value: 0.70123\n')
  })

  it('tells data, loss, settings and results, with columns that no text breaks', () => {
    const card = modelCard(options)
    expect(card).toContain('| scifact | 919 | https://github.com/allenai/scifact \\| CC BY 4.0 |')
    expect(card).toContain('| loss | `myLoss` scale 20 |')
    expect(card).toContain('| batchSize | 32 |')
    expect(card).toContain('| scifact | nDCG@10 | 0.7012 |')
    expect(card).toContain('| 10 | 0.5000 | yes |\n| 20 | 0.4000 |  |')
    expect(card).toContain('- Loss: https://example.org/paper')
  })

  it('is the same text for the same options, and says so where there is no base model', () => {
    expect(modelCard(options)).toBe(
      modelCard(
        structuredClone({
          ...options,
          loss: { ...loss, compute: undefined },
          optimizer: { ...options.optimizer, scalars: undefined, update: undefined },
        }) as never,
      ),
    )
    const { baseModel: _, results: __, evaluations: ___, limits: ____, ...least } = options
    const card = modelCard(least)
    expect(card).toContain('Trained from random weights.')
    expect(card).not.toContain('## Results')
  })
})
