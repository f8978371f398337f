package chat

import (
	"cmp"
	"slices"
	"sort"
)

// Ref points to a message that a session has yet to be sent.
type Ref struct {
	Pos  uint64
	Seq  uint64
	Conv Conversation
}

// Missed lists what the log holds for a user after a feed position, in the order of the log: at most most messages,
// the oldest; without those that the session origin sent itself. It also gives the position up to which the list is
// complete.
func (s *Service) Missed(app AppName, u UserID, origin, after uint64, most int) (refs []Ref, upTo uint64, err error) {
	err = s.log.View(func(r Reader) error {
		if upTo, err = feedPos(r, app); err != nil {
			return err
		}
		changed, err := sides(r, app, u, after)
		for _, one := range changed {
			if err = orFirst(err, one.endWithGroup(r, app)); err != nil {
				return err
			}
			if one.view.until == 0 {
				refs, err = one.refs(r, app, u, origin, after, most, refs)
			}
			if len(refs) > 4*most {
				refs = oldest(refs, most)
			}
		}
		return err
	})
	if refs = oldest(refs, most); len(refs) == most && most > 0 {
		upTo = refs[most-1].Pos // there may be more behind it
	}
	return refs, upTo, err
}

// oldest keeps the first most by position, in order.
func oldest(refs []Ref, most int) []Ref {
	slices.SortFunc(refs, func(a, b Ref) int { return cmp.Compare(a.Pos, b.Pos) })
	return refs[:min(len(refs), most)]
}

// refs adds the oldest messages of a conversation after a feed position that a user may see, at most most.
func (s side) refs(r Reader, app AppName, u UserID, origin, after uint64, most int, refs []Ref) ([]Ref, error) {
	first, last := s.view.visible(s.head)
	if last < first {
		return refs, nil
	}
	first, err := s.firstAfter(r, app, after, first, last)
	if err != nil {
		return refs, err
	}
	end := len(refs) + most
	scanErr := r.Scan(prefix(app, "msg", string(s.conv)), messageKey(app, s.conv, first), false, func(k, v []byte) bool {
		m, e := decodeMessage(v)
		seq := lastNumber(k)
		if err = e; e != nil || seq > last || len(refs) == end {
			return false
		}
		if m.from == u && m.origin == origin || m.flags&gone > 0 {
			return true
		}
		if m.flags&targeted > 0 {
			full, e := DecodeMessage(m.payload)
			if err = e; err != nil || !full.For(u) {
				return err == nil
			}
		}
		refs = append(refs, Ref{m.pos, seq, s.conv})
		return true
	})
	return refs, orFirst(scanErr, err)
}

// firstAfter finds the first message after a feed position by halving: in a conversation, positions only grow.
func (s side) firstAfter(r Reader, app AppName, after, first, last uint64) (seq uint64, err error) {
	n := sort.Search(int(last+1-first), func(i int) bool {
		b, e := r.Get(messageKey(app, s.conv, first+uint64(i)))
		if b == nil || e != nil {
			err = orFirst(err, e)
			return false
		}
		m, e := decodeMessage(b)
		err = orFirst(err, e)
		return m.pos > after
	})
	return first + uint64(n), err
}

// Recent lists the newest messages of a chatroom, for who enters it.
func (s *Service) Recent(app AppName, room RoomID, most int) ([]Ref, error) {
	conv := Conversation(RoomAddress(room).String())
	return view1(s, func(r Reader) (refs []Ref, err error) {
		h, err := getHead(r, app, conv)
		if err != nil {
			return nil, err
		}
		first := max(h.gone, h.seq-min(h.seq, uint64(most))) + 1
		for seq := first; seq <= h.seq; seq++ {
			refs = append(refs, Ref{0, seq, conv})
		}
		return refs, nil
	})
}

// Stored reads messages again, as they were delivered; those no longer there are left out.
func (s *Service) Stored(app AppName, refs []Ref) ([]*Stored, error) {
	return view1(s, func(r Reader) ([]*Stored, error) {
		found := make([]*Stored, 0, len(refs))
		for _, ref := range refs {
			b, err := r.Get(messageKey(app, ref.Conv, ref.Seq))
			if err != nil {
				return nil, err
			}
			if b == nil {
				continue
			}
			stored, err := decodeMessage(slices.Clone(b))
			if err != nil {
				return nil, err
			}
			m, err := DecodeMessage(stored.payload)
			if err != nil {
				return nil, err
			}
			found = append(found, &Stored{App: app, Conv: ref.Conv, Pos: stored.pos, Seq: ref.Seq, From: m.From, To: m.To, Event: m.Type == TypeEvent, Payload: stored.payload})
		}
		return found, nil
	})
}

// Position is the end of an app's feed.
func (s *Service) Position(app AppName) (uint64, error) {
	return view1(s, func(r Reader) (uint64, error) { return feedPos(r, app) })
}
