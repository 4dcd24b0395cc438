/** What an index scores by; of both, higher is better. */
export type Metric = 'inner-product' | 'cosine'

/** Every metric. */
export const metrics: readonly Metric[] = ['inner-product', 'cosine']
