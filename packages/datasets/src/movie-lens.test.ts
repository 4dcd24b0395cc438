import { gzipSync } from 'node:zlib'
import { DataError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { movieLens } from './movie-lens.ts'
import { all } from './testing/all.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

it('reads ratings, films and tags', async () => {
  using folder = temporaryFolder({
    'ratings.csv': 'userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n',
    'movies.csv.gz': gzipSync(
      'movieId,title,genres\n31,"American President, The (1995)",Comedy|Drama|Romance\n32,X,(no genres listed)\n',
    ),
    'tags.csv': 'userId,movieId,tag,timestamp\n2,31,will ferrell,1445714992\n',
  })
  const { ratings, movies, tags } = movieLens(folder.path)
  expect(await all(ratings())).toEqual([{ user: '1', movie: '31', rating: 2.5, timestamp: 1_260_759_144 }])
  expect(await all(movies())).toEqual([
    { id: '31', title: 'American President, The (1995)', genres: ['Comedy', 'Drama', 'Romance'] },
    { id: '32', title: 'X', genres: [] },
  ])
  expect(await all(tags())).toEqual([{ user: '2', movie: '31', tag: 'will ferrell', timestamp: 1_445_714_992 }])
})

it('names the line of what is wrong', async () => {
  using folder = temporaryFolder({
    'ratings.csv': 'userId,movieId,rating,timestamp\n1,31,good,1260759144\n',
    'movies.csv': 'movieId,title,genres\n1,A,x\n1,B,y\n',
    'tags.csv': 'userId,movieId\n1,2\n',
  })
  const { ratings, movies, tags } = movieLens(folder.path)
  await expect(all(ratings())).rejects.toMatchObject({ code: 'data', details: { line: 2 } })
  await expect(all(movies())).rejects.toMatchObject({ code: 'data', details: { line: 3 } })
  await expect(all(tags())).rejects.toMatchObject({ code: 'data', details: { line: 2 } })
  await expect(all(movieLens(`${folder.path}/none`).tags())).rejects.toThrow(DataError)
})
