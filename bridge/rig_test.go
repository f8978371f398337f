package bridge

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"
	"go.uber.org/goleak"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 10 * time.Second

// rig is a hub over a log in memory. What is applied is on disk at once; with hold set it is delivered when the test
// says so.
type rig struct {
	*chattest.Log
	t       testing.TB
	hub     *Hub
	service *chat.Service
	hold    bool
	ids     int
	reads   func() // called before each reading of the log, when it is set

	mu      sync.Mutex
	pending []*chat.Proposal
}

func newRig(t testing.TB, users ...chat.UserID) *rig {
	r := &rig{Log: chattest.NewLog(), t: t, hub: NewHub(slog.New(slog.DiscardHandler))}
	r.service = chat.NewService(r, chat.Options{NewID: func() string { r.ids++; return fmt.Sprintf("id%08d", r.ids) }, Live: r.hub})
	r.hub.Bind(r.service, nil)
	r.app("default")
	r.register("default", users...)
	return r
}

func (r *rig) app(name chat.AppName) {
	if _, err := r.service.CreateApp(context.Background(), chat.NewApp{Name: name, Settings: chat.DefaultSettings(), Secret: "s", KeyHash: "k"}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) register(app chat.AppName, users ...chat.UserID) {
	for _, u := range users {
		if _, err := r.service.Register(context.Background(), chat.Caller{App: app, Admin: true}, []chat.NewAccount{{User: u}}); err != nil {
			r.t.Fatal(err)
		}
	}
}

// Propose applies a command; its outcome waits for deliver when the test holds it back.
func (r *rig) Propose(p *chat.Proposal) error {
	applied := chat.Proposal{Command: p.Command}
	if err := r.Log.Propose(&applied); err != nil {
		return err
	}
	p.Outcome = applied.Outcome
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pending = append(r.pending, p)
	if !r.hold {
		r.deliverLocked(len(r.pending))
	}
	return nil
}

// View reads what was applied.
func (r *rig) View(f func(chat.Reader) error) error {
	if r.reads != nil {
		r.reads()
	}
	return r.Log.View(f)
}

func (r *rig) deliver(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.deliverLocked(min(n, len(r.pending)))
}

func (r *rig) deliverLocked(n int) {
	r.hub.Deliver(r.pending[:n])
	r.pending = r.pending[n:]
}

// say sends a text as its own words; it is on disk when say returns.
func (r *rig) say(from chat.UserID, to chat.Address, words string, origin chat.Origin) {
	r.t.Helper()
	if err := r.service.Submit(chat.Caller{App: "default", User: from}, chat.PlainText(to, []byte(words)), origin, func(o *chat.Outcome) {
		if o.Err != nil {
			r.t.Errorf("%s to %s: %v", from, to, o.Err)
		}
	}); err != nil {
		r.t.Fatal(err)
	}
}

// wire is a Link whose other end is the test.
type wire struct {
	mu      sync.Mutex
	news    sync.Cond
	packets [][]byte
	full    bool
	closed  bool
	onClose func() // called once, without the lock
}

func newWire() *wire {
	w := &wire{}
	w.news.L = &w.mu
	return w
}

func (w *wire) Queue(p []byte, idAt int, id uint16) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	b := bytes.Clone(p)
	if idAt > 0 {
		binary.BigEndian.PutUint16(b[idAt:], id)
	}
	w.packets = append(w.packets, b)
	w.news.Broadcast()
	return true
}

func (w *wire) Flush() {}

func (w *wire) Leaving() bool { return false }

func (w *wire) Full() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.full
}

func (w *wire) setFull(full bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.full = full
}

func (w *wire) CloseAfterFlush() {
	w.mu.Lock()
	w.closed = true
	w.news.Broadcast()
	then := w.onClose
	w.onClose = nil
	w.mu.Unlock()
	if then != nil {
		then()
	}
}

// next takes a packet, waiting for it; false after a while without any, or when there is none and the end has come.
func (w *wire) next(wait bool) ([]byte, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	late := false
	timer := time.AfterFunc(patience, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		late = true
		w.news.Broadcast()
	})
	defer timer.Stop()
	for wait && len(w.packets) == 0 && !w.closed && !late {
		w.news.Wait()
	}
	if len(w.packets) == 0 {
		return nil, false
	}
	p := w.packets[0]
	w.packets = w.packets[1:]
	return p, true
}

// phone is a client of the rig on one connection.
type phone struct {
	*wire
	s   *Session
	rig *rig
}

func (r *rig) connect(u chat.UserID, client string, kept *chat.StoredSession, change func(*SessionOptions)) *phone {
	r.t.Helper()
	p := &phone{wire: newWire(), rig: r}
	id := uint16(0)
	o := SessionOptions{Caller: chat.Caller{App: "default", User: u}, Client: client, Version: 4, Link: p.wire, Persistent: true, Expiry: time.Hour,
		NextID: func() (uint16, error) { id = max(id+1, 1); return id, nil }}
	if change != nil {
		change(&o)
	}
	p.s = NewSession(o)
	if err := r.hub.Attach(p.s, kept); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { r.hub.Detach(p.s) })
	return p
}

func (p *phone) subscribe(filters ...string) *phone {
	p.rig.t.Helper()
	for _, f := range filters {
		b, err := p.s.ParseFilter(f, 1)
		if err == nil {
			err = p.rig.hub.Subscribe(p.s, b)
		}
		if err != nil {
			p.rig.t.Fatal(err)
		}
	}
	p.rig.hub.Keep(p.s)
	return p
}

// hears takes the next message and gives its words, and acknowledges it.
func (p *phone) hears(wait bool) (words string, ok bool) {
	p.rig.t.Helper()
	b, ok := p.next(wait)
	if !ok {
		return "", false
	}
	pk := decoded(p.rig.t, b, p.s.Version)
	if pk.FixedHeader.Type == packets.Publish && pk.FixedHeader.Qos > 0 {
		p.s.acked(pk.PacketID)
	}
	var m struct{ Body struct{ Text string } }
	if err := json.Unmarshal(pk.Payload, &m); err != nil {
		p.rig.t.Fatalf("%q: %v", pk.Payload, err)
	}
	return m.Body.Text, true
}

func (p *phone) mustHear(want ...string) {
	p.rig.t.Helper()
	for _, w := range want {
		if got, _ := p.hears(true); got != w {
			p.rig.t.Fatalf("%s hears %q, not %q", p.s.Caller.User, got, w)
		}
	}
}

// kept is what is on disk of a client.
func (r *rig) kept(u chat.UserID, client string) *chat.StoredSession {
	r.t.Helper()
	st, found, err := r.service.Session("default", u, client)
	if err != nil {
		r.t.Fatal(err)
	}
	if !found {
		return nil
	}
	return &st
}
