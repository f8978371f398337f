package chat

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"sort"
	"strings"
)

// The change feed says, position by position, what changed where. Consumers beside the message path (search, webhooks)
// read it in order; positions also order what a user has seen.

// feedBlock is how many positions one record of the feed holds. The newest ones are in the open block, which also tells
// the last position; when it is full it gets a key of its own.
const feedBlock = 16

// feedMark is how many positions lie between two whose time is kept, so that the feed can be entered by time.
const feedMark = 256

// ChangeKind tells what an entry of the feed is about.
type ChangeKind byte

// The kinds of entries of the feed. They are stored; they are only ever added.
const (
	ChangeMessage ChangeKind = 'm' // a new message, or an event of a group: Conv, Seq
	ChangeRead    ChangeKind = 'r' // User read Conv up to Seq, or somebody's side of Conv is another
	ChangeEdited  ChangeKind = 'c' // the message Seq of Conv is no longer as it was: recalled, edited, reacted to
	ChangeEvent   ChangeKind = 'e' // anything else: Event
)

// Change is one entry of an app's feed.
type Change struct {
	Pos   uint64
	Kind  ChangeKind
	Conv  Conversation
	Seq   uint64
	User  UserID          // of ChangeRead: who read; empty when it was another mark of somebody that changed
	Event json.RawMessage // of ChangeEvent: an object with "event" and "ts"; nil once it is older than EventDays
}

// openFeed is the newest block: it tells the last position of all.
type openFeed struct {
	pos     uint64
	entries []byte
}

func openFeedAt(a AppName) location { return located(a, "feed") }

func getOpenFeed(r Reader, app AppName) (openFeed, error) {
	return get[openFeed](r, openFeedAt(app))
}

func (f *openFeed) decode(b []byte) (err error) {
	f.entries, err = numbers(b, &f.pos)
	f.entries = slices.Clip(f.entries) // who adds one must not write into b
	return err
}

func (f *openFeed) append(b []byte) []byte {
	return append(appendNumbers(slices.Grow(b, len(f.entries)+binary.MaxVarintLen64), f.pos), f.entries...)
}

// feed appends an entry and gives its position.
func (s *state) feed(kind ChangeKind, conv Conversation, seq uint64) (pos uint64, err error) {
	open, err := getOpenFeed(s.tx, s.app)
	if err != nil {
		return 0, err
	}
	if open.pos > 0 && open.pos%feedBlock == 0 {
		if err := s.set(feedKey(s.app, open.pos), open.entries); err != nil {
			return 0, err
		}
		open.entries = make([]byte, 0, len(open.entries)+len(open.entries)/8)
	}
	open.pos++
	if open.pos%feedMark == 0 {
		if err := s.set(feedTimeKey(s.app, open.pos), appendNumbers(nil, uint64(s.at))); err != nil {
			return 0, err
		}
	}
	open.entries = appendNumbers(append(open.entries, byte(kind)), seq, uint64(len(conv)))
	open.entries = append(open.entries, conv...)
	return open.pos, keep(s, openFeedAt(s.app), open)
}

// feedRead appends that a user read a conversation up to seq.
func (s *state) feedRead(conv Conversation, u UserID, seq uint64) (pos uint64, err error) {
	return s.feed(ChangeRead, conv+" "+Conversation(u), seq)
}

// feedPos is the last position of an app's feed.
func feedPos(r Reader, app AppName) (uint64, error) {
	open, err := getOpenFeed(r, app)
	return open.pos, err
}

// feedKey is the key of the full block that ends with pos.
func feedKey(a AppName, pos uint64) []byte { return withNumber(key(a, "feed"), pos/feedBlock-1) }

func feedTimeKey(a AppName, pos uint64) []byte { return withNumber(key(a, "feedtime"), pos) }

// feedBefore gives a position all before which was written before a time: at most feedMark positions earlier than
// the last such position.
func feedBefore(r Reader, app AppName, at int64) (uint64, error) {
	last, err := feedPos(r, app)
	if err != nil {
		return 0, err
	}
	later := sort.Search(int(last/feedMark), func(i int) bool { // the first mark that is not before at
		b, e := r.Get(feedTimeKey(app, uint64(i+1)*feedMark))
		var ts uint64
		if e == nil && b != nil {
			_, e = numbers(b, &ts)
		}
		err = orFirst(err, e)
		return int64(ts) >= at
	})
	return uint64(later) * feedMark, err
}

// Feed reads an app's feed after a position: at most most entries, in order. It also gives the position of the last
// one, from which to go on; after itself when there is nothing new.
func (s *Service) Feed(app AppName, after uint64, most int) (changes []Change, upTo uint64, err error) {
	upTo = after
	err = s.log.View(func(r Reader) error {
		last, err := feedPos(r, app)
		if err != nil {
			return err
		}
		for upTo < last && len(changes) < most {
			block, err := feedBlockOf(r, app, upTo+1, last)
			if err != nil {
				return err
			}
			for _, c := range block {
				if c.Pos > upTo && len(changes) < most {
					changes, upTo = append(changes, c), c.Pos
				}
			}
		}
		return readEvents(r, app, changes)
	})
	return changes, upTo, err
}

// feedBlockOf reads the block that holds pos.
func feedBlockOf(r Reader, app AppName, pos, last uint64) ([]Change, error) {
	first := (pos-1)/feedBlock*feedBlock + 1
	var b []byte
	var err error
	if first == (last-1)/feedBlock*feedBlock+1 {
		var open openFeed
		open, err = getOpenFeed(r, app)
		b = open.entries
	} else {
		b, err = r.Get(feedKey(app, first+feedBlock-1))
	}
	if err != nil {
		return nil, err
	}
	if len(b) == 0 {
		return nil, errCorrupt
	}
	return decodeFeed(b, first)
}

func decodeFeed(b []byte, first uint64) (changes []Change, err error) {
	for ; len(b) > 0; first++ {
		c := Change{Pos: first, Kind: ChangeKind(b[0])}
		var n uint64
		if b, err = numbers(b[1:], &c.Seq, &n); err != nil || uint64(len(b)) < n {
			return nil, errCorrupt
		}
		c.Conv, b = Conversation(b[:n]), b[n:]
		if c.Kind == ChangeRead {
			conv, user, _ := strings.Cut(string(c.Conv), " ")
			c.Conv, c.User = Conversation(conv), UserID(user)
		}
		changes = append(changes, c)
	}
	return changes, nil
}

func readEvents(r Reader, app AppName, changes []Change) error {
	for i, c := range changes {
		if c.Kind != ChangeEvent {
			continue
		}
		e, err := getEvent(r, app, c.Pos)
		if err != nil {
			return err
		}
		changes[i].Event = slices.Clone(e.body)
	}
	return nil
}
