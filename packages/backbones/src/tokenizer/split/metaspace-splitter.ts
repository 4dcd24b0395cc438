import { malformed, characterOf, choiceOf, flagOf, type Fields } from '../read-fields.ts'
import { cut } from './cut.ts'
import { charactersOf, eachPiece, type Splitter } from './splitter.ts'

/** `Metaspace`: spaces become a visible character, which begins each word. */
export function metaspaceSplitter(fields: Fields, part: string): Splitter {
  const { replacement, scheme } = metaspaceFields(fields, part)
  const splits = flagOf(fields['split'] ?? true, `${part}.split`)
  const mark = replacement.codePointAt(0)!
  return eachPiece(({ text, lead }) => {
    let visible = text.replaceAll(' ', () => replacement)
    let first = lead
    const starts = scheme === 'always' || (scheme === 'first' && lead > 0)
    if (starts && !visible.startsWith(replacement)) {
      visible = replacement + visible
      first = lead && lead + replacement.length
    }
    const piece = { text: visible, lead: first }
    if (!splits) return visible === '' ? [] : [piece]
    return cut(
      piece,
      charactersOf(visible, codePoint => codePoint === mark),
      'MergedWithNext',
    )
  })
}

/** What Metaspace has as a splitter and as a decoder. */
export function metaspaceFields(fields: Fields, part: string) {
  const replacement = characterOf(fields['replacement'], `${part}.replacement`)
  const named = choiceOf(fields['prepend_scheme'] ?? 'always', `${part}.prepend_scheme`, ['first', 'never', 'always'])
  const older = fields['add_prefix_space'] ?? null
  if (older !== null) flagOf(older, `${part}.add_prefix_space`)
  // Files of older versions say it with a flag only.
  if (older === false && fields['prepend_scheme'] !== undefined && named !== 'never')
    malformed(`${part}.prepend_scheme`, named, 'never, as add_prefix_space is false')
  return { replacement, scheme: older === false ? ('never' as const) : named }
}
