import { row, vectors, type Hit, type Vectors } from '@towerkit/core'
import type { IndexEngine } from './locked-index.ts'
import type { LazyKernel } from './lazy-kernel.ts'
import type { RowStore } from './row-store.ts'
import { searchRows, type RowSearch } from './search-rows.ts'
import { throwIfAborted, turns } from './turns.ts'
import { unitRows } from './unit-rows.ts'
import { usearchGraph, type UsearchGraph } from './usearch-graph.ts'
import { usearchHits } from './usearch-hits.ts'
import type { UsearchSettings } from './usearch-options.ts'

/** The graph of a store. The store is what counts: the graph can always be rebuilt from it. */
export interface UsearchEngine extends Pick<IndexEngine, 'add' | 'remove' | 'search' | 'close'> {
  /** Writes the graph to a file of usearch's own format. */
  saveGraph(path: string): Promise<void>
  /** Takes over a graph of the store's keys that `saveGraph` wrote, `view` leaves it in the file. */
  loadGraph(path: string, view: boolean): Promise<void>
}

/** Queries of a task, between which an `AbortSignal` is looked at. */
const queriesPerTask = 256
/** Numbers (rows times dimensions) of one task when a graph is rebuilt. */
const numbersPerTask = 2 ** 22

/** Keeps a graph whose labels are the orders of the store. */
export function usearchEngine(store: RowStore, settings: UsearchSettings, kernel: LazyKernel): UsearchEngine {
  const { dimensions, storage, expansionSearch } = settings
  let graph: UsearchGraph | undefined
  let building: Promise<UsearchGraph> | undefined
  let keys = new Map<number, string>()

  /** The graph of all rows. A failed one is discarded and rebuilt. */
  async function wholeGraph(): Promise<UsearchGraph> {
    if (building === undefined && graph?.isWhole) return graph
    return (building ??= build().finally(() => {
      building = undefined
    }))
  }

  async function build(): Promise<UsearchGraph> {
    await drop()
    const made = (graph = usearchGraph(settings))
    const rowsPerTask = Math.max(1, Math.floor(numbersPerTask / dimensions))
    for (let start = 0; start < store.size; start += rowsPerTask) {
      const rows = Array.from({ length: Math.min(rowsPerTask, store.size - start) }, (_, i) => start + i)
      await made.run({
        kind: 'add',
        replaced: labelsOf([]),
        labels: labelsOf(rows.map(store.order)),
        rows: store.data.slice(start * dimensions, (start + rows.length) * dimensions),
      })
    }
    nameLabels()
    return made
  }

  async function drop(): Promise<void> {
    const dropped = graph
    graph = undefined
    await dropped?.close()
  }

  function nameLabels(): void {
    keys = new Map(Array.from({ length: store.size }, (_, row) => [store.order(row), store.key(row)]))
  }

  async function searchGraph(
    queries: Vectors,
    wanted: number,
    { signal, ...search }: RowSearch,
  ): Promise<(Hit[] | undefined)[]> {
    const results: (Hit[] | undefined)[] = []
    const turn = turns()
    for (let start = 0; start < queries.count; start += queriesPerTask) {
      throwIfAborted(signal)
      const part = queries.data.subarray(start * dimensions, (start + queriesPerTask) * dimensions)
      // Of length 1: the order is the same, and long queries do not leave single precision.
      const { labels, counts } = (await (
        await wholeGraph()
      ).run({ kind: 'search', queries: unitRows(part, dimensions), limit: wanted }))!
      for (const [i, count] of counts.entries()) {
        if (turn.isOver()) await turn.next()
        const found = Array.from(
          labels.subarray(i * wanted, i * wanted + count),
          label => store.rowOf(keys.get(Number(label))!)!,
        )
        results.push(usearchHits(store, row(queries, start + i), found, { ...search, signal }))
      }
    }
    return results
  }

  return {
    async add(added, rows, metadata) {
      const whole = await wholeGraph()
      let next = store.nextOrder
      const places = added.map(key => store.rowOf(key))
      const replaced = places.filter(place => place !== undefined).map(store.order)
      const labels = places.map(place => (place === undefined ? next++ : store.order(place)))
      await whole.run({ kind: 'add', replaced: labelsOf(replaced), labels: labelsOf(labels), rows: rows.slice() })
      store.set(added, rows, metadata)
      for (const [i, key] of added.entries()) keys.set(labels[i]!, key)
    },
    async remove(removed) {
      const labels = [...new Set(removed)].flatMap(key => {
        const place = store.rowOf(key)
        return place === undefined ? [] : [store.order(place)]
      })
      if (labels.length === 0) return 0
      // An empty graph starts afresh; usearch would keep the places of all that was removed.
      if (labels.length === store.size) await drop()
      else await (await wholeGraph()).run({ kind: 'remove', labels: labelsOf(labels) })
      for (const label of labels) keys.delete(label)
      return store.remove(removed)
    },
    async search(queries, search) {
      const { limit, selection } = search
      const exact = async (some: Vectors) => searchRows(store, some, { ...search, kernel: await kernel.get() })
      // The graph looks at so many candidates anyway; less exact numbers than float32 need the choice.
      const candidates =
        selection !== undefined
          ? 8 * limit + expansionSearch
          : storage === 'f32'
            ? limit
            : Math.max(limit, expansionSearch)
      // Of few rows the graph's candidates would hardly hold any.
      const isRare = selection?.rows !== undefined
      if (queries.count === 0 || isRare || candidates >= store.size) return exact(queries)
      const results = await searchGraph(queries, candidates, search)
      const open = results.flatMap((hits, i) => (hits === undefined ? [i] : []))
      if (open.length > 0) {
        const hits = await exact(
          vectors(
            open.map(i => row(queries, i)),
            dimensions,
          ),
        )
        open.forEach((query, i) => {
          results[query] = hits[i]
        })
      }
      return results as Hit[][]
    },
    async saveGraph(path) {
      await (await wholeGraph()).run({ kind: 'save', path })
    },
    async loadGraph(path, view) {
      graph = usearchGraph(settings)
      await graph.run({ kind: 'load', path, view, count: store.size })
      nameLabels()
    },
    async close() {
      await drop()
      await kernel.close()
    },
  }
}

function labelsOf(orders: readonly number[]): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(orders, BigInt)
}
