import { initialize, type Weight } from '@towerkit/graph'
import { denseParameters, type DenseLayer } from './dense-layer.ts'
import type { DenseModules } from './dense-modules.ts'

/**
 * Two layers with rectified units in between, W₂·max(0, W₁·x + b₁) + b₂, that start as the identity: the first units hold x and −x, of which one half is
 * zero each, and what is left of them is random and unheard.
 *
 * @param width Length of x and of the result.
 * @param hidden Units; at least 2·width.
 */
export function identityLayers(width: number, { hidden, seed }: { readonly hidden: number; readonly seed: number }): DenseModules {
  const layers: readonly DenseLayer[] = [{ dimensions: hidden, bias: true, activation: 'ReLU' }, { dimensions: width, bias: true, activation: 'Identity' }]
  const [inner, outer] = layers.map((layer, i) => initialize(denseParameters(layer, i === 0 ? width : hidden), { seed })) as [Record<string, Weight>, Record<string, Weight>]
  const [into, back] = [inner, outer].map(weights => weights['linear.weight']!.data as Float32Array) as [Float32Array, Float32Array]
  into.fill(0, 0, 2 * width * width)
  back.fill(0)
  for (let k = 0; k < width; k++) for (const [unit, sign] of [[k, 1], [width + k, -1]] as const) {
    into[unit * width + k] = sign
    back[k * hidden + unit] = sign
  }
  const named = (weights: Record<string, Weight>, i: number) => Object.entries(weights).map(([name, weight]) => [`dense.${i}.${name}`, weight] as const)
  return { layers, weights: Object.fromEntries([...named(inner, 0), ...named(outer, 1)]) }
}
