import { ArgumentError } from '@towerkit/core'

/**
 * Names of weights: a text matched with the whole name, in which `*` matches anything, or a regular expression that
 * matches a part of it.
 */
export type NamePattern = string | RegExp

/** Whether a weight's name, `tower.parameter`, fits a pattern. */
export function matches(pattern: NamePattern, name: string): boolean {
  if (typeof pattern !== 'string') return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(name)
  return new RegExp(
    `^${pattern
      .split('*')
      .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  ).test(name)
}

/** @throws {ArgumentError} if a pattern fits no name: it is then probably misspelt. */
export function requireMatches(option: string, patterns: readonly NamePattern[], names: readonly string[]): void {
  const idle = patterns.find(pattern => !names.some(name => matches(pattern, name)))
  if (idle !== undefined)
    throw new ArgumentError(
      `train: ${option} has the pattern ${String(idle)}, which fits none of ${names.length} weights such as ` +
        `"${names[0]}". Names begin with that of their tower.`,
      { pattern: String(idle) },
    )
}
