import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * Path of the Chromium of this machine: the variable CHROMIUM, or the first one on the PATH. Undefined if there is
 * none.
 */
export function findChromium(
  { CHROMIUM = '', PATH = '' }: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  return [CHROMIUM, ...PATH.split(delimiter).flatMap(folder => names.map(name => join(folder, name)))].find(
    path => path !== '' && existsSync(path),
  )
}
