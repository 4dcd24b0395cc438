import type { Dtype, Tensor } from '@towerkit/core'
import type { TensorType, Value } from './value.ts'

/** How an attribute is stored in ONNX. */
export type AttributeKind = 'int' | 'float' | 'string' | 'ints' | 'floats'
/** Values of a node's attributes. An attribute that is undefined is left out of the model. */
export type Attributes = Readonly<Record<string, number | string | readonly number[] | undefined>>

/** The inputs of a node by name. Names of `Optional` may be missing. Variadic inputs are called '0', '1', ... */
export type Inputs<Input extends string, Optional extends string> = Readonly<Record<Input, Value>> &
  Readonly<Partial<Record<Optional, Value>>>

/** What inference may look at. */
export interface InferContext<Input extends string, A extends Attributes, Optional extends string> {
  readonly inputs: Inputs<Input, Optional>
  readonly attributes: A
  /** How many outputs the node has; only ops with variadic outputs need it. */
  readonly outputCount: number
}

/** What a gradient rule may look at. */
export interface GradientContext<
  Input extends string,
  Output extends string,
  A extends Attributes,
  Optional extends string,
> {
  readonly inputs: Inputs<Input, Optional>
  readonly outputs: Readonly<Record<Output, Value>>
  /** dL/d(output) of each output that the loss depends on. With one output it is always there. */
  readonly grad: Readonly<Record<Output, Value>>
  readonly attributes: A
}

/** One draw of the shared test of all ops. */
export interface Sample {
  /** Shapes of the inputs that are differentiated and drawn at random. */
  readonly shapes: Readonly<Record<string, readonly number[]>>
  /** Inputs with fixed elements: axes, indices, masks. */
  readonly constants?: Readonly<
    Record<string, { readonly dtype: Dtype; readonly shape: readonly number[]; readonly data: readonly number[] }>
  >
  /** Range that the elements are drawn from; default [-1, 1]. Keeps kinks and poles outside. */
  readonly range?: readonly [low: number, high: number]
  readonly attributes?: Attributes
  /** Number of outputs, for ops with variadic outputs. */
  readonly outputCount?: number
  /** Float outputs that the loss uses. Default: all. */
  readonly outputs?: readonly string[]
}

/**
 * Everything the library knows about one ONNX operator. One file of `ops/` holds one op and the function that emits it.
 *
 * Annotate (`export const tanhOp: Op<'X', 'Y'> = {...}`), do not wrap in a helper: a helper would make ops whose
 * gradient uses themselves implicitly `any`.
 */
export interface Op<
  Input extends string,
  Output extends string,
  A extends Attributes = {},
  Optional extends string = never,
> {
  /** ONNX's operator name. */
  readonly type: string
  /** ONNX's operator domain; default '', the standard one. */
  readonly domain?: string
  /** First opset in which the op has the form used here. */
  readonly since: number
  /** Input names in ONNX's order, or 'variadic'. */
  readonly inputs: readonly (Input | Optional)[] | 'variadic'
  /** Inputs that may be missing. */
  readonly optional?: readonly Optional[]
  /** Output names in ONNX's order, or 'variadic'. */
  readonly outputs: readonly Output[] | 'variadic'
  /** Outputs at the end of the list that a model may leave out; those without use are not computed. */
  readonly optionalOutputs?: readonly Output[]
  readonly attributes: { readonly [Name in keyof A]-?: AttributeKind }
  /** ONNX's default if a file omits the attribute. */
  readonly defaults?: Partial<A>
  /** Types of the outputs. Throws a `ShapeError` if the inputs do not fit. */
  infer(context: InferContext<Input, A, Optional>): Readonly<Record<Output, TensorType>>
  /**
   * Gradients of the inputs, in ordinary ops; an absent input means zero. `null` if the op is not differentiable.
   * 'reference' if it is another spelling of its `reference`: reading a model puts that in its place, which has
   * gradients.
   */
  readonly gradient:
    | ((context: GradientContext<Input, Output, A, Optional>) => Partial<Record<Input | Optional, Value>>)
    | 'reference'
    | null
  /**
   * Computes the op on known tensors, where that is worth folding (shapes, axes, scalars). Undefined keeps the node.
   */
  readonly evaluate?: (
    inputs: Readonly<Record<string, Tensor>>,
    attributes: A,
  ) => Readonly<Record<Output, Tensor>> | undefined
  /**
   * The same op written in other ops. For ops that the runtime has no kernel of for some type (float64): `lower` puts
   * it in their place, and the tests compare both.
   */
  reference?(inputs: Inputs<Input, Optional>, attributes: A): Readonly<Record<Output, Value>>
  readonly samples: readonly Sample[]
  readonly doc: {
    readonly summary: string
    /** The gradient as a formula. */
    readonly gradient: string
    /** URL of the operator's definition. */
    readonly source: string
  }
}

/** An op whose names are not known to the type checker. */
export type AnyOp = Op<any, any, any, any>

/** One use of an op. */
export interface Node {
  readonly op: AnyOp
  readonly inputs: Readonly<Record<string, Value>>
  readonly outputs: Readonly<Record<string, Value>>
  readonly attributes: Attributes
}
