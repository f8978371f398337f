package chat_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

// TestExcess_WhoGoes asks which sessions end when one more comes.
func TestExcess_WhoGoes(t *testing.T) {
	for _, c := range []struct {
		name            string
		platform, total int
		live            []chat.Platform
		one             chat.Platform
		out             string
		newest          bool // whether the new one is refused where it has to go
	}{
		{"the first", 1, 1, nil, "web", "[]", false},
		{"of another platform", 1, 0, []chat.Platform{"ios"}, "web", "[]", false},
		{"one too many of a platform", 2, 0, []chat.Platform{"web", "ios", "web"}, "web", "[0]", true},
		{"several, after the limit was lowered", 1, 0, []chat.Platform{"web", "web", "web"}, "web", "[0 1 2]", true},
		{"one too many in all", 0, 2, []chat.Platform{"ios", "web"}, "wechat", "[0]", true},
		{"who goes for the platform counts no more in all", 1, 2, []chat.Platform{"ios", "web"}, "web", "[1]", true},
		{"for both reasons", 1, 2, []chat.Platform{"ios", "android", "web"}, "web", "[2 0]", true},
		{"devices do not count", 1, 1, []chat.Platform{"iot", "other", "iot", ""}, "web", "[]", false},
		{"and are not counted", 1, 1, []chat.Platform{"web", "iot"}, "iot", "[]", false},
		{"without limits", 0, 0, slices.Repeat([]chat.Platform{"web"}, 50), "web", "[]", false},
	} {
		st := chat.DefaultSettings()
		st.SessionsPerPlatform, st.SessionsTotal = c.platform, c.total
		if out, err := st.Excess(c.live, c.one); err != nil || fmt.Sprint(out) != c.out {
			t.Errorf("%s: %v %v, not %s", c.name, out, err, c.out)
		}
		st.SessionsExcess = chat.ExcessNewest
		if out, err := st.Excess(c.live, c.one); len(out) > 0 || (err != nil) != c.newest || c.newest && chat.AsErrorCode(err) != chat.CodeTooManySessions {
			t.Errorf("%s, where the newest goes: %v %v", c.name, out, err)
		}
	}
}
