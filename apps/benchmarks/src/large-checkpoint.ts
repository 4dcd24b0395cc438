/**
 * Generates a checkpoint of several GB in shards, loads it through `loadWeights` in a process of its own, and prints
 * the peak memory relative to its size; fails at 1.2 or if a number is not what was written:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/large-checkpoint.ts [GB, default 4] [float32 or bfloat16,
 *   default float32]
 */
import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const [gigabytes = '4', dtype = 'float32'] = process.argv.slice(2)
/** One tensor: 64 MB in float32. */
const rows = 4096
const columns = 4096
const perShard = 12
const bytes = dtype === 'float32' ? 4 : 2
const count = Math.round((Number(gigabytes) * 1e9) / (rows * columns * bytes))
const folder = await mkdtemp(join(tmpdir(), 'large-checkpoint-'))
try {
  const map: Record<string, string> = {}
  const shards = Math.ceil(count / perShard)
  for (let shard = 0; shard < shards; shard++) {
    const file = `model-${String(shard + 1).padStart(5, '0')}-of-${String(shards).padStart(5, '0')}.safetensors`
    const names = Array.from(
      { length: Math.min(perShard, count - shard * perShard) },
      (_, i) => `layer.${shard * perShard + i}.weight`,
    )
    const size = rows * columns * bytes
    const header = new TextEncoder().encode(
      JSON.stringify(
        Object.fromEntries(
          names.map((name, i) => [
            name,
            {
              dtype: dtype === 'float32' ? 'F32' : 'BF16',
              shape: [rows, columns],
              data_offsets: [i * size, (i + 1) * size],
            },
          ]),
        ),
      ),
    )
    const handle = await open(join(folder, file), 'w')
    const prefix = new Uint8Array(8)
    new DataView(prefix.buffer).setBigUint64(0, BigInt(header.byteLength), true)
    await handle.write(prefix)
    await handle.write(header)
    for (const name of names) {
      map[name] = file
      // Each tensor holds its own number, which bfloat16 has exactly.
      const value = new Uint32Array(new Float32Array([Number(name.split('.')[1]) % 128]).buffer)[0]!
      await handle.write(
        new Uint8Array(
          dtype === 'float32'
            ? new Uint32Array(rows * columns).fill(value).buffer
            : new Uint16Array(rows * columns).fill(value >>> 16).buffer,
        ),
      )
    }
    await handle.close()
  }
  await writeFile(
    join(folder, 'model.safetensors.index.json'),
    JSON.stringify({ metadata: { total_size: count * rows * columns * bytes }, weight_map: map }),
  )
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@towerkit/source',
    fileURLToPath(new URL('./large-checkpoint/load-once.ts', import.meta.url)),
    folder,
    String(count),
    String(rows),
    String(columns),
  ])
  const { peak, seconds, before } = JSON.parse(stdout) as { peak: number; seconds: number; before: number }
  const size = count * rows * columns * 4
  console.log(
    `${count} tensors in ${shards} files, ${((count * rows * columns * bytes) / 1e9).toFixed(2)} GB of ${dtype}, ` +
      `${(size / 1e9).toFixed(2)} GB in float32: loaded in ${seconds.toFixed(1)} s, peak ${(peak / 1e9).toFixed(2)} ` +
      `GB (${(before / 1e9).toFixed(2)} before), ${(peak / size).toFixed(3)} times the size in float32`,
  )
  process.exitCode = peak < 1.2 * size ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
