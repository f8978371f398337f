package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// show makes a room r that own owns and adm manages; sup is a super-admin.
func (k *talk) show() {
	k.t.Helper()
	ctx := context.Background()
	_, err := k.CreateRoom(ctx, theKey(), chat.NewRoom{ID: "r", Name: "Show", Owner: "own"})
	k.must(err)
	_, err = k.SetRoomAdmin(ctx, as("own"), "r", "adm", true)
	k.must(err)
	k.must(k.SetSuperAdmin(ctx, theKey(), "sup", true))
}

var audience = []chat.UserID{"own", "adm", "sup", "mem", "mem2"}

// speaks tries a message to the room.
func (k *talk) speaks(u chat.UserID, code chat.Code) error {
	k.t.Helper()
	_, err := k.say(u, "room/r", "hello", "")
	k.wants(string(u)+" speaks", err, code)
	return err
}

func TestRoom_WhoMayDoWhat(t *testing.T) {
	ctx := context.Background()
	name := "new"
	for what, do := range map[string]func(*talk, chat.Caller) error{
		"owner admin":   func(k *talk, c chat.Caller) error { _, err := k.SetRoomAdmin(ctx, c, "r", "mem2", true); return err },
		"owner give":    func(k *talk, c chat.Caller) error { _, err := k.TransferRoom(ctx, c, "r", "mem2"); return err },
		"owner dismiss": func(k *talk, c chat.Caller) error { return k.DismissRoom(ctx, c, "r") },
		"owner mute an admin": func(k *talk, c chat.Caller) error {
			_, err := k.MuteInRoom(ctx, c, "r", "adm2", time.Time{})
			return err
		},
		"admin change": func(k *talk, c chat.Caller) error {
			_, err := k.ChangeRoom(ctx, c, "r", chat.RoomChange{Announcement: &name})
			return err
		},
		"admin mute": func(k *talk, c chat.Caller) error {
			_, err := k.MuteInRoom(ctx, c, "r", "mem2", time.Time{})
			return err
		},
		"admin muting": func(k *talk, c chat.Caller) error { _, err := k.MuteRoom(ctx, c, "r", "", true); return err },
		"admin tag":    func(k *talk, c chat.Caller) error { _, err := k.MuteRoom(ctx, c, "r", "vip", true); return err },
		"admin allow":  func(k *talk, c chat.Caller) error { _, err := k.AllowInRoom(ctx, c, "r", "mem2", true); return err },
		"admin ban":    func(k *talk, c chat.Caller) error { _, err := k.BanFromRoom(ctx, c, "r", "mem2", true); return err },
		"admin remove": func(k *talk, c chat.Caller) error { return k.RemoveFromRoom(ctx, c, "r", "mem2") },
		"admin tags":   func(k *talk, c chat.Caller) error { return k.TagInRoom(ctx, c, "r", "mem2", []string{"vip"}) },
		"admin list":   func(k *talk, c chat.Caller) error { _, _, err := k.RoomUsers(c, "r", "", "", 0); return err },
		"admin force": func(k *talk, c chat.Caller) error {
			_, err := k.SetRoomValues(ctx, c, "r", []chat.NewRoomValue{{Key: "k"}}, true)
			return err
		},
		"member values": func(k *talk, c chat.Caller) error {
			_, err := k.SetRoomValues(ctx, c, "r", []chat.NewRoomValue{{Key: "k"}}, false)
			return err
		},
		"key super": func(k *talk, c chat.Caller) error { return k.SetSuperAdmin(ctx, c, "mem2", true) },
		"key broadcast": func(k *talk, c chat.Caller) error {
			_, err := k.Broadcast(ctx, c, chat.Draft{Body: json.RawMessage(`{"text":"x"}`)})
			return err
		},
		"super create": func(k *talk, c chat.Caller) error {
			_, err := k.CreateRoom(ctx, c, chat.NewRoom{ID: "other"})
			return err
		},
	} {
		rank, _, _ := strings.Cut(what, " ")
		may := map[string]string{"member": "mem adm sup own key", "admin": "adm sup own key", "owner": "own key", "key": "key", "super": "sup key"}[rank]
		for _, who := range []string{"mem", "adm", "sup", "own", "key"} {
			k := newTalk(t, append(audience, "adm2")...)
			k.show()
			_, err := k.SetRoomAdmin(ctx, theKey(), "r", "adm2", true)
			k.must(err)
			c := as(chat.UserID(who))
			if who == "key" {
				c = theKey()
			}
			before := k.log.Hash()
			err = do(k, c)
			if allowed := strings.Contains(may, who); allowed != (err == nil) {
				t.Errorf("%s by %s: %v", what, who, err)
			} else if !allowed && (chat.AsError(err).Class() != chat.ClassForbidden || k.log.Hash() != before) {
				t.Errorf("%s by %s: %v, or something changed", what, who, err)
			}
		}
	}
}

func TestRoom_WhoMayWrite(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, audience...)
	k.show()
	hour := k.now.Add(time.Hour)
	_, err := k.MuteInRoom(ctx, as("adm"), "r", "mem", hour)
	k.must(err)
	if e := chat.AsError(k.speaks("mem", chat.CodeMuted)); e.Until != hour.UnixMilli() {
		t.Errorf("%+v", e)
	}
	k.speaks("mem2", "")
	k.now = hour
	k.speaks("mem", "")

	_, err = k.MuteRoom(ctx, as("sup"), "r", "", true)
	k.must(err)
	_, err = k.AllowInRoom(ctx, as("adm"), "r", "mem2", true)
	k.must(err)
	for u, code := range map[chat.UserID]chat.Code{"own": "", "adm": "", "sup": "", "mem": chat.CodeMuted, "mem2": ""} {
		k.speaks(u, code)
	}
	_, err = k.MuteRoom(ctx, as("adm"), "r", "", false)
	k.must(err)

	k.must(k.TagInRoom(ctx, as("mem"), "r", "mem", []string{"red", "loud"}))
	k.must(k.TagInRoom(ctx, as("own"), "r", "adm", []string{"loud"}))
	_, err = k.MuteRoom(ctx, as("adm"), "r", "loud", true)
	k.must(err)
	k.speaks("mem", chat.CodeMuted)
	k.speaks("mem2", "")
	k.speaks("adm", "")
	k.wants("out of the tag", k.TagInRoom(ctx, as("mem"), "r", "mem", nil), chat.CodeMuted)
	k.must(k.TagInRoom(ctx, as("adm"), "r", "mem", []string{"red"}))
	k.speaks("mem", "")

	_, err = k.DisableRoom(ctx, theKey(), "r", true)
	k.must(err)
	for _, u := range []chat.UserID{"own", "adm", "sup", "mem2"} {
		k.speaks(u, chat.CodeRoomDisabled)
	}
	_, err = k.Send(ctx, chat.Caller{App: "default", User: "own", Admin: true}, chat.PlainText(chat.RoomAddress("r"), []byte("with the key")))
	k.wants("the app's key writes", err, chat.CodeRoomDisabled)
	_, err = k.DisableRoom(ctx, as("own"), "r", false)
	k.wants("the owner enables", err, chat.CodeForbidden)
	_, err = k.DisableRoom(ctx, theKey(), "r", false)
	k.must(err)
	k.speaks("own", "")

	_, err = k.BanFromRoom(ctx, as("adm"), "r", "mem", true)
	k.must(err)
	k.speaks("mem", chat.CodeRoomBanned)
	_, err = k.EnterRoom(as("mem"), "r")
	k.wants("enter", err, chat.CodeRoomBanned)
	_, err = k.History(as("mem"), chat.RoomAddress("r"), chat.HistoryQuery{})
	k.wants("history", err, chat.CodeRoomBanned)
	if users, _, err := k.RoomUsers(as("adm"), "r", "banned", "", 0); err != nil || len(users) != 1 || users[0].BannedBy != "adm" {
		t.Errorf("%+v, %v", users, err)
	}
	_, err = k.BanFromRoom(ctx, as("adm"), "r", "mem", false)
	k.must(err)
	k.speaks("mem", "")
	if list, err := k.Conversations(as("mem"), "", 0); err != nil || len(list.Conversations) != 0 {
		t.Errorf("a chatroom is in the list of conversations: %+v, %v", list, err)
	}
}

func TestRoom_ValuesBelongToWhoSetThem(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, audience...)
	k.show()
	set := func(u chat.UserID, force bool, keys ...string) chat.ValuesChanged {
		t.Helper()
		var values []chat.NewRoomValue
		for _, key := range keys {
			values = append(values, chat.NewRoomValue{Key: key, Value: string(u), AutoDelete: true})
		}
		out, err := k.SetRoomValues(ctx, as(u), "r", values, force)
		k.must(err)
		return out
	}
	set("mem", false, "a", "b")
	if out := set("mem2", false, "b", "c"); len(out.Done) != 1 || out.Refused[0].Key != "b" || out.Refused[0].Code != chat.CodeKeyTaken || out.Refused[0].Owner != "mem" {
		t.Fatalf("%+v", out)
	}
	if out := set("adm", true, "b"); len(out.Done) != 1 {
		t.Fatalf("%+v", out)
	}
	if out, err := k.DeleteRoomValues(ctx, as("mem"), "r", []string{"b", "none"}, false); err != nil || len(out.Done) != 0 || out.Refused[0].Owner != "adm" || out.Refused[1].Code != chat.CodeNotFound {
		t.Fatalf("%+v, %v", out, err)
	}
	k.RoomLeft("default", "r", "mem")
	values, err := k.RoomValues(as("mem2"), "r", nil)
	if err != nil || len(values) != 2 || values[0].Key != "b" || values[0].Owner != "adm" || values[1].Key != "c" {
		t.Fatalf("%+v, %v", values, err)
	}
	for i := 0; i < chat.MaxRoomValues-2; i += 14 {
		var keys []string
		for j := range 14 {
			keys = append(keys, fmt.Sprint("n", i+j))
		}
		set("mem2", false, keys...)
	}
	if out := set("mem2", false, "c", "one more"); len(out.Done) != 1 || out.Refused[0].Code != chat.CodeTooMany {
		t.Fatalf("%+v", out)
	}
	k.must(k.DismissRoom(ctx, as("own"), "r"))
	_, err = k.CreateRoom(ctx, theKey(), chat.NewRoom{ID: "r"})
	k.must(err)
	if values, err := k.RoomValues(theKey(), "r", nil); err != nil || len(values) != 0 {
		t.Fatalf("left of the room before: %+v, %v", values, err)
	}
}

func TestRoom_ShedsLowFirst(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, audience...)
	k.show()
	send := func(p chat.Priority, n int) (stored, dropped, refused int) {
		for range n {
			d := chat.PlainText(chat.RoomAddress("r"), []byte("x"))
			d.Priority = p
			r, err := k.Send(ctx, as("mem"), d)
			switch {
			case refusal(err) == chat.CodeRateLimited:
				refused++
			case err != nil:
				t.Fatal(err)
			case r.Seq == 0:
				dropped++
			default:
				stored++
			}
		}
		return stored, dropped, refused
	}
	for _, step := range []struct {
		p                        chat.Priority
		n                        int
		stored, dropped, refused int
	}{
		{chat.PriorityLow, 50, 40, 10, 0}, {"", 50, 40, 0, 10}, {chat.PriorityHigh, 50, 50, 0, 0}, {chat.PriorityLow, 5, 0, 5, 0},
	} {
		if stored, dropped, refused := send(step.p, step.n); stored != step.stored || dropped != step.dropped || refused != step.refused {
			t.Errorf("%+v: %d stored, %d dropped, %d refused", step, stored, dropped, refused)
		}
	}
	room, err := k.Room("default", "r")
	if want := (chat.Shed{Low: 15, Normal: 10}); err != nil || room.Shed == nil || *room.Shed != want || k.RoomsShed() != want {
		t.Errorf("%+v, %v", room.Shed, err)
	}
	k.now = k.now.Add(time.Second)
	if stored, _, _ := send(chat.PriorityLow, 1); stored != 1 {
		t.Error("a second later low messages are dropped")
	}
}

// TestRoom_BadInputChangesNothing gives each call what it must refuse.
func TestRoom_PriorityIsShownToReaders(t *testing.T) {
	k := newTalk(t, audience...)
	k.show()
	store := false
	for i, c := range []struct {
		p     chat.Priority
		store *bool
		want  chat.Priority
	}{{chat.PriorityHigh, nil, "high"}, {chat.PriorityNormal, nil, ""}, {"", nil, ""}, {chat.PriorityLow, nil, "low"}, {chat.PriorityHigh, &store, "high"}} {
		d := chat.PlainText(chat.RoomAddress("r"), []byte("hello"))
		d.Priority, d.Store = c.p, c.store
		var live []byte
		k.must(k.Submit(as("mem"), d, nil, func(o *chat.Outcome) {
			k.must(o.Err)
			live = o.Effects[0].(*chat.Stored).Payload
		}))
		m, err := chat.DecodeMessage(live)
		k.must(err)
		if m.Priority != c.want {
			t.Errorf("%d: live it is %q, want %q", i, m.Priority, c.want)
		}
		if c.store == nil {
			if m, err = k.Message(as("mem2"), chat.RoomAddress("r"), uint64(i+1)); err != nil || m.Priority != c.want {
				t.Errorf("%d: in the history it is %q (%v), want %q", i, m.Priority, err, c.want)
			}
		}
	}
}

func TestRoom_BadInputChangesNothing(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, audience...)
	k.show()
	long := func(n int) string { return strings.Repeat("x", n) }
	many, text := 51, long(2049)
	change := func(ch chat.RoomChange) error { _, err := k.ChangeRoom(ctx, as("own"), "r", ch); return err }
	set := func(values ...chat.NewRoomValue) error {
		_, err := k.SetRoomValues(ctx, as("mem"), "r", values, false)
		return err
	}
	user := func(_ chat.RoomUser, err error) error { return err }
	room := func(_ chat.Room, err error) error { return err }
	tags := func(tags ...string) error { return k.TagInRoom(ctx, as("mem"), "r", "mem", tags) }
	_, _, only := k.RoomUsers(as("own"), "r", "kings", "", 0)
	_, _, limit := k.RoomMembers(as("own"), "r", "", 1001)
	_, broadcast := k.Broadcast(ctx, theKey(), chat.Draft{Body: json.RawMessage(`{}`)})
	send := func(to, p string) error {
		d := chat.PlainText(chat.Address{Kind: chat.Kind(to), ID: "r"}, []byte("x"))
		d.Priority = chat.Priority(p)
		_, err := k.Send(ctx, as("mem"), d)
		return err
	}
	before := k.log.Hash()
	for _, c := range []struct {
		name  string
		err   error
		code  chat.Code
		field string
	}{
		{"recent", change(chat.RoomChange{Recent: &many}), chat.CodeInvalid, "recent"},
		{"announcement", change(chat.RoomChange{Announcement: &text}), chat.CodeTooLarge, "announcement"},
		{"owner", room(k.TransferRoom(ctx, as("own"), "r", "nobody")), chat.CodeNoUser, "owner"},
		{"no room", room(k.MuteRoom(ctx, as("own"), "none", "", true)), chat.CodeNoRoom, "room"},
		{"tag to mute", room(k.MuteRoom(ctx, as("own"), "r", "a b", true)), chat.CodeBadID, "tag"},
		{"mute in the past", user(k.MuteInRoom(ctx, as("own"), "r", "mem", k.now)), chat.CodeInvalid, "until"},
		{"mute nobody", user(k.MuteInRoom(ctx, as("own"), "r", "nobody", time.Time{})), chat.CodeNoUser, "user"},
		{"ban the owner", user(k.BanFromRoom(ctx, as("adm"), "r", "own", true)), chat.CodeOwnerMustStay, "user"},
		{"tags", tags("a b"), chat.CodeBadID, "tags"},
		{"many tags", tags(strings.Split(long(11), "")...), chat.CodeTooMany, "tags"},
		{"no values", set(), chat.CodeInvalid, "keys"},
		{"no key", set(chat.NewRoomValue{}), chat.CodeInvalid, "keys"},
		{"long key", set(chat.NewRoomValue{Key: long(129)}), chat.CodeInvalid, "keys"},
		{"a key twice", set(chat.NewRoomValue{Key: "k"}, chat.NewRoomValue{Key: "k"}), chat.CodeInvalid, "keys"},
		{"long value", set(chat.NewRoomValue{Key: "k", Value: long(4097)}), chat.CodeTooLarge, "values"},
		{"only", only, chat.CodeInvalid, "only"},
		{"limit", limit, chat.CodeInvalid, "limit"},
		{"broadcast", broadcast, chat.CodeBadPayload, "body.text"},
		{"priority", send("room", "urgent"), chat.CodeInvalid, "priority"},
		{"priority in a group", send("group", "high"), chat.CodeInvalid, "priority"},
		{"super-admin", k.SetSuperAdmin(ctx, theKey(), "nobody", true), chat.CodeNoUser, "user"},
	} {
		if e := chat.AsError(c.err); c.err == nil || e.Code != c.code || e.Field != c.field {
			t.Errorf("%s: %v (%+v), not %s at %s", c.name, c.err, e, c.code, c.field)
		}
	}
	if k.log.Hash() != before {
		t.Error("something changed")
	}
}

func TestRoom_OfTheSameNameHasNoOldHistory(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, audience...)
	k.show()
	for i := range 700 { // more than one command removes
		k.now = k.now.Add(time.Second)
		k.mustSay("mem", "room/r", fmt.Sprint("old ", i))
	}
	_, err := k.React(ctx, as("mem2"), chat.RoomAddress("r"), 3, "like", true)
	k.must(err)
	k.must(k.DismissRoom(ctx, as("own"), "r"))
	if left := append(k.log.Keys("default/msg/"), k.log.Keys("default/reaction/")...); len(left) > 0 {
		t.Errorf("%d are left, as %q", len(left), left[0])
	}
	k.show()
	k.mustSay("mem", "room/r", "new")
	for _, c := range []chat.Caller{as("mem"), theKey()} {
		page, err := k.History(c, chat.RoomAddress("r"), chat.HistoryQuery{Limit: 10})
		if err != nil || len(page.Messages) != 1 || page.Messages[0].Seq != 701 {
			t.Errorf("%+v, %v", page, err)
		}
	}
}

func TestRoom_RightsEndWithTheAccount(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, append(audience, "vip")...)
	k.show()
	_, err := k.AllowInRoom(ctx, as("own"), "r", "vip", true)
	k.must(err)
	for _, u := range []chat.UserID{"own", "adm", "sup", "vip"} {
		c := theKey()
		c.User = u
		k.must(k.DeleteUser(ctx, c))
	}
	if left := append(k.log.Keys("default/roomrole/"), k.log.Keys("default/superadmin/")...); len(left) != 0 {
		t.Errorf("left: %q", left)
	}
	if users, _, err := k.RoomUsers(theKey(), "r", "", "", 0); err != nil || len(users) != 0 {
		t.Errorf("the room remembers %+v, %v", users, err)
	}
	for _, u := range []chat.UserID{"own", "adm", "sup", "vip"} { // others may take the names
		_, err := k.Register(ctx, theKey(), []chat.NewAccount{{User: u}})
		k.must(err)
		_, err = k.MuteRoom(ctx, as(u), "r", "", true)
		k.wants(string(u)+" mutes all", err, chat.CodeForbidden)
	}
	_, err = k.TransferRoom(ctx, theKey(), "r", "mem")
	k.must(err)
	k.must(k.DismissRoom(ctx, as("mem"), "r"))
	if left := k.log.Keys("default/room"); len(left) != 0 {
		t.Errorf("left: %q", left)
	}
}
