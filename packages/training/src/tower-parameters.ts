import type { Parameters, Tower } from '@towerkit/graph'

/** The name of a weight of a tower among all weights of a run. */
export function weightName(tower: Pick<Tower, 'name' | 'shared'>, parameter: string): string {
  return tower.shared?.[parameter] ?? `${tower.name}.${parameter}`
}

/** The scope in which a tower finds its parameters: those that it shares under the name they share. */
export function towerParameters(root: Parameters, tower: Pick<Tower, 'name' | 'shared'>): Parameters {
  const { shared } = tower
  if (!shared) return root.at(tower.name)
  const scope = (own: Parameters, prefix: string): Parameters => ({
    ...own,
    at: (...path) => scope(own.at(...path), `${prefix}${path.map(part => `${part}.`).join('')}`),
    get: (local, shape, initializer) =>
      Object.hasOwn(shared, prefix + local)
        ? root.get(shared[prefix + local]!, shape, initializer)
        : own.get(local, shape, initializer),
  })
  return scope(root.at(tower.name), '')
}
