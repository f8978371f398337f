// Draws templates of mini-programs (WXML, AXML, QML): conditions, lists, values in {{ }}, handlers. Enough to see what a
// page shows, and to touch it where a user does.

// What sets the dialects apart: the prefix of directives, and how a handler is written.
export const dialects = {
  wx: { prefix: 'wx:', handler: /^(bind|catch):?(\w+)$/ },
  qq: { prefix: 'qq:', handler: /^(bind|catch):?(\w+)$/ },
  my: { prefix: 'a:', handler: /^(on|catch)([A-Z]\w*)$/ },
}

// parse turns a template into a tree.
export function parse (source) {
  const root = { tag: 'page', attrs: {}, children: [] }
  const open = [root]
  const piece = /<!--[\s\S]*?-->|<\/([\w-]+)\s*>|<([\w-]+)((?:\s+[^\s=>/"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*(\/?)>|(?:[^<{]|\{\{[\s\S]*?\}\}|\{)+|</g
  for (const [text, closed, tag, attrs, empty] of source.matchAll(piece)) {
    if (text.startsWith('<!--')) continue
    const inside = open[open.length - 1]
    if (closed) {
      if (inside.tag !== closed) throw new Error(`</${closed}> closes <${inside.tag}>`)
      open.pop()
    } else if (tag) {
      const node = { tag, attrs: {}, children: [] }
      for (const [, name, , a, b] of attrs.matchAll(/([^\s=]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g)) node.attrs[name] = a ?? b ?? true
      inside.children.push(node)
      if (!empty) open.push(node)
    } else if (text.trim()) {
      inside.children.push({ text: text.trim() })
    }
  }
  if (open.length > 1) throw new Error(`<${open.pop().tag}> is not closed`)
  return root
}

const compiled = new Map()

function evaluate (expression, scope) {
  if (!compiled.has(expression)) compiled.set(expression, new Function('scope', `with (scope) { return (${expression}) }`))
  // A name that is not in the data is undefined, not an error.
  return compiled.get(expression)(new Proxy(scope, { has: (_, name) => name !== Symbol.unscopables, get: (all, name) => all[name] }))
}

// value fills in a text with {{ }}: one that is nothing else gives the value itself.
function value (text, scope) {
  if (typeof text !== 'string') return text
  const whole = /^\{\{([\s\S]*)\}\}$/.exec(text)
  if (whole && !whole[1].includes('}}')) return evaluate(whole[1], scope)
  return text.replace(/\{\{([\s\S]*?)\}\}/g, (_, expression) => evaluate(expression, scope) ?? '')
}

// draw gives what a tree shows for some data.
export function draw (tree, data, dialect) {
  const { prefix, handler } = dialects[dialect]
  const children = (nodes, scope, parent) => {
    let taken = false
    const drawn = []
    for (const node of nodes) {
      if (node.text !== undefined) {
        drawn.push({ text: String(value(node.text, scope) ?? ''), parent })
        continue
      }
      const { [prefix + 'for']: list, [prefix + 'if']: when, [prefix + 'elif']: or, [prefix + 'else']: rest } = node.attrs
      if (when !== undefined) taken = Boolean(value(when, scope))
      else if (or !== undefined || rest !== undefined) {
        if (taken || !(taken = rest !== undefined || Boolean(value(or, scope)))) continue
      }
      if (when !== undefined && !taken) continue
      if (list === undefined) drawn.push(...one(node, scope, parent))
      else {
        const [item, index] = [node.attrs[prefix + 'for-item'] || 'item', node.attrs[prefix + 'for-index'] || 'index']
        const all = value(list, scope)
        if (all !== undefined && !Array.isArray(all)) throw new Error(`${list} is no list: ${JSON.stringify(all)}`)
        for (const [i, each] of (all || []).entries()) drawn.push(...one(node, { ...scope, [item]: each, [index]: i }, parent))
      }
    }
    return drawn
  }
  const one = (node, scope, parent) => {
    if (node.tag === 'block') return children(node.children, scope, parent)
    const drawn = { tag: node.tag, attrs: {}, handlers: {}, dataset: {}, parent }
    for (const [name, raw] of Object.entries(node.attrs)) {
      if (name.startsWith(prefix)) continue
      const [, how, event] = handler.exec(name) || []
      if (event) drawn.handlers[event.toLowerCase()] = { name: value(raw, scope), stops: how === 'catch' }
      else if (name.startsWith('data-')) drawn.dataset[name.slice(5).replace(/-(\w)/g, (_, c) => c.toUpperCase())] = value(raw, scope)
      else drawn.attrs[name] = value(raw, scope)
    }
    drawn.children = children(node.children, scope, drawn)
    return [drawn]
  }
  return one(tree, data)[0]
}

// all lists a drawn node and what is in it.
export const all = (node) => [node].concat(...(node.children || []).map(all))
