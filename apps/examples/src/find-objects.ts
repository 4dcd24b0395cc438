/**
 * Photographs to boxes, by words: node find-objects.ts <detector> <text encoder> <folder> <class> ...
 *
 * The detector is the .onnx file of a YOLOX or a saved region encoder, the text encoder a folder or a name on the hub.
 */
import { exactIndex } from '@towerkit/indices'
import { regionArchive, regionEncoder } from '@towerkit/region-encoder'
import { textEncoder } from '@towerkit/text-encoder'

const [image, model, folder, ...classes] = process.argv.slice(2) as [string, string, string, ...string[]]
const text = await textEncoder(model)
const regions = await regionEncoder({ image, text })
const archive = await regionArchive(`${folder}/pictures.regions`, { encoder: regions, index: exactIndex })

const { added, unchanged, failed } = await archive.add(folder)
for (const { fault } of failed) console.error(fault.message)
for (const name of classes)
  for (const { key, boxes } of await archive.find(name))
    for (const { box, score } of boxes) console.log(`${name} ${score.toFixed(3)} ${key} [${box.map(Math.round)}]`)
console.log(`${added} pictures run, ${unchanged} as they were`)

for (const each of [archive, regions, text]) await each.close()
