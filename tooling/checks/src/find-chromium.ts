import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * Path of the Chromium of this machine: the variable CHROMIUM, or the first one on the PATH. Undefined if there is
 * none.
 */
export function findChromium(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter)
  const candidates = [environment['CHROMIUM'], ...names.flatMap(name => folders.map(folder => join(folder, name)))]
  return candidates.find(path => path !== undefined && path !== '' && existsSync(path))
}
