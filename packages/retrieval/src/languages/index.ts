export * from './language-tokens.ts'
export type { Language } from './language-words.ts'
