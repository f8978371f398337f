/** Tells senders that their messages have arrived: the newest of a conversation, once in a while. */
export class DeliveryReceipts {
  private seqs: { [conversation: string]: number } = {}
  private timer: unknown

  constructor(private send: (conversation: string, seq: number) => void) {}

  arrived(conversation: string, seq: number): void {
    this.seqs[conversation] = seq
    if (!this.timer) this.timer = setTimeout(() => this.flush(), 500)
  }

  close(): void {
    clearTimeout(this.timer)
  }

  private flush(): void {
    this.timer = undefined
    const seqs = this.seqs
    this.seqs = {}
    Object.keys(seqs).forEach((conversation) => this.send(conversation, seqs[conversation]))
  }
}
