import type { Task } from './task.ts'

/**
 * Examples of lists for `listNet` whose labels are half what they were and half what a teacher's scores say:
 *
 *   y = ln( ½·softmax(y) + ½·softmax(t / τ) ),  so that softmax of the new labels is the mean of both
 *
 * @param outputs Scores t of the teacher for all lists, one behind the other.
 * @param temperature τ, that of the loss.
 */
export function taughtExamples(
  examples: Task['examples'],
  outputs: Float32Array,
  temperature: number,
): Task['examples'] {
  let at = 0
  return examples.map(example => {
    const labels = example['label'] as readonly number[]
    const taught = softmax(Array.from(outputs.subarray(at, (at += labels.length)), score => score / temperature))
    return { ...example, label: softmax(labels).map((share, i) => Math.log(0.5 * share + 0.5 * taught[i]!)) }
  })
}

function softmax(values: readonly number[]): number[] {
  const largest = Math.max(...values)
  const powers = values.map(value => Math.exp(value - largest))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map(power => power / sum)
}
