import { createSession } from '@towerkit/runtime'
import type { RunModel } from './check-gradient.ts'

/** Runs a model once through ONNX Runtime: what this package's own tests use. */
export const runModel: RunModel = async (model, feeds, { optimized }) => {
  await using session = await createSession(model, { optimization: optimized ? 'all' : 'disabled', threads: 1 })
  const inputNames = new Set(session.inputs.map(({ name }) => name))
  return session.run(Object.fromEntries(Object.entries(feeds).filter(([name]) => inputNames.has(name))))
}
