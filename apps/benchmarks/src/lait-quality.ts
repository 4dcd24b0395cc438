/**
 * Quality over the number of parallel layers P, from real weights, and beside a cross-encoder of L − P layers:
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/lait-quality.ts <model folder> <data folder> <results
 *     folder> [tasks] [seeds] [arms, default 0,5,6,3]
 *
 * Arms are numbers of parallel layers, each a model of its own that was trained with them; `random`, one model with P
 * drawn anew for each step, evaluated with every P; `first <n>`, a cross-encoder of the first n layers; `distilled
 * <P>`, half of whose labels are what the model of P = 0 says (tasks of lists). P is the largest below L for which the
 * mean over the seeds of the models of its own is not more than one point below P = 0, or the 95 % interval of the
 * paired difference includes 0, on development data. Then it is tested once, with both ends and the shallower
 * cross-encoder (the first L − P layers), all trained in the same steps. Results are kept as JSON lines: a run that was
 * stopped goes on where it was.
 */
import { genreTask } from './lait-quality/genre-task.ts'
import { ownModels, reportStudy } from './lait-quality/report-study.ts'
import { rerankingTask } from './lait-quality/reranking-task.ts'
import { stsTask } from './lait-quality/sts-task.ts'
import type { Task } from './lait-quality/task.ts'
import { taskStudy, type TaskStudy } from './lait-quality/task-study.ts'
import { verificationTask } from './lait-quality/verification-task.ts'

const [
  model,
  data,
  folder,
  names = 'stsb,film-genres,scifact-reranking,scifact-verification',
  seedList = '1,2,3',
  armList = '0,5,6,3',
] = process.argv.slice(2)
if (!model || !data || !folder)
  throw new Error('usage: lait-quality.ts <model folder> <data folder> <results folder> [tasks] [seeds] [arms]')
const seeds = seedList.split(',').map(Number)
const arms = armList.split(',')
if (!ownModels(arms).includes(0)) throw new Error(`the arms ${armList} lack 0, with which the others are compared`)
const makers: Readonly<Record<string, (data: string) => Promise<Task>>> = {
  stsb: stsTask,
  'scifact-verification': verificationTask,
  'film-genres': genreTask,
  'scifact-reranking': rerankingTask,
}
const studies: TaskStudy[] = []
for (const name of names.split(',')) studies.push(await taskStudy(await makers[name]!(data), { model, folder }))
// All seeds of all tasks with one arm before the next, so that what is there after any time is of use with fewer arms.
for (const arm of arms) for (const seed of seeds) for (const { trainArm } of studies) await trainArm(arm, seed)
for (const study of studies) await reportStudy(study, { arms, seeds })
