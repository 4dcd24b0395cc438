import { ArgumentError } from '@towerkit/core'

/** @throws {ArgumentError} if the limit is no whole number of at least 1, or the IoU is not from 0 to 1. */
export function requireCounts(caller: string, { limit, iou }: { readonly limit: number; readonly iou: number }): void {
  if (!(Number.isInteger(limit) && limit >= 1))
    throw new ArgumentError(`${caller}: limit is ${limit}. Give a whole number of at least 1.`, { limit })
  if (!(iou >= 0 && iou <= 1)) throw new ArgumentError(`${caller}: iou is ${iou}. Give a number from 0 to 1.`, { iou })
}
