import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { all } from '../testing/all.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { vocPictures } from './voc-pictures.ts'
import { yoloPictures } from './yolo-pictures.ts'

const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url))

it.runIf(existsSync(`${data}bccd`))('has the counts of BCCD; two red cells of it have no area', async () => {
  using folder = temporaryFolder()
  execFileSync('tar', ['xf', `${data}bccd/bccd.tar`, '-C', folder.path])
  const faults: string[] = []
  const pictures = await all(vocPictures(folder.path, { onFault: ({ message }) => faults.push(message) }))
  const labels = pictures.flatMap(({ boxes }) => boxes.map(({ label }) => label))
  const count = (name: string) => labels.filter(label => label === name).length
  expect([pictures.length, count('RBC'), count('WBC'), count('Platelets')]).toEqual([364, 4155 - 2, 372, 361])
  expect(faults.map(message => /BloodImage_\d+/.exec(message)?.[0])).toEqual(['BloodImage_00338', 'BloodImage_00343'])
  expect(await all(vocPictures(folder.path, { split: 'test' }))).toHaveLength(72)
})

it.runIf(existsSync(`${data}coco-256`))('has the counts of 128 photographs of COCO val2017', async () => {
  const pictures = await all(
    yoloPictures({
      pictures: `${data}coco-256/images/val2017`,
      labels: `${data}coco-256/object_detection/labels/val2017`,
      names: Array.from({ length: 80 }, (_, i) => String(i)),
      sizeOf: async () => ({ width: 640, height: 480 }),
    }),
  )
  expect([pictures.length, pictures.flatMap(({ boxes }) => boxes).length]).toEqual([128, 898])
})
