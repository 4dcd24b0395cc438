import { UsageError, type CommandContext } from './command.ts'

/**
 * A number from 0 to 1 of the options.
 *
 * @throws {UsageError} if the text is none.
 */
export function share(options: CommandContext['options'], name: string): number | undefined {
  const text = options[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (text === '' || !(value >= 0 && value <= 1))
    throw new UsageError(`--${name} is "${text}". Give a number from 0 to 1.`)
  return value
}
