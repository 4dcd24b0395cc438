import { deepEqual, equal, rejects } from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createSession, createSessionPool, tensor } from '@towerkit/runtime'

// model.onnx is y = x·x, written by the check. Programs here do without `await using`, which Node 22 does not know.
const x = tensor('float32', [2], [3, -4])
const session = await createSession(await readFile('model.onnx'), { threads: 1 })
deepEqual([...(await session.run({ x }))['y']!.data], [9, 16])
equal(session.device, 'cpu')
await session.close()
const pool = await createSessionPool('model.onnx', { workers: 1, threads: 1 })
deepEqual([...(await pool.run({ x }))['y']!.data], [9, 16])
await pool.close()
await rejects(createSession(new Uint8Array([1, 2, 3])), { code: 'model' })
