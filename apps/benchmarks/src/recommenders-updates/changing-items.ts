/** An item of an answer, or of the store. */
export interface SeenItem {
  readonly title: string
  readonly metadata: Readonly<Record<string, unknown>>
}

/** Which changes of each item were acknowledged, and which were sent. */
export interface ChangingItems {
  readonly acknowledged: readonly number[]
  /** The condition of which these items are. */
  readonly where: Readonly<Record<string, boolean>>
  idOf(item: number): string
  /** The number of an id; undefined if it is of another item. */
  numberOf(id: string): number | undefined
  /** Sends the next change of some item that has none in progress. @returns whether it was acknowledged. */
  change(url: string): Promise<boolean>
  /** What is wrong with an item that was seen, or with its absence; undefined if nothing is. */
  wrongIn(item: number, seen: SeenItem | undefined, least: number): string | undefined
  /** After a death of the server: what is there is what counts. */
  settle(item: number, seen: SeenItem | undefined): void
}

/** Of the changes of an item each seventh removes it; before the first it is not there. */
const isRemoval = (version: number) => version % 7 === 0
const genres = 400

/**
 * Items whose every field says which change it is of: so an answer shows whether it saw parts of two changes, one
 * before the last that was acknowledged when it was asked, or none that was ever sent.
 */
export function changingItems({
  count,
  random,
}: {
  readonly count: number
  readonly random: () => number
}): ChangingItems {
  const acknowledged = new Array<number>(count).fill(0)
  const sent = new Array<number>(count).fill(0)
  const idOf = (item: number) => `changing-${item}`
  const genresOf = (version: number) => [`genre ${version % genres}`, `genre ${(7 * version) % genres}`]
  const freeItem = () => {
    for (;;) {
      const item = Math.floor(random() * count)
      if (acknowledged[item] === sent[item]) return item
    }
  }
  return {
    acknowledged,
    where: { changing: true },
    idOf,
    numberOf: id => (id.startsWith('changing-') ? Number(id.slice('changing-'.length)) : undefined),
    async change(url) {
      const item = freeItem()
      const version = ++sent[item]!
      const path = `${url}/v1/items/${idOf(item)}`
      const metadata = { changing: true, version, genres: genresOf(version) }
      const body = JSON.stringify({ title: `change ${version} of ${idOf(item)}`, metadata })
      const response = await fetch(
        path,
        isRemoval(version)
          ? { method: 'DELETE' }
          : { method: 'PUT', body, headers: { 'content-type': 'application/json' } },
      )
      await response.arrayBuffer()
      if (response.ok) acknowledged[item] = version
      // Refused before it began.
      else if ([429, 503].includes(response.status)) sent[item] = version - 1
      else throw new Error(`status ${response.status} for change ${version} of ${idOf(item)}`)
      return response.ok
    },
    wrongIn(item, seen, least) {
      const id = idOf(item)
      const most = sent[item]!
      if (seen === undefined) {
        for (let version = least; version <= most; version++) if (isRemoval(version)) return undefined
        return `${id} is missing; change ${least} was acknowledged`
      }
      const version = Number(seen.metadata['version'])
      const isWhole =
        seen.title === `change ${version} of ${id}` &&
        JSON.stringify(seen.metadata['genres']) === JSON.stringify(genresOf(version))
      if (!isWhole) return `${id} is of two changes: "${seen.title}", ${JSON.stringify(seen.metadata)}`
      if (version < least) return `${id} is of change ${version}; ${least} was acknowledged before`
      if (version > most || isRemoval(version)) return `${id} is of change ${version}, which was not sent`
      return undefined
    },
    settle(item, seen) {
      const version = seen === undefined ? (isRemoval(sent[item]!) ? sent[item]! : acknowledged[item]!) : undefined
      acknowledged[item] = version ?? Number(seen!.metadata['version'])
      sent[item] = acknowledged[item]!
    },
  }
}
