/** What the user is to read, without a stack; with `usage`, how the command is written. */
export class Refusal extends Error {
  constructor (message, usage) {
    super(message)
    this.usage = usage
  }
}
