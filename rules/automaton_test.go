package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// occurrences is what an automaton should find, the simple way.
func occurrences(entries []entry, text string) (all []string) {
	lists := map[string]uint16{}
	for _, e := range entries {
		lists[e.word] |= e.lists
	}
	for to := range len(text) + 1 {
		for from := range to {
			if l := lists[text[from:to]]; l != 0 {
				all = append(all, fmt.Sprint(from, to, l))
			}
		}
	}
	return all
}

func found(a *automaton, text string) (all []string) {
	a.find([]byte(text), func(from, to int, lists uint16) bool {
		all = append(all, fmt.Sprint(from, to, lists))
		return true
	})
	return all
}

// TestAutomaton_FindsWhatIsThere compares random words and texts of a small alphabet, where nearly everything overlaps.
func TestAutomaton_FindsWhatIsThere(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []string{"a", "b", "坏", "话", "\xff", "\x00"}
	text := func(most int) string {
		var b strings.Builder
		for range 1 + r.IntN(most) {
			b.WriteString(letters[r.IntN(len(letters))])
		}
		return b.String()
	}
	for range 300 {
		var entries []entry
		for range r.IntN(60) {
			entries = append(entries, entry{text(5), 1 << r.IntN(3)})
		}
		a := build(slices.Clone(entries))
		for range 20 {
			in := text(40)
			want, got := occurrences(entries, in), found(a, in)
			if slices.Sort(want); !slices.Equal(want, sorted(got)) {
				t.Fatalf("%v in %q: found %v, not %v", entries, in, got, want)
			}
		}
	}
}

func sorted(s []string) []string { slices.Sort(s); return s }

// manyWords are half English-like, half Chinese.
func manyWords(n int) (entries []entry) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		word := make([]rune, 2+r.IntN(4))
		for k := range word {
			word[k] = rune(0x4e00 + r.IntN(3500))
		}
		if i%2 == 0 {
			word = make([]rune, 5+r.IntN(8))
			for k := range word {
				word[k] = rune('a' + r.IntN(26))
			}
		}
		entries = append(entries, entry{string(word), 1})
	}
	return entries
}

func TestAutomaton_HundredThousandWords(t *testing.T) {
	start := time.Now()
	entries := manyWords(100_000)
	a := build(slices.Clone(entries))
	took := time.Since(start)
	t.Logf("%v, %d cells of 16 bytes, %d ends", took, len(a.cells), len(a.ends))
	for _, e := range entries[:1000] {
		if !slices.ContainsFunc(found(a, "x"+e.word), func(s string) bool { return strings.HasPrefix(s, "1 ") }) {
			t.Fatalf("%q is not found", e.word)
		}
	}
}
