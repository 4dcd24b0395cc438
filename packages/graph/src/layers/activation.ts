import { silu } from '../composites/silu.ts'
import { gelu } from '../ops/gelu.ts'
import { relu } from '../ops/relu.ts'
import { tanh } from '../ops/tanh.ts'
import type { Value } from '../value.ts'

/** An element-wise nonlinearity: one by name, with Hugging Face's names, or a function of your own. */
export type Activation = 'gelu' | 'gelu_pytorch_tanh' | 'relu' | 'silu' | 'tanh' | ((x: Value) => Value)

/** Applies an activation. */
export function activate(x: Value, activation: Activation): Value {
  if (typeof activation === 'function') return activation(x)
  switch (activation) {
    case 'gelu':
      return gelu(x)
    case 'gelu_pytorch_tanh':
      return gelu(x, { approximate: 'tanh' })
    case 'relu':
      return relu(x)
    case 'silu':
      return silu(x)
    case 'tanh':
      return tanh(x)
  }
}
