import { UnsupportedError } from '@towerkit/core'

/**
 * The longest period of rotary positions from their settings.
 *
 * @param settings `rope_parameters` or `rope_scaling` of config.json.
 * @param fallback The value if they name none.
 * @throws {UnsupportedError} for positions that are stretched (linear, dynamic, yarn, ...).
 */
export function ropeTheta(settings: Readonly<Record<string, unknown>> | undefined, fallback: number): number {
  const type = settings?.['rope_type'] ?? settings?.['type'] ?? 'default'
  if (type !== 'default') {
    throw new UnsupportedError(
      `backbone: config.json has rotary positions of type ${JSON.stringify(type)}. This version computes the ` +
        'default ones; remove rope_scaling where texts stay within the length that the model was first trained on.',
      { field: 'rope_scaling', value: type },
    )
  }
  const part = settings?.['partial_rotary_factor'] ?? 1
  if (part !== 1)
    throw new UnsupportedError(
      `backbone: config.json has partial_rotary_factor ${JSON.stringify(part)}. This version turns whole heads; ` +
        'take another model.',
      { field: 'partial_rotary_factor', value: part },
    )
  const theta = settings?.['rope_theta'] ?? fallback
  if (typeof theta !== 'number' || !(theta > 0))
    throw new UnsupportedError(
      `backbone: config.json has rope_theta ${JSON.stringify(theta)}. Give a number above 0.`,
      { field: 'rope_theta', value: theta },
    )
  return theta
}
