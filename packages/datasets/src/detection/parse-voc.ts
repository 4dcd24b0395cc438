import { DataError } from '@towerkit/core'
import { Parser } from 'htmlparser2'

/** A VOC annotation as written: texts by their path of elements. */
export interface VocAnnotation {
  readonly fields: Readonly<Record<string, string>>
  readonly objects: readonly Readonly<Record<string, string>>[]
}

/** @throws {DataError} naming the file, if the text is no whole XML document with the root `annotation`. */
export function parseVoc(caller: string, path: string, text: string): VocAnnotation {
  const fields: Record<string, string> = {}
  const objects: Record<string, string>[] = []
  const open: string[] = []
  let object: Record<string, string> | undefined
  let whole = false
  let damaged = false
  const parser = new Parser(
    {
      onopentag(name) {
        if (open.length === 0 && name !== 'annotation') damaged = true
        open.push(name)
        if (open.length === 2 && name === 'object') objects.push((object = {}))
      },
      ontext(piece) {
        const target = object ?? fields
        const name = open.slice(object ? 2 : 1).join('/')
        target[name] = (target[name] ?? '') + piece
      },
      onclosetag(name, implied) {
        if (implied) damaged = true
        if (open.pop() !== name) damaged = true
        if (open.length === 1) object = undefined
        if (open.length === 0 && name === 'annotation' && !implied) whole = true
      },
    },
    { xmlMode: true },
  )
  parser.end(text)
  if (damaged || !whole)
    throw new DataError(
      `${caller}: "${path}" is no whole XML document of one <annotation>. Correct it; the file may be truncated.`,
      { path },
    )
  return { fields, objects }
}
