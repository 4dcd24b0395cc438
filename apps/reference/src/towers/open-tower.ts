import { openEncoder, type OpenTextEncoderOptions } from '@towerkit/text-encoder'
import { requireSealed } from './sealed-folder.ts'
import type { TowerName, TowerSet } from './tower-sets.ts'

/** A tower that encodes. */
export interface OpenTower<Name extends TowerName = TowerName> extends AsyncDisposable {
  readonly name: Name
  readonly encoder: Awaited<ReturnType<typeof openEncoder>>
  /** Identifies its files. */
  readonly digest: string
  /** Such as 'student, 1 layer, 256'. */
  readonly title: string
}

/** Opens a trained tower. @throws {DataError} if its files have changed since. */
export async function openTower<Name extends TowerName>(
  set: TowerSet,
  name: Name,
  options: OpenTextEncoderOptions = {},
): Promise<OpenTower<Name>> {
  const folder = set.path(name)
  const digest = await requireSealed(folder)
  const encoder = await openEncoder(folder, options)
  return {
    name,
    encoder,
    digest,
    title: `${name}, ${networkOf(encoder)}, ${encoder.dimensions}`,
    [Symbol.asyncDispose]: () => encoder.close(),
  }
}

function networkOf(encoder: OpenTower['encoder']): string {
  // One output after each layer, besides the embedding.
  const layers = Object.keys(encoder.tower('query').outputs).length - 1
  if (layers > 0) return `${layers} ${layers === 1 ? 'layer' : 'layers'}`
  return 'parts' in encoder && 'attention' in encoder.parts && encoder.parts.attention ? 'words and attention' : 'words'
}
