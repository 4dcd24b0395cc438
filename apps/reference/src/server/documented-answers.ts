/** Every route can answer with these. */
const always = [401, 429, 500, 503]

const descriptions: Readonly<Record<number, string>> = {
  400: 'The request is not what is described here.',
  401: 'The key is missing or wrong.',
  404: 'It is not there.',
  409: 'An id is in the batch twice.',
  413: 'The body is too large.',
  415: 'The body is not application/json.',
  422: 'The service cannot do this, such as dense search without a trained tower.',
  429: 'Too many requests from this client; Retry-After says when.',
  500: 'The server failed.',
  503: 'Too much to do, or stopping; Retry-After says when.',
}

/**
 * The answers of a route as the OpenAPI document has them: the successful one, the problems `refused`, and those that
 * every route can give.
 *
 * @param success name of a component, a media type of text, or undefined for an answer without a body.
 */
export function answers(
  success: string | undefined,
  description: string,
  refused: readonly number[],
): Record<number, unknown> {
  const problems = [...new Set([...refused, ...always])].map(status => [
    status,
    { description: descriptions[status], content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } } },
  ])
  return { ...successful(success, description), ...(Object.fromEntries(problems) as Record<number, unknown>) }
}

function successful(success: string | undefined, description: string): Record<number, unknown> {
  if (success === undefined) return { 204: { description, type: 'null' } }
  if (success.includes('/')) return { 200: { description, content: { [success]: { schema: { type: 'string' } } } } }
  return { 200: { description, content: { 'application/json': { schema: { $ref: `${success}#` } } } } }
}
