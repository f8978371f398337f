package search

import (
	"slices"
	"strings"

	"github.com/hongyan-im/hongyan/chat"
)

// maxTerms bounds what one query looks up.
const maxTerms = 64

// query is what to search for. A message matches when every part does.
type query struct{ parts []part }

// part is a word, a stretch of dense characters, or a phrase in quotation marks.
type part struct {
	terms  []string // all of them are in the message
	prefix string   // "": none; some term of the message begins with it
	text   []rune   // nil: none; the folded text has these characters in a row
	marks  [][]rune // what is marked in a fragment
}

// parse reads the words of a query: words and phrases with spaces between them, all of which must be there.
func parse(text string) (query, error) {
	var q query
	switch {
	case strings.TrimSpace(text) == "":
		return q, chat.Errorf(chat.CodeInvalid, "say what to search for: q is empty").At("q")
	case len(text) > chat.MaxSearchQuery:
		return q, chat.Errorf(chat.CodeTooLarge, "q has %d bytes, %d are allowed", len(text), chat.MaxSearchQuery).At("q")
	}
	terms := 0
	for i, piece := range strings.Split(text, `"`) {
		if i%2 == 1 {
			q.add(phrase(piece))
			continue
		}
		for _, w := range strings.Fields(string(foldAll(piece))) {
			q.add(loose([]rune(w))...)
		}
	}
	for _, p := range q.parts {
		terms += len(p.terms)
	}
	switch {
	case strings.Count(text, `"`)%2 == 1:
		return q, chat.Errorf(chat.CodeInvalid, `q has a quotation mark (") without a second one`).At("q")
	case len(q.parts) == 0:
		return q, chat.Errorf(chat.CodeInvalid, "q has no letters, digits or other characters that could be found").At("q")
	case terms > maxTerms:
		return q, chat.Errorf(chat.CodeTooMany, "q has more than %d words", maxTerms).At("q")
	}
	return q, nil
}

func (q *query) add(parts ...part) {
	for _, p := range parts {
		if len(p.terms) > 0 || p.prefix != "" {
			q.parts = append(q.parts, p)
		}
	}
}

// loose reads a piece without spaces: its words and its dense characters may stand anywhere in the message. A word with
// * behind is the beginning of a word.
func loose(text []rune) (parts []part) {
	eachRun(text, func(r run) {
		chars := text[r.from:r.to]
		switch {
		case r.dense:
			parts = append(parts, dense(chars))
		case r.to < len(text) && text[r.to] == '*':
			parts = append(parts, part{prefix: word(chars), marks: [][]rune{chars}})
		default:
			parts = append(parts, part{terms: []string{word(chars)}, marks: [][]rune{chars}})
		}
	})
	return parts
}

// dense looks for characters in a row: for pairs by the index, and for the whole by the text.
func dense(chars []rune) part {
	if len(chars) == 1 {
		return part{prefix: string(chars), marks: [][]rune{chars}}
	}
	p := part{text: chars, marks: [][]rune{chars}}
	for i := range len(chars) - 1 {
		p.terms = append(p.terms, string(chars[i:i+2]))
	}
	return p
}

// phrase reads what stood in quotation marks: exactly these characters in a row, but for capitals and the number of
// spaces.
func phrase(piece string) part {
	text := spaced(foldAll(piece))
	p := part{text: text, marks: [][]rune{text}}
	for _, l := range loose(text) {
		p.terms = append(p.terms, l.terms...)
		if l.prefix != "" && len(p.terms) == 0 {
			p.prefix = l.prefix
		}
	}
	return p
}

// spaced makes each stretch of white space one space.
func spaced(text []rune) []rune { return []rune(strings.Join(strings.Fields(string(text)), " ")) }

// matches decides by the text itself: the index may be behind, and knows pairs only.
func (q query) matches(text string) bool {
	folded := foldAll(text)
	has := map[string]bool{}
	eachTerm(folded, func(t string) { has[t] = true })
	row := string(spaced(folded))
	for _, p := range q.parts {
		for _, t := range p.terms {
			if !has[t] {
				return false
			}
		}
		if p.prefix != "" && !anyBegins(has, p.prefix) || !strings.Contains(row, string(p.text)) {
			return false
		}
	}
	return true
}

func anyBegins(terms map[string]bool, prefix string) bool {
	for t := range terms {
		if strings.HasPrefix(t, prefix) {
			return true
		}
	}
	return false
}

// Sizes of a fragment, in characters.
const (
	fragmentBefore = 20
	fragmentLength = 100
)

// fragment cuts the text around the first match and marks all matches in it.
func (q query) fragment(text string) []chat.SearchExcerpt {
	runes := []rune(text)
	hit := q.hits(foldAll(text))
	from := max(0, slices.Index(hit, true)-fragmentBefore)
	to := min(len(runes), from+fragmentLength)
	var pieces []chat.SearchExcerpt
	if from > 0 {
		pieces = append(pieces, chat.SearchExcerpt{Text: "…"})
	}
	for i := from; i < to; {
		k := i
		for k < to && hit[k] == hit[i] {
			k++
		}
		pieces = append(pieces, chat.SearchExcerpt{Text: string(runes[i:k]), Hit: hit[i]})
		i = k
	}
	if to < len(runes) {
		pieces = append(pieces, chat.SearchExcerpt{Text: "…"})
	}
	return merged(pieces)
}

// merged joins neighbours that are alike.
func merged(pieces []chat.SearchExcerpt) (all []chat.SearchExcerpt) {
	for _, p := range pieces {
		if n := len(all); n > 0 && all[n-1].Hit == p.Hit {
			all[n-1].Text += p.Text
		} else {
			all = append(all, p)
		}
	}
	return all
}

// hits tells of each character whether it belongs to a match. Words are marked only where they begin.
func (q query) hits(folded []rune) []bool {
	hit := make([]bool, len(folded))
	for _, p := range q.parts {
		for _, m := range p.marks {
			for i := 0; i+len(m) <= len(folded); i++ {
				if !slices.Equal(folded[i:i+len(m)], m) || !p.fits(folded, i, len(m)) {
					continue
				}
				for k := range m {
					hit[i+k] = true
				}
			}
		}
	}
	return hit
}

// fits tells whether a place in the text is a match and not the middle of a word.
func (p part) fits(folded []rune, at, n int) bool {
	if !isWord(folded[at]) || p.text != nil {
		return true
	}
	begins := at == 0 || !isWord(folded[at-1])
	ends := at+n == len(folded) || !isWord(folded[at+n])
	return begins && (ends || p.prefix != "")
}
