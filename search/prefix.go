package search

import (
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"

	"github.com/hongyan-im/hongyan/chat"
)

// maxPrefix bounds the words that a beginning may stand for.
const maxPrefix = 10_000

// beginning is what the index has of words that begin alike.
type beginning struct {
	terms []string
	hits  uint64 // in how many messages they are, those with two counted twice
	some  bool   // there are more of them
}

// frequentPrefix is how many words of one beginning are looked up when the newest come first: with more of them it is
// in so many messages that it is cheaper to look at the newest messages themselves.
const frequentPrefix = 500

// begin finds the words that begin so.
func (f *finder) begin(with string) (beginning, error) {
	if known, ok := f.beginnings[with]; ok {
		return known, nil
	}
	dict, err := f.reader.FieldDictPrefix(fieldText, []byte(with))
	if err != nil {
		return beginning{}, err
	}
	defer dict.Close()
	var found beginning
	for {
		e, err := dict.Next()
		if err != nil {
			return found, err
		}
		if e == nil {
			break
		}
		found.terms = append(found.terms, e.Term)
		found.hits += e.Count
		if !f.scoring && len(found.terms) > frequentPrefix {
			found.some = true
			break
		}
		if len(found.terms) > maxPrefix {
			return found, chat.Errorf(chat.CodeTooMany, "more than %d words begin with %q: write more of it", maxPrefix, with).At("q")
		}
	}
	f.beginnings[with] = found
	return found, nil
}

// prefix matches the words that begin so; nil when there are so many that the messages themselves are asked.
func (f *finder) prefix(with string) (search.Searcher, error) {
	found, err := f.begin(with)
	switch {
	case err != nil || found.some:
		return nil, err
	case len(found.terms) == 0:
		return searcher.NewMatchNoneSearcher(f.reader)
	}
	return searcher.NewMultiTermSearcher(f.ctx, f.reader, found.terms, fieldText, 1, f.options(f.scoring), false)
}
