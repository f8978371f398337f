package search

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

func TestWords_OfEveryScript(t *testing.T) {
	for _, c := range []struct{ text, terms string }{
		{"Hello, World!", "hello world"},
		{"今天天气好", "今天 天天 天气 气好 好"},
		{"我用iPhone手机", "我用 用 iphone 手机 机"},
		{"ＡＢＣ　１２３", "abc 123"},
		{"ÉCOLE naïve", "école naïve"},
		{"東京タワー", "東京 京タ タワ ワー ー"},
		{"안녕", "안녕 녕"},
		{"ok👍🏽", "ok 👍"},
		{"a.b-c_d", "a b c_d"},
		{" \n\t…！", ""},
		{strings.Repeat("x", 100), strings.Repeat("x", 64)},
	} {
		var terms []string
		eachTerm(foldAll(c.text), func(s string) { terms = append(terms, s) })
		if got := strings.Join(terms, " "); got != c.terms {
			t.Errorf("%q: %q, not %q", c.text, got, c.terms)
		}
	}
}

func TestQuery_Matches(t *testing.T) {
	for _, c := range []struct {
		query, text string
		want        bool
	}{
		{"hello", "Hello world", true},
		{"HELLO world", "the world says hello", true},
		{"hell", "hello", false},
		{"hell*", "hello", true},
		{"wor* hel*", "hello world", true},
		{"天气", "今天天气好", true},
		{"天天气", "今天天气好", true},
		{"气天", "今天天气好", false},
		{"今天气", "今天，天气", false}, // both pairs are there, but not in a row
		{"好", "今天天气好", true},
		{"今", "今天天气好", true},
		{"坏", "今天天气好", false},
		{"天气 hello", "hello 天气", true},
		{"hello天气", "天气 hello", true},
		{`"hello world"`, "well, Hello   World", true},
		{`"world hello"`, "hello world", false},
		{`"a-b"`, "a-b", true},
		{`"a-b"`, "a b", false},
		{"ＡＢＣ", "abc", true},
		{"👍", "fine 👍", true},
	} {
		q, err := parse(c.query)
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
		} else if got := q.matches(c.text); got != c.want {
			t.Errorf("%s in %q: %v", c.query, c.text, got)
		}
	}
}

func TestQuery_ErrorsSayWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		query string
		code  chat.Code
	}{
		{"", chat.CodeInvalid},
		{"  \t", chat.CodeInvalid},
		{"!?", chat.CodeInvalid},
		{`say "hello`, chat.CodeInvalid},
		{`""`, chat.CodeInvalid},
		{strings.Repeat("x", chat.MaxSearchQuery+1), chat.CodeTooLarge},
		{strings.Repeat("一", chat.MaxSearchQuery/3+1), chat.CodeTooLarge},
		{strings.Repeat("a ", maxTerms+1), chat.CodeTooMany},
	} {
		if _, err := parse(c.query); chat.AsErrorCode(err) != c.code || chat.AsError(err).Field != "q" {
			t.Errorf("%q: %v", c.query, err)
		}
	}
}

func TestQuery_FragmentMarksTheMatches(t *testing.T) {
	long := strings.Repeat("前", 50) + "天气" + strings.Repeat("后", 200)
	for _, c := range []struct{ query, text, want string }{
		{"world", "hello World, worldly world", "hello [World], worldly [world]"},
		{"天气", "今天天气好", "今天[天气]好"},
		{"wor*", "worldly", "[wor]ldly"},
		{"天气", long, "…" + strings.Repeat("前", 20) + "[天气]" + strings.Repeat("后", 78) + "…"},
	} {
		q, err := parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range q.fragment(c.text) {
			if p.Hit {
				p.Text = "[" + p.Text + "]"
			}
			got += p.Text
		}
		if got != c.want {
			t.Errorf("%s in %q: %q", c.query, c.text, got)
		}
	}
}

func TestText_OfEveryType(t *testing.T) {
	name := func(id string) (string, error) { return "name of " + id, nil }
	for _, c := range []struct{ typ, body, want string }{
		{"txt", `{"text":"hello"}`, "hello"},
		{"file", `{"file":"f1"}`, "name of f1"},
		{"file", `{"file":"f1","name":"report.pdf"}`, "report.pdf"},
		{"img", `{"url":"http://x/y.png"}`, ""},
		{"loc", `{"lat":1,"lng":2,"name":"Tower","address":"Main St 1"}`, "Tower\nMain St 1"},
		{"combine", `{"title":"chat of ann","messages":[]}`, "chat of ann"},
		{"custom", `{"text":"not for people"}`, ""},
		{"event", `{"event":"group.created","name":"x"}`, ""},
		{"txt", `{"text":"kept","name":7}`, "kept"},
	} {
		got, err := textOf(&chat.Message{Type: c.typ, Body: json.RawMessage(c.body)}, name)
		if err != nil || got != c.want {
			t.Errorf("%s %s: %q, %v", c.typ, c.body, got, err)
		}
	}
}

func TestTime_SortsAsItsCode(t *testing.T) {
	times := []int64{0, 1, 127, 128, 1 << 20, 1_700_000_000_000, 1_700_000_000_001, 1 << 48}
	for i, ts := range times {
		if decodeTime([]byte(encodeTime(ts))) != ts {
			t.Errorf("%d is not what comes back", ts)
		}
		if i > 0 && encodeTime(times[i-1]) >= encodeTime(ts) {
			t.Errorf("%d does not sort before %d", times[i-1], ts)
		}
	}
	if slices.ContainsFunc([]byte(encodeTime(1<<48)), func(b byte) bool { return b > 0x7f }) {
		t.Error("a byte that the index keeps for itself")
	}
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{"hello", "天气 好", `"a b" c*`, "\xff\x00", "ＡＢ👍"} {
		f.Add(s, "hello 今天天气好 a b 👍")
	}
	f.Fuzz(func(t *testing.T, words, text string) {
		q, err := parse(words)
		if err != nil {
			return
		}
		joined := ""
		for _, p := range q.fragment(text) {
			joined += p.Text
		}
		if len([]rune(joined)) > fragmentLength+2 {
			t.Errorf("a fragment of %d characters", len([]rune(joined)))
		}
		q.matches(text)
	})
}
