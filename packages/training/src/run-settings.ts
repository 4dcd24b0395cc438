import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { ArgumentError } from '@towerkit/core'
import type { Schedule } from './schedule.ts'
import type { TrainedWeight } from './weights.ts'

/** Everything that identifies a run, as JSON by name. A checkpoint belongs to a run if all of it is equal. */
export type RunSettings = Readonly<Record<string, unknown>>

/** The inputs of `runSettings`. */
export interface RunDescription extends RunSettings {
  readonly weights: readonly TrainedWeight[]
  readonly schedule: Schedule
  readonly steps: number
}

/** Settings in a form that can be stored: digests of what is large. */
export function runSettings({ weights, schedule, steps, ...others }: RunDescription): RunSettings {
  const described = weights.map(({ name, shape, rate, isTrained, isStored, touchedRows, data }) => [
    name,
    shape,
    rate,
    touchedRows
      ? 'rows'
      : isTrained || (isStored ? 'buffer' : crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))),
  ])
  // A schedule is a function: some of its values stand for it.
  const rates = Array.from({ length: 17 }, (_, i) => schedule(Math.max(1, Math.round((i / 16) * steps)), steps))
  const settings = { steps, ...others, weights: digest(described), schedule: digest(rates) }
  return JSON.parse(JSON.stringify(settings)) as RunSettings
}

/**
 * Refuses the checkpoint of another run.
 *
 * @param stored The settings of the checkpoint, as JSON.
 * @throws {ArgumentError} that names what differs, and how to go on.
 */
export function requireSameRun(path: string, stored: string | undefined, now: RunSettings): void {
  const then = parsed(stored)
  const names = [...new Set([...Object.keys(then ?? {}), ...Object.keys(now)])]
  const different = names.filter(name => JSON.stringify(then?.[name]) !== JSON.stringify(now[name]))
  if (different.length === 0) return
  const facts = then
    ? different.map(name => changeOf(name, then[name], now[name])).join('; ')
    : 'it was written by another version'
  const isLonger = different.every(name => name === 'steps' || name === 'schedule')
  const remedy = isLonger
    ? 'To go on from its weights, finish it with the steps it had, then train the model again with another folder'
    : 'Use another folder, or remove this one'
  throw new ArgumentError(`train: the checkpoint "${path}" belongs to another run: ${facts}. ${remedy}.`, {
    path,
    different,
  })
}

function changeOf(name: string, then: unknown, now: unknown): string {
  const values = [then, now].map(value => JSON.stringify(value) ?? 'nothing')
  // Digests say nothing to a reader.
  if (name === 'weights' || name === 'schedule') return `other ${name}`
  return values.every(text => text.length <= 200) ? `${name} ${values[0]}, now ${values[1]}` : `other ${name}`
}

function parsed(stored: string | undefined): RunSettings | undefined {
  try {
    const settings: unknown = JSON.parse(stored ?? '')
    return typeof settings === 'object' && settings !== null ? (settings as RunSettings) : undefined
  } catch {
    return undefined
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
