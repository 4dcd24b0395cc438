import { DataError, UnsupportedError } from '@towerkit/core'
import { mul, sigmoid, type Activation } from '@towerkit/graph'

/** Reads fields of a config.json and checks them. `null` counts as missing, as in Hugging Face's own files. */
export interface ConfigFields {
  /** A whole number from 1. */
  count(field: string, fallback?: number): number
  /** A whole number from 0. */
  whole(field: string, fallback?: number): number
  /** A number of layers: a whole number from 0 to 1,000, so that a damaged file does not fill the memory. */
  layers(field: string, fallback?: number): number
  /** A number above 0. */
  positive(field: string, fallback: number): number
  /** A number from 0 to below 1: a rate of dropout. */
  rate(field: string, fallback: number): number
  flag(field: string, fallback: boolean): boolean
  /** The activation of a name of Hugging Face. @throws {UnsupportedError} for one that is not here. */
  activation(field: string, fallback: string): Activation
  /** An object, or undefined. */
  record(field: string): Readonly<Record<string, unknown>> | undefined
  /** @throws {UnsupportedError} unless the field is missing or one of `allowed`. */
  require(field: string, allowed: readonly unknown[]): void
}

const activations: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu_pytorch_tanh',
  gelu_pytorch_tanh: 'gelu_pytorch_tanh',
  gelu_fast: 'gelu_pytorch_tanh',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
  tanh: 'tanh',
  quick_gelu: x => mul(x, sigmoid(mul(x, 1.702))),
}

/** @param config The parsed file. @throws {DataError} if it is no object. */
export function configFields(config: object): ConfigFields {
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new DataError('backbone: config.json is no object. Give the parsed file of a model.')
  const valueOf = (field: string, fallback?: unknown) => {
    const value: unknown = Object.hasOwn(config, field) ? Reflect.get(config, field) : undefined
    return value === undefined || value === null ? fallback : value
  }
  const number = (
    field: string,
    fallback: number | undefined,
    { wanted, allowed }: { readonly wanted: string; readonly allowed: (value: number) => boolean },
  ) => {
    const value = valueOf(field, fallback)
    if (typeof value !== 'number' || !allowed(value)) throw bad(field, value, wanted)
    return value
  }
  return {
    count: (field, fallback) =>
      number(field, fallback, {
        wanted: 'a whole number from 1',
        allowed: value => Number.isSafeInteger(value) && value >= 1 && value < 2 ** 31,
      }),
    whole: (field, fallback) =>
      number(field, fallback, {
        wanted: 'a whole number from 0',
        allowed: value => Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31,
      }),
    layers: (field, fallback) =>
      number(field, fallback, {
        wanted: 'a whole number from 0 to 1000',
        allowed: value => Number.isInteger(value) && value >= 0 && value <= 1000,
      }),
    positive: (field, fallback) =>
      number(field, fallback, { wanted: 'a number above 0', allowed: value => value > 0 && Number.isFinite(value) }),
    rate: (field, fallback) =>
      number(field, fallback, { wanted: 'a number from 0 to below 1', allowed: value => value >= 0 && value < 1 }),
    flag(field, fallback) {
      const value = valueOf(field, fallback)
      if (typeof value !== 'boolean') throw bad(field, value, 'true or false')
      return value
    },
    activation(field, fallback) {
      const name = valueOf(field, fallback) as string
      if (!Object.hasOwn(activations, name)) throw unsupported(field, name, Object.keys(activations))
      return activations[name]!
    },
    record(field) {
      const value = valueOf(field)
      if (value !== undefined && (typeof value !== 'object' || Array.isArray(value)))
        throw bad(field, value, 'an object')
      return value as Readonly<Record<string, unknown>> | undefined
    },
    require(field, allowed) {
      const value = valueOf(field)
      if (value !== undefined && !allowed.includes(value)) throw unsupported(field, value, allowed)
    },
  }
}

/** The error for a field with a value that this version cannot compute with. */
export function unsupported(field: string, value: unknown, allowed: readonly unknown[]): UnsupportedError {
  return new UnsupportedError(
    `backbone: config.json has ${field} ${shown(value)}. This version computes ${allowed.map(shown).join(', ')} ` +
      'only; take a model of that kind.',
    { field, value },
  )
}

function bad(field: string, value: unknown, wanted: string): DataError {
  return new DataError(
    `backbone: ${field} of config.json is ${value === undefined ? 'missing' : shown(value)}, but must be ` +
      `${wanted}. Give the unchanged config.json of the model.`,
    { field, value },
  )
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 80)
}
