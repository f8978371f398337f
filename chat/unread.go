package chat

import "slices"

// How many messages are unread follows from counts, without looking at messages: all that count, less one's own, less
// what was read. Messages that stopped counting, or count for some only, are exceptions: few, kept by seq, and looked at
// only where they are not yet read.

// unread counts what others sent after what the user has read.
func unread(r Reader, app AppName, u UserID, conv Conversation, v *view, h head) (uint64, error) {
	if v.until != 0 {
		return 0, nil
	}
	mine, err := h.sentBy(r, app, u, conv)
	if err != nil || h.count <= mine.count+v.readOthers {
		return 0, err
	}
	n := h.count - mine.count - v.readOthers
	less := uint64(0)
	if h.except > v.read {
		if less, err = exceptions(r, app, u, conv, v.read); err != nil {
			return 0, err
		}
	}
	if v.erased > v.read {
		more, err := erasedUnread(r, app, u, conv, v.read)
		if err != nil {
			return 0, err
		}
		less += more
	}
	return n - min(n, less), nil
}

// except notes that a counting message does not count: for nobody, or, with only, for nobody but these.
func (s *state) except(conv Conversation, h *head, seq uint64, from UserID, only []UserID) error {
	b := appendNumbers(make([]byte, 0, 64), uint64(len(only)), uint64(len(from)))
	b = append(b, from...)
	for _, u := range only {
		b = append(appendNumbers(b, uint64(len(u))), u...)
	}
	h.except = max(h.except, seq)
	return s.set(exceptKey(s.app, conv, seq), b)
}

// exceptions counts the messages after a seq that do not count for a user, though the head counts them.
func exceptions(r Reader, app AppName, u UserID, conv Conversation, after uint64) (n uint64, err error) {
	scanErr := r.Scan(prefix(app, "except", string(conv)), exceptKey(app, conv, after+1), false, func(_, b []byte) bool {
		from, only, e := decodeExcept(b)
		if err = e; err == nil && from != u && !slices.Contains(only, u) {
			n++
		}
		return err == nil
	})
	return n, orFirst(scanErr, err)
}

func decodeExcept(b []byte) (from UserID, only []UserID, err error) {
	var users, n uint64
	if b, err = numbers(b, &users, &n); err != nil || uint64(len(b)) < n {
		return "", nil, errCorrupt
	}
	from, b = UserID(b[:n]), b[n:]
	for range users {
		if b, err = numbers(b, &n); err != nil || uint64(len(b)) < n {
			return "", nil, errCorrupt
		}
		only, b = append(only, UserID(b[:n])), b[n:]
	}
	return from, only, nil
}

// erasedUnread counts the unread messages that a user deleted for himself, and that would count otherwise.
func erasedUnread(r Reader, app AppName, u UserID, conv Conversation, after uint64) (n uint64, err error) {
	scanErr := r.Scan(prefix(app, "erased", string(u), string(conv)), erasedKey(app, u, conv, after+1), false, func(k, _ []byte) bool {
		var b []byte
		if b, err = r.Get(messageKey(app, conv, lastNumber(k))); b == nil || err != nil {
			return err == nil
		}
		m, e := decodeMessage(b)
		if err = e; err != nil || m.flags&counts == 0 || m.from == u {
			return err == nil
		}
		if b, err = r.Get(exceptKey(app, conv, lastNumber(k))); err != nil {
			return false
		}
		if b != nil {
			_, only, e := decodeExcept(b)
			if err = e; err != nil || !slices.Contains(only, u) {
				return err == nil
			}
		}
		n++
		return true
	})
	return n, orFirst(scanErr, err)
}
