/** A loss of your own: one object. It is checked by the published suite, as every loss of the project is. */
import { ArgumentError, ShapeError } from '@towerkit/core'
import { mean, mul, reduceSum, softplus, sub, type Loss } from '@towerkit/graph'
import { testLoss, type RunModel } from '@towerkit/graph/testing'
import { createSession } from '@towerkit/runtime'

/** ln(1 + e^(q·n − q·p)), averaged: the positive is to score higher than the negative. */
const pairwiseLogistic: Loss = {
  name: 'pairwiseLogistic',
  columns: { query: 'embedding', positive: 'embedding', negative: 'embedding' },
  source: 'https://icml.cc/2015/wp-content/uploads/2015/06/icml_ranking.pdf',
  compute({ query, positive, negative }) {
    if (!query || !positive || !negative)
      throw new ArgumentError('pairwiseLogistic: a column is missing. Give query, positive and negative.')
    for (const other of [positive, negative]) {
      if (other.shape.join() !== query.shape.join())
        throw new ShapeError(`pairwiseLogistic: [${query.shape}] and [${other.shape}]. Give columns of one shape.`)
    }
    return mean(softplus(reduceSum(mul(query, sub(negative, positive)), [1])))
  },
}

/** Runs the small graphs of the suite. */
const run: RunModel = async (model, feeds, { optimized }) => {
  const session = await createSession(model, { optimization: optimized ? 'all' : 'disabled', threads: 1 })
  const wanted = new Set(session.inputs.map(({ name }) => name))
  const results = await session.run(Object.fromEntries(Object.entries(feeds).filter(([name]) => wanted.has(name))))
  await session.close()
  return results
}

const cases = testLoss(pairwiseLogistic, { run })
for (const { name, run: check } of cases) {
  await check()
  console.log(`passed: ${name}`)
}
console.log(`${cases.length} of ${cases.length} cases of the contract passed`)
