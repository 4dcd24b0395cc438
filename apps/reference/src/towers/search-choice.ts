import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SearchMode } from '../search-service.ts'
import { writeJson, type TowerSet } from './tower-sets.ts'

/** How searches that do not say are answered, as the evaluation has chosen it. */
export interface SearchChoice {
  readonly mode: SearchMode
  /** Weights of words and vectors when both are fused. */
  readonly weights?: readonly [words: number, vectors: number]
  /** Why, in a sentence or two. */
  readonly reason: string
}

/** Choices by query tower. */
export type SearchChoices = Readonly<Partial<Record<'teacher' | 'student', SearchChoice>>>

const choiceFile = 'search-choice.json'

/** What was chosen for a query tower of a set; undefined if nothing was, or the file cannot be read. */
export async function readChoice(towers: TowerSet, tower: 'teacher' | 'student'): Promise<SearchChoice | undefined> {
  const text = await readFile(join(towers.folder, choiceFile), 'utf8').catch(() => '{}')
  try {
    return (JSON.parse(text) as SearchChoices)[tower]
  } catch {
    return undefined
  }
}

/** Keeps choices beside the towers. */
export function writeChoices(towers: TowerSet, choices: SearchChoices): Promise<void> {
  return writeJson(join(towers.folder, choiceFile), choices)
}
