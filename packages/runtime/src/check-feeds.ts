import { ArgumentError, ShapeError } from '@towerkit/core'
import { checkTensor } from './tensor.ts'
import type { Tensor, Tensors } from '@towerkit/core'
import type { ValueInfo } from './value-info.ts'

/**
 * Checks feeds against what the graph wants: every input and no other, with the right dtype, rank and dimensions. A
 * symbol must have one value in all inputs, as the ONNX specification says; ONNX Runtime itself would broadcast a wrong
 * 1 silently.
 *
 * @throws {ArgumentError} for a missing or unknown name, a wrong dtype, or data in shared memory.
 * @throws {ShapeError} for a wrong rank or dimension.
 *
 * @see https://github.com/onnx/onnx/blob/main/docs/IR.md (static tensor shapes)
 */
export function checkFeeds(feeds: Tensors, inputs: readonly ValueInfo[], caller: string): void {
  const known = new Set(inputs.map(({ name }) => name))
  for (const name of Object.keys(feeds)) {
    if (!known.has(name)) throw unknownName('input', name, inputs, caller)
  }
  const symbols = new Map<string, { readonly name: string; readonly value: number }>()
  for (const input of inputs) {
    if (!Object.hasOwn(feeds, input.name)) {
      const given = Object.keys(feeds)
      throw new ArgumentError(
        `${caller}: input "${input.name}" is missing, given are ${list(given)}. Feed every input.`,
        { name: input.name, given },
      )
    }
    const fed = feeds[input.name]!
    checkValue(fed, input, 'input', caller)
    for (const [axis, symbol] of input.shape.entries()) {
      if (typeof symbol === 'number' || symbol === '') continue
      const value = fed.shape[axis]!
      const first = symbols.get(symbol) ?? { name: input.name, value }
      symbols.set(symbol, first)
      if (first.value === value) continue
      throw new ShapeError(
        `${caller}: "${symbol}" is ${first.value} in input "${first.name}" but ${value} in input "${input.name}". ` +
          'Feed tensors that agree.',
        { symbol, first: first.value, second: value, name: input.name },
      )
    }
  }
}

/**
 * Checks the names of the requested outputs and the tensors to be written in place.
 *
 * @returns The names of all outputs that the run is to give.
 * @throws {ArgumentError} for an unknown or empty list of names, a wrong dtype, or data in shared memory.
 * @throws {ShapeError} for a wrong rank or fixed dimension.
 */
export function checkOutputs(
  wanted: readonly string[] | undefined,
  into: Tensors,
  outputs: readonly ValueInfo[],
  caller: string,
): readonly string[] {
  const names = wanted ?? outputs.map(({ name }) => name)
  if (names.length === 0) {
    throw new ArgumentError(
      `${caller}: no output is asked for. Name at least one of ${list(outputs.map(({ name }) => name))}.`,
    )
  }
  const known = new Map(outputs.map(output => [output.name, output]))
  const asked = new Set(names)
  for (const name of names) if (!known.has(name)) throw unknownName('output', name, outputs, caller)
  for (const [name, target] of Object.entries(into)) {
    const output = known.get(name)
    if (output === undefined) throw unknownName('output', name, outputs, caller)
    if (!asked.has(name)) {
      throw new ArgumentError(
        `${caller}: "${name}" has a tensor to write into but outputs are only ${list(names)}. Add it to outputs.`,
        { name, outputs: names },
      )
    }
    checkValue(target, output, 'output', caller)
  }
  return names
}

function checkValue(value: Tensor, { name, dtype, shape }: ValueInfo, role: 'input' | 'output', caller: string): void {
  const where = `${caller}: ${role} "${name}"`
  if (value.dtype !== dtype) {
    throw new ArgumentError(`${where} is ${value.dtype}, expected ${dtype}. Give a ${dtype} tensor.`, {
      name,
      dtype: value.dtype,
      expected: dtype,
    })
  }
  checkTensor(value, where)
  if (value.data.buffer instanceof SharedArrayBuffer) {
    throw new ArgumentError(
      `${where} lies in a SharedArrayBuffer, expected an ArrayBuffer: ONNX Runtime refuses shared memory. Copy it ` +
        'first.',
      { name },
    )
  }
  const fits =
    value.shape.length === shape.length &&
    shape.every((expected, axis) => typeof expected === 'string' || expected === value.shape[axis])
  if (fits) return
  const expected = `[${shape.map(dimension => (dimension === '' ? '?' : dimension)).join(', ')}]`
  throw new ShapeError(
    `${where} has shape [${value.shape.join(', ')}], expected ${expected}. Give a tensor of that shape.`,
    { name, shape: value.shape, expected: shape },
  )
}

function unknownName(role: string, name: string, known: readonly ValueInfo[], caller: string): ArgumentError {
  const names = known.map(value => value.name)
  return new ArgumentError(`${caller}: there is no ${role} "${name}", only ${list(names)}. Correct the name.`, {
    name,
    known: names,
  })
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map(name => `"${name}"`).join(', ')
}
