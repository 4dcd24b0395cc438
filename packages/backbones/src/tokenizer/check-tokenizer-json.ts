import { DataError } from '@towerkit/core'

const modelTypes = ['WordPiece', 'BPE', 'Unigram']

/**
 * Checks the parts of a tokenizer.json on which the library would go on with a wrong value or not come to an end.
 * What it refuses by itself is left to it.
 *
 * @returns One more than the highest id.
 * @throws DataError that names the part.
 */
export function checkTokenizerJson(json: unknown): number {
  const root = record(json, 'the whole')
  const model = record(root['model'], 'model')
  if (!modelTypes.includes(model['type'] as string))
    fail('model.type', model['type'], `one of ${modelTypes.join(', ')}`)
  const ids = new Set<number>()
  let highest = -1
  const claim = (id: unknown, part: string) => {
    if (!Number.isInteger(id) || (id as number) < 0 || (id as number) >= 2 ** 24)
      fail(part, id, 'a whole number from 0, below 16,777,216')
    ids.add(id as number)
    highest = Math.max(highest, id as number)
  }

  if (model['type'] === 'Unigram') {
    if (!Array.isArray(model['vocab'])) fail('model.vocab', model['vocab'], 'an array')
    for (const [place, entry] of (model['vocab'] as unknown[]).entries()) {
      const [token, score] = Array.isArray(entry) ? (entry as unknown[]) : []
      if (typeof token !== 'string' || !Number.isFinite(score))
        fail(`model.vocab[${place}]`, entry, 'a token and its score')
      claim(place, 'model.vocab')
    }
  } else {
    const vocabulary = record(model['vocab'], 'model.vocab')
    let entries = 0
    for (const token in vocabulary) {
      claim(vocabulary[token], `model.vocab[${JSON.stringify(token)}]`)
      entries++
    }
    if (entries === 0) fail('model.vocab', '{}', 'at least one token')
    if (ids.size !== entries)
      fail('model.vocab', `${ids.size} different ids for ${entries} tokens`, 'one id for each token')
    const unknown = model['unk_token'] ?? null
    if (model['type'] === 'WordPiece' || unknown !== null) {
      if (typeof unknown !== 'string' || !Object.hasOwn(vocabulary, unknown))
        fail('model.unk_token', unknown, 'a token of model.vocab')
    }
    if (model['type'] === 'WordPiece' && typeof model['continuing_subword_prefix'] !== 'string') {
      fail('model.continuing_subword_prefix', model['continuing_subword_prefix'], 'text')
    }
  }

  if (!Array.isArray(root['added_tokens'])) fail('added_tokens', root['added_tokens'], 'an array')
  for (const [place, entry] of (root['added_tokens'] as unknown[]).entries()) {
    const token = record(entry, `added_tokens[${place}]`)
    claim(token['id'], `added_tokens[${place}].id`)
    const content = token['content']
    if (typeof content !== 'string' || content === '')
      fail(`added_tokens[${place}].content`, content, 'text that is not empty')
  }
  checkTemplate(root['post_processor'])
  checkSteps(root['normalizer'], 'normalizer')
  checkSteps(root['pre_tokenizer'], 'pre_tokenizer')
  checkSteps(root['decoder'], 'decoder')
  return highest + 1
}

/** The library puts whatever it finds in a template into the tokens. */
function checkTemplate(processor: unknown) {
  if (
    typeof processor !== 'object' ||
    processor === null ||
    (processor as { type?: unknown }).type !== 'TemplateProcessing'
  )
    return
  const single = (processor as { single?: unknown }).single
  if (!Array.isArray(single)) fail('post_processor.single', single, 'an array')
  for (const piece of single as unknown[]) {
    const part = record(piece, 'post_processor.single')
    const inner = record(part['SpecialToken'] ?? part['Sequence'], 'post_processor.single')
    if (typeof inner['id'] !== 'string') fail('post_processor.single', inner['id'], 'pieces with an id')
  }
}

/** Splitting into parts of length 0 would never end; a step without a usable pattern would be passed over. */
function checkSteps(value: unknown, part: string) {
  if (typeof value !== 'object' || value === null) return
  const step = value as Readonly<Record<string, unknown>>
  if (step['type'] === 'Replace' || step['type'] === 'Split') {
    const { String: text, Regex: expression } = record(step['pattern'], `${part}.pattern`)
    if (typeof (text ?? expression) !== 'string') fail(`${part}.pattern`, step['pattern'], 'a String or a Regex')
  }
  for (const [key, inner] of Object.entries(step)) {
    if (key === 'length' && !(Number.isInteger(inner) && (inner as number) > 0))
      fail(`${part}.length`, inner, 'a whole number above 0')
    checkSteps(inner, `${part}.${key}`)
  }
}

function record(value: unknown, part: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(part, value, 'an object')
  return value as Readonly<Record<string, unknown>>
}

function fail(part: string, found: unknown, expected: string): never {
  const shown = found === undefined ? 'missing' : (JSON.stringify(found) ?? String(found)).slice(0, 80)
  const message = `loadTokenizer: ${part} is ${shown}, but must be ${expected}. Give an unchanged tokenizer.json.`
  throw new DataError(message, { part, found, expected })
}
