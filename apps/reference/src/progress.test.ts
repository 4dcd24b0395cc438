import { expect, it, onTestFinished, vi } from 'vitest'
import { createProgress } from './progress.ts'

function shown(isTTY: boolean) {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const written: string[] = []
  return {
    written,
    progress: createProgress({ isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream),
  }
}

it('redraws one line on a terminal, with a bar where it is known how far it is', () => {
  const { written, progress } = shown(true)
  progress.stage('Reading')
  progress.update(undefined, '7 documents')
  progress.update(0.5, 'half')
  progress.done('all')
  expect(written).toEqual([
    'Reading ...',
    '\r\x1b[KReading 7 documents',
    `\r\x1b[KReading [${'='.repeat(12)}${' '.repeat(12)}] half`,
    '\r\x1b[KReading: all (0.0 s)\n',
  ])
})

it('writes a line every ten seconds elsewhere', () => {
  const { written, progress } = shown(false)
  progress.stage('Reading')
  progress.update(0.1, 'soon')
  vi.advanceTimersByTime(10_000)
  progress.update(undefined, '7 documents')
  progress.update(0.3, 'soon')
  vi.advanceTimersByTime(10_000)
  progress.update(0.4, 'later')
  progress.done('all')
  expect(written).toEqual(['Reading: 7 documents\n', 'Reading: 40 %, later\n', 'Reading: all (20.0 s)\n'])
})
