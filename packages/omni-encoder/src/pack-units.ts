import { pad } from '@towerkit/backbones'
import type { Tensor } from '@towerkit/graph'
import type { OmniNetwork } from './network-parts.ts'
import type { ReadyUnit } from './ready-item.ts'
import { idsOf } from './text-units.ts'
import type { Modality } from './trunk.ts'

/** What the trunk of a part made of all units of a batch, or, if it is trained, what it reads. */
export function packUnits(part: Modality, units: readonly ReadyUnit[], network: OmniNetwork): Record<string, Tensor> {
  const trunk = network[part]!
  if (!network.trained.includes(part)) {
    const states = units.map(unit => ('states' in unit ? unit.states : undefined)!)
    const rows = Math.max(
      1,
      states.reduce((sum, { tokens }) => sum + tokens, 0),
    )
    const data = new Float32Array(rows * trunk.width)
    let at = 0
    for (const state of states) {
      data.set(state.data, at)
      at += state.data.length
    }
    return { [`${part}_states`]: { dtype: 'float32', shape: [rows, trunk.width], data } }
  }
  const tensors = units.map(unit => ('tensors' in unit ? unit.tensors : undefined)!)
  const joined = part === 'text' ? textBatch(tensors, network.text) : stacked(tensors, trunk.inputs)
  return Object.fromEntries(Object.entries(joined).map(([name, tensor]) => [`${part}.${name}`, tensor]))
}

/** The first row of each unit among the tokens of all. A trunk that is trained gives padded ones. */
export function unitRows(units: readonly ReadyUnit[], isTrained: boolean): number[] {
  const lengths = units.map(unit => ('states' in unit ? unit.states.tokens : idsOf(unit.tensors).length))
  const longest = Math.max(0, ...lengths)
  let at = 0
  return lengths.map(length => {
    const start = at
    at += isTrained ? longest : length
    return start
  })
}

/** Token ids of texts as a text trunk reads them; one text of padding if there is none. */
export function textBatch(
  texts: readonly Readonly<Record<string, Tensor>>[],
  { backbone, tokenizer }: OmniNetwork['text'],
): Record<string, Tensor> {
  const rows = texts.length > 0 ? texts.map(idsOf) : [Int32Array.of(tokenizer.padId)]
  const { inputIds, attentionMask, batch, sequence } = pad(rows, { padId: tokenizer.padId })
  const tensor = (data: BigInt64Array): Tensor => ({ dtype: 'int64', shape: [batch, sequence], data })
  const padding = backbone.positionPadding
  return {
    input_ids: tensor(inputIds),
    attention_mask: tensor(attentionMask),
    ...(padding !== undefined && { position_ids: tensor(positionsOf(inputIds, sequence, padding)) }),
  }
}

/** Tensors of single units, of one shape, as a batch; zeros for one unit if there is none. */
export function stacked(
  units: readonly Readonly<Record<string, Tensor>>[],
  inputs: OmniNetwork['text']['inputs'],
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(
      ([
        name,
        {
          shape: [, ...inner],
        },
      ]) => {
        const size = inner.reduce((product: number, length) => product * Number(length), 1)
        const data = new Float32Array(Math.max(1, units.length) * size)
        units.forEach((unit, i) => data.set(unit[name]!.data as Float32Array, i * size))
        return [name, { dtype: 'float32', shape: [Math.max(1, units.length), ...inner.map(Number)], data }]
      },
    ),
  )
}

/** RoBERTa's kind counts from behind the place of padding, over what is no padding. */
function positionsOf(ids: BigInt64Array, sequence: number, padding: number): BigInt64Array {
  let place = padding
  return ids.map((id, i) => {
    if (i % sequence === 0) place = padding
    return id === BigInt(padding) ? BigInt(padding) : BigInt(++place)
  })
}
