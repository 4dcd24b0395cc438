import { languageTokens, type LanguageTokensOptions } from '@towerkit/retrieval/languages'
import type { Tokenizer } from '@towerkit/retrieval'
import type { Store } from '../store/store.ts'

/** The fact of the store that names the language of its texts, as `languageTokens` takes it. */
export const languageFact = 'language'

/** Cuts the texts of a workspace into words, in its language. Default: English. */
export function workspaceWords(
  store: Pick<Store, 'fact'>,
  options: Pick<LanguageTokensOptions, 'splitIdentifiers'> = {},
): Tokenizer {
  const language = store.fact(languageFact) as NonNullable<LanguageTokensOptions['language']> | undefined
  return languageTokens({ ...options, ...(language !== undefined && { language }) })
}
