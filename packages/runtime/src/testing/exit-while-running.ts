import { createSessionPool } from '../session-pool.ts'
import { tensor } from '../tensor.ts'
import { matmulModel } from './tiny-model.ts'

/** A program that exits with code 3 while its pool is at work. */
const pool = await createSessionPool(matmulModel(), { workers: 2, threads: 1 })
const x = tensor('float32', [1_500, 1_500])
for (let run = 0; run < 4; run++) void pool.run({ x, w: x })
setTimeout(() => process.exit(3), 50)
