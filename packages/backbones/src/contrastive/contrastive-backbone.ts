import type { Parameters, Value } from '@towerkit/graph'
import type { Backbone } from '../backbone.ts'
import type { ImageBackbone } from '../image/image-backbone.ts'
import type { SoundBackbone } from '../sound/sound-backbone.ts'
import type { TextBackbone } from '../text/text-backbone.ts'

/** One tower of a model that puts texts and pictures, or texts and sounds, into one space. */
export interface SpaceTower<Kind extends Backbone> {
  /** The stack below; its parameters are in the scope `scope` of the model. */
  readonly backbone: Kind
  readonly scope: string
  /**
   * The embedding of each item, as the model computes it from the inputs of the backbone: pooled and projected, not
   * scaled to unit length, which comparing by cosine does.
   *
   * @param parameters The scope of the whole model.
   * @param inputs The backbone's, by name.
   * @returns [batch, width of the space]
   */
  embed(parameters: Parameters, inputs: Readonly<Record<string, Value>>): Value
}

/** The tower of texts. */
export interface TextSpaceTower extends SpaceTower<TextBackbone> {
  /**
   * Tokens that each text is filled up to with padding, which the model reads like other tokens (SigLIP). Default: no
   * such length; texts are padded to the longest of a batch.
   */
  readonly length?: number
}

/**
 * A pretrained model of two towers in one space (CLIP, SigLIP, CLAP), with parameters by the names of its file. A text
 * and a picture, or a sound, belong together as much as
 *
 *   scale · cos(embedding of the text, embedding of the picture) + bias
 *
 * says. Towers can be run and trained together or each by itself.
 */
export interface ContrastiveBackbone {
  /** `model_type` of config.json. */
  readonly type: string
  /** Length of an embedding. */
  readonly width: number
  readonly text: TextSpaceTower
  readonly image?: SpaceTower<ImageBackbone>
  readonly sound?: SpaceTower<SoundBackbone>
  /**
   * The learnt factor of the cosines, positive; a scalar.
   *
   * @param query Of CLAP, which has two: the one for texts as queries (the default), or for sounds.
   */
  scale(parameters: Parameters, query?: 'text' | 'sound'): Value
  /** The learnt term that is added, a scalar; only of models whose loss is sigmoid (SigLIP). */
  bias?(parameters: Parameters): Value
}
