import { ArgumentError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { detectionF1 } from './detection-f1.ts'

const cup = (left: number, score: number) => ({ box: [left, 0, 10, 10] as const, label: 'cup', score })
const pictures = [
  { truth: [cup(0, 1), cup(20, 1), { ...cup(40, 1), label: 'dog' }], detections: [cup(1, 0.9), cup(0, 0.8)] },
  { truth: [{ ...cup(0, 1), crowd: true }], detections: [cup(0, 0.7), cup(60, 0.2)] },
]

describe('detectionF1', () => {
  it('counts a second detection of an object as wrong, and leaves crowds out', () => {
    const { total, perClass } = detectionF1(pictures, { threshold: 0.5 })
    expect(perClass.cup).toMatchObject({ right: 1, wrong: 1, missed: 1, precision: 0.5, recall: 0.5, f1: 0.5 })
    expect(perClass.dog).toMatchObject({ right: 0, missed: 1, precision: NaN, recall: 0, f1: 0 })
    expect(total).toMatchObject({ right: 1, wrong: 1, missed: 2, f1: 0.4 })
  })

  it('takes a threshold for each class, and refuses a class without one', () => {
    const { perClass } = detectionF1(pictures, { threshold: { cup: 0.1, dog: 0.9 } })
    expect(perClass.cup).toMatchObject({ right: 1, wrong: 2 })
    expect(() => detectionF1(pictures, { threshold: { cup: 0.1 } })).toThrow(ArgumentError)
    expect(() => detectionF1(pictures, { threshold: 0.5, iou: 1.5 })).toThrow(ArgumentError)
  })
})
