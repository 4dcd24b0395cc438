import { resolve } from 'node:path'
import type { Box } from '@towerkit/core'
import { foundText } from '../pictures/found-text.ts'
import { openPictures } from '../pictures/open-pictures.ts'
import { readPicturesSettings } from '../pictures/pictures-settings.ts'
import { UsageError, wholeNumber, type Command } from './command.ts'
import { picturesFolder } from './pictures-folder.ts'
import { share } from './share.ts'

export const picturesLike: Command = {
  parameters: '<picture> <left,top,width,height>',
  parameterCount: [2, 2],
  folder: picturesFolder,
  details: 'The box is in pixels. The picture may be of the index or any other.',
  options: {
    limit: { type: 'string', value: '<number>', help: 'most pictures; default 10' },
    threshold: { type: 'string', value: '<share>', help: 'lowest likeness, from 0 to 1; default 0.5' },
  },
  async run({ workspace, options, parameters, signal }) {
    const [image, text] = parameters as [string, string]
    const limit = wholeNumber(options, 'limit', [1, 1000]) ?? 10
    const threshold = share(options, 'threshold')
    const box = boxOf(text)
    await using pictures = await openPictures(workspace, await readPicturesSettings(workspace))
    const given = { limit, signal, ...(threshold !== undefined && { threshold }) }
    const found = await pictures.archive.findLike({ image: resolve(image), box }, given)
    return { text: foundText(found), json: found }
  },
}

function boxOf(text: string): Box {
  const numbers = text.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)))
  if (numbers.length !== 4 || !numbers.every(Number.isFinite) || numbers[2]! <= 0 || numbers[3]! <= 0)
    throw new UsageError(`The box is "${text}". Give left, top, width and height in pixels: 120,80,60,90.`)
  return numbers as unknown as Box
}
