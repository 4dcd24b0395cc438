import { ArgumentError } from '@towerkit/core'

/** Which candidates may be negatives. Default: all. */
export interface NegativeRules {
  /** Leaves out candidates of this score or above: the λ* of `falseNegativeThreshold`. */
  readonly maxScore?: number
  /** Leaves out candidates below this score. */
  readonly minScore?: number
  /** Leaves out candidates above the positive's score less this. */
  readonly absoluteMargin?: number
  /**
   * Leaves out candidates above the positive's score less this share of it; 0.05 is NV-Retriever's 95 % of the
   * positive.
   */
  readonly relativeMargin?: number
}

/** The options that all functions that mine negatives have: the rules, and what is mined how. */
export const miningOptionNames = {
  maxScore: true,
  minScore: true,
  absoluteMargin: true,
  relativeMargin: true,
  documents: true,
  encoder: true,
  index: true,
  count: true,
  ranks: true,
  choose: true,
  seed: true,
  identity: true,
  signal: true,
} as const

/**
 * The rule that forbids a candidate, or undefined.
 *
 * @param score Of the candidate and of the positive.
 */
export function brokenRule(
  score: { readonly candidate: number; readonly positive: number },
  { maxScore = Infinity, minScore = -Infinity, absoluteMargin = -Infinity, relativeMargin = -Infinity }: NegativeRules,
): 'maxScore' | 'minScore' | 'margin' | undefined {
  const { candidate, positive } = score
  if (candidate >= maxScore) return 'maxScore'
  if (candidate < minScore) return 'minScore'
  // Without a margin the bound is infinite; a positive score of 0 must not make it NaN.
  const isInMargin =
    candidate > positive - absoluteMargin ||
    (relativeMargin > 0 && candidate > positive - Math.abs(positive) * relativeMargin)
  return isInMargin ? 'margin' : undefined
}

/** @throws {ArgumentError} if a rule is not a number, or a margin is negative. */
export function requireRules({
  maxScore = 0,
  minScore = 0,
  absoluteMargin = 0,
  relativeMargin = 0,
}: NegativeRules): void {
  for (const [name, value] of Object.entries({ maxScore, minScore, absoluteMargin, relativeMargin })) {
    if (Number.isNaN(value) || (name.endsWith('Margin') && value < 0))
      throw new ArgumentError(
        `mineHardNegatives: ${name} is ${value}. Give ${name.endsWith('Margin') ? 'a number from 0 up' : 'a number'}.`,
        { [name]: value },
      )
  }
}
