package search

import (
	"strings"
	"unicode"
)

// maxWord cuts words, so that encoded bytes do not fill the dictionary.
const maxWord = 64

// fold makes characters equal that a search takes for equal: capitals, and the full-width forms of ASCII. It keeps the
// number of characters, so that places in the folded text are places in the text.
func fold(r rune) rune {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	case 0xFF01 <= r && r <= 0xFF5E:
		return fold(r - 0xFEE0)
	case r == 0x3000:
		return ' '
	case isDense(r):
		return r
	}
	return unicode.ToLower(r)
}

func foldAll(s string) []rune {
	folded := []rune(s)
	for i, r := range folded {
		folded[i] = fold(r)
	}
	return folded
}

// isDense tells of a character that belongs to a script written without spaces, or is a symbol such as an emoji: it is
// indexed in pairs with its neighbours.
func isDense(r rune) bool {
	switch {
	case r < 0x0E00:
		return r >= 0x80 && unicode.Is(unicode.So, r)
	case 0x4E00 <= r && r <= 0x9FFF:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.So) || r == 'ー'
}

func isWord(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '_'
	}
	return (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)) && !isDense(r)
}

// run is a stretch of text without a break: a word, or dense characters.
type run struct {
	from, to int // in the folded text
	dense    bool
}

// eachRun calls f for the runs of a folded text, in order.
func eachRun(text []rune, f func(run)) {
	for i := 0; i < len(text); {
		var same func(rune) bool
		switch r := text[i]; {
		case isDense(r):
			same = isDense
		case isWord(r):
			same = isWord
		default:
			i++
			continue
		}
		from := i
		for i < len(text) && same(text[i]) {
			i++
		}
		f(run{from, i, isDense(text[from])})
	}
}

// eachTerm calls f for what is indexed of a folded text: words; and of dense characters each with its follower, the
// last one alone. So every character begins a term, and one alone is found as the beginning of terms.
func eachTerm(text []rune, f func(term string)) {
	eachRun(text, func(r run) {
		if !r.dense {
			f(word(text[r.from:r.to]))
			return
		}
		for i := r.from; i < r.to; i++ {
			f(string(text[i:min(i+2, r.to)]))
		}
	})
}

// word is the term of a word.
func word(r []rune) string {
	s := string(r)
	if len(s) > maxWord {
		s = strings.ToValidUTF8(s[:maxWord], "")
	}
	return s
}
