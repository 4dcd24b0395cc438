import { foundText } from '../pictures/found-text.ts'
import { openPictures } from '../pictures/open-pictures.ts'
import { readPicturesSettings } from '../pictures/pictures-settings.ts'
import { wholeNumber, type Command } from './command.ts'
import { parseWhere } from './parse-where.ts'
import { picturesFolder } from './pictures-folder.ts'
import { share } from './share.ts'

export const picturesFind: Command = {
  parameters: '<words> ...',
  parameterCount: [1, Infinity],
  folder: picturesFolder,
  details:
    'Each parameter is one text, such as "a red cup". Of several, a picture has any, or with --all every one.\n' +
    'The detector does not run; boxes are left, top, width, height in pixels.',
  options: {
    all: { type: 'boolean', help: 'only pictures with all of the texts' },
    not: { type: 'string', value: '<text>', help: 'only pictures without this' },
    limit: { type: 'string', value: '<number>', help: 'most pictures; default 10' },
    threshold: { type: 'string', value: '<share>', help: 'lowest score, from 0 to 1; default 0.1' },
    where: { type: 'string', value: '<json>', help: 'a condition: {"share": {"from": 0.1}} for large objects' },
  },
  async run({ workspace, options, parameters, signal }) {
    const limit = wholeNumber(options, 'limit', [1, 1000]) ?? 10
    const threshold = share(options, 'threshold')
    const where = parseWhere(options['where'])
    await using pictures = await openPictures(workspace, await readPicturesSettings(workspace))
    const not = typeof options['not'] === 'string' ? [options['not']] : []
    const query = options['all'] ? { all: parameters, not } : { any: parameters, not }
    const given = { limit, signal, ...(where && { where }), ...(threshold !== undefined && { threshold }) }
    const found = await pictures.archive.find(query, given)
    return { text: foundText(found), json: found }
  },
}
