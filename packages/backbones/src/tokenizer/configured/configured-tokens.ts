import type { Fields } from '../read-fields.ts'
import type { TokenizerClass } from './tokenizer-class.ts'

const names = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token'] as const

/** The text of a token that a file writes as text or as an object. */
export function contentOf(token: unknown): string | undefined {
  const content: unknown = typeof token === 'object' && token !== null ? Reflect.get(token, 'content') : token
  return typeof content === 'string' ? content : undefined
}

/** The special tokens by name: what tokenizer_config.json says, special_tokens_map.json, or the class. */
export function namedTokens(defaults: Fields, specialTokens: Fields, tokenizerConfig: Fields): Fields {
  const found = names.map(name => [
    name,
    name in tokenizerConfig ? tokenizerConfig[name] : (specialTokens[name] ?? defaults[name] ?? null),
  ])
  return Object.fromEntries(found.filter(([, token]) => contentOf(token) !== undefined)) as Fields
}

/**
 * The added tokens of a folder: `added_tokens_decoder` of tokenizer_config.json overrides tokenizer.json, and special
 * tokens that neither has follow.
 */
export function configuredTokens(
  json: Fields,
  {
    kind,
    tokens,
    tokenizerConfig,
  }: { readonly kind: TokenizerClass | undefined; readonly tokens: Fields; readonly tokenizerConfig: Fields },
): Fields[] {
  const own = (Array.isArray(json['added_tokens']) ? json['added_tokens'] : []) as Fields[]
  const listed = Object.entries(Object(tokenizerConfig['added_tokens_decoder']) as Record<string, Fields>)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([id, token]) => ({ ...flags, ...token, id: Number(id) }) as Fields)
  const first = kind !== undefined && listed.length > 0 ? [] : own
  const merged = new Map(first.map(token => [token['content'], token]))
  for (const token of listed) merged.set(token['content'], { ...merged.get(token['content']), ...token })

  const extra = tokenizerConfig['extra_special_tokens'] ?? tokenizerConfig['additional_special_tokens']
  const special = [
    ...Object.entries(tokens).map(([name, token]) =>
      kind === 'mpnet' && name === 'mask_token' && typeof token === 'string' ? { content: token, lstrip: true } : token,
    ),
    ...(Array.isArray(extra) ? (extra as unknown[]) : Object.values(Object(extra) as object)),
  ]
  for (const token of special) {
    const content = contentOf(token)
    if (content === undefined) continue
    const known = merged.get(content)
    const said = typeof token === 'object' ? pickFlags(token as Fields) : {}
    merged.set(content, {
      id: merged.size,
      content,
      ...(known ?? flags),
      ...said,
      special: true,
    })
  }
  return [...merged.values()].map(({ __type: _, ...token }) => token)
}

const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: false }

function pickFlags(token: Fields): Fields {
  return Object.fromEntries(Object.keys(flags).flatMap(flag => (flag in token ? [[flag, token[flag]]] : [])))
}
