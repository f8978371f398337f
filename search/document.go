package search

import (
	"strconv"
	"strings"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/hongyan-im/hongyan/chat"
)

// Fields of the index. A change of them, or of what is a term, is a new [version].
const (
	fieldID   = "_id"  // conversation#seq
	fieldText = "text" // words
	fieldWho  = "who"  // of a 1:1 conversation: the two users
	fieldIn   = "in"   // the conversation
	fieldFrom = "from" // the sender
	fieldType = "type"
	fieldDay  = "day" // the day, and the span of days
	fieldAt   = "at"  // the time, for ordering
)

const exact = index.IndexField | index.SkipFreqNorm

// beside has the value of a field read by the number of the message. It is not compressed: hits lie far apart, and each
// would need a block of its own to be unpacked.
const beside = index.DocValues | index.SkipDVCompression | index.SkipDVChunking

// document is a message for the index. It implements index.Document by itself: the library's own documents do much that
// messages do not need.
type document struct {
	id     string
	fields []index.Field
	bytes  int
}

// docID names a message in the index.
func docID(conv chat.Conversation, seq uint64) string {
	return string(conv) + "#" + strconv.FormatUint(seq, 10)
}

// parseDocID is the reverse of docID.
func parseDocID(id string) (chat.Ref, bool) {
	conv, seq, _ := strings.Cut(id, "#")
	n, err := strconv.ParseUint(seq, 10, 64)
	return chat.Ref{Conv: chat.Conversation(conv), Seq: n}, err == nil
}

func newDocument(conv chat.Conversation, m *chat.Message, text string) *document {
	d := &document{id: docID(conv, m.Seq), bytes: len(text)}
	d.text(text)
	if conv.Kind() == chat.KindUser {
		a, b := conv.Pair()
		if a == b {
			d.add(fieldWho, exact, string(a))
		} else {
			d.add(fieldWho, exact, string(a), string(b))
		}
	}
	d.add(fieldIn, exact, string(conv))
	d.add(fieldFrom, exact, string(m.From))
	d.add(fieldType, exact, m.Type)
	day := dayOf(m.TS)
	d.add(fieldDay, exact, dayTerm(day), spanTerm(day/spanDays))
	d.add(fieldAt, exact|beside, encodeTime(m.TS))
	return d
}

func (d *document) text(text string) {
	f := &field{name: fieldText, options: index.IndexField, freqs: index.TokenFrequencies{}}
	eachTerm(foldAll(text), func(t string) {
		f.length++
		freq := f.freqs[t]
		if freq == nil {
			freq = &index.TokenFreq{Term: []byte(t)}
			f.freqs[t] = freq
		}
		freq.SetFrequency(freq.Frequency() + 1)
	})
	d.fields = append(d.fields, f)
}

func (d *document) add(name string, options index.FieldIndexingOptions, terms ...string) {
	f := &field{name: name, options: options, length: len(terms), freqs: make(index.TokenFrequencies, len(terms))}
	for _, t := range terms {
		f.freqs[t] = &index.TokenFreq{Term: []byte(t)}
	}
	d.fields = append(d.fields, f)
}

// ID implements index.Document, as do the methods below.
func (d *document) ID() string { return d.id }

// Size is about the memory that the document takes while it is indexed.
func (d *document) Size() int { return 512 + 8*d.bytes }

// VisitFields calls f for each field.
func (d *document) VisitFields(f index.FieldVisitor) {
	for _, one := range d.fields {
		f(one)
	}
}

// VisitComposite has nothing to visit.
func (d *document) VisitComposite(index.CompositeFieldVisitor) {}

// HasComposite is false: no field is made of others.
func (d *document) HasComposite() bool { return false }

// NumPlainTextBytes is for the library's statistics.
func (d *document) NumPlainTextBytes() uint64 { return uint64(d.bytes) }

// AddIDField is called by the index.
func (d *document) AddIDField() {
	f := &field{name: fieldID, options: index.IndexField | index.StoreField | beside, length: 1, value: []byte(d.id)}
	f.freqs = index.TokenFrequencies{d.id: &index.TokenFreq{Term: f.value}}
	f.freqs[d.id].SetFrequency(1)
	d.fields = append(d.fields, f)
}

// StoredFieldsBytes is for the library's statistics.
func (d *document) StoredFieldsBytes() uint64 { return uint64(len(d.id)) }

// Indexed is for the library's statistics.
func (d *document) Indexed() bool { return true }

// field is a field whose terms are known.
type field struct {
	name    string
	options index.FieldIndexingOptions
	length  int
	value   []byte
	freqs   index.TokenFrequencies
}

// Name implements index.Field, as do the methods below.
func (f *field) Name() string { return f.name }

// Value is what is stored, if anything.
func (f *field) Value() []byte { return f.value }

// ArrayPositions is nil: no field is a list.
func (f *field) ArrayPositions() []uint64 { return nil }

// EncodedFieldType says that it is text.
func (f *field) EncodedFieldType() byte { return 't' }

// Analyze has nothing left to do.
func (f *field) Analyze() {}

// Options say how the field is indexed.
func (f *field) Options() index.FieldIndexingOptions { return f.options }

// AnalyzedLength counts terms.
func (f *field) AnalyzedLength() int { return f.length }

// AnalyzedTokenFrequencies gives the terms.
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.freqs }

// NumPlainTextBytes is for the library's statistics.
func (f *field) NumPlainTextBytes() uint64 { return uint64(len(f.value)) }

// Times. Messages are found by day, or by span of days, so that a search for the newest can begin with the newest.
const (
	dayMS    = 24 * 3600 * 1000
	spanDays = 64
)

func dayOf(ts int64) int64 { return max(ts, 0) / dayMS }

func dayTerm(day int64) string   { return "d" + strconv.FormatInt(day, 10) }
func spanTerm(span int64) string { return "s" + strconv.FormatInt(span, 10) }

// encodeTime writes a time so that it sorts, seven bits a byte: the library keeps 0xff for itself.
func encodeTime(ts int64) string {
	var b [7]byte
	for i, n := 6, max(ts, 0); i >= 0; i-- {
		b[i] = byte(n & 0x7f)
		n >>= 7
	}
	return string(b[:])
}

func decodeTime(b []byte) (ts int64) {
	for _, c := range b {
		ts = ts<<7 | int64(c)
	}
	return ts
}
