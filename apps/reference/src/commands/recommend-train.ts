import { fitRecommender } from '../recommend/fit-recommender.ts'
import { recommenderSettings } from '../recommend/recommender-settings.ts'
import { wholeNumber, type Command } from './command.ts'
import { recommendFolder } from './recommend-folder.ts'

export const recommendTrain: Command = {
  parameters: '',
  parameterCount: [0, 0],
  folder: recommendFolder,
  details: 'Goes on where it was stopped; does nothing if it was finished with the same data and settings.',
  options: {
    steps: { type: 'string', value: '<number>', help: `default ${recommenderSettings.steps}` },
    batch: { type: 'string', value: '<number>', help: `sequences a step; default ${recommenderSettings.batchSize}` },
    width: { type: 'string', value: '<number>', help: `width of vectors, even; default ${recommenderSettings.width}` },
    seed: { type: 'string', value: '<number>', help: 'of first weights and order; default 0' },
  },
  async run(context) {
    const { options } = context
    const settings = {
      ...recommenderSettings,
      steps: wholeNumber(options, 'steps', [1, 1e7]) ?? recommenderSettings.steps,
      batchSize: wholeNumber(options, 'batch', [1, 4096]) ?? recommenderSettings.batchSize,
      width: wholeNumber(options, 'width', [2, 4096]) ?? recommenderSettings.width,
      seed: wholeNumber(options, 'seed', [0, 2 ** 31]) ?? recommenderSettings.seed,
    }
    const trained = await fitRecommender(settings, context)
    return {
      text: trained ? 'Trained. Next: towerkit recommend evaluate.' : 'It is there, of the same data and settings.',
      json: { trained, ...settings },
    }
  },
}
