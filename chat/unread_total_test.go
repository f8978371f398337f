package chat_test

import (
	"context"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func TestPush_TotalIsCountedOnceASecond(t *testing.T) {
	k := newTalk(t, "ann", "bob", "cat")
	away := func(chat.UserID) bool { return false }
	told := func(conv chat.Conversation, seq, want uint64) {
		t.Helper()
		p, _, err := k.Push("default", chat.PushQuery{Conv: conv, Seq: seq, Most: 10, Online: away})
		if err != nil || p == nil || p.Users[0].Unread != want {
			t.Fatalf("%s %d: %+v, %v; the total is %d", conv, seq, p, err, want)
		}
	}
	k.mustSay("ann", "user/bob", "one")
	told("user/ann~bob", 1, 1)
	k.mustSay("ann", "user/bob", "two")
	told("user/ann~bob", 2, 2) // the conversation of the push is counted anew
	k.mustSay("cat", "user/bob", "three")
	told("user/bob~cat", 1, 3)
	_, err := k.MarkRead(context.Background(), as("bob"), chat.UserAddress("ann"), 0)
	k.must(err)
	k.mustSay("cat", "user/bob", "four")
	told("user/bob~cat", 2, 4) // that the other one was read is known a second later
	k.now = k.now.Add(time.Second)
	told("user/bob~cat", 2, 2)
}

func TestPush_TotalCountsWhatDisturbsNobody(t *testing.T) {
	k := newTalk(t, "ann", "bob", "cat")
	push := func(conv chat.Conversation, seq uint64) *chat.Push {
		t.Helper()
		p, _, err := k.Push("default", chat.PushQuery{Conv: conv, Seq: seq, Most: 10, Online: func(chat.UserID) bool { return false }})
		k.must(err)
		return p
	}
	_, err := k.SetConversationDND(context.Background(), as("bob"), chat.UserAddress("cat"), chat.DND{Mode: chat.DNDNone})
	k.must(err)
	k.mustSay("ann", "user/bob", "one")
	push("user/ann~bob", 1)
	k.mustSay("cat", "user/bob", "quietly")
	if p := push("user/bob~cat", 1); len(p.Users) != 0 {
		t.Fatalf("%+v", p)
	}
	k.mustSay("ann", "user/bob", "two")
	if p := push("user/ann~bob", 2); p.Users[0].Unread != 3 {
		t.Errorf("%+v", p.Users)
	}
}
