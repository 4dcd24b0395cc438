import { readFileSync } from 'node:fs'

/** Keywords by character, of annotations.json of the npm package cldr-annotations-full. */
export function emojiKeywords(path: string): ReadonlyMap<string, readonly string[]> {
  const { annotations } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly annotations: {
      readonly annotations: Readonly<Record<string, { readonly default?: readonly string[] }>>
    }
  }
  return new Map(Object.entries(annotations.annotations).map(([char, each]) => [char, each.default ?? []]))
}
