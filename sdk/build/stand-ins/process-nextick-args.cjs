// Stands in for `process-nextick-args` in the bundle. mqtt-packet calls it for streams that can be corked; ours cannot.
module.exports = { nextTick: (call, ...args) => { Promise.resolve().then(() => call(...args)) } }
