/** Search among vectors, with a filter; then the index is stored and opened again. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vectors } from '@towerkit/core'
import { exactIndex, loadExactIndex } from '@towerkit/indices'

const folder = await mkdtemp(join(tmpdir(), 'towerkit-example-'))
const path = join(folder, 'colours.index')

const index = exactIndex({ dimensions: 3, model: 'red, green, blue' })
await index.add(
  ['tomato', 'grass', 'sky', 'lemon'],
  vectors([
    [1, 0.2, 0.1],
    [0.1, 1, 0.1],
    [0.2, 0.4, 1],
    [1, 1, 0.1],
  ]),
)

const yellow = vectors([[1, 1, 0]])
const [all] = await index.search(yellow, 2)
const [fruit] = await index.search(yellow, 2, { filter: key => key !== 'lemon' })
console.log(`most yellow: ${all!.map(({ key, score }) => `${key} ${score.toFixed(2)}`).join(', ')}`)
console.log(`without lemons: ${fruit!.map(({ key }) => key).join(', ')}`)

await index.save(path)
await index.close()
const loaded = await loadExactIndex(path, { model: 'red, green, blue' })
console.log(`loaded: ${await loaded.count()} vectors`)
await loaded.close()
await rm(folder, { recursive: true })
