/** What was opened, to be closed the latest first: an `AsyncDisposableStack`, which Node 22 lacks. */
export interface OpenedParts extends AsyncDisposable {
  /** Takes something that is to be closed. @returns it. */
  use<Part extends AsyncDisposable | Disposable>(part: Part): Part
  /** Takes what closes something. */
  defer(close: () => unknown): void
  /** Hands everything over to another one, so that this one closes nothing any more. */
  move(): OpenedParts
  /** Closes everything, the latest first, even if some of it fails. @throws the first failure. */
  disposeAsync(): Promise<void>
}

/** Nothing yet, or what another one handed over. */
export function openedParts(closing: (() => unknown)[] = []): OpenedParts {
  const disposeAsync = async () => {
    const failures: unknown[] = []
    for (const close of closing.splice(0).reverse())
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    if (failures.length > 0) throw failures[0]
  }
  return {
    use(part) {
      closing.push(() => (Symbol.asyncDispose in part ? part[Symbol.asyncDispose]() : part[Symbol.dispose]()))
      return part
    },
    defer: close => void closing.push(close),
    move: () => openedParts(closing.splice(0)),
    disposeAsync,
    [Symbol.asyncDispose]: disposeAsync,
  }
}
