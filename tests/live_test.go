package tests

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"
)

// TestTakeOver_TwoAtOnceEndAsOne connects with one client id from many sides at the same time, again and again.
func TestTakeOver_TwoAtOnceEndAsOne(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann := s.connect(t, "ann", how{})
	sent := 0
	for range 10 {
		const sides = 4
		var all [sides]*person
		var wg sync.WaitGroup
		for i := range sides {
			wg.Go(func() { all[i], _ = s.tryConnect(t, "bob", how{}) }) // who loses may hear nothing at all
		}
		wg.Wait()
		last := survivor(t, all[:])
		for range 3 {
			ann.send("user/bob", fmt.Sprint(sent))
			last.hears(fmt.Sprint(sent))
			sent++
		}
		for _, p := range all {
			if p != nil && p != last && len(p.heard) > 0 {
				t.Fatalf("one that was taken over hears %v", p.receive())
			}
		}
	}
}

// survivor finds the one connection that lives: it alone can subscribe once the others have ended.
func survivor(t *testing.T, all []*person) (one *person) {
	t.Helper()
	ended := 0
	for _, p := range all {
		if p == nil || p.ack == nil || p.ack.ReasonCode != 0 {
			ended++
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		go func() { // paho waits for an answer even when the connection has ended
			select {
			case <-p.client.Done():
				cancel()
			case <-ctx.Done():
			}
		}()
		_, err := p.client.Subscribe(ctx, &paho.Subscribe{Subscriptions: []paho.SubscribeOptions{{Topic: "im/default/user/bob/#", QoS: 1}}})
		cancel()
		if err == nil {
			select {
			case <-p.ended: // it could subscribe just before it was taken over
				ended++
				continue
			default:
			}
			if one != nil {
				t.Fatal("two connections of one client id live")
			}
			one = p
			continue
		}
		ended++
	}
	if one == nil || ended != len(all)-1 {
		t.Fatalf("%d of %d connections have ended", ended, len(all))
	}
	return one
}

func TestAccess_ADeletedUserIsCut(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	phone := s.connect(t, "ann", how{keep: 3600}).listen()
	old := s.connectRaw(t, "ann", 4)
	if status, body := s.ask(t, http.MethodDelete, "/v1/users/ann", nil); status >= 300 {
		t.Fatal(status, body)
	}
	phone.isCut(0x87)
	for first, b := old.read(); ; first, b = old.read() {
		if _, body := old.take(first, b); body["event"] == "closed" {
			break
		}
	}
	if err := old.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if b, err := old.in.ReadByte(); err == nil {
		t.Fatalf("%x comes after the end", b)
	}
	if p, err := s.tryConnect(t, "ann", how{}); err == nil || p == nil || p.ack.ReasonCode != 0x86 {
		t.Fatalf("a deleted user comes back: %v", err)
	}
	if status, body := s.create(t, "/v1/users", map[string]any{"user": "ann", "password": "secret-ann"}); status != 201 {
		t.Fatal(status, body)
	}
	if again := s.connect(t, "ann", how{keep: 3600, resume: true}); again.ack.SessionPresent {
		t.Fatal("who has the name now gets the session of who had it before")
	}
}
