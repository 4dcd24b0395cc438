import { DivergenceError } from '@towerkit/core'
import type { Gradients } from './gradients.ts'

/**
 * The error of a run whose numbers are no longer finite.
 *
 * @param stored Step of the last checkpoint, 0 if there is none yet, undefined if none are stored.
 */
export function divergence(step: number, what: string, stored: number | undefined): DivergenceError {
  const last =
    stored === undefined
      ? 'There are no checkpoints.'
      : stored === 0
        ? 'No checkpoint was stored yet.'
        : `The last good checkpoint is that of step ${stored}.`
  return new DivergenceError(
    `train: at step ${step} ${what}. ${last} Lower the learning rate, or clip the gradients more.`,
    { step, checkpoint: stored },
  )
}

/** The part of a step that is not finite, or undefined. */
export function notFinite(gradients: Gradients, gradientNorm: number): string | undefined {
  const { loss, terms, tensors } = gradients
  if (!Number.isFinite(loss)) {
    const names = Object.keys(terms)
    const broken = names.filter(name => !Number.isFinite(terms[name]))
    return `the loss is ${loss}${names.length > 1 && broken.length > 0 ? ` (its term ${broken.join(', ')})` : ''}`
  }
  if (Number.isFinite(gradientNorm)) return undefined
  const tensor = Object.keys(tensors).find(name => !tensors[name]!.every(Number.isFinite))
  return `the gradient of "${tensor}" is not finite`
}
