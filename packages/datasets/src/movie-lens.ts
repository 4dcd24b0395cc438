import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import { delimitedText } from './tables/delimited-text.ts'
import type { ReadOptions } from './read-options.ts'

/** A rating of a film by a user. */
export interface MovieLensRating {
  readonly user: string
  readonly movie: string
  /** From 0.5 to 5 in steps of 0.5. */
  readonly rating: number
  /** Seconds since 1970. */
  readonly timestamp: number
}

/** A film. */
export interface MovieLensMovie {
  readonly id: string
  /** With the year in brackets, as a rule. */
  readonly title: string
  /** Empty for "(no genres listed)". */
  readonly genres: readonly string[]
}

/** A word that a user gave to a film. */
export interface MovieLensTag {
  readonly user: string
  readonly movie: string
  readonly tag: string
  /** Seconds since 1970. */
  readonly timestamp: number
}

/** The parts of a MovieLens folder. */
export interface MovieLens {
  ratings(options?: ReadOptions): AsyncIterable<MovieLensRating>
  movies(options?: ReadOptions): AsyncIterable<MovieLensMovie>
  tags(options?: ReadOptions): AsyncIterable<MovieLensTag>
}

/**
 * Reads a folder of MovieLens as ml-latest-small or ml-25m is: ratings.csv, movies.csv and tags.csv, each of them also
 * as `.gz`.
 *
 * @param folder Nothing is read before a part is iterated; none is held whole.
 * @returns parts that throw a `DataError`, naming file and line, if a file is missing or malformed, or a film comes
 *   twice.
 *
 * @example
 * const { ratings, movies } = movieLens('ml-latest-small')
 * for await (const { user, movie, rating } of ratings()) console.log(user, movie, rating)
 *
 * @see Harper and Konstan, The MovieLens Datasets, 2015, https://doi.org/10.1145/2827872
 */
export function movieLens(folder: string): MovieLens {
  return {
    ratings: async function* (options) {
      for await (const { field, number } of rows(folder, 'ratings.csv', options)) {
        const user = field('userId')
        const movie = field('movieId')
        const rating = number('rating')
        const timestamp = number('timestamp')
        yield { user, movie, rating, timestamp }
      }
    },
    movies: async function* (options) {
      const seen = new Set<string>()
      for await (const { field, wrong } of rows(folder, 'movies.csv', options)) {
        const id = field('movieId')
        const title = field('title')
        const genres = field('genres')
        if (seen.has(id)) throw wrong(`has the movieId ${id} of an earlier line`)
        seen.add(id)
        yield { id, title, genres: genres === '(no genres listed)' ? [] : genres.split('|') }
      }
    },
    tags: async function* (options) {
      for await (const { field, number } of rows(folder, 'tags.csv', options)) {
        const user = field('userId')
        const movie = field('movieId')
        const tag = field('tag', true)
        const timestamp = number('timestamp')
        yield { user, movie, tag, timestamp }
      }
    },
  }
}

async function* rows(folder: string, name: string, options: ReadOptions = {}) {
  const plain = join(folder, name)
  const path = await access(plain).then(
    () => plain,
    () => `${plain}.gz`,
  )
  for await (const { line, value } of delimitedText(path, { separator: ',', ...options })) {
    const wrong = (fact: string) =>
      new DataError(`movieLens: line ${line} of "${path}" ${fact}. Correct the line.`, { path, line })
    const field = (column: string, mayBeEmpty = false): string => {
      const text = value[column]
      if (text === undefined || (text === '' && !mayBeEmpty)) throw wrong(`has no ${column}`)
      return text
    }
    const number = (column: string): number => {
      const found = Number(field(column))
      if (!Number.isFinite(found)) throw wrong(`has a ${column} that is no number`)
      return found
    }
    yield { field, number, wrong }
  }
}
