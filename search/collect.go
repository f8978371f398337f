package search

import (
	"context"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/hongyan-im/hongyan/chat"
)

// finder finds the hits of one query in one view of an index.
type finder struct {
	ctx     context.Context
	reader  index.IndexReader
	query   query
	scope   scope
	filter  chat.SearchQuery
	scoring bool
	byHit   bool // scope.byHit

	beginnings map[string]beginning // that were looked up
}

// days is a range of days to look at, both ends included.
type days struct{ first, last int64 }

// searcher makes the tree of what must match.
func (f *finder) searcher(in days) (search.Searcher, error) {
	var must []search.Searcher
	add := func(s search.Searcher, err error) error {
		if err == nil && s != nil {
			must = append(must, s)
		}
		return err
	}
	for _, p := range f.query.parts {
		for _, t := range p.terms {
			if err := add(f.term(fieldText, t, 1)); err != nil {
				return nil, err
			}
		}
		if p.prefix != "" {
			if err := add(f.prefix(p.prefix)); err != nil {
				return nil, err
			}
		}
	}
	for _, c := range f.filters(in) {
		if err := add(c()); err != nil {
			return nil, err
		}
	}
	switch len(must) {
	case 0:
		return searcher.NewMatchAllSearcher(f.ctx, f.reader, 1, f.options(false))
	case 1:
		return must[0], nil
	}
	return searcher.NewConjunctionSearcher(f.ctx, f.reader, must, f.options(f.scoring))
}

// filters are the conditions beside the words.
func (f *finder) filters(in days) (all []func() (search.Searcher, error)) {
	exactly := func(name string, terms ...string) {
		all = append(all, func() (search.Searcher, error) { return f.anyOf(name, terms) })
	}
	switch s := f.scope; {
	case s.conv != "":
		exactly(fieldIn, string(s.conv))
	case f.filter.Conversation.Kind == chat.KindUser: // over an app: all 1:1 conversations of a user
		exactly(fieldWho, f.filter.Conversation.ID)
	case s.byTerms():
		all = append(all, f.mine)
	}
	if f.filter.Sender != "" {
		exactly(fieldFrom, string(f.filter.Sender))
	}
	if f.filter.Type != "" {
		exactly(fieldType, f.filter.Type)
	}
	if terms := in.terms(); len(terms) > 0 {
		exactly(fieldDay, terms...)
	}
	return all
}

// terms lists the days, or the spans of days when they are many; none for a range without bounds.
func (d days) terms() (terms []string) {
	switch {
	case d.first <= 0 && d.last == math.MaxInt64:
	case d.last-d.first < spanDays:
		for n := d.first; n <= d.last; n++ {
			terms = append(terms, dayTerm(n))
		}
	default:
		for n := d.first / spanDays; n <= d.last/spanDays; n++ {
			terms = append(terms, spanTerm(n))
		}
	}
	return terms
}

func (f *finder) options(scoring bool) search.SearcherOptions {
	if scoring {
		return search.SearcherOptions{}
	}
	return search.SearcherOptions{Score: "none"}
}

func (f *finder) term(name, term string, boost float64) (search.Searcher, error) {
	return searcher.NewTermSearcher(f.ctx, f.reader, term, name, boost, f.options(f.scoring && boost > 0))
}

// anyOf matches one of the terms, and adds nothing to the score.
func (f *finder) anyOf(name string, terms []string) (search.Searcher, error) {
	if len(terms) == 1 {
		return f.term(name, terms[0], 0)
	}
	return searcher.NewMultiTermSearcher(f.ctx, f.reader, terms, name, 0, f.options(false), false)
}

// mine matches the 1:1 conversations and the groups of the user.
func (f *finder) mine() (search.Searcher, error) {
	who, err := f.term(fieldWho, string(f.scope.user), 0)
	if err != nil || len(f.scope.groups) == 0 {
		return who, err
	}
	var terms []string
	for g := range f.scope.groups {
		terms = append(terms, string(g))
	}
	in, err := f.anyOf(fieldIn, terms)
	if err != nil {
		return nil, err
	}
	return searcher.NewDisjunctionSearcher(f.ctx, f.reader, []search.Searcher{who, in}, 1, f.options(false))
}

// collect gives the first most hits behind a place, in order; full tells that there may be more.
func (f *finder) collect(in days, after *place, most int) (found []place, full bool, err error) {
	s, err := f.searcher(in)
	if err != nil {
		return nil, false, err
	}
	defer s.Close()
	values, err := newValues(f.reader)
	if err != nil {
		return nil, false, err
	}
	best := &best{most: most}
	sctx := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(s.DocumentMatchPoolSize()+1, 0), IndexReader: f.reader}
	for n := 0; ; n++ {
		if n%1024 == 0 && f.ctx.Err() != nil {
			return nil, false, f.ctx.Err()
		}
		hit, err := s.Next(sctx)
		if err != nil {
			return nil, false, err
		}
		if hit == nil {
			break
		}
		if err := f.consider(best, values, hit, after); err != nil {
			return nil, false, err
		}
		sctx.DocumentMatchPool.Put(hit)
	}
	best.trim()
	if found, err = values.places(best.hits); err != nil {
		return nil, false, err
	}
	slices.SortFunc(found, place.compare)
	return found[:min(most, len(found))], len(found) >= most, nil
}

// consider puts a hit among the best so far.
func (f *finder) consider(best *best, values *values, hit *search.DocumentMatch, after *place) error {
	h := ranked{hit: hit.IndexInternalID.Value()}
	if f.scoring {
		if h.score = hit.Score; best.floor != nil && h.score < best.floor.score {
			return nil // before its time is read, which costs more than all else
		}
	}
	var err error
	if h.ts, err = values.time(hit.IndexInternalID); err != nil {
		return err
	}
	if h.ts < f.filter.Since || f.filter.Until > 0 && h.ts >= f.filter.Until || !best.wants(h) {
		return nil
	}
	order := 1
	if after != nil {
		order = h.compare(ranked{score: after.score, ts: after.ts})
	}
	if order < 0 {
		return nil
	}
	if f.byHit || order == 0 {
		id, err := values.id(hit.IndexInternalID)
		if err != nil {
			return err
		}
		if f.byHit && !f.scope.has(id) || order == 0 && string(id) >= after.id {
			return nil
		}
	}
	best.add(h)
	return nil
}
