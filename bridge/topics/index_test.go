package topics

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func found(x *Index[string, int], topic string) (who []string) {
	x.Match(topic, func(k string, _ int) { who = append(who, k) }, func(members func(func(string, int) bool)) {
		for k := range members {
			who = append(who, "one of "+k)
			return
		}
	})
	slices.Sort(who)
	return who
}

func TestIndex_MatchesAsTheStandardSays(t *testing.T) {
	var x Index[string, int]
	filters := []string{"#", "+", "/", "/+", "+/+", "a", "a/#", "a/+", "a/b", "a/+/c", "+/b/#", "a//c", "$SYS/#", "$SYS/+", "a/b/c/#", "/#"}
	for _, f := range filters {
		if !x.Put("", f, f, 1) || x.Put("", f, f, 2) {
			t.Fatalf("%s: new once", f)
		}
	}
	for topic, want := range map[string][]string{ // [MQTT-4.7.1-2] [MQTT-4.7.1-3] [MQTT-4.7.2-1]
		"a":        {"#", "+", "a", "a/#"},
		"a/b":      {"#", "+/+", "+/b/#", "a/#", "a/+", "a/b"},
		"a/b/c":    {"#", "+/b/#", "a/#", "a/+/c", "a/b/c/#"},
		"a//c":     {"#", "a/#", "a/+/c", "a//c"},
		"/":        {"#", "+/+", "/", "/#", "/+"},
		"/a":       {"#", "+/+", "/#", "/+"},
		"$SYS/x":   {"$SYS/#", "$SYS/+"},
		"$SYS":     {"$SYS/#"},
		"b/b/x/y":  {"#", "+/b/#"},
		"A":        {"#", "+"},
		"a/b/c/d/": {"#", "+/b/#", "a/#", "a/b/c/#"},
	} {
		slices.Sort(want)
		if got := found(&x, topic); !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", topic, got, want)
		}
	}
	for _, f := range filters {
		if !x.Remove("", f, f) || x.Remove("", f, f) {
			t.Errorf("%s: removed once", f)
		}
	}
	if x.Len() != 0 || !x.root.empty() {
		t.Errorf("%d left, %+v", x.Len(), x.root)
	}
}

func TestIndex_SharedGoesRound(t *testing.T) {
	var x Index[string, int]
	for _, who := range []string{"ann", "bob", "eve"} {
		x.Put("team", "a/#", who, 1)
		x.Put("other", "a/#", who, 1)
	}
	got := map[string]int{}
	for range 30 {
		who := found(&x, "a/b")
		if len(who) != 2 {
			t.Fatal(who)
		}
		got[who[0]]++
		got[who[1]]++
	}
	for who, n := range got {
		if n != 20 {
			t.Errorf("%s: %d", who, n)
		}
	}
	var left []string
	x.Remove("team", "a/#", "bob")
	x.MatchShared("team", "a/#", func(members func(func(string, int) bool)) {
		for k := range members {
			left = append(left, k)
		}
	})
	if slices.Sort(left); !slices.Equal(left, []string{"ann", "eve"}) {
		t.Error(left)
	}
	x.MatchShared("team", "x/#", func(func(func(string, int) bool)) { t.Error("nobody has subscribed to this") })
}

// TestIndex_AgainstAPlainList compares with a comparison of each filter by itself.
func TestIndex_AgainstAPlainList(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	some := func(levels []string) string {
		var parts []string
		for range 1 + r.IntN(4) {
			parts = append(parts, levels[r.IntN(len(levels))])
		}
		return strings.Join(parts, "/")
	}
	var x Index[string, int]
	held := map[string]bool{}
	for range 3000 {
		f := some([]string{"a", "b", "", "+"})
		if r.IntN(3) == 0 {
			f += "/#"
		}
		if r.IntN(3) == 0 {
			if x.Remove("", f, f) != held[f] {
				t.Fatal(f)
			}
			delete(held, f)
		} else {
			x.Put("", f, f, 0)
			held[f] = true
		}
		topic := some([]string{"a", "b", "", "c"})
		var want []string
		for f := range held {
			if plainly(strings.Split(f, "/"), strings.Split(topic, "/")) {
				want = append(want, f)
			}
		}
		slices.Sort(want)
		if got := found(&x, topic); !slices.Equal(got, want) {
			t.Fatalf("%s: %v, not %v", topic, got, want)
		}
	}
}

func plainly(f, t []string) bool {
	switch {
	case len(f) > 0 && f[0] == "#":
		return true
	case len(f) == 0 || len(t) == 0:
		return len(f) == len(t) || len(f) == 1 && f[0] == "#"
	}
	return (f[0] == "+" || f[0] == t[0]) && plainly(f[1:], t[1:])
}

func BenchmarkMatch_OneOfMany(b *testing.B) {
	var x Index[int, int]
	for i := range 100_000 {
		x.Put("", fmt.Sprintf("dev/d%d/state", i), i, 0)
	}
	n := 0
	for b.Loop() {
		x.Match("dev/d777/state", func(int, int) { n++ }, nil)
	}
}
