import { DataError } from '@towerkit/core'

/**
 * The part of a config.json of two towers that describes one of them. Old files have a second version of it under
 * another name, which takes precedence, as in transformers.
 *
 * @param side 'text', 'vision' or 'audio'.
 * @throws {DataError} if it is no object.
 */
export function towerConfig(config: object, side: 'text' | 'vision' | 'audio'): Readonly<Record<string, unknown>> {
  const whole: unknown = Reflect.get(config, 'model_type')
  const part = (name: string) => {
    const value: unknown = Reflect.get(config, name) ?? {}
    if (typeof value !== 'object' || Array.isArray(value))
      throw new DataError(
        `backbone: ${name} of config.json is ${JSON.stringify(value).slice(0, 80)}, but must be an object. Give the ` +
          'unchanged config.json of the model.',
        { field: name, value },
      )
    return value as Readonly<Record<string, unknown>>
  }
  return {
    ...part(`${side}_config`),
    ...part(`${side}_config_dict`),
    model_type: `${String(whole)}_${side}_model`,
  }
}
