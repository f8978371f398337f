package chat_test

import (
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// TestClock_SetBack: the machine's clock goes back five minutes, as it does after a bad synchronisation. Times in a
// conversation never go back, what was sent is not sent twice, and windows do not close early.
func TestClock_SetBack(t *testing.T) {
	k := newTalk(t, "ann", "bob")
	first, err := k.say("ann", "user/bob", "before", "c1")
	k.must(err)
	k.now = k.now.Add(-5 * time.Minute)
	if again, err := k.say("ann", "user/bob", "before", "c1"); err != nil || again != first {
		t.Fatalf("%+v, %v", again, err)
	}
	second, err := k.say("bob", "user/ann", "after", "c1")
	if err != nil || second.Seq != 2 || second.TS < first.TS {
		t.Fatalf("%+v after %+v, %v", second, first, err)
	}
	if _, err := k.Recall(ctx, as("ann"), at("user/bob"), first.Seq, ""); err != nil {
		t.Fatal(err)
	}
	before, err := k.Sync(as("bob"), "")
	k.must(err)
	third, err := k.say("ann", "user/bob", "still in order", "")
	if err != nil || third.TS < second.TS {
		t.Fatalf("%+v, %v", third, err)
	}
	page, err := k.Sync(as("bob"), before.Cursor)
	if err != nil || len(page.Conversations) != 1 || len(page.Conversations[0].Messages) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	k.wantUnread("user/ann", map[chat.UserID]uint64{"bob": 1})
}
