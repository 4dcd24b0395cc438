import { ArgumentError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { vocAveragePrecision } from './voc-average-precision.ts'

const cup = (left: number, score: number) => ({ box: [left, 0, 10, 10] as const, label: 'cup', score })

describe('vocAveragePrecision', () => {
  // Ranked: right, wrong, right; recalls 1/2, 1/2, 1; precisions 1, 1/2, 2/3.
  const pictures = [{ truth: [cup(0, 1), cup(20, 1)], detections: [cup(0, 0.9), cup(60, 0.8), cup(20, 0.7)] }]

  it('is the area under the envelope, or the mean at 11 recalls', () => {
    expect(vocAveragePrecision(pictures).perClass.cup).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12)
    expect(vocAveragePrecision(pictures, { points: '11' }).mean).toBeCloseTo((6 + 5 * (2 / 3)) / 11, 12)
  })

  it('counts a second detection as wrong even if another object would be free', () => {
    const close = [{ truth: [cup(0, 1), cup(3, 1)], detections: [cup(0, 0.9), cup(1, 0.8)] }]
    expect(vocAveragePrecision(close).mean).toBeCloseTo(0.5, 12)
  })

  it('takes a picture that is given twice as two', () => {
    const found = [{ truth: [cup(0, 1)], detections: [cup(0, 0.9)] }]
    expect(vocAveragePrecision([...found, ...found]).mean).toBe(1)
  })

  it('leaves difficult objects out, also when they are found', () => {
    const difficult = [{ truth: [{ ...cup(0, 1), crowd: true }, cup(20, 1)], detections: pictures[0]!.detections }]
    expect(vocAveragePrecision(difficult).mean).toBeCloseTo(0.5, 12)
    expect(vocAveragePrecision([]).mean).toBeNaN()
    expect(() => vocAveragePrecision([], { iou: 1 })).toThrow(ArgumentError)
  })
})
