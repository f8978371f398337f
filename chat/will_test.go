package chat_test

import (
	"encoding/json"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

// leaves keeps a will of a user and gives its id.
func (k *talk) leaves(user chat.UserID, topic, payload string) string {
	k.t.Helper()
	w := &chat.Will{User: user, Client: "c", Topic: topic, Payload: []byte(payload)}
	k.must(k.KeepWill(ctx, "default", w))
	return w.ID
}

// publishes has a will sent to bob; what became of it is the answer.
func (k *talk) publishes(id, text string) (p chat.WillPublished, err error) {
	k.t.Helper()
	if e := k.PublishWill(as("ann"), id, chat.PlainText(chat.UserAddress("bob"), []byte(text)), func(was chat.WillPublished, e error) { p, err = was, e }); e != nil {
		return p, e
	}
	return p, err
}

func TestWill_IsPublishedOnce(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	id, other := k.leaves("ann", "im/default/user/bob", "gone"), k.leaves("ann", "dev/ann/x", "off")
	for i := range 2 {
		if p, err := k.publishes(id, "gone"); err != nil || p.Done != (i == 0) || p.Refused != nil {
			t.Fatalf("%d: %+v %v", i, p, err)
		}
	}
	if _, found, err := k.Will("default", "ann", id); found || err != nil {
		t.Fatal("it is still there", err)
	}
	for i := range 2 {
		d := chat.DevicePublish{
			RetainedMessage: chat.RetainedMessage{Topic: "dev/ann/x", Payload: []byte("off"), From: "ann"}, Retain: true, Will: &chat.WillRef{User: "ann", ID: other},
		}
		k.must(k.SubmitDevice("default", &d, func(r *chat.QueueResult, err error) {
			if err != nil || r.Gone != (i == 1) {
				t.Errorf("retained, %d: %+v %v", i, r, err)
			}
		}))
	}
	page, err := k.History(as("bob"), chat.UserAddress("ann"), chat.HistoryQuery{})
	if err != nil || len(page.Messages) != 1 || len(k.found("#", 10)) != 1 {
		t.Fatalf("%+v %v", page, err)
	}
}

// TestWill_OneThatIsRefusedIsGone: what its sender may not say is not kept for later.
func TestWill_OneThatIsRefusedIsGone(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	if _, err := k.Block(ctx, as("bob"), "ann"); err != nil {
		t.Fatal(err)
	}
	st := chat.DefaultSettings()
	st.TellBlocked = true
	if _, err := k.ChangeApp(ctx, "default", chat.AppChange{Settings: &st}); err != nil {
		t.Fatal(err)
	}
	id := k.leaves("ann", "im/default/user/bob", "gone")
	if p, err := k.publishes(id, "gone"); err != nil || p.Done || chat.AsErrorCode(p.Refused) != chat.CodeBlocked {
		t.Fatalf("%+v %v", p, err)
	}
	if left := k.log.Keys("default/will/"); len(left) != 0 {
		t.Fatal(left)
	}
}

func TestWill_WaitsAndGoesWithItsUser(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	id, gone := k.leaves("ann", "dev/ann/x", "off"), k.leaves("ann", "dev/ann/y", "off")
	k.must(k.DelayWill("default", "ann", id, 77))
	k.must(k.DropWill("default", "ann", gone, func(was bool, err error) {
		if !was || err != nil {
			t.Error(was, err)
		}
	}))
	k.must(k.DelayWill("default", "ann", gone, 77)) // too late
	var all []chat.Will
	k.must(k.EachWill("default", func(w *chat.Will) { all = append(all, *w) }))
	if len(all) != 1 || all[0].ID != id || all[0].Due != 77 || all[0].Client != "c" || string(all[0].Payload) != "off" {
		t.Fatalf("%+v", all)
	}
	admin := chat.Caller{App: "default", User: "ann", Admin: true}
	k.must(k.DeleteUser(ctx, admin))
	if left := k.log.Keys("default/will/"); len(left) != 0 {
		t.Fatal(left)
	}
	if err := k.KeepWill(ctx, "default", &chat.Will{User: "ann"}); chat.AsErrorCode(err) != chat.CodeNoUser {
		t.Fatal(err)
	}
	replayed := chattest.NewColdLog()
	for _, c := range k.log.Applied() {
		kept, err := json.Marshal(c)
		k.must(err)
		var read chat.Command
		k.must(json.Unmarshal(kept, &read))
		k.must(replayed.Propose(&chat.Proposal{Command: read}))
	}
	if replayed.Hash() != k.log.Hash() {
		t.Error("the same commands give another state")
	}
}
