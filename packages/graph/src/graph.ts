import { ArgumentError, ShapeError, type Dtype, type TensorData } from '@towerkit/core'
import { constantData, constantElements } from './constant-data.ts'
import { isStatic, type Shape } from './dimension.ts'
import type { AnyOp, Attributes, Inputs, Node, Op } from './op.ts'
import { concat } from './ops/concat.ts'
import { runTimeLength } from './run-time-length.ts'
import type { TensorType, Value } from './value.ts'

/**
 * An ONNX graph under construction: inputs, constants, nodes in the order of their emission, and named outputs.
 * The only place that names values. The same op on the same inputs is emitted once.
 *
 * @example
 * const graph = new Graph()
 * const x = graph.input('x', 'float32', ['batch', 3])
 * graph.output('y', tanh(x))
 * const bytes = writeOnnx(graph)
 */
export class Graph {
  readonly inputs: Value[] = []
  readonly constants: Value[] = []
  readonly nodes: Node[] = []
  readonly outputs = new Map<string, Value>()
  readonly #names = new Set<string>()
  readonly #computed = new Set<string>()
  readonly #emitted = new Map<AnyOp, Map<string, Node>>()
  readonly #constants = new Map<string, Value>()
  #next = 0

  /**
   * Adds an input.
   *
   * @param shape Numbers and symbols; a symbol means the same length everywhere in the graph.
   * @throws {ArgumentError} if the name is in use.
   */
  input(name: string, dtype: Dtype, shape: Shape): Value {
    this.#claim(name)
    const value: Value = { graph: this, name, dtype, shape }
    this.inputs.push(value)
    return value
  }

  /** Adds a constant, or finds the equal one. `data` is row-major; a single number makes a scalar. */
  constant(data: number | readonly number[] | TensorData, dtype: Dtype, shape?: readonly number[]): Value {
    const elements = typeof data === 'number' ? [data] : data
    const dimensions = shape ?? (typeof data === 'number' ? [] : [elements.length])
    const size = dimensions.reduce((product, dimension) => product * dimension, 1)
    if (size !== elements.length)
      throw new ShapeError(`constant: ${elements.length} elements for shape [${dimensions}].`, {
        elements: elements.length,
        shape: dimensions,
      })
    const typed = constantData(elements, dtype)
    const key = elements.length <= 64 ? `${dtype}[${dimensions}]${typed.join()}` : undefined
    const constant = key === undefined ? undefined : this.#constants.get(key)
    if (constant) return constant
    const whole = constantElements(typed)
    const value: Value = {
      graph: this,
      name: this.#fresh('constant'),
      dtype,
      shape: dimensions,
      constant: typed,
      ...(whole && { elements: whole }),
    }
    this.constants.push(value)
    if (key !== undefined) this.#constants.set(key, value)
    return value
  }

  /** Adds a node, or finds the equal one, and returns its outputs by name. */
  emit<Input extends string, Output extends string, A extends Attributes, Optional extends string = never>(
    op: Op<Input, Output, A, Optional>,
    inputs: Inputs<Input, Optional>,
    attributes: A,
    outputCount = 1,
  ): Readonly<Record<Output, Value>> {
    const given = Object.fromEntries(
      Object.entries<Value | undefined>(inputs).filter(([, value]) => value !== undefined),
    ) as Record<string, Value>
    this.#requireOwn(op.type, given)
    const inputNames = Object.entries(given).map(([name, value]) => `${name}=${value.name}`)
    const key = `(${inputNames})${JSON.stringify(attributes)}${outputCount}`
    const alike = this.#emitted.get(op as AnyOp) ?? new Map<string, Node>()
    const same = alike.get(key)
    if (same) return same.outputs as Readonly<Record<Output, Value>>
    const types = op.infer({ inputs, attributes, outputCount }) as Record<string, TensorType>
    const stem = this.#fresh(op.type)
    const names = op.outputs === 'variadic' ? Array.from({ length: outputCount }, (_, i) => String(i)) : op.outputs
    const outputs: Readonly<Record<string, Value>> = Object.fromEntries(
      names.map(name => [name, { ...types[name]!, graph: this, name: names.length === 1 ? stem : `${stem}_${name}` }]),
    )
    const node: Node = { op: op as AnyOp, inputs: given, outputs, attributes }
    this.nodes.push(node)
    this.#emitted.set(op as AnyOp, alike.set(key, node))
    return outputs as Readonly<Record<Output, Value>>
  }

  /**
   * Makes `value` an output called `name`.
   *
   * @throws {ArgumentError} if the name is in use.
   */
  output(name: string, value: Value): void {
    // A model that was read may call an output what this graph has called a value inside; writing tells them apart.
    if (this.#computed.delete(name)) this.#names.delete(name)
    this.#claim(name)
    this.#requireOwn('output', { [name]: value })
    this.outputs.set(name, value)
  }

  /** A whole-number vector that holds `dimensions` at run time; a constant if none is a symbol. */
  shapeTensor(dimensions: Shape): Value {
    if (isStatic(dimensions)) return this.constant(dimensions, 'int64')
    const parts = dimensions.map(dimension => runTimeLength(this, dimension))
    return parts.length === 1 ? parts[0]! : concat(parts, 0)
  }

  #requireOwn(user: string, values: Readonly<Record<string, Value>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value.graph !== this)
        throw new ArgumentError(`${user}: "${name}" is a value of another graph. Build both in one graph.`, {
          input: name,
        })
    }
  }

  #claim(name: string): void {
    if (name === '' || this.#names.has(name))
      throw new ArgumentError(`graph: the name "${name}" is ${name === '' ? 'empty' : 'taken'}. Choose another.`, {
        name,
      })
    this.#names.add(name)
  }

  #fresh(stem: string): string {
    let name: string
    do name = `${stem}_${this.#next++}`
    while (this.#names.has(name))
    this.#names.add(name)
    this.#computed.add(name)
    return name
  }
}
