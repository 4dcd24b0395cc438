import { TowerkitError } from '@towerkit/core'

/** 'done', or the code of the error with which a run ended. */
export async function outcome(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'done',
    (error: unknown) => (TowerkitError.is(error) ? error.code : String(error)),
  )
}
