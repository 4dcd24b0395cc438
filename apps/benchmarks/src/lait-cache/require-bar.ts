/** @throws {Error} unless a bar is met. */
export function requireBar(isMet: boolean, what: string): void {
  if (!isMet) throw new Error(`bar not met: ${what}`)
}
