import type { RunModel } from '@towerkit/graph/testing'
import { createSession } from '@towerkit/runtime'

/** Runs a model on those of the feeds that it reads. */
export const runModel: RunModel = async (model, feeds, { optimized }) => {
  await using session = await createSession(model, { optimization: optimized ? 'all' : 'disabled', threads: 1 })
  const wanted = new Set(session.inputs.map(({ name }) => name))
  return session.run(Object.fromEntries(Object.entries(feeds).filter(([name]) => wanted.has(name))))
}
