import { pairedInterval } from './paired-interval.ts'
import { mean, summary, type Result } from './results.ts'
import type { TaskStudy } from './task-study.ts'

/** The numbers of parallel layers that have models of their own, the smallest first. */
export function ownModels(arms: readonly string[]): number[] {
  return arms
    .filter(arm => /^\d+$/.test(arm))
    .map(Number)
    .sort((a, b) => a - b)
}

/** Prints the results of a task, chooses the number of parallel layers on development data, and tests it. */
export async function reportStudy(
  { task, results, depth, evaluateParallel, evaluateFirst }: TaskStudy,
  { arms, seeds }: { readonly arms: readonly string[]; readonly seeds: readonly number[] },
): Promise<void> {
  const difference = (split: 'dev' | 'test', a: readonly Result[], b: readonly Result[]) =>
    pairedInterval(
      task[split],
      a.map(({ outputs }, i) => ({ system: Float32Array.from(outputs), baseline: Float32Array.from(b[i]!.outputs) })),
    )
  const said = ([low, high]: readonly [number, number]) => `${low.toFixed(4)} to ${high.toFixed(4)}`
  const isFine = (layers: number) => {
    const parallel = results.ofSeeds({ arm: `P = ${layers}`, split: 'dev' }, seeds)!
    const whole = results.ofSeeds({ arm: 'P = 0', split: 'dev' }, seeds)!
    const [low, high] = difference('dev', parallel, whole)
    return mean(parallel) >= mean(whole) - 0.01 || (low <= 0 && high >= 0)
  }
  console.log(
    `\n${task.name}: ${task.metric} of ${task.dev.groups.length} development items, mean of seeds ${seeds}\nP | ` +
      'untrained | trained for this P | difference to P = 0, 95 % of items | one model, P drawn for each step',
  )
  for (let layers = 0; layers <= depth; layers++) {
    const parallel = results.ofSeeds({ arm: `P = ${layers}`, split: 'dev' }, seeds)
    const random = results.ofSeeds({ arm: 'random', split: 'dev', layers }, seeds)
    const interval = parallel && difference('dev', parallel, results.ofSeeds({ arm: 'P = 0', split: 'dev' }, seeds)!)
    console.log(
      `${layers} | ${results.find({ arm: 'untrained', layers })!.value.toFixed(4)} | ` +
        `${parallel ? summary(parallel) : ''} | ${interval ? said(interval) : ''} | ${random ? summary(random) : ''}`,
    )
  }
  for (const arm of arms.filter(each => each.includes(' '))) {
    const trained = results.ofSeeds({ arm, split: 'dev' }, seeds)
    if (trained) console.log(`${arm} | ${summary(trained)}`)
  }
  const chosen = ownModels(arms)
    .filter(layers => layers < depth && isFine(layers))
    .at(-1)!
  const shallow = depth - chosen
  console.log(`chosen: P = ${chosen}`)

  for (const seed of seeds) {
    for (const layers of new Set([0, chosen, depth])) await evaluateParallel(layers, seed, 'test')
    await evaluateFirst(shallow, seed, ['dev', 'test'])
  }
  const tested = (arm: string) => results.ofSeeds({ arm, split: 'test' }, seeds)!
  console.log(`\n${task.name}: ${task.metric} of ${task.test.groups.length} test items`)
  for (const layers of new Set([0, chosen, depth]))
    console.log(
      `P = ${layers} | ${summary(tested(`P = ${layers}`))} | difference to P = 0: ` +
        `${said(difference('test', tested(`P = ${layers}`), tested('P = 0')))}`,
    )
  console.log(
    `cross-encoder of ${shallow} layers | ${summary(tested(`first ${shallow}`))} | P = ${chosen} is better by ` +
      `${said(difference('test', tested(`P = ${chosen}`), tested(`first ${shallow}`)))} (95 % of items)`,
  )
}
