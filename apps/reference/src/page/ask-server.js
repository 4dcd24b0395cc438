/** What the server refused, in its words, or that it does not answer. */
export class RefusedError extends Error {
  /**
   * @param {string} message
   * @param {{ status: number, retryAfterSeconds?: number | undefined }} details status 0: no answer
   */
  constructor(message, { status, retryAfterSeconds }) {
    super(message)
    this.status = status
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** @param {string} key kept for this tab */
export function useKey(key) {
  sessionStorage.setItem('key', key)
}

/**
 * Asks the server, which answers in JSON.
 *
 * @param {string} path
 * @param {RequestInit & { headers?: Record<string, string> }} [init]
 */
export async function ask(path, init = {}) {
  const key = sessionStorage.getItem('key')
  /** @type {Response} */
  let response
  try {
    response = await fetch(path, {
      ...init,
      headers: { ...init.headers, ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new RefusedError('The server does not answer. Is it still running?', { status: 0 })
  }
  const body = await response.json().catch(error => {
    if (init.signal?.aborted) throw error
    return undefined
  })
  if (response.ok && body !== undefined) return body
  const seconds = response.headers.get('retry-after')
  throw new RefusedError(body?.detail ?? `The server answered ${response.status}.`, {
    status: response.status,
    ...(seconds === null ? {} : { retryAfterSeconds: Number(seconds) }),
  })
}
