package chat

import "math"

// The records below are read or written for each message, so they are numbers instead of JSON.

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

func getStanding(r Reader, app AppName, u UserID) (*standing, error) {
	b, err := r.Get(standingKey(app, u))
	if b == nil || err != nil {
		return nil, err
	}
	var st standing
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
	return &st, err
}

func (s *state) setStanding(u UserID, st *standing) error {
	return s.set(standingKey(s.app, u), appendNumbers(nil, st.bannedUntil, st.tokensSince, st.groups, st.blocked, st.friends, st.asked, st.received,
		st.mutedUntil[0], st.mutedUntil[1], st.mutedUntil[2], st.threads, st.active, st.sessions))
}

// user gives the standing of a user who must exist.
func (s *state) user(u UserID, field string) (*standing, error) {
	st, err := getStanding(s.tx, s.app, u)
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
}

func getHead(r Reader, app AppName, c Conversation) (h head, err error) {
	b, err := r.Get(headKey(app, c))
	if b == nil || err != nil {
		return h, err
	}
	if b, err = numbers(b, &h.seq, &h.pos, &h.ts, &h.count, &h.except); err == nil && len(b) > 0 {
		_, err = numbers(b, &h.gone, &h.goneCount)
	}
	return h, err
}

func (s *state) setHead(c Conversation, h head) error {
	b := appendNumbers(make([]byte, 0, 24), h.seq, h.pos, h.ts, h.count, h.except)
	if h.gone > 0 {
		b = appendNumbers(b, h.gone, h.goneCount)
	}
	return s.set(headKey(s.app, c), b)
}

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

func getView(r Reader, app AppName, u UserID, c Conversation) (*view, error) {
	b, err := r.Get(viewKey(app, u, c))
	if b == nil || err != nil {
		return nil, err
	}
	return decodeView(b)
}

func decodeView(b []byte) (*view, error) {
	var v view
	b, err := numbers(b, &v.read, &v.readOthers, &v.since, &v.pos, &v.until, &v.delivered, &v.erased, &v.pinned, &v.hidden)
	if err == nil && len(b) > 0 {
		_, err = numbers(b, &v.cleared)
	}
	return &v, err
}

func (s *state) setView(u UserID, c Conversation, v *view) error {
	b := appendNumbers(make([]byte, 0, 24), v.read, v.readOthers, v.since, v.pos, v.until, v.delivered, v.erased, v.pinned, v.hidden)
	if v.cleared > 0 {
		b = appendNumbers(b, v.cleared)
	}
	return s.set(viewKey(s.app, u, c), b)
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

func (m *message) encode() []byte {
	b := make([]byte, 0, len(m.payload)+len(m.from)+24)
	b = appendNumbers(b, m.pos, m.count, uint64(m.flags), m.origin, m.changed, uint64(len(m.from)))
	b = append(b, m.from...)
	return append(b, m.payload...)
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
