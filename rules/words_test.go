package rules

import (
	"slices"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/hongyan-im/hongyan/chat"
)

func compiled(lists map[chat.WordAction][]string) *words {
	var all []chat.WordList
	var of [][]string
	for _, action := range []chat.WordAction{chat.WordsPass, chat.WordsReplace, chat.WordsRefuse} {
		all = append(all, chat.WordList{Name: string(action), Action: action})
		of = append(of, lists[action])
	}
	return compile(all, func(i int) []string { return of[i] }, func(string) *atomic.Uint64 { return new(atomic.Uint64) })
}

func TestWords_AreFoundAsPeopleReadThem(t *testing.T) {
	w := compiled(map[chat.WordAction][]string{
		chat.WordsReplace: {"bad", "badger", "坏话", "Straße", "ﬁne", "İstanbul", "one two"},
		chat.WordsRefuse:  {"worst", "最坏"},
		chat.WordsPass:    {"odd"},
	})
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"nothing here", "nothing here"},
		{"a bad word", "a *** word"},
		{"a BaD word", "a *** word"},
		{"badgers", "******s"},
		{"badbad", "******"},
		{"说坏话的人", "说**的人"},
		{"ＢＡＤ and ｂad", "*** and ***"},
		{"b\u200ba\u00add!", "*****!"},
		{"STRASSE, straße", "STRASSE, ******"},
		{"ﬁne and fine", "*** and ****"},
		{"e\u0301 bad e\u0301", "e\u0301 *** e\u0301"},
		{"one two", "*******"},
		{"odd", "odd"},
		{"the Worst", "refused"},
		{"bad 最坏 bad", "refused"},
	} {
		got, err := w.pass(c.text)
		if err != nil {
			if chat.AsErrorCode(err) != chat.CodeWordRefused {
				t.Errorf("%q: %v", c.text, err)
			}
			got = "refused"
		}
		if got != c.want {
			t.Errorf("%q becomes %q, not %q", c.text, got, c.want)
		}
	}
}

func TestWords_NoneAreNoFilter(t *testing.T) {
	if compiled(map[chat.WordAction][]string{chat.WordsRefuse: {"\u200b"}}) != nil {
		t.Error("a list of nothing filters")
	}
}

func FuzzFold_QuickAndSlowAgree(f *testing.F) {
	for _, s := range []string{"aB", "ＢＡＤ　", "e\u0301", "坏话。", "ÀéЖ", "가\u11a8", "が", "か\u3099", "İ", "ﷺ", "ｶﾞ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if quick, slow := string(fold(nil, text)), string(foldSlowly(text).text); utf8.ValidString(text) && quick != slow {
			t.Fatalf("%q is %q, slowly %q", text, quick, slow)
		}
	})
}

func FuzzWords(f *testing.F) {
	w := compiled(map[chat.WordAction][]string{chat.WordsReplace: {"bad", "坏话", "é"}, chat.WordsRefuse: {"worst"}})
	for _, s := range []string{"bad", "ＢＡＤ", "b\u200bad", "e\u0301", "坏话", "\xff", "İ", "ﷺ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once, err := w.pass(text)
		if err != nil {
			return
		}
		if again, err := w.pass(once); err != nil || again != once {
			t.Fatalf("%q becomes %q, and then %q, %v", text, once, again, err)
		}
	})
}

// BenchmarkWords_HundredThousand filters texts of 60 bytes, which is what a message adds to its other 22 µs.
func BenchmarkWords_HundredThousand(b *testing.B) {
	words := func(yield func(string) bool) {
		for _, e := range manyWords(100_000) {
			if !yield(e.word) {
				return
			}
		}
	}
	w := compiled(map[chat.WordAction][]string{chat.WordsReplace: slices.Collect(words)})
	for name, text := range map[string]string{
		"Latin":   "Hello there, how are you doing today? Shall we meet at noon?",
		"Chinese": "今天天气很好我们一起去公园散步吧晚上再吃火锅",
		"Wide":    "Ｈｅｌｌｏ　ｔｈｅｒｅ，　ｈｏｗ　ａｒｅ　ｙｏｕ？",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := w.pass(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
