import { parse as parseToml, TomlDate } from 'smol-toml'
import { parse as parseYaml } from 'yaml'

/** Fields before the text of a document, as static site generators use them. */
export interface FrontMatter {
  readonly fields: Readonly<Record<string, unknown>>
  /** What follows. */
  readonly text: string
}

const yaml = /^---[ \t]*\n([^]*?\n)?---[ \t]*(?:\n|$)/
const toml = /^\+\+\+[ \t]*\n([^]*?\n)?\+\+\+[ \t]*(?:\n|$)/

/** Takes the front matter off: YAML between lines of `---`, or TOML between lines of `+++`. */
export function frontMatter(text: string): FrontMatter {
  for (const { pattern, parse } of [
    { pattern: yaml, parse: (block: string) => parseYaml(block, { logLevel: 'silent' }) as unknown },
    { pattern: toml, parse: (block: string) => parseToml(block) },
  ]) {
    const [whole, block = ''] = pattern.exec(text) ?? []
    if (whole !== undefined) return { fields: fieldsOf(() => parse(block)), text: text.slice(whole.length) }
  }
  return { fields: {}, text }
}

/** A block that is neither YAML nor TOML gives no fields: it is no text either. */
function fieldsOf(parse: () => unknown): FrontMatter['fields'] {
  try {
    const fields = plain(parse())
    return typeof fields === 'object' && fields !== null && !Array.isArray(fields)
      ? (fields as FrontMatter['fields'])
      : {}
  } catch {
    return {}
  }
}

/** Dates as written, in ISO 8601; null fields are left out. */
function plain(value: unknown): unknown {
  if (value instanceof TomlDate || value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.filter(each => each !== null && each !== undefined).map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) =>
      each === null || each === undefined ? [] : [[name, plain(each)] as const],
    ),
  )
}
