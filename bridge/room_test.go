package bridge

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// TestRoom_AwayForTwoMinutesThenOut breaks a connection: the user stays for two minutes, and what goes with the user
// stays as long.
func TestRoom_AwayForTwoMinutesThenOut(t *testing.T) { synctest.Test(t, awayThenOut) }

func awayThenOut(t *testing.T) {
	ctx, r := context.Background(), newRig(t, "ann", "bob")
	admin, bob := chat.Caller{App: "default", Admin: true}, chat.Caller{App: "default", User: "bob"}
	if _, err := r.service.CreateRoom(ctx, admin, chat.NewRoom{ID: "r"}); err != nil {
		t.Fatal(err)
	}
	enter := func(u chat.UserID) *phone {
		p := r.connect(u, string(u), nil, nil).subscribe("im/default/room/r/#")
		r.hub.Enter(p.s, p.s.subs[0])
		return p
	}
	ann := enter("ann")
	passing := func() (said []string) {
		synctest.Wait()
		for {
			b, ok := ann.next(false)
			if !ok {
				return said
			}
			for _, word := range []string{"member.entered", "member.left", "values.set", "values.deleted"} {
				if strings.Contains(string(b), word) {
					said = append(said, word)
				}
			}
		}
	}
	expect := func(when, want string) {
		t.Helper()
		if got := strings.Join(passing(), " "); got != want {
			t.Fatalf("%s: ann hears %q, not %q", when, got, want)
		}
	}
	phone := enter("bob")
	expect("bob enters", "member.entered")
	if _, err := r.service.SetRoomValues(ctx, bob, "r", []chat.NewRoomValue{{Key: "seat", Value: "1", AutoDelete: true}, {Key: "gift", Value: "2"}}, false); err != nil {
		t.Fatal(err)
	}
	expect("bob sets keys", "values.set")

	r.hub.Detach(phone.s)
	time.Sleep(roomAway - time.Second)
	members, _, err := r.service.RoomMembers(admin, "r", "", 0)
	if err != nil || len(members) != 2 || members[0].Away || !members[1].Away || r.hub.RoomOnline("default", "r") != 1 {
		t.Fatalf("%+v, %v", members, err)
	}
	phone = enter("bob")
	time.Sleep(2 * roomAway)
	expect("bob is back in time", "")

	r.hub.Detach(phone.s)
	time.Sleep(roomAway)
	synctest.Wait()
	expect("bob is away too long", "member.left values.deleted")
	values, err := r.service.RoomValues(admin, "r", nil)
	if err != nil || len(values) != 1 || values[0].Key != "gift" || r.hub.InRoom("default", "r", "bob") {
		t.Fatalf("%+v, %v", values, err)
	}

	phone = enter("bob")
	r.hub.Unsubscribe(phone.s, "im/default/room/r/#")
	expect("bob unsubscribes", "member.entered member.left")
	phone = enter("bob")
	if _, err := r.service.BanFromRoom(ctx, admin, "r", "bob", true); err != nil {
		t.Fatal(err)
	}
	if r.hub.InRoom("default", "r", "bob") || r.hub.Subscribe(phone.s, mustFilter(t, "im/default/room/r/#")) == nil {
		t.Fatal("bob was banned and is in, or comes in")
	}
}

// TestRoom_FromTheSubackOnNothingIsMissed lets a room go on, and end, between a subscription and what comes after its
// SUBACK.
func TestRoom_FromTheSubackOnNothingIsMissed(t *testing.T) { synctest.Test(t, fromTheSuback) }

func fromTheSuback(t *testing.T) {
	ctx, r := context.Background(), newRig(t, "ann", "bob")
	admin := chat.Caller{App: "default", Admin: true}
	two, none := 2, 0
	for room, recent := range map[chat.RoomID]*int{"two": &two, "none": &none} {
		if _, err := r.service.CreateRoom(ctx, admin, chat.NewRoom{ID: room, Recent: recent}); err != nil {
			t.Fatal(err)
		}
		say := func(words ...string) {
			for _, w := range words {
				if _, err := r.service.Send(ctx, chat.Caller{App: "default", User: "ann", Admin: true}, chat.PlainText(chat.RoomAddress(room), []byte(w))); err != nil {
					t.Fatal(err)
				}
			}
			synctest.Wait()
		}
		say("long ago", "before")
		p := r.connect("bob", string(room), nil, nil).subscribe("im/default/room/" + string(room) + "/#")
		say("meanwhile")
		if b, ok := p.next(false); ok {
			t.Fatalf("%q came before the SUBACK", b)
		}
		r.hub.Enter(p.s, p.s.subs[0])
		if recent == &two {
			p.mustHear("before")
		}
		p.mustHear("meanwhile")

		again := r.connect("ann", string(room), nil, nil).subscribe("im/default/room/" + string(room) + "/#")
		if err := r.service.DismissRoom(ctx, admin, room); err != nil {
			t.Fatal(err)
		}
		r.hub.Enter(again.s, again.s.subs[0])
		if b, ok := again.next(true); !ok || !strings.Contains(string(b), "room.dismissed") {
			t.Fatalf("%q", b)
		}
	}
}

// TestRoom_TellsWhoEntersWhileFewAreThere fills a room beyond the number up to which it is told.
func TestRoom_TellsWhoEntersWhileFewAreThere(t *testing.T) {
	ctx, r := context.Background(), newRig(t, "ann", "bob", "cat", "dan")
	app, err := r.service.App("default")
	if err != nil {
		t.Fatal(err)
	}
	app.Settings.RoomEvents = 2
	if _, err := r.service.ChangeApp(ctx, "default", chat.AppChange{Settings: &app.Settings}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.service.CreateRoom(ctx, chat.Caller{App: "default", Admin: true}, chat.NewRoom{ID: "r"}); err != nil {
		t.Fatal(err)
	}
	var ann *phone
	for i, u := range []chat.UserID{"ann", "bob", "cat", "dan"} {
		p := r.connect(u, "c", nil, nil).subscribe("im/default/room/r/#")
		r.hub.Enter(p.s, p.s.subs[0])
		if i == 0 {
			ann = p
		}
	}
	if b, ok := ann.next(false); !ok || !strings.Contains(string(b), `"users":["bob"],"online":2`) {
		t.Fatalf("of bob: %q", b)
	}
	if b, ok := ann.next(false); ok {
		t.Fatalf("of cat, when three are online: %q", b)
	}
	page := r.hub.RoomMembers("default", "r", "bob", 1)
	if len(page) != 1 || page[0].User != "cat" {
		t.Fatalf("%+v", page)
	}
}

func mustFilter(t *testing.T, filter string) Sub {
	b, err := ParseFilter("default", "bob", filter, 1)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRoom_OthersGoOnWhileTheNewestAreRead has messages come between each two readings of the log that entering makes.
func TestRoom_OthersGoOnWhileTheNewestAreRead(t *testing.T) {
	r, room := newRig(t, "ann", "bob"), chat.RoomAddress("r")
	if _, err := r.service.CreateRoom(t.Context(), chat.Caller{App: "default", Admin: true}, chat.NewRoom{ID: "r"}); err != nil {
		t.Fatal(err)
	}
	ann := r.connect("ann", "c", nil, nil).subscribe("im/default/room/r")
	r.hub.Enter(ann.s, ann.s.subs[0])
	said := 0
	say := func() {
		said++
		r.say("ann", room, fmt.Sprint("m", said), ann.s)
	}
	for range 3 {
		say()
	}
	bob := r.connect("bob", "c", nil, nil).subscribe("im/default/room/r")
	inside := 0 // readings while bob is in the room
	r.reads = func() {
		online := make(chan int, 1)
		go func() { online <- r.hub.RoomOnline("default", "r") }()
		select {
		case n := <-online:
			if n == 2 {
				inside++
				reads := r.reads
				r.reads = nil
				say()
				r.reads = reads
			}
		case <-time.After(patience):
			t.Error("everyone waits while the log is read")
		}
	}
	r.hub.Enter(bob.s, bob.s.subs[0])
	r.reads = nil
	if inside < 2 {
		t.Fatalf("%d readings", inside)
	}
	say()
	for i := range said {
		bob.mustHear(fmt.Sprint("m", i+1))
	}
	if words, more := bob.hears(false); more {
		t.Errorf("and %q", words)
	}
}
