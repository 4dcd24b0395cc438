import { ArgumentError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import golden from '../__golden__/detection.json' with { type: 'json' }
import type { DetectionPicture } from './detection-picture.ts'
import { evaluateDetections, type DetectionMeasures } from './evaluate-detections.ts'

interface Golden {
  readonly sets: readonly {
    readonly pictures: readonly DetectionPicture[]
    readonly byClass: { readonly summary: number[]; readonly perClass: Record<string, number[]> }
    readonly classFree: { readonly summary: number[] }
  }[]
}
const { sets } = golden as unknown as Golden

function expectEqual(measures: DetectionMeasures, expected: readonly number[]): void {
  const values = Object.values(measures).map(value => (Number.isNaN(value) ? -1 : value))
  expect(values).toHaveLength(12)
  for (const [i, value] of values.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-9)
}

describe('evaluateDetections', () => {
  it.each(sets)('has the values of pycocotools', ({ pictures, byClass, classFree }) => {
    const { summary, perClass } = evaluateDetections(pictures)
    expectEqual(summary, byClass.summary)
    for (const [label, measures] of Object.entries(perClass)) expectEqual(measures, byClass.perClass[label]!)
    expectEqual(evaluateDetections(pictures, { classFree: true }).summary, classFree.summary)
  })

  it('does not count detections in a crowd as wrong', () => {
    const cup = { label: 'cup', score: 0.5 }
    const truth = [
      { box: [0, 0, 100, 100] as const, label: 'cup', crowd: true },
      { box: [200, 0, 50, 50] as const, label: 'cup' },
    ]
    const inCrowd = [0, 20, 40].map(left => ({ ...cup, score: 0.9, box: [left, 0, 30, 30] as const }))
    const pictures = [{ truth, detections: [...inCrowd, { ...cup, box: [200, 0, 50, 50] as const }] }]
    expect(evaluateDetections(pictures).summary.AP).toBeCloseTo(1, 12)
  })

  it('has NaN for what cannot be measured', () => {
    expect(evaluateDetections([]).summary).toMatchObject({ AP: NaN, 'AR@100': NaN, AP_small: NaN })
  })

  it('refuses boxes that are inverted, not finite or without area, and bad scores and options', () => {
    const of = (box: readonly number[]) => [{ truth: [{ box: box as never, label: 'a' }], detections: [] }]
    for (const box of [
      [0, 0, -5, 5],
      [0, NaN, 5, 5],
      [0, 0, 0, 5],
    ])
      expect(() => evaluateDetections(of(box))).toThrow(ArgumentError)
    const found = { box: [0, 0, 1, 1] as const, label: 'a', score: NaN }
    expect(() => evaluateDetections([{ truth: [], detections: [found] }])).toThrow(ArgumentError)
    expect(() => evaluateDetections([], { maxDetections: [10, 1] })).toThrow(ArgumentError)
    expect(() => evaluateDetections([], { iouThresholds: [] })).toThrow(ArgumentError)
  })
})
