import { writeFileAtomically } from '@towerkit/runtime'

/** Writes a JSON file, whole or not at all. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomically(path, [new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`)])
}
