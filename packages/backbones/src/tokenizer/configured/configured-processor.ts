import { addedTokensOf } from '../added-tokens.ts'
import type { Fields } from '../read-fields.ts'
import { contentOf } from './configured-tokens.ts'
import type { TokenizerClass } from './tokenizer-class.ts'

/**
 * Puts the special tokens around a text: those of the class, or if there is no tokenizer.json, those of `add_bos_token`
 * and `add_eos_token`.
 */
export function configuredProcessor(
  json: Fields,
  {
    kind,
    tokens,
    tokenizerConfig,
  }: { readonly kind: TokenizerClass | undefined; readonly tokens: Fields; readonly tokenizerConfig: Fields },
): Fields {
  // Where there is a tokenizer.json, be it with null, transformers does not ask the flags.
  if (!('post_processor' in json) && (kind === undefined || kind === 'qwen2'))
    return around(json, {
      start: tokenizerConfig['add_bos_token'] === true ? tokens['bos_token'] : undefined,
      end: tokenizerConfig['add_eos_token'] === true ? tokens['eos_token'] : undefined,
    })
  switch (kind) {
    case undefined:
    case 'qwen2':
      return json
    case 'bert':
    case 'mpnet':
    case 'roberta':
      return around(json, { start: tokens['cls_token'], end: tokens['sep_token'] })
    case 'xlm-roberta':
    case 'camembert':
      return around(json, { start: tokens['bos_token'], end: tokens['eos_token'] })
  }
}

function around(json: Fields, { start, end }: { readonly start: unknown; readonly end: unknown }): Fields {
  const idOf = idsOf(json)
  const special = (token: unknown) => {
    const content = contentOf(token)
    const id = content === undefined ? undefined : idOf(content)
    return content === undefined || id === undefined ? [] : [{ content, id }]
  }
  const opening = special(start)
  const closing = special(end)
  const pieces = (tokens: readonly { readonly content: string }[]) =>
    tokens.map(({ content }) => ({ SpecialToken: { id: content, type_id: 0 } }))
  const text = (id: 'A' | 'B') => ({ Sequence: { id, type_id: 0 } })
  const single = [...pieces(opening), text('A'), ...pieces(closing)]
  return {
    ...json,
    post_processor: {
      type: 'TemplateProcessing',
      single,
      pair: pairOf(json) ?? [...single, text('B'), ...pieces(closing)],
      special_tokens: {
        ...Object(Reflect.get(Object(json['post_processor']), 'special_tokens')),
        ...Object.fromEntries(
          [...opening, ...closing].map(({ content, id }) => [content, { id: content, ids: [id], tokens: [content] }]),
        ),
      },
    },
  }
}

/** Pairs of texts are not encoded here; their template is kept for those who do. */
function pairOf(json: Fields): unknown {
  return Reflect.get(Object(json['post_processor']), 'pair')
}

function idsOf(json: Fields): (token: string) => number | undefined {
  const vocabulary: unknown = Reflect.get(Object(json['model']), 'vocab')
  const own: ReadonlyMap<unknown, number> = Array.isArray(vocabulary)
    ? new Map((vocabulary as unknown[][]).map(([token], id) => [token, id]))
    : new Map(Object.entries(Object(vocabulary) as Record<string, number>))
  const added = addedTokensOf(json['added_tokens'], token => own.get(token), own.size)
  return token => added.find(({ content }) => content === token)?.id ?? own.get(token)
}
