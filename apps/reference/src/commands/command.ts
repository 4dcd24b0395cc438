import type { Progress } from '../progress.ts'
import type { Workspace } from '../workspace.ts'

/** An option of a command, as `parseArgs` of Node takes it, with its help. */
export interface CommandOption {
  readonly type: 'string' | 'boolean'
  /** What stands for the value in the help, such as '<number>'. */
  readonly value?: string
  readonly help: string
}

/** What a command works with. */
export interface CommandContext {
  readonly workspace: Workspace
  readonly progress: Progress
  /** Fires when the user wants to stop. */
  readonly signal: AbortSignal
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  readonly parameters: readonly string[]
  /** Writes a line that is no result, such as the address of a server. */
  readonly say: (line: string) => void
}

/** What a command gave: for people, and for programs. */
export interface CommandResult {
  readonly text: string
  readonly json: unknown
}

/** One of the words after `towerkit`. */
export interface Command {
  /** What follows the word, such as '<query>'. */
  readonly parameters: string
  /** Fewest and most parameters. */
  readonly parameterCount: readonly [least: number, most: number]
  /** More of the help, where the summary does not say all. */
  readonly details?: string
  readonly options: Readonly<Record<string, CommandOption>>
  /** It ends in its own time when it is told to stop. Default: after some seconds it is ended. */
  readonly stopsByItself?: boolean
  /** Default of the folder. Default '.towerkit'. */
  readonly folder?: string
  run(context: CommandContext): Promise<CommandResult>
}

/** The command was called in a way that it does not know. */
export class UsageError extends Error {}

/**
 * A whole number of the options.
 *
 * @throws {UsageError} if the text is none, or out of range.
 */
export function wholeNumber(
  options: CommandContext['options'],
  name: string,
  [least, most]: readonly [number, number],
): number | undefined {
  const text = options[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(String(text)) || value < least || value > most)
    throw new UsageError(`--${name} is "${text}". Give a whole number from ${least} to ${most}.`)
  return value
}

/**
 * One of some words of the options.
 *
 * @throws {UsageError} if it is another.
 */
export function oneOf<Word extends string>(
  options: CommandContext['options'],
  name: string,
  words: readonly Word[],
): Word | undefined {
  const word = options[name] as Word | undefined
  if (word !== undefined && !words.includes(word))
    throw new UsageError(`--${name} is "${word}". Give ${words.join(' or ')}.`)
  return word
}

/** A number with its noun: '1 document', '2 documents'. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
