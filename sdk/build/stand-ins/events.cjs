// Stands in for `events` in the bundle: mqtt-packet's parser emits 'packet' and 'error', and has one listener of each.
class EventEmitter {
  on (name, listener) {
    this.listeners = this.listeners || {}
    this.listeners[name] = listener
    return this
  }

  emit (name, value) {
    const listener = this.listeners && this.listeners[name]
    if (listener) listener(value)
    return !!listener
  }
}

module.exports = { EventEmitter }
