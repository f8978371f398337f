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
