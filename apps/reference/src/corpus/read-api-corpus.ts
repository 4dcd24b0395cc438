import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AbortedError, MissingPeerError } from '@towerkit/core'
import type { ApiDeclaration, ApiItem } from './api-item.ts'
import { apiSources, type ApiSource } from './api-sources.ts'
import { readDeclarations } from './read-declarations.ts'
import { removeOwnName } from './remove-own-name.ts'

export interface ReadApiCorpusOptions {
  /** Packages to read. Default: all that arrive with this app. */
  readonly sources?: readonly ApiSource[]
  /** Longest signature, in characters. Default 320. */
  readonly maximumSignatureLength?: number
  /** Longest description, in words. Default 60. */
  readonly maximumDescriptionWords?: number
  readonly signal?: AbortSignal
}

/**
 * Reads the documented declarations of installed packages, always in the same order.
 *
 * Overloads and merged declarations make one item, described by the first comment among them.
 *
 * @throws MissingPeerError if a package is not installed; AbortedError after an abort.
 *
 * @example
 * for await (const item of readApiCorpus()) console.log(item.name, '-', item.description)
 */
export async function* readApiCorpus({
  sources = apiSources, maximumSignatureLength = 320, maximumDescriptionWords = 60, signal,
}: ReadApiCorpusOptions = {}): AsyncGenerator<ApiItem, void, undefined> {
  for (const source of sources) {
    const merged = new Map<string, { module: string; declarations: ApiDeclaration[] }>()
    for (const { file, text } of await filesOf(source)) {
      if (signal?.aborted) throw new AbortedError('readApiCorpus: aborted by its signal.', { cause: signal.reason })
      for (const declaration of readDeclarations(text, file)) {
        const path = [...declaration.containers, declaration.ownName].map((part) => source.rename?.[part] ?? part)
        const name = path.join('.')
        const entry = merged.get(name)
        if (entry === undefined) merged.set(name, { module: `${source.library}:${source.module(path, file)}`, declarations: [declaration] })
        else entry.declarations.push(declaration)
      }
    }
    for (const [name, { module, declarations }] of merged) {
      const documented = declarations.find(({ documentation }) => documentation !== '')
      if (documented === undefined) continue
      const description = firstParagraphs(documented.documentation, maximumDescriptionWords)
      const signatures = new Set([documented, ...declarations].map(({ signature }) => signature))
      yield {
        id: `${source.library}:${name}`,
        module,
        name,
        kind: documented.kind,
        signature: [...signatures].join(' | ').slice(0, maximumSignatureLength),
        description: description.replace(/`/g, ''),
        query: removeOwnName(description, name),
      }
    }
  }
}

/** Takes a second paragraph where the first is no more than a heading, and ends at a sentence where one ends in time. */
function firstParagraphs(documentation: string, maximumWords: number) {
  const paragraphs = documentation.split('\n\n')
  let text = paragraphs[0]!
  for (let next = 1; next < paragraphs.length && text.split(' ').length < 8; next++) text += ` ${paragraphs[next]!}`
  const words = text.split(' ')
  if (words.length <= maximumWords) return text
  const cut = words.slice(0, maximumWords).join(' ')
  return /^[\s\S]{40,}[.!?](?=\s)/.exec(cut)?.[0] ?? cut
}

async function filesOf(source: ApiSource) {
  const folder = dirname(packageFile(source.package))
  const names = (await readdir(folder, { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.d.ts') && !name.includes('node_modules/') && (source.files?.test(name) ?? true))
    .sort()
  return Promise.all(names.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })))
}

function packageFile(name: string) {
  try {
    return createRequire(import.meta.url).resolve(`${name}/package.json`)
  } catch (cause) {
    throw new MissingPeerError(`readApiCorpus: ${name} is not installed. Run the package manager's install.`, { package: name, cause })
  }
}
