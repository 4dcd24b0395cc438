import { ArgumentError, requireInputs } from '@towerkit/core'

/** Refuses what is not a list of texts, and a `maxLength` that leaves no room for the special tokens. */
export function requireBatch(texts: readonly string[], maxLength: number, special: number): void {
  requireInputs('encodeBatch', texts)
  if (!(Number.isInteger(maxLength) && maxLength >= special && maxLength > 0))
    throw new ArgumentError(
      `encodeBatch: maxLength is ${maxLength}, but the special tokens alone are ${special}. Give a larger whole ` +
        'number.',
      { maxLength, special },
    )
  const wrong = texts.findIndex(text => typeof text !== 'string')
  if (wrong >= 0)
    throw new ArgumentError(`encodeBatch: text ${wrong} is of type ${typeof texts[wrong]}. Give strings.`, {
      index: wrong,
    })
}
