import { classificationHead, textBackbone } from '@towerkit/backbones'
import { ArgumentError } from '@towerkit/core'
import type { LaitActivation, LaitHead, LaitParts, LaitPooling, SegmentLayout } from './lait-parts.ts'

/** What can be chosen of a model. A folder that `save` wrote has all of it; other models take these defaults. */
export interface LaitChoices {
  /**
   * How many layers see one segment, from 0 (the stock model) to all (segments meet in the head only). Calls may say
   * another number. Default: 0 for a stock cross-encoder; none for other models.
   */
  readonly parallelLayers?: number | undefined
  /** Default: what the folder says; a stock cross-encoder's labels. */
  readonly head?: LaitHead | undefined
  /**
   * Default: for scores and classes as transformers has it for the architecture ('first', or 'last' of causal ones);
   * for embeddings 'mean', or 'last' of causal ones. 'similarity' always takes means.
   */
  readonly pooling?: LaitPooling | undefined
  /** Default 'pair' for scores and classes, 'alike' for the other heads. */
  readonly segments?: SegmentLayout['segments'] | undefined
  /** Default 'restart'; 'running' for a stock cross-encoder without parallel layers, which gives its own scores. */
  readonly positions?: SegmentLayout['positions'] | undefined
  /** Default true; for a stock cross-encoder whether its own tokenizer gives them. */
  readonly tokenTypes?: SegmentLayout['tokenTypes'] | undefined
  /**
   * The activation of scores, classes and other outputs. Default: what a CrossEncoder of sentence-transformers names in
   * its folder; else 'identity', so that logits are as transformers gives them.
   */
  readonly activation?: LaitActivation | undefined
  /** Tokens of a segment. Default: what the model says. */
  readonly maxLength?: number | undefined
}

/**
 * Parts with every choice made.
 *
 * @throws {ArgumentError} for a choice that is missing or out of its range.
 */
export function settleParts(
  model: Pick<LaitParts, 'config' | 'tokenizer' | 'weights'> & Partial<Pick<LaitParts, 'settings'>>,
  choices: LaitChoices,
): LaitParts {
  const backbone = textBackbone(model.config)
  const layers = backbone.blocks.length
  const {
    head,
    parallelLayers,
    positions = 'restart',
    tokenTypes = true,
    maxLength = backbone.longest,
    activation = 'identity',
  } = choices
  requireHead(head)
  requireLayers('laitEncoder', parallelLayers, layers)
  const isJudged = head === 'score' || typeof head === 'object'
  const stock = isJudged ? classificationHead(model.config).pooling : backbone.causal ? 'last' : 'mean'
  const { pooling = stock, segments = isJudged ? 'pair' : 'alike' } = choices
  requireOneOf('pooling', pooling, ['first', 'mean', 'last'])
  requireOneOf('segments', segments, ['pair', 'alike'])
  requireOneOf('positions', positions, ['restart', 'running'])
  requireOneOf('activation', activation, ['identity', 'sigmoid', 'tanh'])
  if (!(Number.isInteger(maxLength) && maxLength >= 1 && maxLength <= backbone.longest)) {
    throw new ArgumentError(
      `laitEncoder: maxLength is ${maxLength}, the network's longest sequence ${backbone.longest}. Give a whole ` +
        'number from 1 up to it.',
      { maxLength, longest: backbone.longest },
    )
  }
  return { ...model, head, parallelLayers, pooling, segments, positions, tokenTypes, maxLength, activation }
}

/** @throws {ArgumentError} unless it is a whole number from 0 to `layers`. */
export function requireLayers(
  caller: string,
  parallelLayers: number | undefined,
  layers: number,
): asserts parallelLayers is number {
  if (!(Number.isInteger(parallelLayers) && parallelLayers! >= 0 && parallelLayers! <= layers)) {
    throw new ArgumentError(
      `${caller}: parallelLayers is ${parallelLayers}, the network has ${layers} layers. Give a whole number from ` +
        '0 up to them.',
      { parallelLayers, layers },
    )
  }
}

function requireHead(head: LaitHead | undefined): asserts head is LaitHead {
  const isClasses = typeof head === 'object' && Number.isInteger(head.classes) && head.classes >= 2
  if (!isClasses && !['score', 'similarity', 'embedding'].includes(head as string)) {
    throw new ArgumentError(
      `laitEncoder: the head is ${JSON.stringify(head)}. Give 'score', 'similarity', 'embedding' or { classes: 2 ` +
        '} or more.',
      { head },
    )
  }
}

function requireOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value))
    throw new ArgumentError(
      `laitEncoder: ${name} is "${value}". Give ${allowed.map(each => `'${each}'`).join(' or ')}.`,
      { [name]: value },
    )
}
