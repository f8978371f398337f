package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func as(u chat.UserID) chat.Caller { return chat.Caller{App: "default", User: u} }

func (k *talk) nickname(u chat.UserID, name string) {
	k.t.Helper()
	if _, err := k.ChangeProfile(context.Background(), as(u), chat.ProfileChange{Nickname: &name}); err != nil {
		k.t.Fatal(err)
	}
}

func TestFeed_TellsAllInOrderFromAnywhere(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	before, err := k.Position("default")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		if i%10 == 9 {
			k.nickname("ann", fmt.Sprint("Ann ", i))
			continue
		}
		if _, err := k.say("ann", "user/bob", "hello", ""); err != nil {
			t.Fatal(err)
		}
	}
	for most := 1; most <= 50; most += 7 {
		pos, seq, events := before, uint64(0), 0
		for {
			changes, upTo, err := k.Feed("default", pos, most)
			if err != nil {
				t.Fatal(err)
			}
			if len(changes) == 0 {
				break
			}
			for _, c := range changes {
				if pos++; c.Pos != pos {
					t.Fatalf("position %d after %d", c.Pos, pos-1)
				}
				switch c.Kind {
				case chat.ChangeMessage:
					if seq++; c.Seq != seq || c.Conv != chat.Between("ann", "bob") {
						t.Fatalf("%+v, want seq %d", c, seq)
					}
				case chat.ChangeEvent:
					var e struct {
						Event   string
						TS      int64
						Profile chat.Profile
					}
					if err := json.Unmarshal(c.Event, &e); err != nil || e.Event != "profile" || e.TS != k.now.UnixMilli() || e.Profile.Nickname == "" {
						t.Fatalf("%s: %v", c.Event, err)
					}
					events++
				}
			}
			if upTo != pos {
				t.Fatalf("ends at %d, said %d", pos, upTo)
			}
		}
		if seq != 36 || events != 4 {
			t.Fatalf("by %d: %d messages, %d events", most, seq, events)
		}
	}
}

func TestSync_GivesEventsToDevicesThatWereAway(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	k.nickname("ann", "before")
	start, err := k.Sync(as("ann"), "")
	if err != nil || len(start.Events) != 0 {
		t.Fatalf("a new device needs no old events: %+v, %v", start, err)
	}
	k.nickname("ann", "one")
	k.nickname("bob", "of bob alone")
	k.nickname("ann", "two")
	page, err := k.Sync(as("ann"), start.Cursor)
	if err != nil || len(page.Events) != 2 || page.EventsGap {
		t.Fatalf("%+v, %v", page, err)
	}
	again, err := k.Sync(as("ann"), page.Cursor)
	if err != nil || len(again.Events) != 0 {
		t.Fatalf("%+v, %v", again, err)
	}
	k.now = k.now.Add((chat.EventDays + 1) * 24 * time.Hour)
	k.nickname("ann", "three")
	if err := k.Purge(context.Background()); err != nil {
		t.Fatal(err)
	}
	late, err := k.Sync(as("ann"), start.Cursor)
	if err != nil || len(late.Events) != 1 || !late.EventsGap {
		t.Fatalf("after they were forgotten: %+v, %v", late, err)
	}
	if page, err := k.Sync(as("ann"), late.Cursor); err != nil || page.EventsGap {
		t.Fatalf("a fresh cursor has no gap: %+v, %v", page, err)
	}
}
