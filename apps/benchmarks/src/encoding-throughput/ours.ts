import { join } from 'node:path'
import { textEncoder } from '@towerkit/text-encoder'
import { serveSide } from './serve-side.ts'

/** A side of encoding-throughput.ts. Arguments: the folder with the model and the texts, bits. */
const [folder = '.', bits = '32'] = process.argv.slice(2)
const encoder = await textEncoder(join(folder, 'model'), { bits: Number(bits) as 8 | 32 })
await serveSide(folder, async texts => (await encoder.encode(texts)).data)
await encoder.close()
