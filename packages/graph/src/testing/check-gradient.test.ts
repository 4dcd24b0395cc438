import { describe, expect, it } from 'vitest'
import type { Op } from '../op.ts'
import { mul } from '../ops/mul.ts'
import { tanhOp } from '../ops/tanh.ts'
import { checkGradient } from './check-gradient.ts'
import { runModel as run } from './run-model.ts'

type Rule = Exclude<typeof tanhOp.gradient, string | null>

describe('checkGradient', () => {
  const shapes = { input: [2, 3] }
  const checkOp = (op: Op<'input', 'output'>, dtype: 'float32' | 'float64') =>
    checkGradient(({ input }, graph) => [graph.emit(op, { input: input! }, {}).output], { run, shapes, dtype })

  it.each(['float64', 'float32'] as const)('sees a factor of 1.1 in a rule, in %s', async dtype => {
    const wrong: Op<'input', 'output'> = {
      ...tanhOp,
      gradient: context => ({ input: mul((tanhOp.gradient as Rule)(context).input!, 1.1) }),
    }
    expect(await checkOp(tanhOp, dtype)).toBeLessThan(1e-5)
    expect(await checkOp(wrong, dtype)).toBeGreaterThan(1e-3)
  })

  it('sees a rule that forgets its input', async () => {
    expect(await checkOp({ ...tanhOp, gradient: () => ({}) }, 'float64')).toBeGreaterThan(1e-3)
  })
})
