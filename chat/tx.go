package chat

import "context"

// Reader reads a consistent state. Returned slices are valid until the reader ends and must not be changed.
type Reader interface {
	// Get returns nil for a key that is not there.
	Get(key []byte) ([]byte, error)
	// Scan calls f for the keys that begin with prefix, in order from the key from on (nil: from the first), until f
	// returns false; backward, from nil means from the last. Slices are valid during the call of f only.
	Scan(prefix, from []byte, backward bool, f func(key, value []byte) bool) error
	// Walk is Scan forward with leaps: f says with which key to go on, or with the first after it; nil: no more. The key
	// that f gets is valid during its call only; value gives what belongs to it, for f to keep.
	Walk(prefix, from []byte, f func(key []byte, value func() ([]byte, error)) (next []byte)) error
}

// Tx is a Reader that sees its own writes. A key and a value given to Set belong to the Tx.
type Tx interface {
	Reader
	Set(key, value []byte) error
	Delete(key []byte) error
	// Cache is what the writer keeps in memory, whose changes the transaction settles before a Scan, a Walk and its end.
	// Get, Set and Delete go through it; nil: there is none.
	Cache() *Cache
	// Unseen tells that Saw was never called with this hash, in this transaction or an earlier one. It may always
	// answer false: then it only costs a search.
	Unseen(hash uint64) bool
	// Saw notes hashes.
	Saw(hashes []uint64)
}

// Log orders commands and applies them.
type Log interface {
	// Propose queues a command. Once the batch that holds it is on disk, the batch goes to the [Deliverer], which
	// calls p.Done. It returns an Error with CodeOverloaded or CodeShuttingDown at once when the command cannot be
	// queued; Done is not called then. The proposal must not be changed afterwards.
	Propose(p *Proposal) error
	// View calls f with a reader of what is on disk.
	View(f func(Reader) error) error
}

// Proposal is a command on its way through the log.
type Proposal struct {
	Command Command
	Size    int            // about how many bytes it adds to a batch
	Origin  Origin         // the live session it came from, which gets no copy; nil for none
	Done    func(*Outcome) // must not block; called in the order of the log; may be nil

	Outcome Outcome // what came of it, filled in by the log
}

// Outcome is what applying a command gave.
type Outcome struct {
	Err     error // an *Error when the command was refused; then nothing changed
	Value   any   // what the operation answers
	Effects []Effect
}

// Deliverer carries the effects of a batch that is on disk to live sessions, and calls each proposal's Done, in order.
type Deliverer interface {
	Deliver(batch []*Proposal)
}

// Before makes a deliverer that tells note of each effect of a batch before next delivers it: what is sent after the
// answer to a change meets whoever took note of the change.
func Before(next Deliverer, note func(Effect)) Deliverer { return &before{next, note} }

type before struct {
	next Deliverer
	note func(Effect)
}

// Deliver implements [Deliverer].
func (b *before) Deliver(batch []*Proposal) {
	for _, p := range batch {
		for _, e := range p.Outcome.Effects {
			b.note(e)
		}
	}
	b.next.Deliver(batch)
}

// Await proposes a command and waits for its outcome, or for ctx: then the command may still be applied.
func Await(ctx context.Context, log Log, p *Proposal) (any, error) {
	done := make(chan *Outcome, 1)
	p.Done = func(o *Outcome) { done <- o }
	if err := log.Propose(p); err != nil {
		return nil, err
	}
	select {
	case o := <-done:
		return o.Value, o.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
