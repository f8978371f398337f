// Writes src/api/schema.ts and src/api/routes.ts from the server's OpenAPI document: the types that users meet, and one
// line for each operation that a user may call.
//
//	node scripts/generate.mjs OPENAPI.json [--check]
//
// With --check nothing is written: it fails when the files are not what would be written.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const [file, check] = process.argv.slice(2)
const api = JSON.parse(readFileSync(file, 'utf8'))

// What users may call, but for uploads: those are no JSON, see src/media.ts.
const uploads = ['uploadFile', 'putFile']
const operations = Object.entries(api.paths)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, op]) => ({ path, method: method.toUpperCase(), ...op })))
  .filter((op) => op['x-caller'] === 'user' || op['x-caller'] === 'anyone')
  .filter((op) => !uploads.includes(op.operationId))
if (operations.length < 50) throw new Error(`only ${operations.length} operations: is ${file} the server's document?`)

const refs = (value) => [...JSON.stringify(value).matchAll(/#\/components\/schemas\/([A-Za-z0-9]+)/g)].map((m) => m[1])

const needed = new Set(['FileWithLinks', 'Problem'])
const need = (value) => refs(value).forEach((name) => {
  if (needed.has(name)) return
  needed.add(name)
  need(api.components.schemas[name])
})
needed.forEach((name) => need(api.components.schemas[name]))

const json = (part) => part?.content?.['application/json']?.schema
const answerOf = (op) => Object.entries(op.responses).filter(([status]) => status[0] === '2').map(([, answer]) => json(answer))[0]

// What a schema is called in the routes' types; one without a name of its own is whatever its parts are.
function typeOf (schema) {
  if (!schema) return 'void'
  if (schema.$ref) return `S['${refs(schema)[0]}']`
  const parts = schema.oneOf || schema.anyOf
  if (parts) return parts.map(typeOf).join(' | ')
  throw new Error(`what is this? ${JSON.stringify(schema)}`)
}

function queryType (op) {
  const parameters = (op.parameters || []).filter((p) => p.in === 'query' && p.name !== 'from')
  const one = (p) => `${p.name}${p.required ? '' : '?'}: ${valueType(p.schema)}`
  return parameters.length ? { type: `{ ${parameters.map(one).join('; ')} }`, required: parameters.some((p) => p.required) } : undefined
}

function valueType (schema) {
  if (schema.enum) return schema.enum.map((v) => `'${v}'`).join(' | ')
  return { integer: 'number', number: 'number', boolean: 'boolean', array: 'string[]' }[schema.type] || 'string'
}

// A conversation is named by its address, like user/bob, and not by two words.
const argumentsOf = (op) => [...op.path.replace('{kind}/{id}', '{conversation}').matchAll(/{([a-z]+)}/g)]
  .map(([, name]) => `${name}: ${name === 'seq' ? 'number' : 'string'}`)

function line (op) {
  const body = json(op.requestBody)
  const query = queryType(op)
  if (body && query) throw new Error(`${op.operationId} has a body and a query: src/api/call.ts takes one of them`)
  const needsBody = body && (op.requestBody.required || (api.components.schemas[refs(body)[0]]?.required || []).length > 0)
  const last = body ? [`body${needsBody ? '' : '?'}: ${typeOf(body)}`] : query ? [`query${query.required ? '' : '?'}: ${query.type}`] : []
  need(body || {})
  need(answerOf(op) || {})
  const text = [op.summary, op.description].filter(Boolean).join('. ').replace(/\.*$/, '.').replaceAll('*/', '* /')
  const path = op.path.replace('/v1', '').replace('{kind}/{id}', '{conversation}')
  return `/** ${text} */\nexport const ${op.operationId} = '${op.method} ${path}' as Route<[${[...argumentsOf(op), ...last].join(', ')}], ${typeOf(answerOf(op))}>\n`
}

const lines = operations.sort((a, b) => a.operationId < b.operationId ? -1 : 1).map(line)

const routes = `// Written by scripts/generate.mjs from the server's OpenAPI document. Do not edit.
import type { Route } from './call'
import type { components } from './schema'

type S = components['schemas']

${lines.join('\n')}
/** All of them, by name. A bundler drops this one where only single ones are used. */
export const routes = {
${operations.map((op) => `  ${op.operationId},\n`).join('')}}
`

const schemas = Object.fromEntries(Object.entries(api.components.schemas).filter(([name]) => needed.has(name)))
const ast = await openapiTS({ openapi: '3.1.0', info: { title: 'hongyan', version: '1' }, paths: {}, components: { schemas } })
const types = astToString(ast).replace(/^export (interface|type) (paths|webhooks|operations|\$defs).*\n/gm, '')
const schema = `// Written by scripts/generate.mjs from the server's OpenAPI document. Do not edit.\n${types}`

let stale = false
for (const [path, text] of [['src/api/schema.ts', schema], ['src/api/routes.ts', routes]]) {
  const target = new URL(`../${path}`, import.meta.url)
  if (check) {
    if (readFileSync(target, 'utf8') !== text) {
      console.error(`sdk/${path} is not what the server's OpenAPI document says: run \`make sdk-generate\``)
      stale = true
    }
  } else {
    writeFileSync(target, text)
  }
}
process.exitCode = stale ? 1 : 0
