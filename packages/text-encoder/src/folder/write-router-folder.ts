import { join } from 'node:path'
import { classOf, type EncoderModule } from './encoder-modules.ts'
import { documentPrompts, promptOf } from '../prompted-encoder.ts'
import type { StaticEncoderParts } from '../static/static-encoder-parts.ts'
import type { TextEncoderParts } from '../text-encoder-parts.ts'
import { writeEncoderModules, writePromptSettings } from './write-encoder-folder.ts'
import { writeJson } from './write-json.ts'
import { writeStaticModules } from './write-static-folder.ts'

/** The parts of one side of a Router. */
export type SideParts = TextEncoderParts | StaticEncoderParts

/**
 * Writes two encoders as the routes of one Router: a folder of modules for each. Each file is written whole or not at
 * all.
 */
export async function writeRouterFolder(
  folder: string,
  sides: { readonly query: SideParts; readonly document: SideParts },
): Promise<void> {
  const routes: Record<string, EncoderModule[]> = {}
  for (const [route, parts] of Object.entries(sides)) {
    const pathOf = (kind: string, place: number) => `${route}_${place}_${kind}`
    routes[route] =
      'table' in parts
        ? await writeStaticModules(folder, parts, pathOf)
        : await writeEncoderModules(folder, parts, { onnx: false, pathOf })
  }
  const all = Object.values(routes).flat()
  await writeJson(join(folder, 'router_config.json'), {
    types: Object.fromEntries(all.map(({ kind, path }) => [path, classOf(kind)])),
    structure: Object.fromEntries(
      Object.entries(routes).map(([route, modules]) => [route, modules.map(({ path }) => path)]),
    ),
    parameters: { default_route: 'document', allow_empty_key: true, route_mappings: {} },
  })
  const prompts = { query: promptOf(sides.query, 'query'), document: promptOf(sides.document, ...documentPrompts) }
  const { settings } = sides.document
  await writePromptSettings(folder, {
    prompts,
    ...(settings && {
      settings: 'table' in sides.document ? { whole: settings as Readonly<Record<string, unknown>> } : settings,
    }),
  })
  // Last, because it is what makes the folder one.
  await writeJson(join(folder, 'modules.json'), [
    { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Router' },
  ])
}
