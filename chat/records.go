package chat

import (
	"math"
	"slices"
)

// The records below are read or written for each message, so they are numbers instead of JSON, and the [Cache] keeps them
// decoded.

// standing is what sending needs to know of an account.
type standing struct {
	bannedUntil uint64 // ms
	tokensSince uint64 // ms
	groups      uint64 // how many the user is a member of

	// How many of each the user has among the contacts.
	blocked, friends, asked, received uint64

	mutedUntil [len(allKinds)]uint64 // ms, for each kind of conversations
	threads    uint64                // how many the user is in
	active     uint64                // the last day on which the user was active; 0: none
	sessions   uint64                // how many are kept, or uncounted
}

// uncounted is the number of kept sessions in a record from before they were counted there.
const uncounted = math.MaxUint64

func standingAt(a AppName, u UserID) location { return located(a, "standing", string(u)) }

// getStanding gives a copy, nil when there is none.
func getStanding(r Reader, app AppName, u UserID) (*standing, error) {
	st, err := lookup[standing](r, standingAt(app, u))
	return copied(st), err
}

func (st *standing) decode(b []byte) (err error) {
	if b, err = numbers(b, &st.bannedUntil, &st.tokensSince, &st.groups); err == nil && len(b) > 0 { // else one from before there were contacts
		b, err = numbers(b, &st.blocked, &st.friends, &st.asked, &st.received)
	}
	if err == nil && len(b) > 0 { // else one from before users could be muted
		b, err = numbers(b, &st.mutedUntil[0], &st.mutedUntil[1], &st.mutedUntil[2])
	}
	if err == nil && len(b) > 0 { // else one from before there were threads
		b, err = numbers(b, &st.threads)
	}
	if err == nil && len(b) > 0 { // else one from before the day was kept here
		b, err = numbers(b, &st.active)
	}
	if st.sessions = uncounted; err == nil && len(b) > 0 {
		_, err = numbers(b, &st.sessions)
	}
	return err
}

func (st *standing) append(b []byte) []byte {
	return appendNumbers(b, st.bannedUntil, st.tokensSince, st.groups, st.blocked, st.friends, st.asked, st.received,
		st.mutedUntil[0], st.mutedUntil[1], st.mutedUntil[2], st.threads, st.active, st.sessions)
}

func (s *state) setStanding(u UserID, st *standing) error {
	return keep(s, standingAt(s.app, u), *st)
}

// user gives the standing of a user who must exist: a copy.
func (s *state) user(u UserID, field string) (*standing, error) {
	st, err := s.sender(u, field)
	return copied(st), err
}

// sender is user without the copy, which is not to be changed: each message asks.
func (s *state) sender(u UserID, field string) (*standing, error) {
	st, err := lookup[standing](s.tx, standingAt(s.app, u))
	if err == nil && st == nil {
		return nil, Errorf(CodeNoUser, "there is no user %q", clip(string(u))).At(field)
	}
	return st, err
}

// head is the end of a conversation.
type head struct {
	seq    uint64 // of the newest message
	pos    uint64 // of the conversation's last change in the feed
	ts     uint64 // of the newest message
	count  uint64 // messages that count as unread to those who did not send them
	except uint64 // the newest message that has an exception (see except)

	gone      uint64 // messages up to this seq were removed, for their age
	goneCount uint64 // how many of those counted as unread

	// What the newest sender sent stands here: who writes several messages in a row changes one key with each.
	by   UserID
	mine sent
}

func headAt(a AppName, c Conversation) location { return located(a, "head", string(c)) }

func getHead(r Reader, app AppName, c Conversation) (head, error) {
	return get[head](r, headAt(app, c))
}

func (h *head) decode(b []byte) (err error) {
	if b, err = numbers(b, &h.seq, &h.pos, &h.ts, &h.count, &h.except); err == nil && len(b) > 0 {
		b, err = numbers(b, &h.gone, &h.goneCount)
	}
	if err != nil || len(b) == 0 { // else one without a newest sender
		return err
	}
	var n uint64
	if b, err = numbers(b, &n); err != nil || uint64(len(b)) < n {
		return errCorrupt
	}
	h.by = UserID(b[:n])
	return h.mine.decode(b[n:])
}

func (h *head) append(b []byte) []byte {
	b = appendNumbers(slices.Grow(b, 48+len(h.mine.cids)), h.seq, h.pos, h.ts, h.count, h.except)
	if h.gone > 0 || h.by != "" {
		b = appendNumbers(b, h.gone, h.goneCount)
	}
	if h.by != "" {
		b = append(appendNumbers(b, uint64(len(h.by))), h.by...)
		b = h.mine.append(b)
	}
	return b
}

func (s *state) setHead(c Conversation, h head) error { return keep(s, headAt(s.app, c), h) }

// view is one user's side of a conversation. For a group it is also the membership.
type view struct {
	read       uint64 // seq up to which the user has read
	readOthers uint64 // how many of the messages up to read count and are not the user's own
	since      uint64 // messages up to this seq were before the user's time
	pos        uint64 // feed position of the view's last change
	until      uint64 // seq at which the user left plus one; 0: has not left
	delivered  uint64 // seq up to which a device of the user has all
	erased     uint64 // the newest message that the user deleted for himself
	pinned     uint64 // when the user pinned the conversation, ms; 0: not pinned
	hidden     uint64 // the conversation is not listed until a message after this seq less one; 0: not hidden
	cleared    uint64 // messages up to this seq were deleted by the user, who may leave a group and come back
}

func viewAt(a AppName, u UserID, c Conversation) location {
	return located(a, "view", string(u), string(c))
}

// getView gives a copy, nil when there is none.
func getView(r Reader, app AppName, u UserID, c Conversation) (*view, error) {
	v, err := lookup[view](r, viewAt(app, u, c))
	return copied(v), err
}

func decodeView(b []byte) (*view, error) {
	v := new(view)
	return v, v.decode(b)
}

func (v *view) decode(b []byte) error {
	b, err := numbers(b, &v.read, &v.readOthers, &v.since, &v.pos, &v.until, &v.delivered, &v.erased, &v.pinned, &v.hidden)
	if err == nil && len(b) > 0 {
		_, err = numbers(b, &v.cleared)
	}
	return err
}

func (v *view) append(b []byte) []byte {
	b = appendNumbers(b, v.read, v.readOthers, v.since, v.pos, v.until, v.delivered, v.erased, v.pinned, v.hidden)
	if v.cleared > 0 {
		b = appendNumbers(b, v.cleared)
	}
	return b
}

func (s *state) setView(u UserID, c Conversation, v *view) error {
	return keep(s, viewAt(s.app, u, c), *v)
}

// member tells whether the view is one of a present member.
func (v *view) member() bool { return v != nil && v.until == 0 }

// visible gives the seqs that the user may read: first to last.
func (v *view) visible(h head) (first, last uint64) {
	last = h.seq
	if v.until > 0 {
		last = v.until - 1
	}
	return max(v.since, h.gone) + 1, last
}

// caughtUp makes everything up to the head read.
func (v *view) caughtUp(h head, sent uint64) {
	v.read, v.readOthers = h.seq, h.count-sent
}

// message is a stored message: what the server needs to know, then the JSON that clients get.
type message struct {
	pos     uint64
	count   uint64 // counting messages up to and with this one
	flags   messageFlags
	origin  uint64 // the session that sent it, 0: none
	changed uint64 // position of its last change, 0: never changed
	from    UserID
	payload []byte
}

type messageFlags uint64

const (
	counts   messageFlags = 1 << iota // counts as unread to those who did not send it
	gone                              // recalled or run out: nothing of its content is left
	targeted                          // only for those whom its details name
	expiring                          // runs out at the time that its details name
	imported                          // from elsewhere: nobody who is away is told of it
)

// messageRoom is how many bytes an encoded message may need beside its payload and its sender, mostly.
const messageRoom = 24

func (m *message) encode() []byte {
	b := m.appendHeader(make([]byte, 0, len(m.payload)+len(m.from)+messageRoom))
	return append(b, m.payload...)
}

// encodeWith makes the payload of full, unless there is one, where it is stored: it is not written twice.
func (m *message) encodeWith(full *Message) []byte {
	if m.payload != nil {
		return m.encode()
	}
	b := m.appendHeader(make([]byte, 0, len(full.Body)+len(full.Ext)+len(m.from)+messageRoom+192))
	header := len(b)
	b = appendMessage(b, full)
	m.payload = b[header:]
	return b
}

func (m *message) appendHeader(b []byte) []byte {
	b = appendNumbers(b, m.pos, m.count, uint64(m.flags), m.origin, m.changed, uint64(len(m.from)))
	return append(b, m.from...)
}

func decodeMessage(b []byte) (m message, err error) {
	var flags, n uint64
	b, err = numbers(b, &m.pos, &m.count, &flags, &m.origin, &m.changed, &n)
	if err != nil || uint64(len(b)) < n {
		return m, errCorrupt
	}
	m.flags, m.from, m.payload = messageFlags(flags), UserID(b[:n]), b[n:]
	return m, nil
}
