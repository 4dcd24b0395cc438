import { resolve } from 'node:path'
import { openPictures } from '../pictures/open-pictures.ts'
import { readPicturesSettings, writePicturesSettings, type PicturesSettings } from '../pictures/pictures-settings.ts'
import { counted, UsageError, type Command, type CommandContext } from './command.ts'
import { picturesFolder } from './pictures-folder.ts'

export const picturesIndex: Command = {
  parameters: '<folder>',
  parameterCount: [1, 1],
  folder: picturesFolder,
  details:
    'Pictures that are as they were are not run again; killed and run again, it goes on. Pictures that are gone are\n' +
    'removed. The detector is the .onnx file of a YOLOX, or a folder that a region encoder was saved to.',
  options: {
    detector: { type: 'string', value: '<path>', help: 'the detector; needed the first time' },
    text: {
      type: 'string',
      value: '<name>',
      help: 'folder or name of a text encoder; default sentence-transformers/all-MiniLM-L6-v2',
    },
  },
  async run(context) {
    const { workspace, progress, signal, parameters } = context
    // Whoever asks later may stand elsewhere.
    const folder = resolve(parameters[0]!)
    const settings = await settingsOf(context)
    await using pictures = await openPictures(workspace, settings)
    await writePicturesSettings(workspace, settings)
    const { archive } = pictures
    progress.stage('pictures')
    const seen = new Set<string>()
    const report = await archive.add(folder, {
      signal,
      onProgress: ({ done }) => progress.update(undefined, counted(done, 'picture')),
      onPicture: key => void seen.add(key),
    })
    const removed = await archive.remove([...archive.keys()].filter(key => isInside(key, folder) && !seen.has(key)))
    progress.done(counted(report.added, 'picture'))
    const failed = report.failed.map(({ key, fault }) => ({ key, message: fault.message }))
    return {
      text: [
        `${counted(report.added, 'picture')} added, ${report.unchanged} unchanged, ${removed} removed, ` +
          `${failed.length} could not be read. Next: towerkit pictures find "a red cup".`,
        ...failed.map(({ message }) => `  ${message}`),
      ].join('\n'),
      json: { ...report, removed, failed },
    }
  },
}

async function settingsOf({ workspace, options }: CommandContext): Promise<PicturesSettings> {
  const stored = await readPicturesSettings(workspace).catch(() => undefined)
  const detector = (options['detector'] as string | undefined) ?? stored?.detector
  if (detector === undefined)
    throw new UsageError('It needs a detector the first time: --detector yolox_nano.onnx, or a saved folder.')
  const text = (options['text'] as string | undefined) ?? stored?.text ?? 'sentence-transformers/all-MiniLM-L6-v2'
  return { detector, text }
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}
