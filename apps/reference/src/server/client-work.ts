import type { FastifyReply, FastifyRequest } from 'fastify'
import { AbortedError } from '@towerkit/core'
import { refusal } from './problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * What the service does for this request; its place among the concurrent requests is free when this has settled
     * too.
     */
    work: Promise<unknown> | undefined
  }
}

/**
 * Work for a client, with a signal that aborts when the client goes away before it has its answer, when the answer
 * takes too long, and when `stop` does. The promise then rejects at once, whether or not the work heeds the signal.
 */
export async function clientWork<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    timeoutMs,
    stop,
    work,
  }: { readonly timeoutMs: number; readonly stop: AbortSignal; readonly work: (signal: AbortSignal) => Promise<T> },
): Promise<T> {
  const controller = new AbortController()
  const { promise: interrupted, reject } = Promise.withResolvers<never>()
  const interrupt = (reason: Error) => {
    reject(reason)
    controller.abort(reason)
  }
  const onStop = () => interrupt(refusal(503, 'stopping', 'The server is stopping. Try again.'))
  const onClose = () => {
    if (!reply.raw.writableFinished) interrupt(new AbortedError('The client went away.'))
  }
  const timer = setTimeout(
    () => interrupt(refusal(503, 'timeout', `There was no answer within ${timeoutMs} ms. Try again.`)),
    timeoutMs,
  )
  // The response's close, not the request's: that one comes when the body has been read.
  reply.raw.once('close', onClose)
  stop.addEventListener('abort', onStop)
  try {
    if (stop.aborted) onStop()
    const working = work(controller.signal)
    request.work = working.catch(() => undefined)
    return await Promise.race([working, interrupted])
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', onStop)
    reply.raw.off('close', onClose)
  }
}
