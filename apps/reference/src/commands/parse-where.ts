import { parseExactJson, whereMatcher, type Where } from '@towerkit/core'
import { UsageError, type CommandContext } from './command.ts'

/** The condition of an option. @throws {UsageError} if it is none. */
export function parseWhere(option: CommandContext['options'][string]): Where | undefined {
  if (option === undefined) return undefined
  try {
    const where = parseExactJson(String(option)) as Where
    whereMatcher(where)
    return where
  } catch (error) {
    throw new UsageError(`--where is ${String(option)}: ${(error as Error).message}`)
  }
}
