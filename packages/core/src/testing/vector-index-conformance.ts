import { requireKnownOptions } from './../require-known-options.ts'
import type { VectorIndex } from '../vector-index.ts'
import { changeCases } from './change-cases.ts'
import { applySkips, type ConformanceCase, type ConformanceSkip } from './conformance.ts'
import { exclusionCases } from './exclusion-cases.ts'
import { metadataCases } from './metadata-cases.ts'
import { refusalCases } from './refusal-cases.ts'
import { searchCases } from './search-cases.ts'
import { storedVectorCases } from './stored-vector-cases.ts'
import type { UsingIndex } from './using-index.ts'
import { whereCases } from './where-cases.ts'

/** Parts of the contract that an engine may fulfil less exactly. */
export interface VectorIndexConformanceOptions {
  /** Least share of the true top 10 that a search must find; 1 for an exact index. Default 1. */
  readonly recall?: number
  /** Largest difference of a number that `get` gives from the one that was added. Default 0. */
  readonly tolerance?: number
  /**
   * Whether it refuses a condition on a field that no key ever had, as an index does that sees its metadata. Default
   * true.
   */
  readonly knowsFields?: boolean
  readonly skip?: readonly ConformanceSkip[]
}

/**
 * The contract of `VectorIndex` as test cases, for any test runner.
 *
 * @param create Makes an empty index of the given dimensions that scores by inner product.
 *
 * @example
 * for (const { name, run } of vectorIndexConformance(dimensions => exactIndex({ dimensions }))) it(name, run)
 */
export function vectorIndexConformance(
  create: (dimensions: number) => VectorIndex | Promise<VectorIndex>,
  options: VectorIndexConformanceOptions = {},
): ConformanceCase[] {
  const {
    recall = 1,
    tolerance = 0,
    knowsFields = true,
    skip = [],
  } = requireKnownOptions('vectorIndexConformance', options, {
    recall: true,
    tolerance: true,
    knowsFields: true,
    skip: true,
  })
  const using: UsingIndex = (dimensions, work) => async () => {
    const index = await create(dimensions)
    try {
      await work(index)
    } finally {
      await index.close()
    }
  }
  return applySkips(
    [
      ...searchCases(using, recall),
      ...changeCases(using),
      ...storedVectorCases(using, tolerance),
      ...exclusionCases(using),
      ...metadataCases(using),
      ...whereCases(using, knowsFields),
      ...refusalCases(using),
    ],
    skip,
  )
}
