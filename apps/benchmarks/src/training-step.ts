import { availableParallelism, cpus } from 'node:os'
import { lineProcess } from './study/line-process.ts'
import { measurePaired, type Measurement } from './study/measure-paired.ts'
import { median } from './study/median.ts'

/**
 * One AdamW step of a BERT on pairs of sequences with InfoNCE, against PyTorch eager, paired in one run on two threads.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/training-step.ts <python with torch and transformers>
 *     [rounds]
 */
const [python = 'python3', rounds = '5'] = process.argv.slice(2)
const miniLm = { layers: 6, width: 384, heads: 12, inner: 1536, vocabulary: 30_522, sequence: 64 }
const cases = [
  { name: 'MiniLM-L6, 32 pairs', shape: miniLm, pairs: 32 },
  { name: 'MiniLM-L6, 4 pairs', shape: miniLm, pairs: 4 },
  { name: '2 layers x 128, 32 pairs', shape: { ...miniLm, layers: 2, width: 128, heads: 4, inner: 512 }, pairs: 32 },
]
const ours = new URL('./training-step/ours.ts', import.meta.url).pathname
const theirs = new URL('../peers/training_step.py', import.meta.url).pathname

console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}`)
console.log('case | rows of the table | ours ms | PyTorch ms | ratio | ours MiB | PyTorch MiB')
for (const { name, shape, pairs } of cases) {
  for (const sparse of [true, false]) {
    const [mine, peer] = await measurePaired<Measurement>(
      [
        lineProcess(process.execPath, [
          '--conditions=@towerkit/source',
          ours,
          JSON.stringify({ shape, pairs, sparse }),
        ]),
        lineProcess(python, [theirs, JSON.stringify({ shape, pairs })]),
      ],
      { rounds: Number(rounds) },
    )
    const ms = [mine!, peer!].map(side => median(side.map(measurement => measurement.ms)))
    const peak = [mine!, peer!].map(side => Math.max(...side.map(measurement => measurement.peakMiB)))
    console.log(
      [
        name,
        sparse ? 'touched' : 'all',
        ms[0]!.toFixed(1),
        ms[1]!.toFixed(1),
        (ms[0]! / ms[1]!).toFixed(3),
        peak[0]!.toFixed(0),
        peak[1]!.toFixed(0),
      ].join(' | '),
    )
  }
}
