// A message as an element.
import { el, faceOf } from './dom.js'
import { gist, happening } from './list.js'
import { clock, t } from './words.js'

// isNote tells whether a message is shown as a line about what happened.
export const isNote = ({ type }) => type === 'recalled' || type === 'event'

// row makes the element of a message, or nothing for one that is not shown. `its` are the talk's people, media, me and
// recall.
export function row (message, its) {
  if (message.type === 'none' || message.type === 'cmd') return undefined
  if (isNote(message)) {
    const text = message.type === 'event' ? happening(message.body, message.from && its.people.user(message.from), its.people) : gist({ ...message, to: '' }, its.people, its.me)
    return text ? el('li', { class: 'note', data: { seq: message.seq } }, el('span', {}, text)) : undefined
  }
  const mine = message.from === its.me
  const name = its.people.user(message.from)
  const bubble = el('div', { class: `bubble ${message.type}` }, content(message, its.media))
  const meta = el('div', { class: 'meta soft' }, el('time', { dateTime: new Date(message.ts).toISOString() }, clock(message.ts)))
  if (mine) meta.append(el('span', { class: 'mark', role: 'img' }))
  if (mine && message.seq) offerRecall(message, its, meta)
  const made = el('li', { class: mine ? 'row mine' : 'row theirs', data: { from: message.from } })
  if (message.seq) made.dataset.seq = message.seq
  if (!mine) made.append(faceOf(`user/${message.from}`, name))
  made.append(el('div', { class: 'said' }, el('span', { class: mine ? 'who hidden' : 'who soft', data: { user: message.from } }, mine ? t('you') : name), bubble, meta))
  return made
}

function content ({ type, body }, media) {
  if (type === 'txt') return el('p', {}, String(body.text))
  if (['img', 'audio', 'video'].includes(type) && (body.file || body.local)) return media.show({ type, body })
  return el('p', { class: 'soft' }, t('otherKind', { type }))
}

// A message can be recalled for some time after it was sent.
function offerRecall (message, its, meta) {
  const left = message.ts + its.recallWindow * 1000 - Date.now()
  if (left <= 0) return
  const button = el('button', { type: 'button', class: 'link recall', onclick: () => its.recall(message) }, t('recall'))
  meta.prepend(button)
  setTimeout(() => button.remove(), Math.min(left, 2 ** 31 - 1))
}

// showMark says how far a message of one's own has come: sent, arrived, read.
export function showMark (made, state) {
  const mark = made.querySelector('.mark')
  if (!mark || mark.dataset.state === state) return
  mark.dataset.state = state
  mark.textContent = { sending: '◷', sent: '✓' }[state] || '✓✓'
  mark.title = mark.ariaLabel = t(state)
}

// pending makes the row of a message that is on its way, and what its progress is told by.
export function pending (message, its) {
  const made = row(message, its)
  made.classList.add('pending')
  showMark(made, 'sending')
  const bar = el('progress', { max: 1, value: 0, 'aria-label': t('sending') })
  const said = made.querySelector('.said')
  if (message.body.local) said.append(bar)
  return {
    made,
    progress: ({ sent, total }) => total && (bar.value = sent / total),
    failed (why, again) {
      made.classList.add('failed')
      bar.remove()
      said.append(el('p', { class: 'wrong', role: 'alert' }, t('notSent', { why }), ' ', el('button', { type: 'button', class: 'link', onclick: again }, t('again'))))
    },
  }
}
