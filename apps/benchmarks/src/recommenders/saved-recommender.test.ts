import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRecommender, loadRecommender, saveRecommender } from '@towerkit/generate-rank'
import { expect, it } from 'vitest'

const rows = 30
const recommender = createRecommender(
  { rows, width: 8, blocks: 1, events: 4, longEvents: 6, categories: 3 },
  { seed: 3, session: { threads: 1 } },
)
const items = Array.from({ length: rows }, (_, row) => ({ id: `film ${row}`, row, categories: [1 + (row % 3)] }))

it('is saved and opened with the same answers; damaged folders are refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'towerkit-recommender-'))
  const ids = items.map(({ id }) => id)
  await saveRecommender(folder, { recommender, ids, categories: ['crime', 'comedy', 'drama'] })
  const opened = await loadRecommender(folder)
  expect(opened.ids).toEqual(ids)
  expect((await opened.recommender.items(items)).data).toEqual((await recommender.items(items)).data)
  await opened.recommender.close()

  await expect(saveRecommender(folder, { recommender, ids: [], categories: [] })).rejects.toThrow('0 names of items')
  const settings = JSON.parse(readFileSync(join(folder, 'recommender.json'), 'utf8'))
  writeFileSync(
    join(folder, 'recommender.json'),
    JSON.stringify({ ...settings, config: { ...settings.config, width: 16 } }),
  )
  await expect(loadRecommender(folder)).rejects.toMatchObject({ code: 'data' })
  writeFileSync(join(folder, 'recommender.json'), '{"config"')
  await expect(loadRecommender(folder)).rejects.toThrow('is damaged')
  await expect(loadRecommender(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'data' })
})
