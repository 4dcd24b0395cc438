import { link, lstat, mkdir, readFile, symlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { writeFileAtomically } from '@towerkit/runtime'

/**
 * The cached files of one model. The layout is that of huggingface_hub, so that either finds what the other has
 * fetched: models--org--name with blobs/ (contents, named after their checksums), snapshots/<commit>/ (links to them,
 * under the names of the repository) and refs/ (the commit of each branch).
 *
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
export interface ModelCache {
  /** Folder of a commit's files. */
  snapshot(commit: string): string
  /** Path of the content with a checksum. */
  blob(checksum: string): string
  /** The commit that the revision had last, or the revision itself if it is one; undefined if it was never fetched. */
  commitOf(revision: string): Promise<string | undefined>
  /** Makes a content appear as a file of a commit. */
  link(commit: string, file: string, checksum: string): Promise<void>
  remember(revision: string, commit: string): Promise<void>
}

/** A full commit id. */
export const commitPattern = /^[0-9a-f]{40}$/

/** @param name org/name. @param folder Of all models; default as `DownloadModelOptions.cache` says. */
export function modelCache(name: string, folder = defaultFolder()): ModelCache {
  const root = join(folder, `models--${name.replace('/', '--')}`)
  const blob = (checksum: string) => join(root, 'blobs', checksum)
  const snapshot = (commit: string) => join(root, 'snapshots', commit)
  const reference = (revision: string) => join(root, 'refs', revision)
  return {
    snapshot,
    blob,
    commitOf: async revision => {
      if (commitPattern.test(revision)) return revision
      const commit = (await readFile(reference(revision), 'utf8').catch(() => '')).trim()
      return commitPattern.test(commit) ? commit : undefined
    },
    link: async (commit, file, checksum) => {
      const path = join(snapshot(commit), file)
      await mkdir(dirname(path), { recursive: true })
      if (
        await lstat(path).then(
          () => true,
          () => false,
        )
      )
        return
      // Windows allows symbolic links to some users only.
      await symlink(relative(dirname(path), blob(checksum)), path).catch(async (cause: NodeJS.ErrnoException) => {
        if (cause.code === 'EPERM') await link(blob(checksum), path)
        else if (cause.code !== 'EEXIST') throw cause
      })
    },
    remember: async (revision, commit) => {
      if (revision === commit) return
      await mkdir(dirname(reference(revision)), { recursive: true })
      await writeFileAtomically(reference(revision), [Buffer.from(commit)])
    },
  }
}

function defaultFolder(): string {
  const { TOWERKIT_CACHE: own, HF_HUB_CACHE: hub, HF_HOME: home, XDG_CACHE_HOME: cache } = process.env
  return own || hub || join(home || join(cache || join(homedir(), '.cache'), 'huggingface'), 'hub')
}
