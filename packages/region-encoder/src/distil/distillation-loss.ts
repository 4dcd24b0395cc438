import { max, mul, reduceSum, softplus, sub, div, type Loss } from '@towerkit/graph'

/**
 * Binary cross-entropy of the log odds z of cells and texts against the teacher's probabilities q, over what is there:
 *
 *   L = Σ (ln(1 + eᶻ) − q·z) / max(1, Σ q)
 *
 * @see Fu et al., WeDetect, arXiv 2512.12309, region-text loss.
 */
export const distillationLoss: Loss = {
  name: 'distillation',
  columns: {
    odds: { holds: 'embedding', of: 'picture', output: 'odds' },
    targets: { holds: 'embedding', of: 'picture', output: 'targets' },
  },
  source: 'https://arxiv.org/abs/2512.12309',
  compute: ({ odds, targets }) => {
    const total = (value: Parameters<typeof reduceSum>[0]) => reduceSum(value, [0, 1])
    return div(total(sub(softplus(odds!), mul(targets!, odds!))), max(total(targets!), 1))
  },
}
