import { ArgumentError } from '@towerkit/core'

/** A measured point: a size (parameters, examples) and the loss reached with it. */
export interface ScalingPoint {
  readonly size: number
  readonly loss: number
}

/** L(N) = amplitude · N^−exponent + limit. */
export interface ScalingLaw {
  readonly amplitude: number
  readonly exponent: number
  /** The limit that no size gets below; at least 0. */
  readonly limit: number
  /** Root of the mean squared difference between the points and the curve, in units of the loss. */
  readonly error: number
  /** Share of the losses' variance that the curve explains. */
  readonly explained: number
  /** The loss that the curve gives a size. */
  predict(size: number): number
}

const exponents = Array.from({ length: 400 }, (_, i) => 0.005 * (i + 1))

/**
 * Fits by least squares the power law of a loss that falls with size: for each exponent on a fine grid the best
 * amplitude and limit are linear; the best exponent is then refined by golden-section search.
 *
 * @param points At least 4 of different sizes, as three numbers are fitted.
 * @throws {ArgumentError} for fewer points, or a size or loss that is not above 0.
 *
 * @example
 * const law = fitScalingLaw([
 *   { size: 1e6, loss: 3.1 },
 *   { size: 2e6, loss: 2.8 },
 *   { size: 4e6, loss: 2.6 },
 *   { size: 8e6, loss: 2.5 },
 * ])
 *
 * @see Kaplan et al., arXiv 2001.08361; Fang et al., Scaling laws for dense retrieval, arXiv 2403.18684, equation 3.
 */
export function fitScalingLaw(points: readonly ScalingPoint[]): ScalingLaw {
  requirePoints(points)
  const scale = Math.exp(points.reduce((sum, { size }) => sum + Math.log(size), 0) / points.length)
  const fit = (exponent: number) =>
    linearFit(
      points.map(({ size }) => (size / scale) ** -exponent),
      points.map(({ loss }) => loss),
    )
  const best = exponents.reduce((a, b) => (fit(b).squares < fit(a).squares ? b : a))
  const exponent = lowest(x => fit(x).squares, best - 0.005, best + 0.005)
  const { slope, intercept, squares } = fit(exponent)
  const amplitude = slope * scale ** exponent
  const mean = points.reduce((sum, { loss }) => sum + loss, 0) / points.length
  const variance = points.reduce((sum, { loss }) => sum + (loss - mean) ** 2, 0)
  return {
    amplitude,
    exponent,
    limit: intercept,
    error: Math.sqrt(squares / points.length),
    explained: variance === 0 ? 1 : 1 - squares / variance,
    predict: size => amplitude * size ** -exponent + intercept,
  }
}

/** Least squares of y = slope·x + intercept with both at least 0. */
function linearFit(x: readonly number[], y: readonly number[]): { slope: number; intercept: number; squares: number } {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const mx = mean(x)
  const my = mean(y)
  const spread = x.reduce((sum, value) => sum + (value - mx) ** 2, 0)
  let slope = Math.max(0, x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0) / spread)
  let intercept = my - slope * mx
  if (intercept < 0) {
    intercept = 0
    slope = x.reduce((sum, value, i) => sum + value * y[i]!, 0) / x.reduce((sum, value) => sum + value ** 2, 0)
  }
  return { slope, intercept, squares: x.reduce((sum, value, i) => sum + (y[i]! - slope * value - intercept) ** 2, 0) }
}

/** Golden-section search for the lowest value of a function with one minimum. */
function lowest(value: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  let a = Math.max(1e-4, from)
  let b = to
  for (let i = 0; i < 60; i++) {
    const c = b - ratio * (b - a)
    const d = a + ratio * (b - a)
    if (value(c) < value(d)) b = d
    else a = c
  }
  return (a + b) / 2
}

function requirePoints(points: readonly ScalingPoint[]): void {
  const sizes = new Set(points.map(({ size }) => size)).size
  if (sizes < 4)
    throw new ArgumentError(
      `fitScalingLaw: ${sizes} different sizes. Give at least 4: the curve has three numbers of its own.`,
      { sizes },
    )
  const wrong = points.find(
    ({ size, loss }) => !(size > 0 && loss > 0 && Number.isFinite(size) && Number.isFinite(loss)),
  )
  if (wrong)
    throw new ArgumentError(
      `fitScalingLaw: a loss of ${wrong.loss} at size ${wrong.size}. Give finite numbers above 0.`,
      { ...wrong },
    )
}
