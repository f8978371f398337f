// Making and finding elements. Text is always set as text.
import { t, sentence } from './words.js'

export const $ = (id) => document.getElementById(id)

// el makes an element: properties, then children, which are elements or text.
export function el (tag, properties = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else if (name === 'class') made.className = value
    else if (name === 'data') Object.assign(made.dataset, value)
    else if (name in made && name !== 'role') made[name] = value
    else made.setAttribute(name, value)
  }
  made.append(...children.filter((child) => child !== undefined && child !== null))
  return made
}

// paintFace shows somebody by the first letter of a name, in a colour that stays.
export function paintFace (face, id, name) {
  let hue = 0
  for (const c of id) hue = (hue * 31 + c.codePointAt(0)) % 360
  face.style.setProperty('--hue', hue)
  face.textContent = [...name.trim()][0]?.toUpperCase() || '?'
  return face
}

export const faceOf = (id, name) => paintFace(el('span', { class: 'face', 'aria-hidden': 'true' }), id, name)

let toastTimer
// toast shows a sentence for a while.
export function toast (text) {
  $('toast').textContent = text
  $('toast').classList.add('shown')
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => $('toast').classList.remove('shown'), 6000)
}

export const complain = (err) => toast(sentence(err))

// ask opens a dialog with text fields, and does something with what is entered; while that fails it stays open.
export function ask ({ title, hint = '', fields, button, act }) {
  const inputs = fields.map((label) => el('input', { required: true, maxLength: 500, autocomplete: 'off', autocapitalize: 'none', spellcheck: false }))
  $('ask-title').textContent = title
  $('ask-hint').textContent = hint
  $('ask-error').textContent = ''
  $('ask-do').textContent = button
  $('ask-fields').replaceChildren(...inputs.map((input, i) => el('label', {}, el('span', {}, fields[i]), input)))
  $('ask-form').onsubmit = async (event) => {
    event.preventDefault()
    $('ask-do').disabled = true
    try {
      await act(...inputs.map((input) => input.value.trim()))
      $('ask').close()
    } catch (err) {
      $('ask-error').textContent = sentence(err)
    } finally {
      $('ask-do').disabled = false
    }
  }
  $('ask').showModal()
}

$('ask-cancel').onclick = () => $('ask').close()
$('people-close').onclick = () => $('people').close()
$('large-close').onclick = () => $('large').close()
for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
}

// enlarge shows a picture as large as the window allows.
export function enlarge (address, name) {
  $('large-picture').src = address
  $('large-picture').alt = name || t('picture')
  $('large').showModal()
}
