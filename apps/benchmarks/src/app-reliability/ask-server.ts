import { request, type Agent } from 'node:http'

/** Sends a request on a connection of the agent, and drops what it answers with besides the status. */
export function askServer(
  url: string,
  { agent, method, body }: { readonly agent: Agent; readonly method: string; readonly body: unknown },
): Promise<{ readonly status: number; readonly retryAfter: string | undefined }> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const asked = request(
      url,
      {
        agent,
        method,
        headers:
          text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      },
      response => {
        response
          .on('end', () => resolve({ status: response.statusCode!, retryAfter: response.headers['retry-after'] }))
          .on('error', reject)
          .resume()
      },
    )
    asked.on('error', reject).end(text)
  })
}
