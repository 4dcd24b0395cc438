import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { replaceRegion } from './replace-region.ts'
import { toMarkdown } from './table.ts'
import { tables } from './tables/index.ts'

/** Rewrites the generated tables; with --check only tells which are out of date, and fails if any is. */
const {
  values: { check },
} = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const root = new URL('../../../', import.meta.url)

for (const table of tables) {
  try {
    const path = new URL(table.file, root)
    const text = await readFile(path, 'utf8')
    const updated = replaceRegion(text, table.name, toMarkdown(table))
    if (updated === text) continue
    if (check) {
      console.error(`${table.file}: the table of ${table.name} is out of date. Run the generator and commit the file.`)
      process.exitCode = 1
    } else {
      await writeFile(path, updated)
      console.log(`${table.file}: ${table.name}`)
    }
  } catch (error) {
    console.error(`${table.file}: ${(error as Error).message}`)
    process.exitCode = 1
  }
}
