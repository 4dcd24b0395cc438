import { element } from './element.js'
import { setItem } from './recommend-client.js'

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id))
const dialog = /** @type {HTMLDialogElement} */ (at('add-dialog'))
const form = /** @type {HTMLFormElement} */ (at('add-form'))
const title = /** @type {HTMLInputElement} */ (at('new-title'))

/** Values of a field that are offered; one with more is left to the API. */
const mostValues = 60

/**
 * The form that adds an item.
 *
 * @param {{ onAdd: (item: { id: string, title: string }) => void }} told When it is stored.
 * @returns what opens it, with the values that the model knows of each field.
 */
export function addDialog({ onAdd }) {
  form.addEventListener('submit', async event => {
    event.preventDefault()
    // Unlike randomUUID it is there without TLS as well.
    const id = `own-${[...crypto.getRandomValues(new Uint32Array(3))].map(number => number.toString(36)).join('')}`
    /** @type {Record<string, string[]>} */
    const metadata = {}
    for (const [field, value] of new FormData(form)) metadata[field] = [...(metadata[field] ?? []), String(value)]
    try {
      await setItem(id, { title: title.value, metadata })
    } catch (error) {
      at('add-error').textContent = error instanceof Error ? error.message : String(error)
      return
    }
    dialog.close()
    onAdd({ id, title: title.value })
  })
  at('add-cancel').addEventListener('click', () => dialog.close())
  return (/** @type {Readonly<Record<string, readonly string[]>>} */ categories) => {
    form.reset()
    at('add-error').textContent = ''
    at('categories').replaceChildren(
      ...Object.entries(categories)
        .filter(([, values]) => values.length <= mostValues)
        .map(([field, values]) =>
          element('fieldset', {}, element('legend', {}, field), ...values.map(value => choice(field, value))),
        ),
    )
    dialog.showModal()
  }
}

/**
 * @param {string} field
 * @param {string} value
 */
function choice(field, value) {
  return element('label', {}, element('input', { type: 'checkbox', name: field, value }), element('span', {}, value))
}
