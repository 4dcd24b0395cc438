import { ArgumentError, checkMetadata } from '@towerkit/core'
import type { ItemToSet, StoredItem } from './recommendation-service.ts'

/** Longest id and title, in characters. */
const longest = { id: 512, title: 1000 }

/** Checks an item that came from outside. @throws {ArgumentError} naming what can not be stored. */
export function checkItem({ id, title = '', ...metadata }: ItemToSet): StoredItem {
  checkName('setItem', 'id', id)
  requireText('setItem', 'title', title)
  checkMetadata('setItem', [metadata], 1)
  return { id, title, metadata }
}

/** Checks an id. @throws {ArgumentError} if it is empty, too long, or no whole characters. */
export function checkName(caller: string, name: string, value: unknown): void {
  requireText(caller, name, value)
  if (value === '') throw new ArgumentError(`${caller}: the ${name} is empty. Give a text.`, { [name]: value })
}

function requireText(caller: string, name: string, value: unknown): void {
  const most = name === 'title' ? longest.title : longest.id
  if (typeof value !== 'string')
    throw new ArgumentError(`${caller}: the ${name} is ${JSON.stringify(value)}. Give a text.`, { [name]: value })
  if (value.length > most)
    throw new ArgumentError(`${caller}: the ${name} has ${value.length} characters. Give at most ${most}.`, {
      [name]: value,
    })
  if (!value.isWellFormed() || value.includes('\0'))
    throw new ArgumentError(`${caller}: the ${name} has a NUL or half a character. Give whole ones.`, { [name]: value })
}
