import { ArgumentError } from '@towerkit/core'
import type { HeadConfig } from './head/head-config.ts'

/**
 * The classes that a head starts from, and all texts it knows.
 *
 * @throws {ArgumentError} if a class does not exist, a text is known twice, or stands for nothing.
 */
export function taughtNames(
  names: readonly string[],
  options: { readonly leaveOut?: readonly string[]; readonly teach?: Readonly<Record<string, readonly string[]>> },
): Pick<HeadConfig, 'classes' | 'taught'> {
  const { leaveOut = [], teach = {} } = options
  const known = new Set(names)
  const unknown = leaveOut.find(name => !known.has(name))
  if (unknown !== undefined)
    throw new ArgumentError(`regionEncoder: leaveOut has "${unknown}", which is no class of the detector.`, { unknown })
  const classes = names.filter(name => !leaveOut.includes(name))
  if (classes.length === 0)
    throw new ArgumentError('regionEncoder: leaveOut leaves no class. Keep at least one.', { leaveOut })
  const kept = new Set(classes)
  const more = Object.entries(teach).map(([name, of]) => {
    const wrong = of.find(each => !kept.has(each))
    if (name.trim() === '' || of.length === 0 || wrong !== undefined)
      throw new ArgumentError(
        wrong === undefined
          ? `regionEncoder: teach has "${name}" for ${of.length} classes. Give a text and at least one class.`
          : `regionEncoder: teach has "${name}" for "${wrong}", which is no class that is kept.`,
        { name, of },
      )
    if (kept.has(name))
      throw new ArgumentError(`regionEncoder: teach has "${name}", which is a class. Leave it out.`, { name })
    return { name, of }
  })
  return { classes, taught: [...classes.map(name => ({ name, of: [name] })), ...more] }
}
