package hooks

import "time"

// clerkIdle is how long a clerk waits for more to do.
const clerkIdle = 250 * time.Millisecond

// desk runs what needs much stack in goroutines that have it already: a connection's own goroutine would grow its stack for
// its CONNECT alone, by copying it again and again, and keep it while the client is idle.
type desk struct{ work chan func() }

func newDesk() desk { return desk{make(chan func())} }

// do runs f and returns when it has ended; a panic of f is the caller's. It never waits for another f.
func (d desk) do(f func()) {
	done := make(chan any)
	task := func() {
		var broken any
		defer func() { done <- broken }()
		defer func() { broken = recover() }()
		f()
	}
	select {
	case d.work <- task:
	default:
		go d.clerk(task)
	}
	if broken := <-done; broken != nil {
		panic(broken)
	}
}

func (d desk) clerk(task func()) {
	idle := time.NewTimer(clerkIdle)
	defer idle.Stop()
	for {
		task()
		idle.Reset(clerkIdle)
		select {
		case task = <-d.work:
		case <-idle.C:
			return
		}
	}
}
