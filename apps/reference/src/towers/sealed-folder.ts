import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import { writeFileAtomically } from '@towerkit/runtime'

/** The SHA-256 of each file of a folder, by path. */
type Digests = Readonly<Record<string, string>>

/**
 * Writes down what a folder holds, beside it as `<folder>.seal.json`: a folder with a seal is finished, and changed
 * files in it are found.
 *
 * @returns the digest of all of it.
 */
export async function sealFolder(folder: string): Promise<string> {
  const digests = await digestsOf(folder)
  await writeFileAtomically(sealPath(folder), [new TextEncoder().encode(JSON.stringify(digests, undefined, 2))])
  return digestOf(digests)
}

/** Removes a folder with its seal, first the seal: what is left of it is not taken for finished. */
export async function removeSealed(folder: string): Promise<void> {
  await rm(sealPath(folder), { force: true })
  await rm(folder, { recursive: true, force: true })
}

/** The digest of all of a folder, as it was when it was sealed. @throws {DataError} if there is no seal. */
export async function sealedDigest(folder: string): Promise<string> {
  return digestOf(await readSeal(sealPath(folder)))
}

/** True if the folder has been finished. */
export async function isSealed(folder: string): Promise<boolean> {
  return readFile(sealPath(folder)).then(
    () => true,
    () => false,
  )
}

/**
 * Checks that a folder is as it was when it was sealed.
 *
 * @returns the digest of all of it.
 * @throws {DataError} if a file has changed or is missing, or there is no seal.
 */
export async function requireSealed(folder: string): Promise<string> {
  const path = sealPath(folder)
  const sealed = await readSeal(path)
  const found = await digestsOf(folder)
  const changed = Object.keys({ ...sealed, ...found }).find(name => sealed[name] !== found[name])
  if (changed !== undefined)
    throw new DataError(
      `requireSealed: "${join(folder, changed)}" is not the file that was written. Train again, or, if you ` +
        `changed it on purpose, remove "${path}" and train again.`,
      { folder, file: changed, sealed: sealed[changed], found: found[changed] },
    )
  return digestOf(sealed)
}

async function readSeal(path: string): Promise<Digests> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DataError(`requireSealed: there is no "${path}": the tower was never finished. Train it.`, {
      path,
      cause,
    })
  })
  try {
    const seal: unknown = JSON.parse(text)
    if (typeof seal === 'object' && seal !== null && Object.values(seal).every(value => typeof value === 'string'))
      return seal as Digests
  } catch {
    // Told below.
  }
  throw new DataError(`requireSealed: "${path}" is not a seal. Train again.`, { path })
}

async function digestsOf(folder: string): Promise<Digests> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new DataError(`requireSealed: "${folder}" can not be read. Train again.`, { folder, cause })
  })
  const paths = entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
  const digests: Record<string, string> = {}
  for (const path of paths) {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
    digests[path.slice(folder.length + 1)] = hash.digest('hex')
  }
  return digests
}

function digestOf(digests: Digests): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(digests).sort()))
    .digest('hex')
}

function sealPath(folder: string): string {
  return `${folder}.seal.json`
}
