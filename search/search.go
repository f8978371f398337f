package search

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/hongyan-im/hongyan/chat"
)

// defaultPage is how many hits a page has when the query does not say.
const defaultPage = 20

// longest is the time that one search may take.
const longest = 10 * time.Second

// Search finds messages that the caller may read, by their text. Without a user, the app's key searches the whole app.
// It returns an error with CodeIndexBuilding while the app has no index that is complete.
func (e *Engine) Search(ctx context.Context, c chat.Caller, q chat.SearchQuery) (chat.SearchPage, error) {
	words, after, err := check(c, &q)
	if err != nil {
		return chat.SearchPage{}, err
	}
	scope, err := e.scopeOf(c, q)
	if err != nil {
		return chat.SearchPage{}, err
	}
	end, err := e.o.Service.Position(c.App)
	if err != nil {
		return chat.SearchPage{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	select {
	case e.turns <- struct{}{}:
		defer func() { <-e.turns }()
	case <-ctx.Done():
		return chat.SearchPage{}, chat.Errorf(chat.CodeOverloaded, "too many searches at once; try again")
	}
	f := &finder{ctx: ctx, query: words, scope: scope, filter: q, scoring: q.Order == chat.BestFirst, byHit: scope.byHit()}
	return e.answer(f, c, after, end)
}

// answer asks the index of the app; one that is closed meanwhile has another in its place.
func (e *Engine) answer(f *finder, c chat.Caller, after *place, end uint64) (chat.SearchPage, error) {
	for {
		i, err := e.shelf(c.App).answering(end)
		if err != nil {
			return chat.SearchPage{}, err
		}
		page := chat.SearchPage{Hits: []chat.SearchHit{}}
		if pos := i.pos.Load(); pos < end {
			page.Behind = end - pos
		}
		err = i.read(func(r index.IndexReader) error {
			f.reader, f.beginnings = r, map[string]beginning{}
			return e.fill(&page, f, c, after)
		})
		switch {
		case errors.Is(err, errClosed):
			continue
		case errors.Is(err, errDamaged):
			e.log.Error("search", "app", c.App, "err", err)
			i.fail(err)
			e.poke()
			return page, chat.Errorf(chat.CodeIndexBuilding, "the index for searching is damaged and is built anew")
		case errors.Is(err, context.DeadlineExceeded):
			return page, chat.Errorf(chat.CodeOverloaded, "the search took too long: search for more words, or in one conversation")
		}
		return page, err
	}
}

// check finds what is wrong with a query, and fills in what was left out.
func check(c chat.Caller, q *chat.SearchQuery) (words query, after *place, err error) {
	if c.User == "" && !c.Admin {
		return words, nil, chat.Errorf(chat.CodeUnauthenticated, "log in to search")
	}
	if words, err = parse(q.Text); err != nil {
		return words, nil, err
	}
	switch {
	case q.Limit == 0:
		q.Limit = defaultPage
	case q.Limit < 0 || q.Limit > chat.MaxSearchPage:
		return words, nil, chat.Errorf(chat.CodeInvalid, "limit is %d, allowed are 1 to %d", q.Limit, chat.MaxSearchPage).At("limit")
	}
	switch q.Order {
	case "":
		q.Order = chat.NewestFirst
	case chat.NewestFirst, chat.BestFirst:
	default:
		return words, nil, chat.Errorf(chat.CodeInvalid, "order is newest or best").At("order")
	}
	switch {
	case q.Since < 0:
		return words, nil, chat.Errorf(chat.CodeInvalid, "since is milliseconds since 1970").At("since")
	case q.Until < 0:
		return words, nil, chat.Errorf(chat.CodeInvalid, "until is milliseconds since 1970").At("until")
	case q.Until > 0 && q.Until <= q.Since:
		return words, nil, chat.Errorf(chat.CodeInvalid, "until must be after since").At("until")
	case q.Sender != "" && !chat.ValidID(string(q.Sender)):
		return words, nil, chat.Errorf(chat.CodeBadID, "sender is no id of a user").At("sender")
	}
	after, err = parsePlace(q.Cursor)
	if err == nil && after != nil && (after.score != 0) != (q.Order == chat.BestFirst) {
		err = chat.Errorf(chat.CodeInvalid, "the cursor is of a search in another order").At("cursor")
	}
	return words, after, err
}

// scopeOf is what of the app the caller may find.
func (e *Engine) scopeOf(c chat.Caller, q chat.SearchQuery) (s scope, err error) {
	s.user = c.User
	if with := q.Conversation; with != (chat.Address{}) {
		span, err := e.o.Service.VisibleSpan(c, with)
		if err == nil && (with.Kind != chat.KindUser || c.User != "") {
			s.conv = chat.ConversationOf(c.User, with)
			s.groups = map[chat.Conversation]chat.Span{s.conv: span}
		}
		return s, err
	}
	if c.User != "" {
		s.groups, err = e.o.Service.VisibleGroups(c.App, c.User)
	}
	return s, err
}

// Bounds of one search.
const (
	manyHits   = 20_000 // with more of them, the newest days are searched first
	maxRefused = 2000   // hits that turn out not to be for the caller; then the page ends early
	spare      = 4      // hits read at once beyond those that are needed, as some are refused
	atOnceMost = 200    // of the refused ones, four times as many are read at once
)

// fill collects hits until the page is full or there are no more.
func (e *Engine) fill(page *chat.SearchPage, f *finder, c chat.Caller, after *place) error {
	stages, err := f.stages()
	if err != nil {
		return err
	}
	refused := 0
	last := after
	for _, in := range stages {
		for more := true; more; {
			most := f.filter.Limit + 1 - len(page.Hits) + spare + 4*min(refused, atOnceMost)
			found, full, err := f.collect(in, after, most)
			if err != nil {
				return err
			}
			more = full
			hits, err := e.visible(c, f, found)
			if err != nil {
				return err
			}
			for n, h := range hits {
				after = &found[n]
				if h == nil {
					refused++
					continue
				}
				if len(page.Hits) == f.filter.Limit {
					page.Next = last.cursor()
					return nil
				}
				page.Hits, last = append(page.Hits, *h), after
			}
			if refused >= maxRefused && full {
				page.Next = after.cursor()
				return nil
			}
		}
	}
	return nil
}

// visible reads the hits from the state, which decides: nil for what the caller may not read, and for messages whose
// text is another by now.
func (e *Engine) visible(c chat.Caller, f *finder, found []place) ([]*chat.SearchHit, error) {
	refs := make([]chat.Ref, len(found))
	for n, p := range found {
		refs[n], _ = parseDocID(p.id) // we wrote it
	}
	messages, err := e.o.Service.Read(c, refs)
	if err != nil {
		return nil, err
	}
	hits := make([]*chat.SearchHit, len(found))
	for n, m := range messages {
		if m == nil {
			continue
		}
		text, err := e.text(c.App, m)
		if err != nil {
			return nil, err
		}
		if !f.query.matches(text) {
			continue
		}
		hits[n] = &chat.SearchHit{Conversation: m.To, Message: *m, Fragment: f.query.fragment(text)}
		if c.User != "" {
			hits[n].Conversation = refs[n].Conv.For(c.User)
		}
	}
	return hits, nil
}

// stages are the ranges of days to search one after the other: all at once, but for words that are in very many messages
// the newest days first. Each range includes those before it; what they gave is behind the cursor by then.
func (f *finder) stages() ([]days, error) {
	all := days{0, math.MaxInt64}
	if f.filter.Since > 0 {
		all.first = dayOf(f.filter.Since)
	}
	if f.filter.Until > 0 {
		all.last = dayOf(f.filter.Until - 1)
	}
	if all.last != math.MaxInt64 || all.first > 0 {
		newest, err := f.newestDay()
		if err != nil {
			return nil, err
		}
		all.last = min(all.last, newest)
	}
	if f.scoring {
		return []days{all}, nil
	}
	few, err := f.few()
	if err != nil || few {
		return []days{all}, err
	}
	newest, err := f.newestDay()
	if err != nil {
		return nil, err
	}
	var stages []days
	for _, back := range []int64{1, spanDays, 8 * spanDays} {
		if first := min(all.last, newest) - back; first > all.first {
			stages = append(stages, days{first, min(all.last, newest)})
		}
	}
	return append(stages, all), nil
}

// few tells whether some part of the query is in few messages.
func (f *finder) few() (bool, error) {
	for _, p := range f.query.parts {
		for _, t := range p.terms {
			n, err := f.count(fieldText, t)
			if err != nil || n < manyHits {
				return err == nil, err
			}
		}
		if p.prefix == "" {
			continue
		}
		if found, err := f.begin(p.prefix); err != nil || !found.some && found.hits < manyHits {
			return err == nil, err
		}
	}
	n, err := f.reach()
	return n < manyHits, err
}

// reach tells in how many messages the search looks, by the conversations alone.
func (f *finder) reach() (n uint64, err error) {
	switch {
	case f.scope.conv != "":
		return f.count(fieldIn, string(f.scope.conv))
	case !f.scope.byTerms():
		return f.reader.DocCount()
	}
	if n, err = f.count(fieldWho, string(f.scope.user)); err != nil {
		return 0, err
	}
	for g := range f.scope.groups {
		more, err := f.count(fieldIn, string(g))
		if err != nil {
			return 0, err
		}
		n += more
	}
	return n, nil
}

func (f *finder) count(name, term string) (uint64, error) {
	r, err := f.reader.TermFieldReader(f.ctx, []byte(term), name, false, false, false)
	if err != nil {
		return 0, err
	}
	return r.Count(), r.Close()
}

// newestDay is the last day that a message is of.
func (f *finder) newestDay() (int64, error) {
	dict, err := f.reader.FieldDictPrefix(fieldDay, []byte("d"))
	if err != nil {
		return 0, err
	}
	defer dict.Close()
	newest := int64(0)
	for {
		e, err := dict.Next()
		if err != nil || e == nil {
			return newest, err
		}
		var day int64
		if day, err = strconv.ParseInt(e.Term[1:], 10, 64); err != nil {
			return 0, fmt.Errorf("%w: day %q", errDamaged, e.Term)
		}
		newest = max(newest, day)
	}
}
