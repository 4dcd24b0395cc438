import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { row, type Vectors } from '@towerkit/core'
import type { HnswSettings, Search } from './settings.ts'

/** What is used of hnswlib-node. */
interface Hnswlib {
  HierarchicalNSW: new (
    space: 'ip',
    dimensions: number,
  ) => {
    initIndex(most: number, connectivity: number, expansionAdd: number, seed: number): void
    addPoint(point: number[], label: number): void
    setEf(expansion: number): void
    searchKnn(point: number[], limit: number): { readonly neighbors: number[] }
    readIndexSync(path: string): void
    writeIndexSync(path: string): void
  }
}

/** The HNSW of hnswlib-node, which must be compiled where it is installed. One query a call: it has no other. */
export function hnswlibSearch(
  installed: string,
  rows: Vectors,
  queries: Vectors,
  { connectivity, expansionAdd, limit, folder }: HnswSettings,
): Search {
  const { HierarchicalNSW } = createRequire(join(installed, 'package.json'))('hnswlib-node') as Hnswlib
  const path = join(folder, 'hnswlib.index')
  const index = new HierarchicalNSW('ip', rows.dimensions)
  if (existsSync(path)) index.readIndexSync(path)
  else {
    const started = performance.now()
    index.initIndex(rows.count, connectivity, expansionAdd, 100)
    for (let i = 0; i < rows.count; i++) index.addPoint([...row(rows, i)], i)
    console.error(`hnswlib-node: built in ${((performance.now() - started) / 1000).toFixed(0)} s`)
    index.writeIndexSync(path)
  }
  const points = Array.from({ length: queries.count }, (_, i) => [...row(queries, i)])
  return async expansion => {
    index.setEf(expansion)
    const started = performance.now()
    const ids = points.map(point => index.searchKnn(point, limit).neighbors)
    return { ms: performance.now() - started, ids }
  }
}
