import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors/argument-error.ts'
import { seededRandom } from '../seeded-random.ts'
import { boxIou } from './box-iou.ts'
import type { DetectedBox } from './detected-box.ts'
import { suppressOverlaps } from './suppress-overlaps.ts'

const random = seededRandom(18)
const whole = (below: number) => Math.floor(random() * below)

/** Few scores and corners, so that scores and overlaps tie. */
function randomSet(): DetectedBox[] {
  return Array.from({ length: whole(40) }, () => ({
    box: [whole(6) * 4, whole(6) * 4, 4 * (1 + whole(5)), 4 * (1 + whole(5))] as const,
    label: 'abc'[whole(3)]!,
    score: whole(6) / 5,
  }))
}

/** By repeated removal: take the best that is left, strike out what overlaps it. */
function bruteForce(set: readonly DetectedBox[], iou: number, classFree: boolean): DetectedBox[] {
  let left = [...set]
  const kept: DetectedBox[] = []
  while (left.length > 0) {
    const top = Math.max(...left.map(({ score }) => score))
    const best = left.find(({ score }) => score === top)!
    kept.push(best)
    left = left.filter(
      other => other !== best && !((classFree || other.label === best.label) && boxIou(best.box, other.box) > iou),
    )
  }
  return kept
}

describe('suppressOverlaps', () => {
  it('equals brute force on 1,000 random sets with ties, by class and class-free', () => {
    for (let i = 0; i < 1000; i++) {
      const set = randomSet()
      const iou = [0, 1 / 3, 0.5, 0.65, 1][whole(5)]!
      for (const classFree of [false, true]) {
        const expected = bruteForce(set, iou, classFree)
        expect(suppressOverlaps(set, { iou, classFree })).toEqual(expected)
        expect(suppressOverlaps(set, { iou, classFree, limit: 3 })).toEqual(expected.slice(0, 3))
      }
    }
  })

  it('keeps several labels of one place, and counts by class', () => {
    const at = (label: string, left: number, score: number) => ({ box: [left, 0, 5, 5] as const, label, score })
    const set = [at('dog', 0, 0.9), at('cat', 0, 0.8), at('dog', 20, 0.7), at('cat', 40, 0.1)]
    expect(suppressOverlaps(set, { limitPerClass: 1 })).toEqual(set.slice(0, 2))
    expect(suppressOverlaps(set, { classFree: true, threshold: 0.5 })).toEqual([set[0], set[2]])
  })

  it('refuses boxes that are inverted, not finite or without area, and scores that are NaN', () => {
    const set = (box: readonly number[], score = 1) => [{ box: box as never, label: 'a', score }]
    for (const box of [
      [0, 0, -1, 2],
      [0, 0, NaN, 1],
      [0, 0, 0, 1],
      [0, Infinity, 1, 1],
      [0, 0, 1],
    ])
      expect(() => suppressOverlaps(set(box))).toThrow(ArgumentError)
    expect(() => suppressOverlaps(set([0, 0, 1, 1], NaN))).toThrow(ArgumentError)
    expect(() => suppressOverlaps([], { iou: 2 })).toThrow(ArgumentError)
  })
})
