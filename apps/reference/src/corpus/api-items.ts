import type { ApiDeclaration, ApiItem } from './api-item.ts'
import type { ApiSource } from './api-sources.ts'
import { readDeclarations } from './read-declarations.ts'
import { removeOwnName } from './remove-own-name.ts'

export interface ApiItemsOptions {
  /** Longest signature, in characters. Default 320. */
  readonly maximumSignatureLength?: number
  /** Longest description, in words. Default 60. */
  readonly maximumDescriptionWords?: number
}

/**
 * Gives the documented declarations of one package.
 *
 * Overloads and merged declarations make one item, described by the first comment among them.
 *
 * @param files Paths inside the package and texts; the order of the items is theirs.
 */
export function* apiItems(
  source: ApiSource, files: Iterable<{ readonly file: string; readonly text: string }>,
  { maximumSignatureLength = 320, maximumDescriptionWords = 60 }: ApiItemsOptions = {},
): Generator<ApiItem, void, undefined> {
  const merged = new Map<string, { module: string; declarations: ApiDeclaration[] }>()
  for (const { file, text } of files) {
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

/** Takes a second paragraph where the first is no more than a heading, and ends at a sentence where one ends in time. */
function firstParagraphs(documentation: string, maximumWords: number) {
  const paragraphs = documentation.split('\n\n')
  let text = paragraphs[0]!
  for (let next = 1; next < paragraphs.length && text.split(' ').length < 8; next++) text += ` ${paragraphs[next]!}`
  const words = text.split(' ')
  if (words.length <= maximumWords) return text
  const cut = words.slice(0, maximumWords).join(' ')
  return /^[\s\S]{40,}[.!?](?=\s|$)/.exec(cut)?.[0] ?? cut
}
