package search

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/hongyan-im/hongyan/chat"
)

// place is where a hit stands in the order of a search; also what a cursor holds.
type place struct {
	score float64 // 0 when the newest come first
	ts    int64
	id    string
}

// before orders places: better, then newer, then by id.
func (p place) before(q place) bool {
	if p.score != q.score {
		return p.score > q.score
	}
	if p.ts != q.ts {
		return p.ts > q.ts
	}
	return p.id > q.id
}

func (p place) cursor() string {
	s := strconv.FormatUint(math.Float64bits(p.score), 36) + " " + strconv.FormatInt(p.ts, 36) + " " + p.id
	return base64.RawURLEncoding.EncodeToString([]byte(s))
}

func parsePlace(cursor string) (*place, error) {
	if cursor == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	parts := strings.Split(string(b), " ")
	if err == nil && len(parts) == 3 {
		bits, err1 := strconv.ParseUint(parts[0], 36, 64)
		ts, err2 := strconv.ParseInt(parts[1], 36, 64)
		if _, ok := parseDocID(parts[2]); ok && err1 == nil && err2 == nil {
			return &place{math.Float64frombits(bits), ts, parts[2]}, nil
		}
	}
	return nil, chat.Errorf(chat.CodeInvalid, "the cursor is none of this search").At("cursor")
}

// scope is what of an app may be found.
type scope struct {
	user   chat.UserID // "": all of the app
	conv   chat.Conversation
	groups map[chat.Conversation]chat.Span // of the user
}

// groupTerms is how many groups of a user are looked up by their terms. A user of more is in so many groups that it is
// cheaper to look at each hit.
const groupTerms = 64

// byTerms tells that the user's conversations are looked up by their terms.
func (s scope) byTerms() bool { return s.user != "" && s.conv == "" && len(s.groups) <= groupTerms }

// byHit tells that hits are compared with the groups one by one: when they are not looked up by their terms, or when the
// user may read only a part of some.
func (s scope) byHit() bool {
	if s.user != "" && s.conv == "" && len(s.groups) > groupTerms {
		return true
	}
	for _, span := range s.groups {
		if span.First > 1 {
			return true
		}
	}
	return false
}

// has decides about a hit by its id.
func (s scope) has(id []byte) bool {
	i := bytes.LastIndexByte(id, '#')
	conv := chat.Conversation(id[:max(i, 0)])
	if span, member := s.groups[conv]; member {
		seq, err := strconv.ParseUint(string(id[i+1:]), 10, 64)
		return err == nil && span.Has(seq)
	}
	if conv.Kind() != chat.KindUser {
		return false
	}
	a, b := conv.Pair()
	return a == s.user || b == s.user
}

// finder finds the hits of one query in one view of an index.
type finder struct {
	ctx     context.Context
	reader  index.IndexReader
	query   query
	scope   scope
	filter  chat.SearchQuery
	scoring bool
	byHit   bool // scope.byHit
}

// days is a range of days to look at, both ends included.
type days struct{ first, last int64 }

// maxPrefix bounds the words that a beginning may stand for.
const maxPrefix = 10_000

// searcher makes the tree of what must match; nil when nothing can.
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
	if len(must) == 1 {
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

// prefix matches the words that begin so.
func (f *finder) prefix(beginning string) (search.Searcher, error) {
	dict, err := f.reader.FieldDictPrefix(fieldText, []byte(beginning))
	if err != nil {
		return nil, err
	}
	defer dict.Close()
	var terms []string
	for {
		e, err := dict.Next()
		if err != nil {
			return nil, err
		}
		if e == nil {
			break
		}
		if terms = append(terms, e.Term); len(terms) > maxPrefix {
			return nil, chat.Errorf(chat.CodeTooMany, "more than %d words begin with %q: write more of it", maxPrefix, beginning).At("q")
		}
	}
	if len(terms) == 0 {
		return searcher.NewMatchNoneSearcher(f.reader)
	}
	return searcher.NewMultiTermSearcher(f.ctx, f.reader, terms, fieldText, 1, f.options(f.scoring), false)
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
	top := &places{}
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
		if err := f.consider(top, values, hit, after, most); err != nil {
			return nil, false, err
		}
		sctx.DocumentMatchPool.Put(hit)
	}
	full = len(*top) == most
	found = make([]place, len(*top))
	for i := len(found) - 1; i >= 0; i-- {
		found[i] = heap.Pop(top).(place)
	}
	return found, full, nil
}

// consider puts a hit among the best so far.
func (f *finder) consider(top *places, values *values, hit *search.DocumentMatch, after *place, most int) error {
	p := place{}
	if f.scoring {
		p.score = hit.Score
	}
	var err error
	if p.ts, err = values.time(hit.IndexInternalID); err != nil {
		return err
	}
	worst := len(*top) == most && cmp.Or(cmp.Compare(p.score, (*top)[0].score), cmp.Compare(p.ts, (*top)[0].ts)) < 0
	early := after != nil && cmp.Or(cmp.Compare(p.score, after.score), cmp.Compare(p.ts, after.ts)) > 0
	if worst || early || p.ts < f.filter.Since || f.filter.Until > 0 && p.ts >= f.filter.Until {
		return nil
	}
	id, err := values.id(hit.IndexInternalID)
	if err != nil {
		return err
	}
	if f.byHit && !f.scope.has(id) {
		return nil
	}
	p.id = string(id)
	if after != nil && !after.before(p) {
		return nil
	}
	heap.Push(top, p)
	if len(*top) > most {
		heap.Pop(top)
	}
	return nil
}

// values reads what is kept of each hit beside the words.
type values struct {
	at, ids index.DocValueReader
	got     []byte
	visit   index.DocValueVisitor
}

func newValues(r index.IndexReader) (*values, error) {
	v := &values{}
	v.visit = func(_ string, term []byte) { v.got = append(v.got[:0], term...) }
	var err error
	if v.at, err = r.DocValueReader([]string{fieldAt}); err == nil {
		v.ids, err = r.DocValueReader([]string{fieldID})
	}
	return v, err
}

func (v *values) time(hit index.IndexInternalID) (int64, error) {
	b, err := v.read(v.at, hit)
	return decodeTime(b), err
}

func (v *values) id(hit index.IndexInternalID) ([]byte, error) { return v.read(v.ids, hit) }

func (v *values) read(from index.DocValueReader, hit index.IndexInternalID) ([]byte, error) {
	v.got = v.got[:0]
	if err := from.VisitDocValues(hit, v.visit); err != nil {
		return nil, err
	}
	if len(v.got) == 0 {
		return nil, fmt.Errorf("%w: a message without its values", errDamaged)
	}
	return v.got, nil
}

// places is a heap with the last one in front.
type places []place

func (h places) Len() int           { return len(h) }
func (h places) Less(i, j int) bool { return h[j].before(h[i]) }
func (h places) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *places) Push(x any) { *h = append(*h, x.(place)) }

// Pop implements heap.Interface.
func (h *places) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
