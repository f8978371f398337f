declare const my: unknown, tt: unknown, swan: unknown, qq: unknown, wx: unknown, uni: unknown
declare const WebSocket: unknown, XMLHttpRequest: unknown, FormData: unknown, Blob: unknown, fetch: unknown
declare const localStorage: unknown, document: unknown, navigator: unknown, addEventListener: unknown, removeEventListener: unknown

// A host's object is no property of a global object everywhere, and `globalThis` is not there: only a bare name finds it,
// and only `typeof` may look at one that is missing.
const found: { [name: string]: () => unknown } = {
  my: () => (typeof my === 'undefined' ? undefined : my),
  tt: () => (typeof tt === 'undefined' ? undefined : tt),
  swan: () => (typeof swan === 'undefined' ? undefined : swan),
  qq: () => (typeof qq === 'undefined' ? undefined : qq),
  wx: () => (typeof wx === 'undefined' ? undefined : wx),
  uni: () => (typeof uni === 'undefined' ? undefined : uni),
  WebSocket: () => (typeof WebSocket === 'undefined' ? undefined : WebSocket),
  XMLHttpRequest: () => (typeof XMLHttpRequest === 'undefined' ? undefined : XMLHttpRequest),
  FormData: () => (typeof FormData === 'undefined' ? undefined : FormData),
  Blob: () => (typeof Blob === 'undefined' ? undefined : Blob),
  fetch: () => (typeof fetch === 'undefined' ? undefined : fetch),
  document: () => (typeof document === 'undefined' ? undefined : document),
  navigator: () => (typeof navigator === 'undefined' ? undefined : navigator),
  addEventListener: () => (typeof addEventListener === 'undefined' ? undefined : addEventListener),
  removeEventListener: () => (typeof removeEventListener === 'undefined' ? undefined : removeEventListener),
  // A page that may not have it throws when it looks at it.
  localStorage: () => (typeof localStorage === 'undefined' ? undefined : localStorage),
}

/** A global of the host by its name, or undefined when the host does not have it. */
export function hostGlobal<T>(name: string): T | undefined {
  try {
    return found[name]() as T | undefined
  } catch (_) {
    return undefined
  }
}
