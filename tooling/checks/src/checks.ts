import { browserSafe } from './browser-safe.ts'
import { changesets } from './changesets.ts'
import { declaredImports } from './declared-imports.ts'
import { fileNames } from './file-names.ts'
import { fileSize } from './file-size.ts'
import type { Files } from './files.ts'
import { finishedWork } from './finished-work.ts'
import { importCycles } from './import-cycles.ts'
import { installScripts } from './install-scripts.ts'
import { layering } from './layering.ts'
import { lineWidth } from './line-width.ts'
import { lockFile } from './lock-file.ts'
import { manifests } from './manifests.ts'
import { members } from './members.ts'
import { optionalPeers } from './optional-peers.ts'
import { plainExamples } from './plain-examples.ts'
import { readmeLength } from './readme-length.ts'
import { usedFiles } from './used-files.ts'

/** Every check over the text of the workspace, by what it promises. Each gives one line a violation. */
export const checks: Readonly<Record<string, (files: Files) => string[]>> = {
  'imports go down the layers': layering,
  'imported packages are declared': declaredImports,
  'browser packages import nothing of Node': browserSafe,
  'modules do not import each other in a circle': importCycles,
  'no source file is too long': files => fileSize(files),
  'no line is wider than 120 characters': lineWidth,
  'files are named after what they export': fileNames,
  'every source file is used': usedFiles,
  'every member is exported and tested': members,
  'no work is left to do': finishedWork,
  'optional peers are imported on first use': optionalPeers,
  'nothing needs an install script': installScripts,
  'every package.json has the same shape': manifests,
  'the lock file holds no addresses': lockFile,
  'every changeset names packages': changesets,
  'no README is too long': readmeLength,
  'examples run on the oldest Node': plainExamples,
}
