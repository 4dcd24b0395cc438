import type { Files } from './files.ts'
import type { SourceFile } from './source-file.ts'
import { isTest, packagesOf, resolveRelative } from './workspace.ts'

/**
 * The one place where modules may import each other in a circle: an op's gradient is written with other ops, and theirs
 * with it (the gradient of sin is cos, that of cos is sin; of matmul, sums, and theirs expand). A file beside `ops/`
 * that such gradients use (broadcasting, graph.ts for run-time shapes) is drawn into the circle; a circle without an op
 * is not excused. It is harmless as long as none of its modules runs anything while it is loaded, which is checked
 * instead.
 */
const gradientCircle = 'packages/graph/src/'
const circleNeeds = 'packages/graph/src/ops/'

/** Modules do not import each other in a circle. Imports of types do not count: nothing is left of them at run time. */
export function importCycles(files: Files): string[] {
  return packagesOf(files).flatMap(({ sources }) =>
    circlesOf(sources).flatMap(circle => {
      const exempt =
        circle.every(({ path }) => path.startsWith(gradientCircle)) &&
        circle.some(({ path }) => path.startsWith(circleNeeds))
      if (!exempt) return [`modules import each other: ${circle.map(({ path }) => path).join(', ')}`]
      return circle.flatMap(({ path, topLevelWork }) =>
        topLevelWork.map(
          work =>
            `${path}: is part of the circle of gradients and runs "${work.slice(0, 60)}" while it is loaded; put ` +
            'it into a function',
        ),
      )
    }),
  )
}

/** Strongly connected modules (Tarjan), of more than one or importing themselves. */
function circlesOf(sources: readonly SourceFile[]): SourceFile[][] {
  const byPath = new Map(sources.filter(({ path }) => !isTest(path)).map(source => [source.path, source]))
  const order = new Map<SourceFile, number>()
  const lowest = new Map<SourceFile, number>()
  const stack: SourceFile[] = []
  const circles: SourceFile[][] = []
  const visit = (source: SourceFile): void => {
    order.set(source, order.size)
    lowest.set(source, order.get(source)!)
    stack.push(source)
    const targets = source.imports
      .filter(({ typeOnly }) => !typeOnly)
      .flatMap(each => byPath.get(resolveRelative(source.path, each) ?? '') ?? [])
    for (const target of targets) {
      if (!order.has(target)) visit(target)
      if (stack.includes(target)) lowest.set(source, Math.min(lowest.get(source)!, lowest.get(target)!))
    }
    if (lowest.get(source) !== order.get(source)) return
    const circle = stack.splice(stack.indexOf(source))
    if (circle.length > 1 || targets.includes(source)) circles.push(circle)
  }
  for (const source of byPath.values()) if (!order.has(source)) visit(source)
  return circles
}
