import { ArgumentError } from '@towerkit/core'
import type { Picture, Sound } from '@towerkit/media'

/** A picture: the path of a file, its bytes, or decoded. */
export type PictureInput = string | Uint8Array | Picture

/** A sound: the path of a file, its bytes, or decoded. */
export type SoundInput = string | Uint8Array | Sound

/** Text fields by name. A field may hold several texts, such as tags. */
export type TextFields = Readonly<Record<string, string | readonly string[]>>

/** What becomes one vector: at least one part; parts that are missing add no token. */
export interface OmniParts {
  /** A text, or text fields by name. */
  readonly text?: string | TextFields
  /** Pictures, in no order. */
  readonly pictures?: PictureInput | readonly PictureInput[]
  /** Frames of a video, in their order. */
  readonly frames?: readonly PictureInput[]
  /** A video file: path or bytes. A system ffmpeg reads some frames; its sound is read if it is the `sound` too. */
  readonly video?: string | Uint8Array
  readonly sound?: SoundInput
}

/** An item: its parts; or a text, which is short for `{ text }`. */
export type OmniItem = string | OmniParts

/** The name that a text has if it is not a field. */
export const plainField = 'text'

const partNames = ['text', 'pictures', 'frames', 'video', 'sound'] as const

/** The parts of an item, lists as lists, fields as lists of texts. */
export interface CheckedItem {
  readonly fields: readonly (readonly [name: string, texts: readonly string[]])[]
  readonly pictures: readonly { readonly input: PictureInput; readonly frame: number }[]
  readonly video: string | Uint8Array | undefined
  readonly sound: SoundInput | undefined
}

/**
 * Takes an item apart.
 *
 * @throws {ArgumentError} if it is no item, has an unknown part, or one of a wrong kind.
 */
export function checkedItem(item: unknown): CheckedItem {
  const parts = typeof item === 'string' ? { text: item } : item
  if (typeof parts !== 'object' || parts === null || Array.isArray(parts) || ArrayBuffer.isView(parts))
    throw new ArgumentError(
      `encode: an item is ${shown(item)}. Give a text, or an object with ${partNames.join(', ')}.`,
      { item },
    )
  const unknown = Object.keys(parts).find(name => !(partNames as readonly string[]).includes(name))
  if (unknown !== undefined)
    throw new ArgumentError(`encode: an item has the part "${unknown}". Parts are ${partNames.join(', ')}.`, {
      part: unknown,
    })
  const { text, pictures, frames, video, sound } = parts as OmniParts
  const stills = pictures === undefined ? [] : isList(pictures) ? pictures : [pictures]
  const shownFrames: unknown = frames ?? []
  if (!isList(shownFrames))
    throw new ArgumentError(`encode: frames is ${shown(frames)}. Give a list of pictures.`, { frames })
  for (const picture of [...stills, ...shownFrames]) requireSource('picture', picture, 'data')
  if (video !== undefined && typeof video !== 'string' && !(video instanceof Uint8Array))
    throw new ArgumentError(`encode: a video is ${shown(video)}. Give a path or bytes, or frames.`, { video })
  if (frames !== undefined && video !== undefined)
    throw new ArgumentError('encode: an item has frames and a video. Give one of them.')
  if (sound !== undefined) requireSource('sound', sound, 'channels')
  return {
    fields: fieldsOf(text),
    pictures: [
      ...stills.map(input => ({ input, frame: 0 })),
      ...(shownFrames as readonly PictureInput[]).map((input, frame) => ({ input, frame })),
    ],
    video,
    sound,
  }
}

/** What an item is, for checks before training. */
export const anItem = {
  is: 'a text, or an object with text, pictures, frames, video or sound',
  matches(value: unknown): boolean {
    try {
      const { fields, pictures, video, sound } = checkedItem(value)
      return fields.length + pictures.length > 0 || video !== undefined || sound !== undefined
    } catch {
      return false
    }
  },
}

function fieldsOf(text: unknown): (readonly [string, readonly string[]])[] {
  if (text === undefined) return []
  const fields = typeof text === 'string' ? { [plainField]: text } : text
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new ArgumentError(`encode: text is ${shown(text)}. Give a text, or texts by the names of their fields.`, {
      text,
    })
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]: [string, unknown]) => {
      const texts: readonly unknown[] = isList(value) ? value : [value]
      const wrong = texts.find(each => typeof each !== 'string')
      if (wrong !== undefined)
        throw new ArgumentError(`encode: the field "${name}" holds ${shown(wrong)}. Give a text or a list of texts.`, {
          field: name,
        })
      return [name, texts as readonly string[]] as const
    })
}

function requireSource(kind: 'picture' | 'sound', source: unknown, decoded: string): void {
  if (typeof source === 'string' || source instanceof Uint8Array) return
  if (typeof source === 'object' && source !== null && decoded in source) return
  throw new ArgumentError(`encode: a ${kind} is ${shown(source)}. Give a path, bytes, or a decoded ${kind}.`, {
    source,
  })
}

function isList(value: unknown): value is readonly unknown[] & readonly PictureInput[] {
  return Array.isArray(value)
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`
}
