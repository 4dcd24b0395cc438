import { loadWeights } from '@towerkit/backbones'
import { constantInitializer, createParameters, Graph } from '@towerkit/graph'

/** Loads a generated checkpoint, checks every number, and prints peak memory and time as JSON. */
const [folder, count, rows, columns] = process.argv.slice(2) as [string, string, string, string]
const parameters = createParameters(new Graph())
for (let i = 0; i < Number(count); i++)
  parameters.get(`layer.${i}.weight`, [Number(rows), Number(columns)], constantInitializer(0))
const before = process.resourceUsage().maxRSS * 1024
const started = performance.now()
const weights = await loadWeights(folder, parameters)
const seconds = (performance.now() - started) / 1000
for (let i = 0; i < Number(count); i++) {
  const data = weights[`layer.${i}.weight`]!.data as Float32Array
  if (data.length !== Number(rows) * Number(columns) || !data.every(value => value === i % 128))
    throw new Error(`layer.${i}.weight is not what was written`)
}
console.log(JSON.stringify({ peak: process.resourceUsage().maxRSS * 1024, before, seconds }))
