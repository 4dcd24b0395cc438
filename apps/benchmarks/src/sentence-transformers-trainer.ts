/**
 * A step of fine-tuning, whole, with tokenising and collating: `train` against sentence-transformers' trainer, in turns
 * in one run, on the same texts, batches, loss and optimiser, two threads each:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/sentence-transformers-trainer.ts <python> <model folder>
 *   <scifact folder> [rounds]
 */
import { availableParallelism, cpus } from 'node:os'
import { lineProcess } from './study/line-process.ts'
import { measurePaired, type Measurement } from './study/measure-paired.ts'
import { median } from './study/median.ts'

const [python, model, data, rounds = '5'] = process.argv.slice(2)
if (!python || !model || !data)
  throw new Error('usage: sentence-transformers-trainer.ts <python> <model folder> <scifact folder> [rounds]')
const ours = new URL('./sentence-transformers-trainer/ours.ts', import.meta.url).pathname
const theirs = new URL('../peers/sentence_transformers_trainer.py', import.meta.url).pathname

console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}`)
console.log('pairs | tokens at most | dropout | ours ms | theirs ms | ratio | ours MiB | theirs MiB')
for (const [pairs, maxLength, dropout] of [
  [32, 64, 0.1],
  [32, 64, 0],
  [8, 128, 0.1],
  [16, 256, 0.1],
]) {
  const settings = JSON.stringify({ model, data, pairs, maxLength, dropout })
  const [mine, peer] = await measurePaired<Measurement>(
    [
      lineProcess(process.execPath, ['--conditions=@towerkit/source', ours, settings]),
      lineProcess(python, [theirs, settings]),
    ],
    { rounds: Number(rounds) },
  )
  const ms = [mine!, peer!].map(side => median(side.map(measurement => measurement.ms)))
  const peak = [mine!, peer!].map(side => Math.max(...side.map(measurement => measurement.peakMiB)))
  console.log(
    [
      pairs,
      maxLength,
      dropout,
      ms[0]!.toFixed(0),
      ms[1]!.toFixed(0),
      (ms[0]! / ms[1]!).toFixed(3),
      peak[0]!.toFixed(0),
      peak[1]!.toFixed(0),
    ].join(' | '),
  )
}
