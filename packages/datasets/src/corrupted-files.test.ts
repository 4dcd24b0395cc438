import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { TowerkitError } from '@towerkit/core'
import { afterAll, expect, it } from 'vitest'
import { walkFolder } from './documents/walk-folder.ts'
import { unpackZip } from './download/unpack-zip.ts'
import { parserThread } from './parser-thread.ts'
import { all } from './testing/all.ts'
import { corrupted } from './testing/corrupted.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { wholeFiles } from './testing/whole-files.ts'
import { zipFile } from './testing/zip-file.ts'

// Some damaged Parquet files make the parser hang.
const patient = parserThread()
const impatient = parserThread({ atLeastMs: 1_000 })
afterAll(async () => {
  await Promise.all([patient.close(), impatient.close()])
})

const corpus = '{"_id":"10","title":"T","text":"One.","sentence_offsets":[0]}'

/** Damaged copies of each kind; more on request. */
const runs = Number(process.env['TOWERKIT_FUZZ'] ?? 40)

it.each(Object.entries(wholeFiles))(
  '%s: damaged files are read, or refused by typed errors',
  async (kind, [name, whole, read]) => {
    using folder = temporaryFolder({
      'corpus.jsonl': corpus,
      'x/y.log': '',
    })
    const path = folder.write(name, whole)
    expect((await all(read(path, folder.path, patient))).length).toBeGreaterThan(0)
    for (const bytes of corrupted(
      Buffer.from(whole),
      runs,
      Number.parseInt(createHash('md5').update(kind).digest('hex').slice(0, 6), 16),
    )) {
      folder.write(name, bytes)
      await all(read(path, folder.path, impatient)).catch((error: unknown) => {
        if (!TowerkitError.is(error))
          throw Object.assign(
            new Error(`${kind}: ${JSON.stringify(bytes.toString('latin1').slice(0, 300))}`, { cause: error }),
          )
      })
    }
  },
  60_000,
)

it('zip: damaged archives are unpacked whole, or leave nothing', async () => {
  const whole = await zipFile({
    'set/corpus.jsonl': '{"_id":"1","text":"a"}\n'.repeat(50),
    'set/qrels/test.tsv': 'x\ty\n',
  })
  using folder = temporaryFolder()
  for (const bytes of corrupted(whole, runs, 5)) {
    const archive = folder.write('a.zip', bytes)
    const target = join(folder.path, 'out')
    const failed = await unpackZip(archive, target, undefined).then(
      () => false,
      () => true,
    )
    const left = await all(walkFolder(folder.path, { exclude: [], report: () => {} }))
    if (failed) expect(left).toEqual(['a.zip'])
    rmSync(target, { recursive: true, force: true })
  }
}, 60_000)
