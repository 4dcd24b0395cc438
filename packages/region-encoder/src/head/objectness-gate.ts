import { add, exp, log, max, min, neg, sub, type Value } from '@towerkit/graph'

/**
 * Log odds of the product of two probabilities, of their log odds: logit(σ(a)·σ(o)) = −ln(e⁻ᵃ + e⁻ᵒ + e⁻ᵃ⁻ᵒ).
 *
 * @param classes [n, units]
 * @param objectness [n, 1]
 * @returns [n, units]
 */
export function objectnessGate(classes: Value, objectness: Value): Value {
  const low = min(classes, objectness)
  // e⁸⁰ is a float32.
  const high = max(max(classes, objectness), -80)
  return sub(low, log(add(add(exp(sub(low, high)), exp(neg(high))), 1)))
}
