import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { loadTokenizer } from '@towerkit/backbones'

/**
 * Speed of the tokenizers of this checkout and of another one, in turns in one process, on the same texts: median of
 * the ratios of paired rounds, above 1 where this checkout is faster. Both are to give the same ids.
 *
 *     node --conditions=@towerkit/source src/tokenizer-speed.ts OTHER_CHECKOUT TEXTS.txt TOKENIZER.json...
 */
const [other, textPath, ...paths] = process.argv.slice(2)
if (other === undefined || textPath === undefined || paths.length === 0)
  throw new Error('give another checkout, a file of texts, and one tokenizer.json or more')
const rounds = 15
const texts = (await readFile(textPath, 'utf8')).split('\n').filter(line => line !== '')

type Load = typeof loadTokenizer
const sourceOf = async (checkout: string) => {
  const path = join(resolve(checkout), 'packages/backbones/src/tokenizer/tokenizer.ts')
  return ((await import(pathToFileURL(path).href)) as { readonly loadTokenizer: Load }).loadTokenizer
}
const sides = { here: await sourceOf(join(import.meta.dirname, '../../..')), there: await sourceOf(other) }

for (const path of paths) {
  const json = JSON.parse(await readFile(path, 'utf8')) as object
  const time = (load: Load) => {
    const tokenizer = load(json)
    const start = performance.now()
    const { ids } = tokenizer.encodeBatch(texts)
    return { ms: performance.now() - start, tokens: ids.reduce((sum, row) => sum + row.length, 0) }
  }
  const ratios: number[] = []
  let last = { here: time(sides.here), there: time(sides.there) }
  for (let round = 0; round < rounds; round++) {
    // Which side goes first changes from round to round.
    if (round % 2 === 0) last = { here: time(sides.here), there: time(sides.there) }
    else {
      const there = time(sides.there)
      last = { here: time(sides.here), there }
    }
    ratios.push(last.there.ms / last.here.ms)
  }
  ratios.sort((a, b) => a - b)
  console.log(
    `${path}: ${ratios[rounds >> 1]!.toFixed(2)} times as fast (${ratios[1]!.toFixed(2)} to ` +
      `${ratios[rounds - 2]!.toFixed(2)}), ${last.here.tokens} tokens here, ${last.there.tokens} there`,
  )
}
