import { UnsupportedError } from '@towerkit/core'
import { poolings, type Pooling } from '../pooling.ts'

/** Settings of a Pooling module. */
export interface PoolingSettings {
  readonly pooling: readonly Pooling[]
  readonly includePrompt: boolean
}

const legacyNames: Readonly<Record<string, Pooling>> = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_max_tokens: 'max',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_mean_sqrt_len_tokens: 'mean_sqrt_len_tokens',
  pooling_mode_weightedmean_tokens: 'weightedmean',
  pooling_mode_lasttoken: 'lasttoken',
}

/**
 * Reads the config.json of a Pooling module: `pooling_mode` of sentence-transformers 5 and later, one name or several,
 * or the `pooling_mode_...` flags before it.
 *
 * @throws {UnsupportedError} for a way of pooling that is not here.
 */
export function poolingSettings(config: Readonly<Record<string, unknown>>): PoolingSettings {
  const flags = Object.entries(config)
    .filter(([name, value]) => name.startsWith('pooling_mode_') && value === true)
    .map(([name]) => name)
  const modes: readonly unknown[] =
    config['pooling_mode'] === undefined
      ? flags.map(name => legacyNames[name] ?? name)
      : [config['pooling_mode']].flat()
  const unknown = modes.find(mode => !poolings.includes(mode as Pooling))
  if (unknown !== undefined)
    throw new UnsupportedError(
      `textEncoder: the pooling is ${JSON.stringify(unknown)}. This version pools by ${poolings.join(', ')}; take ` +
        'another model.',
      { pooling: unknown },
    )
  // Flags come in any order and are put side by side in a fixed one; a list is in the order that it says.
  const ordered =
    config['pooling_mode'] === undefined ? poolings.filter(mode => modes.includes(mode)) : (modes as Pooling[])
  return { pooling: ordered.length === 0 ? ['mean'] : ordered, includePrompt: config['include_prompt'] !== false }
}

/**
 * The config.json of a Pooling module, with the flags of before sentence-transformers 5 where they can say it, which
 * all versions read.
 *
 * @param width Length of a hidden state.
 */
export function poolingConfig({ pooling, includePrompt }: PoolingSettings, width: number): object {
  const flag = {
    cls: 'cls_token',
    mean: 'mean_tokens',
    max: 'max_tokens',
    mean_sqrt_len_tokens: 'mean_sqrt_len_tokens',
    weightedmean: 'weightedmean_tokens',
    lasttoken: 'lasttoken',
  } as const
  return {
    word_embedding_dimension: width,
    ...Object.fromEntries(
      Object.entries(flag).map(([mode, name]) => [`pooling_mode_${name}`, pooling.includes(mode as keyof typeof flag)]),
    ),
    ...(pooling.length > 1 && { pooling_mode: pooling }),
    include_prompt: includePrompt,
  }
}
