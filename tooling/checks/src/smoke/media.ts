import { deepEqual, rejects } from 'node:assert/strict'
import {
  centreCrop,
  decodePicture,
  fromLetterbox,
  letterbox,
  pictureTensor,
  resizePicture,
  yoloxPreset,
} from '@towerkit/media'

const picture = { width: 4, height: 2, data: new Uint8Array(24).fill(255) }
const { picture: framed, transform } = await letterbox(picture, yoloxPreset(8).letterbox!)
deepEqual(pictureTensor(framed).shape, [3, 8, 8])
deepEqual(fromLetterbox([0, 0, 8, 4], transform), [0, 0, 4, 2])
deepEqual(centreCrop(await resizePicture(picture, { width: 8, height: 8 }), { width: 2, height: 2 }).data.length, 12)
// Without the optional peer nothing decodes; with it, the file is missing.
await rejects(decodePicture('no-such-picture.png'), /sharp|no-such-picture/)
