package search

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/hongyan-im/hongyan/chat"
)

// place is where a hit stands in the order of a search; also what a cursor holds.
type place struct {
	score float64 // 0 when the newest come first
	ts    int64
	id    string
}

// compare orders places: better, then newer, then by id.
func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(q.score, p.score), cmp.Compare(q.ts, p.ts), cmp.Compare(q.id, p.id))
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

// ranked is a hit of which the place is known but for its id, which is looked up for the few that are shown.
type ranked struct {
	score float64
	ts    int64
	hit   uint64
}

// compare orders as [place.compare] does, but that equals may be in any order.
func (h ranked) compare(o ranked) int {
	return cmp.Or(cmp.Compare(o.score, h.score), cmp.Compare(o.ts, h.ts))
}

// best keeps the first most hits, and those that are equal to the last of them.
type best struct {
	most  int
	hits  []ranked
	floor *ranked // what comes behind it is not among them
}

func (b *best) wants(h ranked) bool { return b.floor == nil || h.compare(*b.floor) <= 0 }

func (b *best) add(h ranked) {
	b.hits = append(b.hits, h)
	if len(b.hits) == cap(b.hits) && len(b.hits) >= max(4*b.most, 1024) { // before it would grow
		b.trim()
	}
}

// trim drops what is not among the first.
func (b *best) trim() {
	if len(b.hits) <= b.most {
		return
	}
	slices.SortFunc(b.hits, ranked.compare)
	floor := b.hits[b.most-1]
	n := b.most
	for n < len(b.hits) && b.hits[n].compare(floor) == 0 {
		n++
	}
	b.hits, b.floor = b.hits[:n], &floor
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

// places looks up the ids of hits.
func (v *values) places(hits []ranked) ([]place, error) {
	slices.SortFunc(hits, func(a, b ranked) int { return cmp.Compare(a.hit, b.hit) }) // as they lie on disk
	found := make([]place, len(hits))
	for n, h := range hits {
		id, err := v.id(index.NewIndexInternalID(nil, h.hit))
		if err != nil {
			return nil, err
		}
		found[n] = place{h.score, h.ts, string(id)}
	}
	return found, nil
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
