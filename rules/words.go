package rules

import (
	"cmp"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/hongyan-im/hongyan/chat"
)

// words are the word lists of an app, ready to use; never changed once made.
type words struct {
	*automaton
	lists   []list
	refuse  uint16 // lists of which a word refuses the text
	replace uint16 // lists whose words are replaced
	filter  chat.Filter
}

type list struct {
	name string
	hits *atomic.Uint64 // lives on when the list changes
}

// compile makes the lists ready. It gives nil when there are no words.
func compile(lists []chat.WordList, of func(i int) []string, hits func(name string) *atomic.Uint64) *words {
	w := &words{}
	var entries []entry
	for i, l := range lists {
		w.lists = append(w.lists, list{l.Name, hits(l.Name)})
		switch l.Action {
		case chat.WordsRefuse:
			w.refuse |= 1 << i
		case chat.WordsReplace:
			w.replace |= 1 << i
		}
		for _, word := range of(i) {
			if f := fold(nil, word); len(f) > 0 {
				entries = append(entries, entry{string(f), 1 << i})
			}
		}
	}
	if len(entries) == 0 {
		return nil
	}
	w.automaton = build(entries)
	w.filter = w.pass
	return w
}

// pass is the chat.Filter of the words.
func (w *words) pass(text string) (string, error) {
	var room [256]byte
	var replace, refuse bool
	w.find(fold(room[:0], text), func(_, _ int, lists uint16) bool {
		for i := range w.lists {
			if lists&(1<<i) != 0 {
				w.lists[i].hits.Add(1)
			}
		}
		replace = replace || lists&w.replace != 0
		refuse = lists&w.refuse != 0
		return !refuse
	})
	switch {
	case refuse:
		return "", chat.Errorf(chat.CodeWordRefused, "the text holds a word that is not allowed here").At("body.text")
	case replace:
		return w.cover(text), nil
	}
	return text, nil
}

// cover replaces the words in a text that holds some.
func (w *words) cover(text string) string {
	var stars []span
	f := foldSlowly(text)
	w.find(f.text, func(from, to int, lists uint16) bool {
		if lists&w.replace != 0 {
			stars = append(stars, span{int(f.from[from]), int(f.to[to-1])})
		}
		return true
	})
	return cover(text, stars)
}

// span is a part of a text, in bytes.
type span struct{ from, to int }

// cover puts a * in the place of every character in the spans.
func cover(text string, spans []span) string {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	at := 0
	for _, s := range spans {
		if s.from > at {
			b.WriteString(text[at:s.from])
			at = s.from
		}
		if s.to > at {
			b.WriteString(strings.Repeat("*", utf8.RuneCountInString(text[at:s.to])))
			at = s.to
		}
	}
	b.WriteString(text[at:])
	return b.String()
}
