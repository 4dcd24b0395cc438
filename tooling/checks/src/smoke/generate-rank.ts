import { equal } from 'node:assert/strict'
import { createRecommender } from '@towerkit/generate-rank'

const recommender = createRecommender({ rows: 5, width: 8, blocks: 1, events: 4 }, { session: { threads: 1 } })
const items = await recommender.items([{ row: 0 }, { row: 1 }])
const { queries } = await recommender.users([{ items }])
equal(items.count, 2)
equal(queries.dimensions, 8)
await recommender.close()
