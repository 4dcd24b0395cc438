import { describe, expect, it } from 'vitest'
import { concat, embeddingAfter, mul, reduceMean, sub, type Loss } from '@towerkit/graph'
import { train } from './train.ts'
import { loss, options, smallNet, values } from './testing/small-net.ts'

describe('outputs by name', () => {
  const deep: Loss = {
    ...loss,
    name: 'deep',
    columns: {
      ...loss.columns,
      first: { holds: 'embedding', of: 'input', output: embeddingAfter(1) },
      second: { holds: 'embedding', of: 'input', output: embeddingAfter(2) },
    },
    compute: columns =>
      reduceMean(
        concat(
          ['input', 'first', 'second'].map((name, i) => {
            const difference = sub(columns[name]!, columns['target']!)
            return mul(mul(difference, difference), i + 1)
          }),
          0,
        ),
      ),
  }

  it('gives the outputs that the loss names, with the same gradients from the gradient cache', async () => {
    const plain = smallNet()
    const cached = smallNet()
    const first = await train(options(plain, { loss: deep, steps: 5 }))
    const second = await train(options(cached, { loss: deep, steps: 5, chunkSize: 3 }))
    first.losses.forEach((value, i) => expect(second.losses[i]).toBeCloseTo(value, 6))
    for (const [name, weights] of Object.entries(values(plain)))
      weights.forEach((value, i) => expect(values(cached)[name]![i]).toBeCloseTo(value, 5))
  })

  it('refuses an output that the tower does not have', async () => {
    const columns: Loss['columns'] = { ...loss.columns, third: { holds: 'embedding', of: 'input', output: 'boxes' } }
    await expect(train(options(smallNet(), { loss: { ...loss, columns } }))).rejects.toThrow(
      'wants the output "boxes" for its column "third", but the tower "net" has the outputs embedding, embedding ' +
        'after 1',
    )
  })
})
