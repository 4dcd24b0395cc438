import type { Progress } from '../progress.ts'

/** Says nothing. */
export const quietProgress: Progress = { stage() {}, update() {}, done() {} }
