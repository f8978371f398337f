package bridge

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// awaited are the answers of devices that an app waits for, by the topic on which they come.
type awaited struct {
	many atomic.Int32
	mu   sync.Mutex
	of   map[string]*waiting
}

type waiting struct {
	id    string
	timer *time.Timer
}

// command publishes a cmd on its device topic. It is never taken for what a rule makes messages of.
func (h *Hub) command(app chat.AppName, d *chat.DeviceCommand) {
	w := h.devices.of(app)
	m := &deviceMessage{topic: d.Topic, payload: d.Payload, qos: 1}
	if d.Response != "" {
		w.await(d)
		m.expires = time.UnixMilli(d.Ends)
		m.forward = text([]byte{propResponse}, d.Response)
		m.forward = text(append(m.forward, propCorrelation), d.ID)
	}
	m.forward = userProp(m.forward, "from", string(d.From))
	m.forward = userProp(m.forward, "id", d.ID)
	if _, _, err := w.rules(); err == nil { // what links there are
		w.trace(m, false)
	}
	w.carryOwn(m, d.From, "", w.errands(m, Publish{}, d.From, ""), func(do func()) { do() }, func(err error) {
		if err != nil { // the sender hears that nobody has answered
			h.log.Warn("a cmd was not published", "app", app, "topic", d.Topic, "err", err)
		}
	})
}

const propResponse = 0x08

func (w *deviceWorld) await(d *chat.DeviceCommand) {
	a := &w.awaited
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of == nil {
		a.of = make(map[string]*waiting)
	}
	a.of[d.Response] = &waiting{d.ID, time.AfterFunc(time.Until(time.UnixMilli(d.Ends))+time.Millisecond, func() {
		if err := w.hub.service.ExpireCommands(w.app); err != nil {
			w.hub.log.Debug("commands are ended later", "app", w.app, "err", err) // by the next purge
		}
	})}
	a.many.Store(int32(len(a.of)))
}

// end forgets an answer that is waited for no more.
func (a *awaited) end(response string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if x := a.of[response]; x != nil {
		x.timer.Stop()
		delete(a.of, response)
	}
	a.many.Store(int32(len(a.of)))
}

// forget drops all, when the app is gone or the server goes down.
func (a *awaited) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, x := range a.of {
		x.timer.Stop()
	}
	a.of = nil
	a.many.Store(0)
}

// rest ends the waiting for answers, when the server goes down: it begins again with the next start.
func (d *devices) rest() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, w := range d.apps {
		w.awaited.forget()
	}
}

// answered gives the errand that takes a publish for the answer to a cmd; nil: it is none. MQTT 5 devices may repeat the
// correlation data: then it has to be the one that they were given.
func (w *deviceWorld) answered(p Publish, by chat.UserID) errand {
	a := &w.awaited
	if a.many.Load() == 0 {
		return nil
	}
	a.mu.Lock()
	x := a.of[p.Topic]
	a.mu.Unlock()
	if x == nil || len(p.Correlation) > 0 && string(p.Correlation) != x.id {
		return nil
	}
	return func(done func(error)) {
		if err := w.hub.service.SubmitAnswer(w.app, x.id, by, p.Payload, func(o *chat.Outcome) { done(o.Err) }); err != nil {
			done(err)
		}
	}
}

// ResumeCommands waits again for the answers that were waited for when the server went down, and publishes their commands
// once more: whether a device has heard them is not known. It comes before any client.
func (h *Hub) ResumeCommands() error {
	apps, err := h.service.Apps()
	if err != nil {
		return err
	}
	for _, a := range apps {
		all, err := h.service.AwaitedCommands(a.Name)
		if err != nil {
			return err
		}
		for i := range all {
			h.command(a.Name, &all[i])
		}
	}
	return nil
}
