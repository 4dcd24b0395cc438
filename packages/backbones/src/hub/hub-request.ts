import { ArgumentError } from '@towerkit/core'
import type { HubSettings } from './hub-options.ts'
import { request } from './request.ts'

/**
 * Sends one request to the hub. The token is sent only to the endpoint.
 *
 * @throws {PassingFailure} if the network fails, or the server is busy (408, 429, 5xx).
 * @throws {ArgumentError} for 401, 403 and 404.
 * @throws {DataError} for any other refusal.
 */
export function hubRequest(
  path: string,
  { settings, headers = {} }: { readonly settings: HubSettings; readonly headers?: Record<string, string> },
): Promise<Response> {
  const { endpoint, token, name, revision } = settings
  const url = `${endpoint}${path}`
  const refusal = (status: number) => {
    const details = { status, url, name, revision }
    if (status === 401 || status === 403) {
      const remedy = token
        ? 'Ask for access to it, or give another token'
        : 'Correct the name, or give the token of an account that may read it (`token`, HF_TOKEN)'
      return new ArgumentError(
        `downloadModel: the hub does not let you read "${name}" (status ${status}): it is private, gated or does ` +
          `not exist. ${remedy}.`,
        details,
      )
    }
    return status === 404
      ? new ArgumentError(
          `downloadModel: ${url} does not exist (status 404). Correct the name "${name}" or the revision ` +
            `"${revision}".`,
          details,
        )
      : undefined
  }
  return request(url, {
    settings,
    headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
    refusal,
  })
}
