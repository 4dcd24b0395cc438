import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { called } from '../testing/run-towerkit.ts'
import { smallInteractions } from '../testing/small-interactions.ts'

const data = smallInteractions({ users: 12 })
const workspace = join(data.folder, 'workspace')
const recommend = (...words: string[]) => called('recommend', ...words, '--folder', workspace)
afterAll(() => rmSync(data.folder, { recursive: true }))

it('goes from two tables to recommendations', { timeout: 120_000 }, async () => {
  expect(await recommend('train')).toMatchObject({ status: 1, stderr: expect.stringContaining('Prepare first') })
  expect(await recommend('prepare', data.interactions, data.items)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('96 interactions of 12 users, 20 items, 3 categories'),
  })
  expect(await recommend('for', '1')).toMatchObject({ status: 1 })
  const train = ['train', '--steps', '4', '--width', '8']
  expect(await recommend(...train)).toMatchObject({ status: 0, stdout: expect.stringContaining('Trained.') })
  expect(await recommend(...train)).toMatchObject({ status: 0, stdout: expect.stringContaining('It is there') })

  const { stdout } = await recommend('evaluate', '--json')
  const report = JSON.parse(stdout)
  const { validation, rank, systems } = report
  expect(rank).toBe(validation['with ranker'] > validation['first stage'])
  for (const means of Object.values(systems) as Record<string, number>[])
    for (const value of Object.values(means)) expect(value).toBeGreaterThanOrEqual(0)
  // Who saw eight of a circle of ten sees the ninth: the neighbours know the taste, the popular ones do not.
  expect(systems['item neighbours']['HR@10']).toBe(1)

  const answer = JSON.parse((await recommend('for', '1', 'gone', '--json', '--limit', '3')).stdout)
  expect(answer).toMatchObject({ unknown: ['gone'], isPopular: false, ranked: rank })
  expect(answer.items).toHaveLength(3)
  expect((await recommend('for', 'gone', '--where', '{"genres":"Comedy"}')).stdout).toMatch(
    /passed over: gone\.\nNothing is known of this user.*\n1\. Film 1\d/,
  )
})

it('refuses damaged files, and keeps what was there where a table is cut', async () => {
  const cut = join(data.folder, 'cut.csv')
  writeFileSync(cut, readFileSync(data.interactions, 'utf8').slice(0, -6))
  expect(await recommend('prepare', cut)).toMatchObject({ status: 1, stderr: expect.stringContaining('line 97') })
  writeFileSync(cut, 'user,item,time\nu,a,1\nu,b,2\n')
  expect(await recommend('prepare', cut)).toMatchObject({ status: 1, stderr: expect.stringContaining('none of 1') })
  expect((await recommend('for', '1')).status).toBe(0)

  for (const file of ['recommender/model.safetensors', 'recommender/recommender.json', 'items.json', 'store.sqlite']) {
    const path = join(workspace, file)
    const whole = readFileSync(path)
    writeFileSync(path, whole.subarray(0, whole.length >> 1))
    expect(await recommend('for', '1'), file).toMatchObject({ status: 1, stdout: '' })
    writeFileSync(path, whole)
  }
  expect((await recommend('for', '1')).status).toBe(0)
})

it('says what it takes', async () => {
  expect(await called('recommend')).toMatchObject({ status: 2, stderr: expect.stringContaining('recommend prepare') })
  expect(await recommend('train', '--steps', 'many')).toMatchObject({ status: 2 })
  expect(await recommend('for', '--where', '{"genres":')).toMatchObject({ status: 2 })
})
