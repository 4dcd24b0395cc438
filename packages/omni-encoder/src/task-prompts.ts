import { ArgumentError } from '@towerkit/core'

/** The prompts of a task: what stands before the text of a query and of a document. */
export interface TaskPrompts {
  readonly query?: string
  readonly document?: string
}

/** The prompts of an encoder. */
export interface PromptChoices {
  readonly prompts: Readonly<Record<string, TaskPrompts>>
  readonly unifiedPrompt?: string
}

/** The prompt of a task and a side. */
export function promptOf(
  { prompts, unifiedPrompt }: PromptChoices,
  task: string | undefined,
  side: 'query' | 'document' | undefined,
): string {
  if (unifiedPrompt !== undefined) return unifiedPrompt
  const known = task !== undefined && Object.hasOwn(prompts, task) ? prompts[task] : prompts['default']
  return (side && known?.[side]) ?? ''
}

/** @throws {ArgumentError} for a task that there are no prompts of. */
export function requireTask({ prompts, unifiedPrompt }: PromptChoices, task: string | undefined): void {
  if (task === undefined || unifiedPrompt !== undefined || Object.hasOwn(prompts, task)) return
  throw new ArgumentError(
    `encode: there are no prompts of the task "${task}"; those of ${Object.keys(prompts).join(', ') || 'none'} are ` +
      'known. Name one of them, or none.',
    { task },
  )
}
