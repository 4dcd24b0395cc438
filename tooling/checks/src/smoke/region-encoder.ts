import { deepEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { regionEncoder } from '@towerkit/region-encoder'
import { colouredPicture, tinyDetector, tinyNames, wordEncoder } from '@towerkit/region-encoder/testing'

const folder = mkdtempSync(join(tmpdir(), 'towerkit-regions-'))
writeFileSync(join(folder, 'tiny.onnx'), tinyDetector())
const regions = await regionEncoder({ image: folder, text: wordEncoder(), names: tinyNames, session: { threads: 1 } })
const picture = colouredPicture([['red', [8, 16, 8, 8]]])
for await (const { boxes } of regions.detect([picture], { classes: ['red'] }))
  deepEqual(
    boxes.map(({ box }) => box),
    [[8, 16, 8, 8]],
  )
await regions.close()
rmSync(folder, { recursive: true })
