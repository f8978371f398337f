package rules

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold appends a text to b as words are compared: NFKC, in lower case, without characters that nobody sees.
func fold(b []byte, text string) []byte {
	start := len(b)
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= utf8.RuneSelf {
			return foldRunes(b, text, start, i)
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}

// foldRunes goes on with fold at a character beyond ASCII. Those that stand alone, of which most texts consist, need no
// tables; at the first other one it begins again.
func foldRunes(b []byte, text string, start, at int) []byte {
	for _, r := range text[at:] {
		switch {
		case r >= 0x4E00 && r < 0xA000, r >= 0xAC00 && r < 0xD7A4, r >= 0x3041 && r < 0x3097, r >= 0x30A1 && r < 0x30FB,
			r == 0x3001, r == 0x3002, r == 0x201C, r == 0x201D: // ideographs, syllables, kana, punctuation
		case r < utf8.RuneSelf, r >= 0xC0 && r <= 0xFF, r >= 0x400 && r < 0x460: // Latin, Cyrillic
			r = unicode.ToLower(r)
		case r > 0xFF00 && r < 0xFF5F: // wide ASCII
			r = unicode.ToLower(r - 0xFEE0)
		case r == 0x3000:
			r = ' '
		default:
			return append(b[:start], foldSlowly(text).text...)
		}
		b = utf8.AppendRune(b, r)
	}
	return b
}

// folded is a text with where it comes from: for each byte, from and to of what of the text it stands for.
type folded struct {
	text     []byte
	from, to []int32
}

// foldSlowly folds any text.
func foldSlowly(text string) folded {
	var f folded
	var it norm.Iter
	it.InitString(norm.NFKC, text)
	for !it.Done() {
		from := int32(it.Pos())
		part := it.Next()
		to := int32(it.Pos())
		for len(part) > 0 {
			r, size := utf8.DecodeRune(part)
			part = part[size:]
			if hidden(r) {
				continue
			}
			f.text = utf8.AppendRune(f.text, unicode.ToLower(r))
			for len(f.from) < len(f.text) {
				f.from, f.to = append(f.from, from), append(f.to, to)
			}
		}
	}
	return f
}

// hidden tells characters without a width, which would split a word unseen.
func hidden(r rune) bool {
	return r == 0xAD || r >= 0x200B && r <= 0x200F || r >= 0x2060 && r <= 0x2064 || r == 0xFEFF
}
