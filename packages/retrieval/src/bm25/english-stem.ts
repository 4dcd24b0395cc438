import { stemmer } from 'stemmer'

/**
 * Makes a function that cuts a word in lower case to its stem by Porter's algorithm, and remembers the stems that it
 * has seen.
 */
export function englishStem(): (word: string) => string {
  // Stemming costs more than all else, and a corpus repeats its words.
  const stems = new Map<string, string>()
  return word => {
    let result = stems.get(word)
    if (result === undefined) {
      if (stems.size >= largestCache) stems.clear()
      stems.set(word, (result = stemmer(word)))
    }
    return result
  }
}

const largestCache = 1_000_000
