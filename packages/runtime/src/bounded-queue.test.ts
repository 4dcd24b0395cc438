import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { boundedQueue } from './bounded-queue.ts'

it('takes up to its bound, first in first out', () => {
  const queue = boundedQueue<number>(2)
  expect([queue.add(1), queue.add(2), queue.add(3)]).toEqual([true, true, false])
  expect([queue.take(), queue.take(), queue.take()]).toEqual([1, 2, undefined])
})

it('gives freed places to those who wait, in their order, then calls back', () => {
  const queue = boundedQueue<string>(1)
  const called: string[] = []
  queue.addWhenRoom('a')
  queue.addWhenRoom('b')
  queue.addWhenRoom('c')
  queue.notifyWhenRoom(() => called.push('room'))
  queue.remove('b')
  expect([queue.size, queue.take(), queue.size, queue.add('d')]).toEqual([1, 'a', 1, false])
  expect(called).toEqual([])
  queue.remove('c')
  expect(called).toEqual(['room'])
  queue.notifyWhenRoom(() => called.push('at once'))
  expect(called).toEqual(['room', 'at once'])
})

it('clears everything and calls everyone back', () => {
  const queue = boundedQueue<string>(1)
  let calls = 0
  for (const item of ['a', 'b']) queue.addWhenRoom(item)
  queue.notifyWhenRoom(() => calls++)
  expect(queue.clear()).toEqual(['a', 'b'])
  expect([queue.size, calls, queue.take()]).toEqual([0, 1, undefined])
})

it('does as a plain list does, under random use', () => {
  const random = seededRandom(3)
  const queue = boundedQueue<number>(4)
  let list: number[] = []
  for (let step = 0; step < 5_000; step++) {
    const choice = Math.floor(random() * 4)
    if (choice === 0) {
      const taken = list.length < 4
      expect(queue.add(step)).toBe(taken)
      if (taken) list.push(step)
    } else if (choice === 1 && list.length < 12) {
      queue.addWhenRoom(step)
      list.push(step)
    } else if (choice === 2) expect(queue.take()).toBe(list.shift())
    else {
      const removed = list[Math.floor(random() * list.length)] ?? -1
      queue.remove(removed)
      list = list.filter(item => item !== removed)
    }
    expect(queue.size).toBe(Math.min(4, list.length))
  }
})
