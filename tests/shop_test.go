package tests

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/eclipse/paho.golang/paho"
)

// device is what a user's device shows: it follows sync and what it hears, and nothing else.
type device struct {
	t      *testing.T
	s      *server // with the user's token
	cursor string
	shows  map[string]map[float64]string // conversation → seq → what is shown
	unread map[string]float64
}

func newDevice(t *testing.T, s *server, user string) *device {
	d := &device{t: t, s: s.as(t, user), shows: map[string]map[float64]string{}, unread: map[string]float64{}}
	d.sync()
	return d
}

// sync brings the device up to date in as many calls as it takes.
func (d *device) sync() {
	d.t.Helper()
	for {
		page := d.s.does(d.t, "GET", "/v1/sync?cursor="+d.cursor, nil)
		for _, c := range list(page["conversations"]) {
			d.take(c)
		}
		d.cursor, _ = page["cursor"].(string)
		if more, _ := page["more"].(bool); !more {
			return
		}
	}
}

func (d *device) take(c map[string]any) {
	name, _ := c["conversation"].(string)
	if d.shows[name] == nil {
		d.shows[name] = map[float64]string{}
	}
	for _, m := range append(list(c["messages"]), list(c["changed"])...) {
		d.show(name, m)
	}
	deleted, _ := c["deleted"].([]any)
	for _, seq := range deleted {
		d.shows[name][seq.(float64)] = "nothing"
	}
	d.unread[name], _ = c["unread"].(float64)
}

func (d *device) show(conversation string, m map[string]any) {
	seq, _ := m["seq"].(float64)
	what, _ := json.Marshal([]any{m["type"], m["body"], m["reactions"], m["edited"], m["pinned"], m["recalled"]})
	if m["type"] == "none" {
		what = []byte("nothing")
	}
	d.shows[conversation][seq] = string(what)
}

func list(v any) (found []map[string]any) {
	all, _ := v.([]any)
	for _, one := range all {
		m, _ := one.(map[string]any)
		found = append(found, m)
	}
	return found
}

// same checks that the device shows what the history of a conversation says, and the unread count of the list.
func (d *device) same(conversation string) {
	d.t.Helper()
	fresh := &device{t: d.t, s: d.s, shows: map[string]map[float64]string{conversation: {}}, unread: map[string]float64{}}
	for _, m := range list(d.s.does(d.t, "GET", "/v1/conversations/"+conversation+"/messages?after=0&limit=100", nil)["messages"]) {
		fresh.show(conversation, m)
	}
	if got, want := fmt.Sprint(d.shows[conversation]), fmt.Sprint(fresh.shows[conversation]); got != want {
		d.t.Fatalf("the device shows in %s\n%s\nthe history says\n%s", conversation, got, want)
	}
	if now := d.s.does(d.t, "GET", "/v1/conversations/"+conversation, nil)["unread"]; now != d.unread[conversation] {
		d.t.Fatalf("the device shows %v unread in %s, the server says %v", d.unread[conversation], conversation, now)
	}
}

// TestShop_ThreeDaysOfComingAndGoing: a customer writes to two agents of a shop, who come and go. What was said,
// recalled, edited and read is the same for who was there and who was not, also after the server was killed.
func TestShop_ThreeDaysOfComingAndGoing(t *testing.T) {
	s := startServer(t)
	s.register(t, "customer", "mei", "lin")
	s.does(t, "POST", "/v1/groups", map[string]any{"id": "desk", "name": "Help desk", "owner": "mei", "members": []string{"lin", "customer"}})
	const group = "/v1/conversations/group/desk"

	// Monday: all are there.
	customer := s.connect(t, "customer", how{}).listen()
	mei := s.connect(t, "mei", how{}).listen()
	lin := s.connect(t, "lin", how{keep: 1000, device: "lin-phone"}).listen()
	away := newDevice(t, s, "lin") // lin's pad, which sleeps
	customer.send("group/desk", "my order has not come")
	mei.hears("my order has not come")
	lin.hears("my order has not come")
	mei.send("group/desk", "I shall look")
	customer.hears("I shall look")
	lin.hears("I shall look")
	s.as(t, "mei").does(t, "PUT", group+"/messages/2/reactions/%F0%9F%91%8D", nil)
	if e := customer.hearsEvent("message.reacted"); e["by"] != "mei" {
		t.Fatal(e)
	}
	mei.hearsEvent("message.reacted")
	lin.hearsEvent("message.reacted")
	_ = lin.client.Disconnect(&paho.Disconnect{})

	// Tuesday: lin is away. Something private is recalled, something wrong is edited, one word is for mei alone.
	customer.send("group/desk", "my card number is 4711")
	mei.hears("my card number is 4711")
	s.as(t, "customer").does(t, "POST", group+"/messages/4/recall", nil)
	if e := mei.hearsEvent("message.recalled"); fmt.Sprint(e["message"].(map[string]any)["body"]) != "map[]" {
		t.Fatal(e)
	}
	mei.send("group/desk", "it comes on Wedesday")
	customer.hearsEvent("message.recalled")
	customer.hears("it comes on Wedesday")
	s.as(t, "mei").does(t, "PATCH", group+"/messages/5", map[string]any{"body": map[string]any{"text": "it comes on Wednesday"}})
	customer.hearsEvent("message.edited")
	if reason, code, _ := mei.publish("im/default/group/desk", `{"body":{"text":"refund him if not"},"only":["lin"],"at":["lin"]}`); reason != 0 {
		t.Fatal(code)
	}
	s.as(t, "mei").does(t, "PUT", group+"/messages/5/pin", nil)
	customer.hearsEvent("message.pinned") // and not the word for lin before it
	s.as(t, "mei").refused(t, "forbidden", "PATCH", group+"/messages/2", map[string]any{"body": map[string]any{"text": "x"}})

	// In the night the server dies.
	s.kill()
	s.restart(t)

	// Wednesday: lin is back, on the phone that was promised all, and on the pad that slept.
	back := s.connect(t, "lin", how{keep: 1000, device: "lin-phone", resume: true})
	back.hears("it comes on Wednesday")
	back.hears("refund him if not")
	away.s = s.as(t, "lin")
	away.sync()
	away.same("group/desk")
	if away.unread["group/desk"] != 4 { // two of Monday, one that was edited, one for lin
		t.Fatalf("lin's pad shows %v unread", away.unread)
	}
	theirs := newDevice(t, s, "customer")
	theirs.same("group/desk")
	if got := theirs.shows["group/desk"][6]; got != "nothing" {
		t.Fatalf("the customer is shown %s", got)
	}

	// What lin reads on the phone is read on the pad; what he deletes there is gone there too.
	if reason, code, _ := back.publish("im/default/group/desk/read", `{"seq":6}`); reason != 0 {
		t.Fatal(code)
	}
	s.as(t, "lin").does(t, "POST", group+"/delete", map[string]any{"seqs": []int{2}})
	away.sync()
	away.same("group/desk")
	if away.unread["group/desk"] != 0 {
		t.Fatalf("lin's pad shows %v unread", away.unread)
	}
	theirs.sync()
	theirs.same("group/desk")
}

// TestDevices_OfOneUserShowTheSame: three devices of one user, one online, two that sync now and then.
func TestDevices_OfOneUserShowTheSame(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	phone := s.connect(t, "ann", how{device: "phone"}).listen()
	bob := s.connect(t, "bob", how{}).listen()
	pad, web := newDevice(t, s, "ann"), newDevice(t, s, "ann")
	seen := func() {
		t.Helper()
		pad.sync()
		pad.same("user/bob")
	}
	bob.send("user/ann", "one")
	phone.hears("one")
	seen()
	phone.send("user/bob", "two")
	bob.hears("two")
	seen()
	if reason, code, _ := phone.publish("im/default/user/bob/delivered", `{"seq":1}`); reason != 0 {
		t.Fatal(code)
	}
	if m := bob.receive(); m.topic != "im/default/user/bob/delivered" || m.body["seq"] != 1.0 || m.body["from"] != "ann" {
		t.Fatalf("%+v", m)
	}
	if reason, code, _ := phone.publish("im/default/user/bob/read", ``); reason != 0 {
		t.Fatal(code)
	}
	if m := bob.receive(); m.topic != "im/default/user/bob/read" || m.body["seq"] != 2.0 {
		t.Fatalf("%+v", m)
	}
	phone.hearsEvent("read")
	seen()
	s.as(t, "bob").does(t, "POST", "/v1/conversations/user/ann/messages/1/recall", nil)
	phone.hearsEvent("message.recalled")
	seen()
	s.as(t, "ann").does(t, "PATCH", "/v1/conversations/user/bob", map[string]any{"pinned": true, "marks": []string{"friend"}})
	phone.hearsEvent("conversation.changed")
	bob.send("user/ann", "gone soon")
	phone.hears("gone soon")
	s.as(t, "ann").does(t, "DELETE", "/v1/conversations/user/bob", nil)
	phone.hearsEvent("messages.deleted")
	page := web.s.does(t, "GET", "/v1/conversations", nil)
	if len(list(page["conversations"])) != 0 {
		t.Fatalf("a cleared conversation is listed: %v", page)
	}
	bob.send("user/ann", "after")
	phone.hears("after")
	web.sync() // for the first time since the beginning
	if got := web.s.does(t, "GET", "/v1/conversations", nil); list(got["conversations"])[0]["first_seq"] != 4.0 {
		t.Fatal(got)
	}
	if web.unread["user/bob"] != 1 || web.shows["user/bob"][4] == "" {
		t.Fatalf("%v %v", web.unread, web.shows)
	}
}
