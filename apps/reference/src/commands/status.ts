import { textKindFact } from '../search/search-text.ts'
import { vectorModelFact } from '../store/store.ts'
import { readChoice } from '../towers/search-choice.ts'
import { hasTower, latestTowers, towersOfModel } from '../towers/tower-sets.ts'
import { withStore } from '../stages/stage-context.ts'
import { counted, type Command } from './command.ts'

export const status: Command = {
  parameters: '',
  parameterCount: [0, 0],
  details: 'Reads no model and starts nothing.',
  options: {},
  async run(context) {
    const { workspace } = context
    const found = await withStore(context, async store => {
      const latest = await latestTowers(workspace)
      const answering = await towersOfModel(workspace, store.fact(vectorModelFact))
      return {
        ...store.counts(),
        kind: store.fact(textKindFact) ?? 'plain',
        latest,
        answering,
        encodedByLatest: latest && store.counts(latest.documentDigest).encoded,
      }
    })
    const { documents, passages, kind, latest, answering, encodedByLatest } = found
    const tower = answering && ((await hasTower(answering, 'student')) ? 'student' : 'teacher')
    const choice = answering && tower && (await readChoice(answering, tower))
    const mode = answering === undefined ? 'lexical' : (choice?.mode ?? 'hybrid')
    const isWaiting = latest !== undefined && latest.number !== answering?.number
    const lines = [
      `${counted(documents, 'document')}, ${counted(passages, 'passage')}, ${kind} texts`,
      answering === undefined
        ? 'No towers answer yet: words only.'
        : `Towers ${answering.number} answer, with the ${tower}. Searches are ` +
          `${mode}${choice?.weights ? `, words and vectors weighed ${choice.weights.join(' to ')}` : ''}, unless ` +
          '--mode says otherwise.',
      ...(choice ? [choice.reason] : answering ? ['Nothing was evaluated: towerkit evaluate.'] : []),
      ...(isWaiting
        ? [`Towers ${latest.number} wait for their vectors: ${encodedByLatest} of ${documents}. Next: towerkit embed.`]
        : []),
    ]
    return {
      text: lines.join('\n'),
      json: { documents, passages, kind, mode, tower, choice, answering: answering?.number, latest: latest?.number },
    }
  },
}
