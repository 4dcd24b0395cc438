import { join } from 'node:path'
import { ArgumentError, DataError, requireKnownOptions, UnsupportedError } from '@towerkit/core'
import { modelFolder, readJson } from '@towerkit/backbones'
import { asymmetricEncoder, type AsymmetricEncoder, type SideEncoder } from '../asymmetric-encoder.ts'
import { encoderModules, moduleOf, type EncoderModule } from './encoder-modules.ts'
import { readEncoderFolder } from './read-encoder-folder.ts'
import { readStaticFolder } from './read-static-folder.ts'
import { staticEncoderOf } from '../static/static-encoder-of.ts'
import { openOptionNames, requireModelName, type OpenTextEncoderOptions } from '../text-encoder.ts'
import { textEncoderOf } from '../text-encoder-of.ts'
import { folderChoiceNames } from './folder-choices.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Opens a folder of any kind: a transformer (`textEncoder`), a StaticEmbedding (`staticEncoder`), or a Router with a
 * route for queries and one for documents (`asymmetricEncoder`), also under its older name Asym.
 *
 * @param model Path of a folder, or, if there is none, org/name on the hub.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for parts that this version cannot run.
 *
 * @example
 * const encoder = await openEncoder('./asymmetric-model')
 * const queries = await encoder.encodeQueries(['how do I watch a file?'])
 */
export async function openEncoder(
  model: string,
  given: OpenTextEncoderOptions = {},
): Promise<SideEncoder | AsymmetricEncoder> {
  const { download, ...options } = requireKnownOptions('openEncoder', given, openOptionNames)
  requireModelName('openEncoder', model)
  const folder = await modelFolder(model, download)
  const modules = await encoderModules(folder)
  const isRouter = ({ kind }: EncoderModule) => kind === 'Router' || kind === 'Asym'
  if (!modules.some(isRouter)) return openSide(folder, modules, options)
  const [router, ...after] = modules
  if (!isRouter(router!) || after.some(({ kind }) => kind !== 'Normalize')) {
    throw new UnsupportedError(
      `openEncoder: modules.json has ${modules.map(({ kind }) => kind).join(', ')}. This version runs a Router ` +
        'first, and Normalize after it.',
      { modules: modules.map(({ kind }) => kind) },
    )
  }
  const routes = await readRoutes(folder, router!.path)
  const side = (names: readonly string[]) => {
    const name = names.find(each => Object.hasOwn(routes, each))
    if (name === undefined)
      throw new UnsupportedError(
        `openEncoder: the Router has the routes ${Object.keys(routes).join(', ')}. This version opens one for ` +
          'queries and one for documents.',
        { routes: Object.keys(routes) },
      )
    const routeModules = routes[name]!
    // Towers that are trained together need names of their own.
    return openSide(folder, routeModules.at(-1)?.kind === 'Normalize' ? routeModules : [...routeModules, ...after], {
      ...options,
      name: `${options.name ?? 'encoder'}.${name}`,
    })
  }
  return asymmetricEncoder({ queries: await side(['query']), documents: await side(['document', 'passage', 'doc']) })
}

async function openSide(
  folder: string,
  modules: readonly EncoderModule[],
  options: Omit<OpenTextEncoderOptions, 'download'>,
): Promise<SideEncoder> {
  const { name, session, bits, ...choices } = options
  const named = name === undefined ? {} : { name }
  if (modules[0]?.kind !== 'StaticEmbedding')
    return textEncoderOf(await readEncoderFolder(folder, choices, modules), {
      ...named,
      ...(session && { session }),
      ...(bits && { bits }),
    })
  const wrong = Object.keys(choices).find(choice => Object.hasOwn(folderChoiceNames, choice) && choice !== 'onWarning')
  if (wrong !== undefined)
    throw new ArgumentError(
      `openEncoder: ${wrong} was given, and "${folder}" holds a static encoder, which does not have it. Leave it out.`,
      { option: wrong },
    )
  return staticEncoderOf(await readStaticFolder(folder, modules), named)
}

/** The modules of each route, their folders within the whole folder. */
async function readRoutes(folder: string, path: string): Promise<Record<string, EncoderModule[]>> {
  const routerConfig: Json = await readJson(join(folder, path, 'router_config.json'), {})
  const { types, structure } = (
    Object.keys(routerConfig).length > 0 ? routerConfig : await readJson(join(folder, path, 'config.json'))
  ) as Json
  const kinds = Object(types) as Json
  const routes = Object.entries(Object(structure) as Json)
  if (routes.length === 0 || !routes.every(([, ids]) => Array.isArray(ids)))
    throw new DataError('openEncoder: router_config.json names no routes. Give the unchanged file.', { folder })
  return Object.fromEntries(
    routes.map(([route, ids]) => [
      route,
      (ids as unknown[]).map(id => {
        const { kind, path: within } = moduleOf(kinds[String(id)], id, id)
        return { kind, path: join(path, within) }
      }),
    ]),
  )
}
