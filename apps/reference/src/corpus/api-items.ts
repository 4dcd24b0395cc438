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
  source: ApiSource,
  files: Iterable<{ readonly file: string; readonly text: string }>,
  { maximumSignatureLength = 320, maximumDescriptionWords = 60 }: ApiItemsOptions = {},
): Generator<ApiItem, void, undefined> {
  const merged = new Map<string, { module: string; declarations: ApiDeclaration[] }>()
  for (const { file, text } of files) {
    for (const declaration of readDeclarations(text, file)) {
      const path = [...declaration.containers, declaration.ownName].map(part => source.rename?.[part] ?? part)
      const name = path.join('.')
      const entry = merged.get(name)
      if (entry === undefined)
        merged.set(name, { module: `${source.library}:${source.module(path, file)}`, declarations: [declaration] })
      else entry.declarations.push(declaration)
    }
  }
  for (const [name, { module, declarations }] of merged) {
    const documented = declarations.find(({ documentation }) => documentation !== '')
    if (documented === undefined) continue
    const [description, ...further] = passages(documented.documentation, maximumDescriptionWords)
    const tags = declarations.flatMap(declaration => declaration.details)
    const details = [...further, ...tags.flatMap(tag => passages(tag, maximumDescriptionWords))]
    const signatures = new Set([documented, ...declarations].map(({ signature }) => signature))
    yield {
      id: `${source.library}:${name}`,
      module,
      name,
      kind: documented.kind,
      signature: [...signatures].join(' | ').slice(0, maximumSignatureLength),
      description: description.replace(/`/g, ''),
      query: removeOwnName(description, name),
      details: [...new Set(details.map(detail => removeOwnName(detail, name)))],
    }
  }
}

/**
 * Paragraphs, a heading joined with what follows it, each cut to `maximumWords`, at the end of a sentence where one
 * ends in time.
 */
function passages(text: string, maximumWords: number): [string, ...string[]] {
  const found: string[] = []
  let open = ''
  for (const paragraph of text.split('\n\n')) {
    open = open === '' ? paragraph : `${open} ${paragraph}`
    if (open.split(' ').length < 8) continue
    found.push(cut(open, maximumWords))
    open = ''
  }
  if (open !== '' || found.length === 0) found.push(cut(open, maximumWords))
  return found as [string, ...string[]]
}

function cut(text: string, maximumWords: number) {
  const words = text.split(' ')
  if (words.length <= maximumWords) return text
  const start = words.slice(0, maximumWords).join(' ')
  return /^[\s\S]{40,}[.!?](?=\s|$)/.exec(start)?.[0] ?? start
}
